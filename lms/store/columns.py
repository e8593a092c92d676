"""Column types, the text that frozen values are kept as, and an insert that may be too late."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import DateTime, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")

_READERS: dict[Any, Callable[[str], Any]] = {}
_ONE_LEARNS = threading.Lock()


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Times are aware UTC; this one has no zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware."""
        return None if value is None else value.replace(tzinfo=UTC)


def to_text(value: Any) -> str:
    """A frozen value as canonical JSON: the same value always gives the same text."""
    return msgspec.json.encode(value, order="deterministic").decode()


def from_text(kind: type[Value], text: str) -> Value:
    """The value that `to_text` wrote."""
    return reader_of(kind)(text)


def reader_of(kind: type[Value]) -> Callable[[str], Value]:
    """What reads values of a kind from their text, for any number of threads at once."""
    reader = _READERS.get(kind)
    if reader is None:
        # Of two threads that first meet a type at once, msgspec (0.22) lets the second read with
        # what the first has half learned about it, which kills the process.
        with _ONE_LEARNS:
            reader = _READERS.setdefault(kind, msgspec.json.Decoder(kind).decode)
    return reader


def insert_unless_taken(
    session: Session, row: type[DeclarativeBase]
) -> sqlite.Insert | postgresql.Insert:
    """An insert that a unique constraint may turn away, as each database spells it for itself."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(row) if is_sqlite else postgresql.insert(row)
