"""Searching as people type: every word somewhere, in any case, and none of it is a pattern."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

MOST_WORDS = 8


def says(columns: Sequence[Any], words: str) -> ColumnElement[bool]:
    """A condition that each of these words stands in one of the columns.

    SQLite knows only the small letters of English, so a word is looked for as typed as well.
    """
    wanted = words.split()[:MOST_WORDS]
    return and_(true(), *(or_(*(_holds(it, word) for it in columns)) for word in wanted))


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    small: ColumnElement[bool] = column.icontains(word, autoescape=True)
    return small if word.isascii() else or_(small, column.contains(word, autoescape=True))
