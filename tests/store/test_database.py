"""Both databases keep the promises that every floor above relies on."""

import threading
from pathlib import Path

import pytest
import structlog
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from lms.store import database as store
from lms.store.database import Database, DatabaseAway, DatabaseRefused, open_database
from lms.store.rows import CourseRow, OutboxRow, PersonRow
from tests.accounts import NOON
from tests.databases import PostgresServer
from tests.store.at_once import at_once

FULL = 2
AT_ONCE = 6


def test_ds15_an_empty_database_migrates_and_keeps_a_row(database: Database) -> None:
    with database.writing() as session:
        session.add(CourseRow(slug="foundations", archived_at=None))

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM courses")) == 1
    assert database.is_ready()


# -- what every connection promises ----------------------------------------------------


def pragmas(database: Database, door: str) -> dict[str, object]:
    """What SQLite says of a connection of that door."""
    names = ("synchronous", "journal_mode", "foreign_keys", "busy_timeout", "query_only")
    with getattr(database, door).connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}


@pytest.mark.parametrize("door", ["reader", "writer"])
def test_ds01_ds02_what_is_acknowledged_is_durable_on_every_connection(
    sqlite_database: Database, door: str
) -> None:
    assert pragmas(sqlite_database, door) == {
        "synchronous": FULL,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "query_only": int(door == "reader"),
    }


def test_ds01_postgresql_waits_for_no_lock_longer_than_five_seconds(
    postgres: PostgresServer,
) -> None:
    with postgres.emptied() as database, database.reading() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "5s"
        assert session.scalar(text("SHOW time zone")) == "UTC"


def test_ds02_an_older_library_gets_no_write_ahead_log_and_one_plain_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FIRST_SAFE_WAL", (99, 0, 0))

    with structlog.testing.capture_logs() as logs:
        old = open_database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
        old.migrate()
        modes = [pragmas(old, door)["journal_mode"] for door in ("reader", "writer")]
        old.close()

    assert modes == ["delete", "delete"]
    assert [(line["log_level"], line["needed"]) for line in logs] == [("warning", "99.0.0")]
    assert "too old for a write-ahead log" in logs[0]["event"]


def test_ds03_four_hundred_changes_at_once_are_four_hundred(database: Database) -> None:
    with database.writing() as session:
        waiting = {"kind": "count", "subject": "s", "made_at": NOON, "due_at": NOON, "tries": 0}
        session.execute(insert(OutboxRow).values(waiting))

    def count_fifty_times() -> None:
        for _ in range(50):
            with database.writing() as session:
                # Held on PostgreSQL as every service holds what it changes; SQLite's BEGIN
                # IMMEDIATE holds everything.
                now = session.scalars(select(OutboxRow.tries).with_for_update()).one()
                session.execute(update(OutboxRow).values(tries=now + 1))

    at_once([count_fifty_times] * 8)

    with database.reading() as session:
        assert session.scalars(select(OutboxRow.tries)).one() == 400


def test_pr01_a_fault_does_not_repeat_what_somebody_typed(sqlite_database: Database) -> None:
    columns = {"public_id": "p", "legal_name": "Ada", "password_hash": "h", "role": "learner"}
    ada = {**columns, "email": "ada@example.org", "time_zone": "UTC", "created_at": NOON}

    with pytest.raises(IntegrityError) as fault, sqlite_database.writing() as session:
        session.execute(insert(PersonRow).values([ada, ada]))

    assert "ada@example.org" not in str(fault.value)


# -- migrating at the same moment --------------------------------------------------------


def migrated_at_once(url: str) -> None:
    """Several processes that start together on one empty database."""
    doors = [open_database(url) for _ in range(AT_ONCE)]
    at_once([door.migrate for door in doors])
    assert all(door.is_ready() for door in doors)
    for door in doors:
        door.close()


def test_many_at_once_migrate_an_empty_postgresql_database(postgres: PostgresServer) -> None:
    with postgres.emptied() as database, database.writer.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("DROP DATABASE IF EXISTS empty"))
        connection.execute(text("CREATE DATABASE empty"))

    migrated_at_once(postgres.url("empty"))


def test_many_at_once_migrate_empty_sqlite_databases(tmp_path: Path) -> None:
    for number in range(4):
        migrated_at_once(f"sqlite:///{tmp_path / f'empty-{number}.sqlite3'}")


def test_whoever_comes_while_another_writes_the_first_tables_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'young.sqlite3'}"
    # A database without a write-ahead log yet, in the middle of a write.
    monkeypatch.setattr(store, "FIRST_SAFE_WAL", (99, 0, 0))
    other = open_database(url)
    writing = other.writer.connect()
    writing.exec_driver_sql("CREATE TABLE letters (id INTEGER)")
    writing.commit()
    writing.exec_driver_sql("INSERT INTO letters VALUES (1)")
    monkeypatch.undo()
    done = threading.Timer(0.3, writing.rollback)
    done.start()

    late = open_database(url)
    late.migrate()

    assert late.is_ready()
    late.close()
    done.join()
    writing.close()
    other.close()


# -- databases that cannot be used -------------------------------------------------------


def refusal(url: str) -> str:
    """Why the database at that URL cannot be used."""
    with pytest.raises(DatabaseRefused) as refused:
        open_database(url).migrate()
    return str(refused.value)


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        ("postgresql://ada:s3cret@127.0.0.1:1/lms", "PostgreSQL at 127.0.0.1 does not let us in"),
        ("postgresql://ada:s3cret@127.0.0.1:port/lms", "LMS_DATABASE_URL is not understood"),
        ("mysql://ada:s3cret@127.0.0.1/lms", "LMS_DATABASE_URL names mysql"),
        ("sqlite:////no/such/folder/lms.sqlite3", "/no/such/folder/lms.sqlite3 cannot be opened"),
    ],
)
def test_sk01_what_cannot_be_used_is_refused_plainly_and_without_the_password(
    url: str, begins: str
) -> None:
    sentence = refusal(url)

    assert sentence.startswith(begins)
    assert "s3cret" not in sentence
    assert "ada" not in sentence


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague,\n" * 100)

    assert "cannot be opened as an SQLite database" in refusal(f"sqlite:///{tmp_path}/letter.txt")


def test_a_database_of_a_newer_version_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "another version of the product" in refusal(sqlite_database.url)


def test_tables_of_somebody_else_are_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'theirs.sqlite3'}"
    theirs = open_database(url)
    with theirs.writing() as session:
        session.execute(text("CREATE TABLE people (name TEXT)"))
    theirs.close()

    assert refusal(url) == (
        "The database cannot be brought up to date: table people already exists."
    )


def test_a_database_that_goes_away_is_busy_and_noted_without_words(tmp_path: Path) -> None:
    gone = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'lms.sqlite3'}")

    with (
        structlog.testing.capture_logs() as logs,
        pytest.raises(DatabaseAway),
        gone.reading() as session,
    ):
        session.execute(text("SELECT 1"))

    assert [(line["event"], line["fault"]) for line in logs] == [
        ("database away", "OperationalError")
    ]
