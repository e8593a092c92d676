"""Prepared queries, for what pages ask all the time: compiled once, answered in one text."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Dialect,
    Integer,
    SelectBase,
    String,
    Text,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from lms.store.columns import UtcTime, reader_of

Row = TypeVar("Row")


class Prepared(Generic[Row]):
    """A query whose rows come as tuples of the type `row`, in no order; times are aware UTC.

    The database writes all rows as one JSON text. Rows that are fetched one by one cost SQLAlchemy
    more than the database, and each of them lets other threads in (sqlite3 gives up the lock of
    the interpreter), which takes longer than fetching it. Parameters go to the driver as they are:
    numbers and text, and no times.
    """

    def __init__(self, query: SelectBase, row: Any) -> None:
        self._query = query
        self._read: Callable[[str], list[Row]] = reader_of(list[row])
        self._compiled: dict[str, _Compiled] = {}

    def ask(self, session: Session, **named: Any) -> list[Row]:
        """The rows for these parameters; KeyError, or the driver's own error, without one."""
        connection = session.connection()
        kind = connection.dialect.name
        compiled = self._compiled.get(kind)
        if compiled is None:
            compiled = self._compiled[kind] = _Compiled(self._query, connection.dialect)
        text = connection.exec_driver_sql(compiled.sql, compiled.given(named)).scalar_one()
        return self._read(text)


class _Compiled:
    """The query as one database is told it."""

    def __init__(self, query: SelectBase, dialect: Dialect) -> None:
        columns = query.subquery().c
        texts = {
            "sqlite": func.json_group_array(func.json_array(*map(_in_utc, columns))),
            "postgresql": func.json_agg(func.json_build_array(*map(_plain, columns))),
        }
        whole = select(func.coalesce(cast(texts[dialect.name], Text), "[]"))
        compiled = whole.compile(dialect=dialect)
        self.sql = str(compiled)
        self._known = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }
        self._places = compiled.positiontup

    def given(self, named: Mapping[str, Any]) -> Any:
        """The parameters as its driver takes them."""
        given = {**self._known, **named}
        return given if self._places is None else tuple([given[name] for name in self._places])


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Integer) if isinstance(column.type, Boolean) else column


def _in_utc(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # SQLite keeps times as text without their zone.
    return cast(column, String).concat("Z") if isinstance(column.type, UtcTime) else _plain(column)
