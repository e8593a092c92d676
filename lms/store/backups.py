"""Backups: the whole database in one SQLite file, looked through before it gets its name."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms.domain.errors import Refusal
from lms.store import migrating
from lms.store.copying import copy_rows
from lms.store.database import Database, is_away, is_lock_timeout
from lms.store.sqlite_files import SUFFIXES, Tell, connected, copy_pages, open_file
from lms.store.stock import count_astray, count_rows, list_tables

Counts = Mapping[str, int]
# What every SQLite file begins with.
SQLITE_FILE = b"SQLite format 3\0"
ANOTHER = "Copy it again from where it is kept, or name another backup."


class BackupRefused(Refusal):
    """No backup can be made so, or the file is none; the text says what to do."""


@dataclass(frozen=True)
class Backup:
    """A backup that was looked through to its end and found whole."""

    file: Path
    revision: str
    counts: Counts

    @property
    def rows(self) -> int:
        """How many rows it has in all tables."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Shelf:
    """The folder of the backups that the product makes by itself, each named for its moment."""

    folder: Path
    now: datetime

    def new_file(self) -> Path:
        """A name that is free; the folder is made where it is missing."""
        self.make()
        stem, number = f"{self.now:%Y-%m-%d-%H%M%S}", 1
        while (file := self.folder / f"{stem}-{number}.sqlite3").exists():
            number += 1
        return file

    def make(self) -> None:
        """The folder is there afterwards, closed to everybody else."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def back_up(database: Database, file: Path, tell: Tell) -> Backup:
    """A backup of all that was acknowledged before it began; everybody may go on working."""
    if (database.file is not None and not database.file.exists()) or database.is_new():
        raise BackupRefused(f"There is no database yet in {database.place}: nothing to back up.")
    with database.reading() as session:
        return write(_snapshot(session), file, tell)


def _snapshot(session: Session) -> Connection:
    """A connection that sees one moment, whatever others write; it must only be read."""
    # On SQLite each transaction is one: it sees what was there at its first statement.
    if session.get_bind().dialect.name == "sqlite":
        return session.connection()
    one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return session.connection(execution_options=one_moment)


def write(connection: Connection, file: Path, tell: Tell) -> Backup:
    """A backup of what that connection sees, which must not change meanwhile."""
    _refuse_place(file)
    revision = migrating.find_revision(connection)
    if revision is None or not migrating.is_known(revision):
        raise BackupRefused(
            "The database was made by another version of the product. Back it up with that one."
        )
    copy = _copy_sqlite if connection.dialect.name == "sqlite" else _copy_postgresql
    with _plain_faults(), _draft_of(file) as draft:
        counts = copy(connection, draft, revision, tell)
        _verify(draft, revision, counts)
    return Backup(file, revision, counts)


def _verify(draft: Path, revision: str, counts: Counts) -> None:
    with connected(draft, "rw") as copy:
        # One file: in the other mode there may be more beside it.
        copy.exec_driver_sql("PRAGMA journal_mode=DELETE")
        fault = _find_fault(copy)
        found = (migrating.find_revision(copy), count_rows(copy, counts))
    if fault or found != (revision, counts):
        raise BackupRefused(
            f"No backup was made, since the copy is not whole: {fault or 'rows are missing'}. "
            "Stop the server, keep the database as it is, and ask whoever looks after it."
        )


def look_at(file: Path) -> Backup:
    """The backup in that file; BackupRefused where it is none of ours, newer, or not whole."""
    if not file.is_file():
        raise BackupRefused(f"{file} does not exist. Name a file that `lms backup` made.")
    try:
        with connected(file, "ro") as connection:
            revision = migrating.find_revision(connection)
            fault = _find_fault(connection)
            counts = count_rows(connection, list_tables(connection))
            size = _size_by_pages(connection)
    except DBAPIError as problem:
        raise BackupRefused(_why_unreadable(file)) from problem
    if file.stat().st_size != size:
        # SQLite reads the end of a page that is not there as zeros, and calls it fine.
        raise BackupRefused(_why_unreadable(file))
    if revision is None:
        raise BackupRefused(f"{file} is not a backup of this product. Name another file.")
    if not migrating.is_known(revision):
        raise BackupRefused(
            f"{file} was made by another version of the product. Restore it with that one."
        )
    if fault:
        raise BackupRefused(f"{file} is damaged: {fault}. {ANOTHER}")
    return Backup(file, revision, counts)


def _why_unreadable(file: Path) -> str:
    with file.open("rb") as opened:
        is_sqlite = opened.read(len(SQLITE_FILE)) == SQLITE_FILE
    if not is_sqlite:
        return f"{file} is not a backup of this product. Name a file that `lms backup` made."
    return f"{file} is cut off or damaged: it is not all that `lms backup` wrote. {ANOTHER}"


def _size_by_pages(connection: Connection) -> int:
    """How many bytes an SQLite file has by its own count."""
    pages, size = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("page_count", "page_size")
    )
    return int(pages) * int(size)


def _find_fault(connection: Connection) -> str:
    """What is wrong with an SQLite file, in words; empty when nothing is."""
    if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() != "ok":
        return "its parts do not fit together"
    astray = count_astray(connection)
    return ", ".join(f"{count} rows of {name} point at nothing" for name, count in astray.items())


# -- the two ways to copy ------------------------------------------------------


def _copy_sqlite(connection: Connection, draft: Path, revision: str, tell: Tell) -> Counts:
    """Page by page (DS-11), with the rows counted in the transaction that is copied."""
    counts = count_rows(connection, list_tables(connection))
    with connected(draft, "rw") as target:
        copy_pages(connection, target, tell, "Backing up")
    return counts


def _copy_postgresql(connection: Connection, draft: Path, revision: str, tell: Tell) -> Counts:
    """Row by row, into tables that the same migrations made."""
    with closing(open_file(draft)) as copy:
        migrating.upgrade(copy.writer, revision=revision)
        with migrating.without_foreign_keys(copy.writer) as target, target.begin():
            counts = count_rows(connection, list_tables(target))
            copy_rows(connection, target, tell, "Backing up")
    return counts


@contextmanager
def _plain_faults() -> Iterator[None]:
    try:
        yield
    except DBAPIError as fault:
        # The first two are said by whoever opened the database.
        if is_lock_timeout(fault) or is_away(fault):
            raise
        raise BackupRefused(f"The database cannot be copied: {first_line(fault)}.") from fault


def first_line(fault: DBAPIError) -> str:
    """What the database says, without the line in which PostgreSQL quotes values (PR-01)."""
    return str(fault.orig).partition("\n")[0]


# -- the file ------------------------------------------------------------------


def _refuse_place(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise BackupRefused(f"{file} exists. Name a new file; a backup replaces none.")
    if not file.parent.is_dir():
        raise BackupRefused(f"{file.parent} is not a folder. Make it first, or name another.")


@contextmanager
def _draft_of(file: Path) -> Iterator[Path]:
    """A file beside it, for nobody else to read, that gets its name when all went well."""
    draft = file.with_name(f".{secrets.token_hex(8)}.part")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        _sync(draft)
        _refuse_place(file)
        draft.rename(file)
        _sync(file.parent)
    finally:
        for suffix in SUFFIXES:
            Path(f"{draft}{suffix}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
