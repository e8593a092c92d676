"""Keep who works on a course beside its authors"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_course_reviewers()


def _make_course_reviewers() -> None:
    op.create_table(
        "course_reviewers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_reviewers_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_course_reviewers_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_reviewers")),
        sa.UniqueConstraint(
            "course_id", "person_id", name=op.f("uq_course_reviewers_course_id_person_id")
        ),
    )
    for column in ("course_id", "person_id"):
        op.create_index(op.f(f"ix_course_reviewers_{column}"), "course_reviewers", [column])
