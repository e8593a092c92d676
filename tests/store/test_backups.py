"""Backups under load, and restored into either database (DS-11)."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Numeric, inspect, select, text
from sqlalchemy.exc import DBAPIError

from lms.domain.errors import Refusal
from lms.store import migrating, restoring, sqlite_files
from lms.store.backups import BackupRefused, Shelf, back_up, look_at
from lms.store.copying import TablesDiffer, carried_as, list_in_order
from lms.store.database import Database, open_database
from lms.store.restoring import DatabaseInUse, RestoreRefused, replace, restore
from lms.store.rows import Base
from tests import make
from tests.accounts import NOON, signed_up
from tests.sittings import Learner, publishes
from tests.store.at_once import at_once
from tests.store.test_constraints import FINE, insert_fine_rows

LEARNERS = ("Ada Marlowe", "Ben Ito", "Cleo Sand", "Dora Voss")


def quietly(what: str, done: int, whole: int) -> None:
    """Nobody watches how far it is."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "backups", NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind in which no migration ever ran."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'target.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres").new("target")
    opened = open_database(url)
    yield opened
    opened.close()


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as Python values."""
    with database.reading() as session:
        return {
            name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def fill(database: Database) -> None:
    """Something in every table, half of it made by people."""
    insert_fine_rows(database, until=list(FINE)[-1])


def backed_up(database: Database, tmp_path: Path, name: str = "backup.sqlite3") -> Path:
    return back_up(database, tmp_path / name, quietly).file


def refusal(act: Callable[[], object], kind: type[Refusal] = Refusal) -> str:
    with pytest.raises(kind) as refused:
        act()
    return str(refused.value)


# -- making one ------------------------------------------------------------------


def test_ds_11_a_backup_under_load_is_whole_and_has_all_that_was_acknowledged(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "PAGES_AT_ONCE", 20)
    publishes(database)
    sittings = {}
    for name in LEARNERS:
        learner = Learner(database, name).enrolls().reads()
        sittings[learner] = learner.begins()
    acknowledged: list[int] = []
    stop = threading.Event()

    def answer_on_and_on(learner: Learner) -> None:
        sitting, sequence = sittings[learner], 0
        asked = learner.asked(sitting)
        while not stop.is_set():
            sequence += 1
            # Another answer each time: the same one again is not kept again.
            answers = make.answers(asked, right=5 * (sequence % 2))
            for place, answer in answers.items():
                learner.saves(sitting, place, answer, sequence)
                acknowledged.append(learner.person.id)

    def wait_for_more(*_how_far: object) -> None:
        enough, give_up = len(acknowledged) + 8, time.monotonic() + 60
        while len(acknowledged) < enough:
            assert time.monotonic() < give_up
            time.sleep(0.001)

    def back_up_meanwhile() -> tuple[int, Path]:
        try:
            wait_for_more()
            before = len(acknowledged)
            return before, back_up(database, tmp_path / "backup", wait_for_more).file
        finally:
            stop.set()

    acts = [lambda who=who: answer_on_and_on(who) for who in sittings]
    *_, (before, file) = at_once([*acts, back_up_meanwhile])

    after = len(acknowledged)
    kept = look_at(file).counts["answers"]
    assert before <= kept < after
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        assert copy.execute("SELECT count(*) FROM answers").fetchone() == (kept,)
        newest = copy.execute(
            "SELECT attempt_id, position, max(sequence), count(*) FROM answers GROUP BY 1, 2"
        )
        # Each answer was given after the one before it was acknowledged: none is left out.
        assert all(sequence == count for _, _, sequence, count in newest)


def test_ds_11_a_backup_is_one_file_for_nobody_else_to_read(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    before = set(tmp_path.iterdir())

    file = backed_up(database, tmp_path, "a ?backup% of today.sqlite3")

    assert set(tmp_path.iterdir()) - before == {file}
    assert file.stat().st_mode & 0o777 == 0o600
    assert look_at(file).rows == len(FINE)


def test_ds_11_a_backup_replaces_no_file_and_leaves_no_draft(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    letter = tmp_path / "letter"
    letter.write_text("Dear colleague")
    before = set(tmp_path.iterdir())

    taken = refusal(lambda: backed_up(database, tmp_path, "letter"))
    nowhere = refusal(lambda: backed_up(database, tmp_path / "nowhere"))
    broken_off = pytest.raises(KeyboardInterrupt)
    with broken_off:
        back_up(database, tmp_path / "new", interrupt)

    assert taken == f"{letter} exists. Name a new file; a backup replaces none."
    assert nowhere == f"{tmp_path / 'nowhere'} is not a folder. Make it first, or name another."
    assert letter.read_text() == "Dear colleague"
    assert set(tmp_path.iterdir()) == before


def interrupt(what: str, done: int, whole: int) -> None:
    """Somebody presses Ctrl+C."""
    raise KeyboardInterrupt


def test_where_there_is_no_database_none_is_made_for_a_backup(tmp_path: Path) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path / 'lms.sqlite3'}")

    assert "nothing to back up" in refusal(lambda: backed_up(nowhere, tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_ds_11_a_damaged_database_gives_no_backup(
    sqlite_database: Database, tmp_path: Path
) -> None:
    fill(sqlite_database)
    with migrating.without_foreign_keys(sqlite_database.writer) as connection:
        connection.execute(text("DELETE FROM attempts"))
        connection.commit()

    why = refusal(lambda: backed_up(sqlite_database, tmp_path))

    assert why.startswith("No backup was made, since the copy is not whole: 1 rows of ")
    assert list(tmp_path.iterdir()) == []


# -- looking at one --------------------------------------------------------------


def test_what_is_no_backup_is_refused_by_name(
    sqlite_database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\n" * 100)
    theirs, newer = tmp_path / "theirs.sqlite3", backed_up(sqlite_database, tmp_path, "newer")
    with closing(sqlite3.connect(theirs)) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    def why(file: Path) -> str:
        return refusal(lambda: restore(target, file, shelf, quietly))

    assert why(tmp_path / "none") == (
        f"{tmp_path / 'none'} does not exist. Name a file that `lms backup` made."
    )
    assert why(letter).startswith(f"{letter} is not a backup of this product")
    assert why(theirs).startswith(f"{theirs} is not a backup of this product")
    assert why(newer).startswith(f"{newer} was made by another version of the product")


def test_ds_11_a_damaged_backup_is_refused(
    sqlite_database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    fill(sqlite_database)
    astray, torn = backed_up(sqlite_database, tmp_path, "astray"), tmp_path / "torn"
    shutil.copy(astray, torn)
    with closing(sqlite3.connect(astray)) as connection:
        connection.execute("DELETE FROM attempts")
        connection.commit()
    with torn.open("r+b") as file:
        file.seek(torn.stat().st_size // 2)
        file.write(b"\xff" * 4096 * 4)

    for file in (astray, torn):
        why = refusal(lambda file=file: restore(target, file, shelf, quietly), BackupRefused)
        assert str(file) in why


def test_a_backup_that_was_cut_off_is_refused_in_plain_words(
    sqlite_database: Database, shelf: Shelf, tmp_path: Path
) -> None:
    fill(sqlite_database)
    whole, cut = backed_up(sqlite_database, tmp_path), tmp_path / "cut"
    content = whole.read_bytes()
    says = f"{cut} is cut off or damaged: it is not all that `lms backup` wrote. Copy it again "
    none = f"{cut} is not a backup of this product."

    # In the middle of a page, after one, a little before the end, where nothing may be missed but
    # the last letters of a text, and within the first page, which says what the file is.
    for size in (
        *range(4096, len(content), len(content) // 9),
        *range(len(content) - 40, len(content)),
    ):
        cut.write_bytes(content[:size])
        assert refusal(lambda: look_at(cut), BackupRefused).startswith(
            (says, f"{cut} is damaged: ")
        )
    for size in (0, 10, 200):
        cut.write_bytes(content[:size])
        assert refusal(lambda: look_at(cut), BackupRefused).startswith((says, none))


def test_a_backup_that_lacks_nothing_but_zeros_at_its_end_is_cut_off_too(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """SQLite reads the end of a page that is not there as zeros, and finds the whole fine."""
    whole, cut = backed_up(sqlite_database, tmp_path), tmp_path / "cut"
    with sqlite3.connect(whole) as connection:
        connection.execute("CREATE TABLE zeros (bytes BLOB)")
        connection.execute("INSERT INTO zeros VALUES (zeroblob(20000))")
    connection.close()
    assert look_at(whole).file == whole
    cut.write_bytes(whole.read_bytes()[:-100])

    assert "is cut off or damaged" in refusal(lambda: look_at(cut), BackupRefused)


# -- restoring one ---------------------------------------------------------------


def test_ds_11_a_backup_of_either_database_restores_into_either(
    database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    fill(database)
    file = backed_up(database, tmp_path)

    restored = restore(target, file, shelf, quietly)

    assert restored.kept is None
    assert restored.backup.rows == len(FINE)
    assert contents(target) == contents(database)
    assert target.is_ready()
    assert list(shelf.folder.iterdir()) == []


def test_ds_11_work_goes_on_after_a_restore(
    sqlite_database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    publishes(sqlite_database)
    ada = Learner(sqlite_database, LEARNERS[0]).enrolls().reads()
    begun = ada.begins()
    ada.saves(begun, 0, make.answers(ada.asked(begun), right=5)[0])
    restore(target, backed_up(sqlite_database, tmp_path), shelf, quietly)

    ada.database = target
    ada.submits(begun, make.answers(ada.asked(begun), right=5), sequence=2)
    ada.reads("module-2").takes("module-2")
    ada.evaluates()
    serial = ada.attests()
    ben = signed_up(target, LEARNERS[1])

    assert serial
    assert ben.id > ada.person.id


def test_au_02_the_audit_log_refuses_changes_after_a_restore_too(
    sqlite_database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    fill(sqlite_database)
    restore(target, backed_up(sqlite_database, tmp_path), shelf, quietly)

    for act in ("UPDATE audit_events SET kind = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(DBAPIError, match="only added to"), target.writing() as session:
            session.execute(text(act))


def test_ds_11_a_restore_over_rows_asks_for_replace_and_keeps_them(
    sqlite_database: Database, target: Database, shelf: Shelf, tmp_path: Path
) -> None:
    fill(sqlite_database)
    file = backed_up(sqlite_database, tmp_path)
    target.migrate()
    signed_up(target, LEARNERS[1])
    theirs = contents(target)

    why = refusal(lambda: restore(target, file, shelf, quietly), RestoreRefused)
    still_theirs = contents(target)
    replaced = replace(target, file, shelf, quietly)

    assert why.startswith(f"{target.place} holds 2 rows already.")
    assert "--replace" in why
    assert still_theirs == theirs
    assert contents(target) == contents(sqlite_database)
    assert replaced.kept is not None
    assert replaced.kept.file.parent == shelf.folder
    replace(target, replaced.kept.file, shelf, quietly)
    assert contents(target) == theirs


def test_ds_11_nothing_is_restored_beside_somebody_who_is_connected(
    sqlite_database: Database,
    target: Database,
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoring, "COMPANY_WAIT_SECONDS", 0)
    target.migrate()
    signed_up(target, LEARNERS[1])
    file = backed_up(sqlite_database, tmp_path)
    server = open_database(target.url)
    before = contents(server)

    why = refusal(lambda: replace(target, file, shelf, quietly), DatabaseInUse)

    assert why == (
        f"Somebody has {target.place} open. Stop the server and `lms worker` everywhere, "
        "then restore again."
    )
    assert contents(server) == before
    signed_up(server, LEARNERS[2])
    server.close()
    monkeypatch.undo()  # the server's processes take a moment to go
    replace(target, file, shelf, quietly)
    assert contents(target) == contents(sqlite_database)


def test_ds_11_a_restore_that_breaks_off_changes_nothing(
    sqlite_database: Database,
    target: Database,
    shelf: Shelf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sqlite_files, "PAGES_AT_ONCE", 20)
    publishes(sqlite_database)
    file = backed_up(sqlite_database, tmp_path)
    target.migrate()
    signed_up(target, LEARNERS[1])
    before = contents(target)

    def break_off(what: str, done: int, whole: int) -> None:
        if what == "Restoring":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(target, file, shelf, break_off)

    assert contents(target) == before
    signed_up(target, LEARNERS[2])
    assert [kept.suffix for kept in shelf.folder.iterdir()] == [".sqlite3"]


def test_a_restore_leaves_the_tables_of_somebody_else_alone(
    sqlite_database: Database, shelf: Shelf, tmp_path: Path
) -> None:
    theirs = open_database(f"sqlite:///{tmp_path / 'theirs.sqlite3'}")
    with theirs.writing() as session:
        session.execute(text("CREATE TABLE people (name TEXT)"))
    file = backed_up(sqlite_database, tmp_path)

    assert "not this product's" in refusal(lambda: replace(theirs, file, shelf, quietly))

    with theirs.reading() as session:
        assert inspect(session.connection()).get_table_names() == ["people"]
    theirs.close()


def test_a_database_is_no_backup_of_itself(sqlite_database: Database, shelf: Shelf) -> None:
    assert sqlite_database.file is not None

    why = refusal(lambda: replace(sqlite_database, sqlite_database.file, shelf, quietly))

    assert "is the database itself" in why


# -- what a file can carry -------------------------------------------------------


def test_every_column_is_of_a_type_that_a_backup_carries_whole(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        carried = list_in_order(session.connection())

    assert {table.name: set(table.columns.keys()) for table in carried} == {
        name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()
    }


def test_a_fraction_of_ten_is_refused_since_sqlite_would_round_it() -> None:
    with pytest.raises(TablesDiffer, match=r"No backup can carry hours: its type Numeric"):
        carried_as("hours", Numeric(5, 2))
