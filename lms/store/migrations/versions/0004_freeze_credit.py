"""Freeze credit by an approver's act, and keep further prints of certificates"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = 200
COMMENT = 4000


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_credit_approvals()
    _make_certificate_reissues()
    _make_certificate_prints()
    _make_provider_edits()


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _name(table: str, column: str) -> tuple[sa.Column[str] | sa.CheckConstraint, ...]:
    named = sa.Column(column, sa.String(length=NAME), nullable=False)
    return named, _not_blank(table, column), _at_most(table, column, NAME)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [of], name=op.f(f"fk_{table}_{column}"))


def _not_blank(table: str, column: str) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_blank")
    return sa.CheckConstraint(f"length(trim({column})) > 0", name=name)


def _at_most(table: str, column: str, longest: int) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_too_long")
    return sa.CheckConstraint(f"length({column}) <= {longest}", name=name)


def _make_credit_approvals() -> None:
    table = "credit_approvals"
    op.create_table(
        table,
        _whole("id"),
        _whole("edition_id"),
        _text("calculation"),
        *_name(table, "approver_name"),
        *_name(table, "approver_title"),
        _text("note"),
        _at_most(table, "note", COMMENT),
        _whole("approved_by_id"),
        _time("approved_at"),
        _key(table, "edition_id", "course_editions.id"),
        _key(table, "approved_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("edition_id", name=op.f(f"uq_{table}_edition_id")),
    )


def _make_certificate_reissues() -> None:
    table = "certificate_reissues"
    op.create_table(
        table,
        _whole("certificate_id"),
        _text("reason"),
        _not_blank(table, "reason"),
        _at_most(table, "reason", COMMENT),
        _whole("reissued_by_id"),
        _key(table, "certificate_id", "certificates.id"),
        _key(table, "reissued_by_id", "people.id"),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f(f"pk_{table}")),
    )


def _make_certificate_prints() -> None:
    table = "certificate_prints"
    op.create_table(
        table,
        _whole("id"),
        _whole("certificate_id"),
        _whole("number"),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{table}_number_from_one")),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _whole("printed_by_id"),
        _time("printed_at"),
        _key(table, "certificate_id", "certificates.id"),
        _key(table, "printed_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "certificate_id", "number", name=op.f(f"uq_{table}_certificate_id_number")
        ),
    )


def _make_provider_edits() -> None:
    table = "provider_edits"
    op.create_table(
        table,
        _whole("provider_edition_id"),
        _whole("edited_by_id"),
        _key(table, "provider_edition_id", "provider_editions.id"),
        _key(table, "edited_by_id", "people.id"),
        sa.PrimaryKeyConstraint("provider_edition_id", name=op.f(f"pk_{table}")),
    )
