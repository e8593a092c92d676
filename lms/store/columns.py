"""Column types and the text that frozen values are kept as."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")


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
    return msgspec.json.decode(text, type=kind)
