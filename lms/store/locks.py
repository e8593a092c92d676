"""Locks for acts that no row stands for; on SQLite writers queue anyway."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

LOCK_WAIT_SECONDS = 5
# Any numbers will do that nothing else on the same PostgreSQL database locks.
_MIGRATING, _PUBLISHING, _SEALING, _REPORTING = 7_246_101, 7_246_102, 7_246_105, 7_246_106


def hold_publishing(session: Session) -> None:
    """Let nobody else publish until this transaction ends."""
    _hold(session.connection(), _PUBLISHING)


def hold_sealing(session: Session) -> None:
    """Let nobody else seal or sign the audit log until this transaction ends."""
    _hold(session.connection(), _SEALING)


def hold_reporting(session: Session) -> None:
    """Let nobody else order a roster or tell of a completion until this transaction ends."""
    _hold(session.connection(), _REPORTING)


def hold_migrating(connection: Connection) -> None:
    """Let nobody else migrate until this transaction ends, however long they take."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    _hold(connection, _MIGRATING)
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS}s'"))


def hold_tables(connection: Connection, tables: Sequence[str]) -> None:
    """Let nobody else write into these tables until this transaction ends; reading goes on."""
    if connection.dialect.name == "postgresql" and tables:
        named = ", ".join(connection.dialect.identifier_preparer.quote(it) for it in tables)
        connection.execute(text(f"LOCK TABLE {named} IN EXCLUSIVE MODE"))


def _hold(connection: Connection, number: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(number)))
