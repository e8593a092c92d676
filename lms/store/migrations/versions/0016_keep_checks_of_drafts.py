"""Keep how many problems each draft had when it was read last"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; drafts that are there are read once somebody saves in them."""
    op.create_table(
        "draft_checks",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(f"{it} >= 0", name=op.f(f"ck_draft_checks_{it}_not_negative"))
            for it in ("number", "errors", "warnings")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_checks_draft_id")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["course_editions.id"], name=op.f("fk_draft_checks_base_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_draft_checks")),
    )
