"""Searching as people type: every word somewhere, in any case, and none of it is a pattern."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, and_, cast, or_, true, type_coerce
from sqlalchemy.orm import Session

MOST_WORDS = 8


def says(columns: Sequence[Any], words: str) -> ColumnElement[bool]:
    """A condition that each of these words stands in one of the columns.

    SQLite knows only the small letters of English, so a word is looked for as typed as well.
    """
    wanted = words.split()[:MOST_WORDS]
    return and_(true(), *(or_(*(_holds(it, word) for it in columns)) for word in wanted))


def read_json(session: Session, column: Any) -> Any:
    """A column of JSON text whose parts can be asked for."""
    # SQLite reads JSON out of any text, and would make a number of one that is cast to JSON.
    if session.get_bind().dialect.name == "sqlite":
        return type_coerce(column, JSON)
    return cast(column, JSON)


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    small: ColumnElement[bool] = column.icontains(word, autoescape=True)
    return small if word.isascii() else or_(small, column.contains(word, autoescape=True))
