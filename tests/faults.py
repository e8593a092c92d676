"""A database that fails in the middle of an act: at one of its statements, or at its COMMIT."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from lms.store.database import Database


class Fault(Exception):
    """The database failed, because a test told it to."""


@contextmanager
def failing_at(database: Database, place: int) -> Iterator[None]:
    """The statement of that number, counted from 0 with BEGIN among them, is not carried out."""
    sent = 0

    def count(*_it: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == place + 1:
            raise Fault(f"at statement {place}")

    event.listen(database.writer, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(database.writer, "before_cursor_execute", count)


@contextmanager
def failing_at_commit(database: Database) -> Iterator[list[str]]:
    """Every statement is carried out, and comes back, but nothing is committed."""
    statements: list[str] = []

    def note(*it: Any) -> None:
        statements.append(it[2])

    def refuse(*_it: Any) -> None:
        raise Fault("at COMMIT")

    event.listen(database.writer, "before_cursor_execute", note)
    event.listen(database.writer, "commit", refuse)
    try:
        yield statements
    finally:
        event.remove(database.writer, "commit", refuse)
        event.remove(database.writer, "before_cursor_execute", note)
