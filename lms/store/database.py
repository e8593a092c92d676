"""The database: engines for reading and writing, and the promises every connection keeps."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from lms.domain.errors import Busy, Refusal
from lms.store import migrating

try:
    import pysqlite3 as pysqlite
except ImportError:  # no wheel for this machine (DS-02)
    pysqlite = None

LOCK_WAIT_SECONDS = 5
# Older libraries can corrupt a WAL file when it is reset while another process reads (DS-02).
FIRST_SAFE_WAL = (3, 51, 3)


class DatabaseRefused(Refusal):
    """The database cannot be used as asked; the text says what to do."""


@dataclass(frozen=True)
class Database:
    """Two doors to one database: reads never wait for writers, writes begin as writers."""

    url: str
    reader: Engine
    writer: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with sessionmaker(self.reader, expire_on_commit=False)() as session, _plain_refusals():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        maker = sessionmaker(self.writer, expire_on_commit=False)
        with _plain_refusals(), maker.begin() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date."""
        migrating.upgrade(self.writer)

    def is_ready(self) -> bool:
        """True when the database answers and its tables are up to date."""
        try:
            return migrating.is_current(self.reader)
        except DBAPIError:
            return False

    def close(self) -> None:
        """Give back every connection."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def _plain_refusals() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        if is_lock_timeout(fault):
            raise Busy from fault
        raise


def is_lock_timeout(fault: OperationalError) -> bool:
    """True when the database gave up waiting for another writer."""
    words = str(fault.orig).lower()
    return "database is locked" in words or "lock timeout" in words


def open_database(url: str) -> Database:
    """The database at that URL; DatabaseRefused when it is of a kind that we do not know."""
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        return Database(
            url, _sqlite_engine(url, is_writer=False), _sqlite_engine(url, is_writer=True)
        )
    if kind == "postgresql":
        return Database(url, _postgresql_engine(url), _postgresql_engine(url))
    raise DatabaseRefused(f"LMS_DATABASE_URL names {kind}; use sqlite or postgresql.")


def _sqlite_library() -> ModuleType:
    return pysqlite if pysqlite is not None else sqlite3


def _sqlite_engine(url: str, *, is_writer: bool) -> Engine:
    library = _sqlite_library()
    engine = create_engine(
        url, module=library, connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}
    )
    is_wal_safe = library.sqlite_version_info >= FIRST_SAFE_WAL
    begin = "BEGIN IMMEDIATE" if is_writer else "BEGIN"

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves: the driver would begin late and as a reader (DS-03).
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={'WAL' if is_wal_safe else 'DELETE'}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")
        if not is_writer:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(url: str) -> Engine:
    drivered = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(drivered, pool_size=10, max_overflow=20, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine
