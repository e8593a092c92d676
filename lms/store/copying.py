"""Rows from one database into the same tables of another, of whichever kind the two are."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Inspector,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
)
from sqlalchemy.types import TypeEngine

from lms.domain.errors import Refusal
from lms.store.columns import UtcTime
from lms.store.sqlite_files import Tell
from lms.store.stock import REVISION_TABLE, count_rows

ROWS_AT_ONCE = 500
# Files have megabytes each, and all that are read at once lie in memory.
FILES_AT_ONCE = 20
# A kind of column, and the type under which its values are the same on both databases. There is
# none for fractions of ten: SQLite would keep them as binary ones.
CARRIED: tuple[tuple[type[TypeEngine[Any]], type[TypeEngine[Any]]], ...] = (
    (Boolean, Boolean),
    (Integer, Integer),
    (DateTime, UtcTime),
    (Date, Date),
    (LargeBinary, LargeBinary),
    (String, String),
)


class TablesDiffer(Refusal):
    """A table is not as the migrations make it, so its rows cannot be carried over."""


def copy_rows(source: Connection, target: Connection, tell: Tell, what: str) -> None:
    """Every row of the one into the other; the SQLite file among them says which tables."""
    # Its tables are all ours, and its migrations have just run.
    tables = list_in_order(source if source.dialect.name == "sqlite" else target)
    whole, done = sum(count_rows(source, [table.name for table in tables]).values()), 0
    for table in tables:
        _refuse_other_columns(table, source, target)
        rows = select(table).order_by(*table.primary_key)
        has_files = any(isinstance(it.type, LargeBinary) for it in table.columns)
        at_once = FILES_AT_ONCE if has_files else ROWS_AT_ONCE
        found = source.execute(rows, execution_options={"yield_per": at_once})
        for part in found.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
            done += len(part)
            tell(what, done, whole)


def list_in_order(plan: Connection) -> list[Table]:
    """The tables of that SQLite file, those first that others point at."""
    look = inspect(plan)
    found = [name for name, _keys in look.get_sorted_table_and_fkc_names() if name]
    return [_table(look, name) for name in found if name != REVISION_TABLE]


def _table(look: Inspector, name: str) -> Table:
    keys = look.get_pk_constraint(name)["constrained_columns"]
    columns = [
        Column(
            it["name"],
            carried_as(f"{name}.{it['name']}", it["type"]),
            primary_key=it["name"] in keys,
        )
        for it in look.get_columns(name)
    ]
    return Table(name, MetaData(), *columns)


def carried_as(column: str, found: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type under which a column's values come over whole; TablesDiffer where there is none."""
    for kind, carried in CARRIED:
        if isinstance(found, kind):
            return carried()
    raise TablesDiffer(f"No backup can carry {column}: its type {found!r} is not known.")


def _refuse_other_columns(table: Table, *databases: Connection) -> None:
    ours = set(table.columns.keys())
    for database in databases:
        theirs = {it["name"] for it in inspect(database).get_columns(table.name)}
        if theirs != ours:
            odd = ", ".join(sorted(theirs ^ ours))
            raise TablesDiffer(
                f"The table {table.name} is not as this version makes it: {odd}. "
                "Start the version of the product that made it."
            )
