"""Keep pictures in further widths"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that is there changes."""
    op.create_table(
        "narrower_pictures",
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("blob_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("width >= 1", name=op.f("ck_narrower_pictures_width_from_one")),
        sa.ForeignKeyConstraint(
            ["source_hash"], ["blobs.hash"], name=op.f("fk_narrower_pictures_source_hash")
        ),
        sa.ForeignKeyConstraint(
            ["blob_hash"], ["blobs.hash"], name=op.f("fk_narrower_pictures_blob_hash")
        ),
        sa.PrimaryKeyConstraint("source_hash", "width", name=op.f("pk_narrower_pictures")),
    )
