"""Keep programs, their certificates, and reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REASON = 4000
SLUG = 120


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_program_editions()
    _make_program_certificates()
    _make_program_certificate_files()
    _make_reminders()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _at_most(table: str, column: str, longest: int) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_too_long")
    return sa.CheckConstraint(f"length({column}) <= {longest}", name=name)


def _make_program_editions() -> None:
    op.create_table(
        "program_editions",
        _id(),
        sa.Column("slug", sa.String(length=SLUG), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        _text("facts"),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        _time("published_at"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_program_editions_number_from_one")),
        sa.CheckConstraint(
            "length(trim(slug)) > 0", name=op.f("ck_program_editions_slug_not_blank")
        ),
        _at_most("program_editions", "slug", SLUG),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_editions")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_program_editions_slug_number")),
    )


def _make_program_certificates() -> None:
    table = "program_certificates"
    op.create_table(
        table,
        _id(),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=SLUG), nullable=False),
        _text("snapshot"),
        _time("issued_at"),
        _time("voided_at", nullable=True),
        _text("void_reason"),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (length(trim(void_reason)) = 0)",
            name=op.f("ck_program_certificates_void_has_reason"),
        ),
        _at_most(table, "slug", SLUG),
        _at_most(table, "void_reason", REASON),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_program_certificates_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_certificates")),
        sa.UniqueConstraint("serial", name=op.f("uq_program_certificates_serial")),
    )
    op.create_index(op.f("ix_program_certificates_person_id"), table, ["person_id"])
    op.create_index(
        "uq_program_certificates_valid",
        table,
        ["person_id", "slug"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def _make_program_certificate_files() -> None:
    table = "program_certificate_files"
    op.create_table(
        table,
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _text("missing_glyphs"),
        _time("rendered_at"),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["program_certificates.id"],
            name=op.f("fk_program_certificate_files_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_program_certificate_files")),
    )


def _make_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        _time("made_at"),
        _time("sent_at", nullable=True),
        sa.CheckConstraint("days >= 1", name=op.f("ck_reminders_days_from_one")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_reminders_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_reminders")),
    )
