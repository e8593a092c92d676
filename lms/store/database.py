"""The database: engines for reading and writing, and the promises every connection keeps."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from lms.domain.errors import Busy, Refusal
from lms.store import migrating
from lms.store.locks import LOCK_WAIT_SECONDS
from lms.store.turns import turns_before

try:
    import pysqlite3 as pysqlite
except ImportError:  # no wheel for this machine (DS-02)
    pysqlite = None

log = structlog.get_logger()

CONNECT_WAIT_SECONDS = 10
# What PostgreSQL lists our connections under, so that a restore can tell whether any is open.
APPLICATION_NAME = "lms"
JOURNAL_RETRY_SECONDS = 0.02
# Older libraries can corrupt a WAL file when it is reset while another process reads (DS-02).
FIRST_SAFE_WAL = (3, 51, 3)


class DatabaseRefused(Refusal):
    """The database cannot be used as asked; the text says what to do."""


class DatabaseAway(Busy):
    """The database went away in the middle; what was begun was not done."""

    sentence = "The database does not answer. Nothing was changed; try again in a minute."


class OneTransaction(Session):
    """A session of one transaction: it looks for its connection once, and not for each query."""

    @cached_property
    def _one(self) -> Connection:
        return super().connection()

    def connection(self, *choices: Any, **options: Any) -> Connection:
        """The connection of its transaction."""
        return super().connection(*choices, **options) if choices or options else self._one


@dataclass(frozen=True)
class Database:
    """Two doors to one database: reads never wait for writers, writes begin as writers."""

    url: str | URL
    reader: Engine
    writer: Engine

    # Made once: each makes a class of its own, which takes longer than a query.
    @cached_property
    def _reading(self) -> sessionmaker[OneTransaction]:
        return sessionmaker(self.reader, class_=OneTransaction, expire_on_commit=False)

    @cached_property
    def _writing(self) -> sessionmaker[OneTransaction]:
        return sessionmaker(self.writer, class_=OneTransaction, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._reading() as session, _plain_refusals():
            yield session

    def open_reading(self) -> Session:
        """A session that only reads, for several blocks of `reading_on`, until it is closed."""
        return self._reading()

    @contextmanager
    def reading_on(self, session: Session) -> Iterator[Session]:
        """The session that was opened, its faults made plain; it stays open."""
        with _plain_refusals():
            yield session

    def close_reading(self, session: Session) -> None:
        """Give back the connection of a session that was opened, even one that broke."""
        try:
            session.close()
        except DBAPIError as fault:
            log.error("database away", fault=type(fault.orig).__name__)
            session.invalidate()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        with self._turn(), _plain_refusals(), self._writing.begin() as session:
            yield session

    @cached_property
    def _turn(self) -> Callable[[], AbstractContextManager[None]]:
        if self.file is None:
            return nullcontext
        return turns_before(os.path.realpath(self.file), LOCK_WAIT_SECONDS).turn

    def migrate(self, before: migrating.Before = lambda: None) -> None:
        """Bring the tables up to date; `before` is done first where they hold something."""
        with _plain_start(make_url(self.url)):
            if not migrating.is_current(self.reader):
                migrating.upgrade(self.writer, before)

    @property
    def place(self) -> str:
        """The file, or the server and the name, without who signs in and how (SK-01)."""
        url = make_url(self.url)
        return f"{url.database} at {url.host}" if url.host else str(url.database)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        url = make_url(self.url)
        is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
        return Path(str(url.database)) if is_file else None

    def is_new(self) -> bool:
        """True when no migration ever ran in it."""
        with _plain_start(make_url(self.url)):
            return migrating.is_new(self.reader)

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
    except DBAPIError as fault:
        if is_lock_timeout(fault):
            raise Busy from fault
        if is_away(fault):
            log.error("database away", fault=type(fault.orig).__name__)
            raise DatabaseAway from fault
        raise


@contextmanager
def _plain_start(url: URL) -> Iterator[None]:
    try:
        yield
    except CommandError as fault:
        raise DatabaseRefused(
            "The database was made by another version of the product. Start that one, or name "
            "another database with LMS_DATABASE_URL."
        ) from fault
    except DBAPIError as fault:
        if is_lock_timeout(fault):
            raise Busy from fault
        if is_away(fault):
            raise DatabaseRefused(_unreachable(url)) from fault
        why = str(fault.orig).partition("\n")[0]
        raise DatabaseRefused(f"The database cannot be brought up to date: {why}.") from fault


def is_lock_timeout(fault: DBAPIError) -> bool:
    """True when the database gave up waiting for another writer."""
    words = str(fault.orig).lower()
    signs = ("database is locked", "lock timeout", "deadlock detected")
    return any(sign in words for sign in signs)


def is_away(fault: DBAPIError) -> bool:
    """True when no connection was to be had, or the one there was broke."""
    return fault.statement is None or fault.connection_invalidated


def _unreachable(url: URL) -> str:
    # Neither the user, the password nor what the driver says, which may quote them.
    if url.get_backend_name() == "sqlite":
        return (
            f"{url.database} cannot be opened as an SQLite database. Name a file in a folder that "
            "exists and may be written to."
        )
    return (
        f"PostgreSQL at {url.host or 'this machine'} does not let us in to {url.database}. "
        "Compare LMS_DATABASE_URL, and see that the server runs."
    )


def open_database(url: str | URL) -> Database:
    """The database at that URL; DatabaseRefused when it is of a kind that we do not know."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        # The URL may hold a password, so it is not repeated.
        raise DatabaseRefused("LMS_DATABASE_URL is not understood. Compare its spelling.") from None
    kind = parts.get_backend_name()
    if kind == "sqlite":
        library = sqlite_library()
        _warn_of_old(library)
        return Database(
            url,
            _sqlite_engine(parts, library, is_writer=False),
            _sqlite_engine(parts, library, is_writer=True),
        )
    if kind == "postgresql":
        # As on SQLite, all that is read in one transaction is of one moment.
        reader = _postgresql_engine(parts, isolation_level="REPEATABLE READ")
        return Database(url, reader, _postgresql_engine(parts))
    raise DatabaseRefused(f"LMS_DATABASE_URL names {kind}; use sqlite or postgresql.")


def sqlite_library() -> ModuleType:
    """The newest SQLite that there is on this machine (DS-02)."""
    return pysqlite if pysqlite is not None else sqlite3


def _is_wal_safe(library: ModuleType) -> bool:
    return bool(library.sqlite_version_info >= FIRST_SAFE_WAL)


def _warn_of_old(library: ModuleType) -> None:
    if not _is_wal_safe(library):
        log.warning(
            "SQLite is too old for a write-ahead log; writing is slower, and readers wait for it",
            version=library.sqlite_version,
            needed=".".join(map(str, FIRST_SAFE_WAL)),
        )


def _sqlite_engine(url: URL, library: ModuleType, *, is_writer: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        module=library,
        connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    mode = "WAL" if _is_wal_safe(library) else "DELETE"

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves: the driver would begin late and as a reader (DS-03).
        connection.isolation_level = None
        cursor = connection.cursor()
        _set_journal(cursor, mode, library.OperationalError)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # Else a REPLACE would delete rows past the triggers that refuse it (AU-02).
        cursor.execute("PRAGMA recursive_triggers=ON")
        cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")
        if not is_writer:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if is_writer:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Straight to the driver: this waits for nobody.
            connection.connection.execute("BEGIN")

    return engine


def _set_journal(cursor: Any, mode: str, locked: type[Exception]) -> None:
    # Of two who change it at once one is told "locked" at once, without the wait that is set.
    for _ in range(int(LOCK_WAIT_SECONDS / JOURNAL_RETRY_SECONDS)):
        try:
            cursor.execute(f"PRAGMA journal_mode={mode}")
        except locked as fault:
            if "database is locked" not in str(fault):
                raise
            time.sleep(JOURNAL_RETRY_SECONDS)
        else:
            return
    cursor.execute(f"PRAGMA journal_mode={mode}")


def _postgresql_engine(url: URL, **choices: Any) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        **choices,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_WAIT_SECONDS,
            "application_name": APPLICATION_NAME,
        },
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine
