"""What stands in the database before a test's own story: lived once, and copied from then on."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from itertools import count
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from lms.store.database import Database
from lms.store.rows import Base

TABLES = tuple(Base.metadata.tables)
NUMBERS = count(1)
# As a replica nothing is checked anew: it was when the rows came in first.
AS_THEY_WERE = "SET LOCAL session_replication_role = replica; "

Told = TypeVar("Told")


def begun_once(story: Callable[[Database], Told]) -> Callable[[Database], Told]:
    """A story that begins in an empty database, for a fixture.

    The product's own services do all of it the first time in each worker and kind of database;
    then what they wrote is copied. What the story returns is copied too, beside the database.
    """
    kept: dict[Database, tuple[Callable[[], None], Told]] = {}

    @wraps(story)
    def begin(database: Database) -> Told:
        if database in kept:
            put_back, told = kept[database]
            put_back()
        else:
            told = story(database)
            kept[database] = (_keep(database), _copied(told, database))
        return _copied(kept[database][1], database)

    return begin


def _copied(told: Told, database: Database) -> Told:
    return deepcopy(told, {id(database): database})


def _keep(database: Database) -> Callable[[], None]:
    """Keep every row; what comes back puts them into the same database, emptied."""
    return _keep_file(database) if database.file else _keep_rows(database)


def _keep_file(database: Database) -> Callable[[], None]:
    file = database.file
    assert file is not None
    kept = file.with_name(f"begun-{next(NUMBERS)}.sqlite")
    # The last connection that is closed leaves everything in the one file.
    database.close()
    assert not file.with_name(f"{file.name}-wal").exists()
    shutil.copyfile(file, kept)

    def put_back() -> None:
        assert not _is_open(database.reader), "this story begins the test"
        assert not _is_open(database.writer), "this story begins the test"
        shutil.copyfile(kept, file)

    return put_back


def _is_open(engine: Engine) -> bool:
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedin() + pool.checkedout() > 0


def _keep_rows(database: Database) -> Callable[[], None]:
    kept = f"begun_{next(NUMBERS)}"
    with database.writer.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {kept} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {kept}")
        full = [
            name
            for name in TABLES
            if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {name})").scalar_one()
        ]
        for name in full:
            connection.exec_driver_sql(f"CREATE TABLE {kept}.{name} AS SELECT * FROM {name}")
    copies = (f"INSERT INTO {name} SELECT * FROM {kept}.{name}" for name in full)
    script = AS_THEY_WERE + "; ".join(copies)

    def put_back() -> None:
        with database.writer.begin() as connection:
            connection.exec_driver_sql(script)

    return put_back
