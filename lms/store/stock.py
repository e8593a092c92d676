"""What a database holds: rows by table, the triggers that guard them, and rows gone astray."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, table, text

from lms.store.rows import Base

REVISION_TABLE = "alembic_version"
_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal",
}


@dataclass(frozen=True)
class Stock:
    """What is counted before a database is touched, and compared after."""

    counts: Mapping[str, int]
    triggers: frozenset[tuple[str, str]]
    astray: Mapping[str, int]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(self.counts.values())


def take_stock(connection: Connection) -> Stock:
    """What the database of that connection holds now."""
    tables = list_tables(connection)
    return Stock(
        count_rows(connection, tables), _list_triggers(connection), count_astray(connection)
    )


def list_tables(connection: Connection) -> list[str]:
    """The product's tables; an SQLite file is ours alone, on PostgreSQL others may have theirs."""
    there = set(inspect(connection).get_table_names()) - {REVISION_TABLE}
    ours = there if connection.dialect.name == "sqlite" else there & set(Base.metadata.tables)
    return sorted(ours)


def count_rows(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables has."""
    return {
        name: connection.scalars(select(func.count()).select_from(table(name))).one()
        for name in tables
    }


def list_losses(before: Stock, after: Stock, announced: Collection[str]) -> list[str]:
    """What is not as it was, in words, but for the tables of which that was announced."""
    counts = [
        f"{name} had {count} rows and would have {after.counts.get(name, 0)}"
        for name, count in before.counts.items()
        if name not in announced and after.counts.get(name) != count
    ]
    triggers = [
        f"{name} would lose the trigger {trigger}"
        for name, trigger in sorted(before.triggers - after.triggers)
        if name not in announced
    ]
    astray = [
        f"{count} rows of {name} would point at nothing"
        for name, count in after.astray.items()
        if count > before.astray.get(name, 0)
    ]
    return counts + triggers + astray


def _list_triggers(connection: Connection) -> frozenset[tuple[str, str]]:
    found = connection.execute(text(_TRIGGERS[connection.dialect.name]))
    return frozenset((row[0], row[1]) for row in found)


def count_astray(connection: Connection) -> dict[str, int]:
    """How many rows of each table have a foreign key that leads nowhere."""
    # PostgreSQL checks each of its foreign keys always.
    if connection.dialect.name != "sqlite":
        return {}
    astray: dict[str, int] = {}
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        astray[row[0]] = astray.get(row[0], 0) + 1
    return astray
