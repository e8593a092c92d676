"""Restoring: a backup takes a database's place, whole or not at all."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lms.domain.errors import Refusal
from lms.store import locks, migrating
from lms.store.backups import Backup, Shelf, first_line, look_at, write
from lms.store.copying import copy_rows, list_in_order
from lms.store.database import APPLICATION_NAME, Database, is_lock_timeout
from lms.store.sqlite_files import Tell, connected, copy_pages, open_file
from lms.store.stock import count_rows, list_tables, take_stock

# Connections that were given back a moment ago may still be open.
COMPANY_WAIT_SECONDS = 2

# What is done about the rows that a backup would replace.
Keep = Callable[[Connection], Backup | None]


class RestoreRefused(Refusal):
    """The backup cannot take the database's place; nothing was changed."""


class DatabaseInUse(RestoreRefused):
    """Somebody else is connected, whose work would be lost without a word."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"Somebody has {place} open. Stop the server and `lms worker` everywhere, "
            "then restore again."
        )


@dataclass(frozen=True)
class Restored:
    """The backup whose rows are in force, and the one of what they replaced."""

    backup: Backup
    kept: Backup | None


def restore(database: Database, file: Path, shelf: Shelf, tell: Tell) -> Restored:
    """The rows of that backup in a database that holds none; RestoreRefused where it does."""

    def refuse(live: Connection) -> None:
        rows = take_stock(live).rows
        if rows:
            raise RestoreRefused(
                f"{database.place} holds {rows} rows already. Restore into a new database, or say "
                "--replace to put the backup in their place; a backup of them is made first."
            )

    return _restore(database, file, shelf, refuse, tell)


def replace(database: Database, file: Path, shelf: Shelf, tell: Tell) -> Restored:
    """The rows of that backup in place of what the database holds, which is backed up first."""

    def keep(live: Connection) -> Backup | None:
        return write(live, shelf.new_file(), tell) if take_stock(live).rows else None

    return _restore(database, file, shelf, keep, tell)


def _restore(database: Database, file: Path, shelf: Shelf, keep: Keep, tell: Tell) -> Restored:
    place = database.file
    if place is not None and place.exists() and file.exists() and place.samefile(file):
        raise RestoreRefused(f"{file} is the database itself. Name a backup of it.")
    backup = look_at(file)
    shelf.make()
    database.close()
    into = _into_postgresql if place is None else _into_sqlite
    drafts = tempfile.TemporaryDirectory(dir=shelf.folder, prefix="restoring-")
    with drafts as folder, _plain_faults(database.place):
        kept = into(database, backup, Path(folder) / "copy.sqlite3", keep, tell)
    return Restored(backup, kept)


@contextmanager
def _plain_faults(place: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as fault:
        if is_lock_timeout(fault):
            raise DatabaseInUse(place) from fault
        raise RestoreRefused(
            f"The backup cannot be restored into {place}: {first_line(fault)}. It is as it was."
        ) from fault


def _refuse_strangers(live: Connection, place: str) -> None:
    revision = migrating.find_revision(live)
    if list_tables(live) if revision is None else not migrating.is_known(revision):
        raise RestoreRefused(
            f"{place} holds tables that are not this product's, or not this version's. "
            "Name another database with LMS_DATABASE_URL."
        )


@contextmanager
def _brought_up_to_date(backup: Backup, copy: Path) -> Iterator[Connection]:
    """A connection to a copy of the backup in which every migration has run."""
    _make_copy(backup, copy)
    with connected(copy, "rw") as connection:
        yield connection


@contextmanager
def opened_copy(backup: Backup, shelf: Shelf) -> Iterator[Database]:
    """The same copy as a database to read from, which is gone afterwards."""
    drafts = tempfile.TemporaryDirectory(dir=shelf.folder, prefix="restoring-")
    with drafts as folder:
        copy = Path(folder) / "copy.sqlite3"
        _make_copy(backup, copy)
        with closing(open_file(copy)) as opened:
            yield opened


def _make_copy(backup: Backup, copy: Path) -> None:
    with connected(backup.file, "ro") as source, connected(copy, "rwc") as target:
        copy_pages(source, target, lambda what, done, whole: None, "")
    with closing(open_file(copy)) as opened:
        opened.migrate()


# -- into SQLite ---------------------------------------------------------------


def _into_sqlite(
    database: Database, backup: Backup, copy: Path, keep: Keep, tell: Tell
) -> Backup | None:
    assert database.file is not None
    with _alone_with(database.file) as live:
        _refuse_strangers(live, database.place)
        kept = keep(live)
        with _brought_up_to_date(backup, copy) as source:
            copy_pages(source, live, tell, "Restoring")
    return kept


@contextmanager
def _alone_with(file: Path) -> Iterator[Connection]:
    """A connection beside which nobody has the file open, or can open it until this ends."""
    # A connection in the mode of a write-ahead log holds its file while it is open, even idle;
    # so an exclusive lock is refused while a server runs, and a server while it is held.
    with connected(file, "rwc", wait_seconds=COMPANY_WAIT_SECONDS) as live:
        live.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
        live.exec_driver_sql("PRAGMA synchronous=FULL")
        live.exec_driver_sql("BEGIN EXCLUSIVE")
        live.exec_driver_sql("COMMIT")
        yield live


# -- into PostgreSQL -----------------------------------------------------------


def _into_postgresql(
    database: Database, backup: Backup, copy: Path, keep: Keep, tell: Tell
) -> Backup | None:
    with database.writing() as session:
        live = session.connection()
        locks.hold_migrating(live)
        _refuse_company(live, database.place)
        _refuse_strangers(live, database.place)
        locks.hold_tables(live, list_tables(live))
        kept = keep(live)
        migrating.run(live)
        with _brought_up_to_date(backup, copy) as source:
            _put_in_place(source, live, tell)
    return kept


def _refuse_company(live: Connection, place: str) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = :ours AND pid <> pg_backend_pid()"
    )
    give_up = time.monotonic() + COMPANY_WAIT_SECONDS
    while live.scalar(others, {"ours": APPLICATION_NAME}):
        if time.monotonic() > give_up:
            raise DatabaseInUse(place)
        time.sleep(0.05)
        # Within a transaction the list stays as it was first read.
        live.execute(text("SELECT pg_stat_clear_snapshot()"))


def _put_in_place(source: Connection, live: Connection, tell: Tell) -> None:
    tables = list_in_order(source)
    names = [table.name for table in tables]
    quote = live.dialect.identifier_preparer.quote
    # The record refuses to be emptied; whoever restores says --replace and keeps a backup of it.
    for name in names:
        live.execute(text(f"ALTER TABLE {quote(name)} DISABLE TRIGGER USER"))
    live.execute(text(f"TRUNCATE {', '.join(map(quote, names))}"))
    for name in names:
        live.execute(text(f"ALTER TABLE {quote(name)} ENABLE TRIGGER USER"))
    copy_rows(source, live, tell, "Restoring")
    for table in tables:
        for column in table.primary_key:
            _go_on_counting(live, table.name, column.name)
    if count_rows(live, names) != count_rows(source, names):
        raise RestoreRefused("Rows of the backup are missing after the copy; nothing was changed.")


def _go_on_counting(live: Connection, table: str, column: str) -> None:
    quote = live.dialect.identifier_preparer.quote
    serial = live.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": quote(table), "column": column},
    )
    if serial is not None:
        newest = live.scalar(text(f"SELECT max({quote(column)}) FROM {quote(table)}"))
        # Not setval, which would stay if this transaction were rolled back.
        live.execute(text(f"ALTER SEQUENCE {serial} RESTART WITH {(newest or 0) + 1}"))
