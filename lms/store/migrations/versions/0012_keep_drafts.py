"""Keep drafts, save by save"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PATH = 255


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_drafts()
    _make_draft_bases()
    _make_draft_saves()
    for table in ("draft_bases", "draft_saves"):
        _only_add(table)


def _only_add(table: str) -> None:
    """Let a table refuse to change or forget a row: what was said to be saved stays."""
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


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_drafts_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("course_id", name=op.f("uq_drafts_course_id")),
    )


def _make_draft_bases() -> None:
    op.create_table(
        "draft_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_bases_draft_id")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_draft_bases_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_bases")),
        sa.UniqueConstraint(
            "draft_id", "edition_id", name=op.f("uq_draft_bases_draft_id_edition_id")
        ),
    )
    op.create_index(op.f("ix_draft_bases_edition_id"), "draft_bases", ["edition_id"])


def _make_draft_saves() -> None:
    op.create_table(
        "draft_saves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=PATH), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("blob_hash", sa.String(length=64), nullable=True),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_draft_saves_number_from_one")),
        sa.CheckConstraint(
            "since >= 0 AND since < number", name=op.f("ck_draft_saves_since_is_earlier")
        ),
        sa.CheckConstraint("length(trim(path)) > 0", name=op.f("ck_draft_saves_path_not_blank")),
        sa.CheckConstraint(
            f"length(path) <= {PATH}", name=op.f("ck_draft_saves_path_not_too_long")
        ),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_saves_draft_id")),
        sa.ForeignKeyConstraint(
            ["blob_hash"], ["blobs.hash"], name=op.f("fk_draft_saves_blob_hash")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_draft_saves_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_saves")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_saves_draft_id_number")),
        sa.UniqueConstraint("draft_id", "token", name=op.f("uq_draft_saves_draft_id_token")),
    )
    op.create_index(op.f("ix_draft_saves_author_id"), "draft_saves", ["author_id"])
