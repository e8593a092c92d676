"""Keep what was reported in which batch"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = "'generic', 'ce-broker', 'pars'"
LINE = 120


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_facts()
    _make_batches()
    _make_reported()
    _make_parts()
    _make_numbers()
    _make_permissions()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _line(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=LINE), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [of], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _make_facts() -> None:
    op.create_table(
        "roster_facts",
        _whole("completion_id"),
        _text("facts"),
        _key("roster_facts", "completion_id", "completions.id"),
        sa.PrimaryKeyConstraint("completion_id", name=op.f("pk_roster_facts")),
    )


def _make_batches() -> None:
    table = "roster_batches"
    op.create_table(
        table,
        _id(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        _whole("upto_id"),
        _whole("rows"),
        _whole("refused"),
        _time("asked_at"),
        _whole("asked_by_id", nullable=True),
        _time("made_at", nullable=True),
        _check(table, "kind_known", f"kind IN ({KINDS})"),
        _check(table, "counts_not_negative", "rows >= 0 AND refused >= 0"),
        _key(table, "asked_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_batches")),
        sa.UniqueConstraint("public_id", name=op.f("uq_roster_batches_public_id")),
    )
    op.create_index(op.f("ix_roster_batches_kind"), table, ["kind"])


def _make_reported() -> None:
    table = "roster_reported"
    op.create_table(
        table,
        sa.Column("kind", sa.String(length=16), nullable=False),
        _whole("certificate_id"),
        sa.Column("is_voided", sa.Boolean(), nullable=False),
        _whole("batch_id"),
        _key(table, "certificate_id", "certificates.id"),
        _key(table, "batch_id", "roster_batches.id"),
        sa.PrimaryKeyConstraint(
            "kind", "certificate_id", "is_voided", name=op.f("pk_roster_reported")
        ),
    )
    op.create_index(op.f("ix_roster_reported_batch_id"), table, ["batch_id"])


def _make_parts() -> None:
    op.create_table(
        "roster_parts",
        _whole("batch_id"),
        _whole("position"),
        _text("lines"),
        _check("roster_parts", "position_from_one", "position >= 1"),
        _key("roster_parts", "batch_id", "roster_batches.id"),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_roster_parts")),
    )


def _make_numbers() -> None:
    table = "roster_numbers"
    op.create_table(
        table,
        _id(),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        _line("name"),
        _line("number"),
        _check(table, "kind_known", f"kind IN ({KINDS})"),
        _check(table, "about_known", "about IN ('provider', 'course', 'profession')"),
        _check(table, "number_not_blank", "length(trim(number)) > 0"),
        _check(table, "name_not_too_long", f"length(name) <= {LINE}"),
        _check(table, "number_not_too_long", f"length(number) <= {LINE}"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_numbers")),
        sa.UniqueConstraint(
            "kind", "about", "name", name=op.f("uq_roster_numbers_kind_about_name")
        ),
    )


def _make_permissions() -> None:
    table = "roster_permissions"
    op.create_table(
        table,
        _whole("person_id"),
        _whole("birth_month"),
        _whole("birth_day"),
        _time("given_at"),
        _check(table, "month_of_a_year", "birth_month BETWEEN 1 AND 12"),
        _check(table, "day_of_a_month", "birth_day BETWEEN 1 AND 31"),
        _key(table, "person_id", "people.id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_roster_permissions")),
    )
