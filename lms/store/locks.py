"""Locks for acts that no row stands for; on SQLite writers queue anyway."""

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

LOCK_WAIT_SECONDS = 5
# Any numbers will do that nothing else on the same PostgreSQL database locks.
_MIGRATING, _PUBLISHING = 7_246_101, 7_246_102


def hold_publishing(session: Session) -> None:
    """Let nobody else publish until this transaction ends."""
    _hold(session.connection(), _PUBLISHING)


def hold_migrating(connection: Connection) -> None:
    """Let nobody else migrate until this transaction ends, however long they take."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    _hold(connection, _MIGRATING)
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS}s'"))


def _hold(connection: Connection, number: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(number)))
