"""How often the database is asked: statements that read or write, without BEGIN and its kin."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from lms.store.database import Database

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ")


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """Every statement that is sent while the block runs."""
    statements: list[str] = []

    def note(*it: Any) -> None:
        if not it[2].lstrip().upper().startswith(FRAME):
            statements.append(it[2])

    engines = {database.reader, database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
