"""Keep plans of what is to be published later"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COMMENT = 4000


def upgrade() -> None:
    """Make the table; nothing that is there changes."""
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        *_rules(),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_plans_draft_id")),
        sa.ForeignKeyConstraint(["base_id"], ["course_editions.id"], name=op.f("fk_plans_base_id")),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["people.id"], name=op.f("fk_plans_planned_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plans_public_id")),
    )
    op.create_index(op.f("ix_plans_draft_id"), "plans", ["draft_id"])
    op.create_index(op.f("ix_plans_planned_by_id"), "plans", ["planned_by_id"])
    is_open = sa.text("settled_at IS NULL")
    op.create_index(
        "uq_plans_open",
        "plans",
        ["draft_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _rules() -> list[sa.CheckConstraint]:
    rules = {
        "upto_not_negative": "upto >= 0",
        "due_later": "due_at > planned_at",
        "settled_has_outcome": "(settled_at IS NULL) = (outcome IS NULL)",
        "refused_has_words": ("outcome IS NULL OR outcome <> 'refused' OR length(trim(words)) > 0"),
        "change_known": "change IN ('first', 'editorial', 'material')",
        "outcome_known": "outcome IN ('published', 'taken_back', 'refused')",
        "reason_not_too_long": f"length(reason) <= {COMMENT}",
        "words_not_too_long": f"length(words) <= {COMMENT}",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_plans_{name}")) for name, rule in rules.items()]
