"""Let the rest of the record refuse to change: credentials, prints, rosters, credit, programs"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ONLY_ADDED_TO = (
    *("credentials", "certificate_prints", "certificate_reissues", "credit_approvals"),
    *("roster_facts", "roster_reported", "roster_parts"),
    *("program_editions", "program_certificate_files"),
)
# What may be set, once, in a row of program_certificates.
VOID = ("voided_at", "void_reason")


def upgrade() -> None:
    """Make triggers alone; no table and no row changes."""
    for table in ONLY_ADDED_TO:
        _only_add(table)
    _only_void("program_certificates")


def _only_add(table: str) -> None:
    """Let a table refuse to change or forget a row (AU-02)."""
    words = f"{table} is only added to"
    if _is_sqlite():
        for act in ("UPDATE", "DELETE"):
            _refuse_on_sqlite(table, act, "", words)
        return
    _make_refusal(table, words)
    op.execute(
        f"CREATE TRIGGER {table}_only_add BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    _refuse_truncate(table)


def _only_void(table: str) -> None:
    """Let a table of certificates refuse any change but to be voided, once."""
    words = f"{table} is only added to, and voided once"
    columns = [it["name"] for it in sa.inspect(op.get_bind()).get_columns(table)]
    frozen = [name for name in columns if name not in VOID]
    old, new = (", ".join(f"{row}.{name}" for name in frozen) for row in ("OLD", "NEW"))
    not_a_voiding = "OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL"
    if _is_sqlite():
        _refuse_on_sqlite(table, "UPDATE", f"WHEN {not_a_voiding} OR ({new}) IS NOT ({old})", words)
        _refuse_on_sqlite(table, "DELETE", "", words)
        return
    _make_refusal(table, words)
    op.execute(
        f"CREATE TRIGGER {table}_only_void BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({not_a_voiding} OR ({new}) IS DISTINCT FROM ({old})) "
        f"EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    _refuse_truncate(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _refuse_on_sqlite(table: str, act: str, when: str, words: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _make_refusal(table: str, words: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )


def _refuse_truncate(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
