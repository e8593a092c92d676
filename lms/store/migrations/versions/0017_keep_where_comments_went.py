"""Keep where comments went when the file that they are about got another name"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PATH = 255


def upgrade() -> None:
    """Make the table; comments that are there stay where they are."""
    op.create_table(
        "comment_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=PATH), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(trim(path)) > 0", name=op.f("ck_comment_moves_path_not_blank")),
        sa.CheckConstraint(
            f"length(path) <= {PATH}", name=op.f("ck_comment_moves_path_not_too_long")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["comment_threads.id"], name=op.f("fk_comment_moves_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_moves")),
    )
    op.create_index(op.f("ix_comment_moves_thread_id"), "comment_moves", ["thread_id"])
    _only_add("comment_moves")


def _only_add(table: str) -> None:
    """Let a table refuse to change or forget a row."""
    words = f"{table} is only added to"
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_add BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
