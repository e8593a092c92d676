"""SQLite databases as files: opened by their path, and copied page by page."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, StaticPool, create_engine

from lms.domain.errors import Refusal
from lms.store.database import Database, open_database, sqlite_library
from lms.store.locks import LOCK_WAIT_SECONDS

PAGES_AT_ONCE = 1000
# What SQLite may leave beside a database file.
SUFFIXES = ("", "-journal", "-wal", "-shm")
# SQLite's words for a step that was taken and for the last one.
_OK, _DONE = 0, 101

# What is being done, how many pieces of it are done, and of how many.
Tell = Callable[[str, int, int], object]


class CopyFailed(Refusal):
    """A database could not be copied; the one it was to replace is as it was."""


def open_file(path: Path) -> Database:
    """The database in that file, whatever characters its path has."""
    return open_database(URL.create("sqlite", database=str(path)))


@contextmanager
def connected(path: Path, mode: str, wait_seconds: int = LOCK_WAIT_SECONDS) -> Iterator[Connection]:
    """One connection to that file, in SQLite's mode ro, rw or rwc; it begins no transaction."""
    library = sqlite_library()
    address = f"file:{quote(os.path.abspath(path))}?mode={mode}"

    def connect() -> Any:
        return library.connect(
            address, uri=True, timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )

    engine = create_engine("sqlite://", module=library, creator=connect, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def copy_pages(source: Connection, target: Connection, tell: Tell, what: str) -> None:
    """Make the target the same database as the source: in one transaction, or not at all."""

    def go_on(status: int, left: int, whole: int) -> None:
        # The driver itself would ask a locked database again and again, for good.
        if status not in (_OK, _DONE):
            raise CopyFailed("The database could not be copied: somebody else holds it.")
        tell(what, whole - left, whole)

    try:
        driver(source).backup(driver(target), pages=PAGES_AT_ONCE, progress=go_on)
    except sqlite_library().Error as fault:
        raise CopyFailed(f"The database could not be copied: {fault}.") from fault


def driver(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection
