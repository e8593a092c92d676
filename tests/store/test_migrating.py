"""Migrations lose nothing, and a failing one leaves everything as it was (DS-10)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Date, text

from lms.domain.errors import Refusal
from lms.store import migrating
from lms.store.backups import Shelf, back_up, look_at
from lms.store.database import Database, open_database
from lms.store.migrating import MigrationFailed
from lms.store.restoring import restore
from lms.store.stock import Stock, take_stock
from lms.store.upgrading import bring_up_to_date
from tests import make
from tests.accounts import NOON, signed_up
from tests.databases import EMPTY_ONE, PostgresServer
from tests.sittings import Learner, publishes
from tests.store.test_backups import LEARNERS, quietly

NEXT = "next"
HEAD = '''"""A migration of these tests alone"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
{announced}

def upgrade() -> None:
'''
# What a batch does on SQLite: make the table anew, move the rows, drop the old one.
MOVE_ATTEMPTS = """
    with op.batch_alter_table("attempts", recreate="auto") as batch:
        batch.add_column(sa.Column("sat_on", sa.Date(), nullable=True))
        batch.alter_column("module", type_=sa.String(length=140), existing_nullable=False)
    op.execute("UPDATE attempts SET sat_on = '2026-11-09'")
"""
DROP_ANSWERS = """
    op.execute("DELETE FROM answers WHERE position = 0")
"""
DROP_ATTEMPTS = """
    op.execute("DELETE FROM grades")
    op.execute("DELETE FROM answers")
    op.execute("DELETE FROM attempts")
"""
BREAK_OFF = (
    MOVE_ATTEMPTS
    + """
    op.get_bind().execute(sa.text("DELETE FROM grades"))
    raise KeyError("ada@example.org")
"""
)
MOVE_AUDIT_LOG = """
    with op.batch_alter_table("audit_heads", recreate="always") as batch:
        batch.add_column(sa.Column("place", sa.String(length=40), nullable=True))
"""
ORPHAN_ANSWERS = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE answers SET attempt_id = attempt_id + 1000")
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "backups", NOON)


def add_migration(beside: Path, body: str, announced: str = "") -> Path:
    """A folder of the product's migrations with one more after them."""
    folder = beside / "migrations"
    newest = migrating.newest_revision()
    shutil.copytree(migrating.FOLDER, folder)  # with __pycache__: compiling takes half a second
    head = HEAD.format(revision=NEXT, before=newest, announced=announced)
    (folder / "versions" / f"{NEXT}_of_the_tests.py").write_text(head + body)
    return folder


@pytest.fixture
def write_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give the product one more migration, for this test alone."""

    def write(body: str, announced: str = "") -> None:
        monkeypatch.setattr(migrating, "FOLDER", add_migration(tmp_path, body, announced))

    return write


@pytest.fixture(scope="module")
def used_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file in which people have worked."""
    file = tmp_path_factory.mktemp("used") / "used.sqlite3"
    shutil.copyfile(sqlite_template, file)
    opened = open_database(f"sqlite:///{file}")
    work_in(opened)
    kept = back_up(opened, file.with_name("kept"), quietly).file
    opened.close()
    return kept


@pytest.fixture(scope="module")
def used_template(postgres: PostgresServer) -> str:
    """The name of a PostgreSQL database in which people have worked."""
    opened = open_database(postgres.new("used_template", EMPTY_ONE))
    work_in(opened)
    opened.close()
    return "used_template"


@pytest.fixture(params=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in which people have worked, to be migrated and thrown away."""
    if request.param == "sqlite":
        file = tmp_path / "used.sqlite3"
        shutil.copyfile(request.getfixturevalue("used_file"), file)
        url = f"sqlite:///{file}"
    else:
        template = request.getfixturevalue("used_template")
        url = request.getfixturevalue("postgres").new("used", template)
    opened = open_database(url)
    yield opened
    opened.close()


def work_in(opened: Database) -> None:
    """Let two people earn a certificate, and a third begin."""
    publishes(opened)
    for name in LEARNERS[:2]:
        learner = Learner(opened, name).enrolls().does_everything()
        learner.evaluates()
        learner.attests()
    third = Learner(opened, LEARNERS[2]).enrolls().reads()
    third.saves(third.begins(), 0, make.answers(third.asked(third.begins()), right=5)[0])


def stock_of(database: Database) -> Stock:
    with database.reading() as session:
        return take_stock(session.connection())


def revision_of(database: Database) -> str | None:
    with database.reading() as session:
        return migrating.find_revision(session.connection())


def test_ds_10_a_table_that_is_made_anew_loses_no_row_that_points_at_it(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    before = stock_of(used)
    write_migration(MOVE_ATTEMPTS)

    kept = bring_up_to_date(used, shelf, quietly)

    assert used.is_ready()
    assert stock_of(used) == before
    assert before.counts["attempts"] == 5
    assert before.counts["answers"] == 21
    assert kept is not None
    assert kept.counts == before.counts
    with pytest.raises(Exception, match=r"(?i)foreign key"), used.writing() as session:
        session.execute(text("DELETE FROM attempts"))


def test_ds_10_a_migration_that_fails_leaves_all_as_it_was_and_names_the_backup(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    before, revision = stock_of(used), revision_of(used)
    write_migration(BREAK_OFF)

    with pytest.raises(MigrationFailed) as failed:
        bring_up_to_date(used, shelf, quietly)

    file = next(shelf.folder.iterdir())
    assert str(failed.value).startswith("A migration failed: KeyError at next_of_the_tests.py, ")
    assert str(failed.value).endswith(
        f"The database is as it was; a backup of it from before is {file}."
    )
    assert "ada@example.org" not in str(failed.value)
    assert (stock_of(used), revision_of(used)) == (before, revision)
    assert (look_at(file).counts, look_at(file).revision) == (before.counts, revision)
    signed_up(used, LEARNERS[3])


@pytest.mark.parametrize(
    ("body", "loss"),
    [
        (DROP_ANSWERS, "answers had 21 rows and would have 16"),
        (DROP_ATTEMPTS, "attempts had 5 rows and would have 0"),
    ],
)
def test_ds_10_a_migration_that_loses_rows_is_taken_back(
    used: Database, shelf: Shelf, write_migration: Callable[..., None], body: str, loss: str
) -> None:
    before = stock_of(used)
    write_migration(body)

    with pytest.raises(MigrationFailed, match=loss):
        bring_up_to_date(used, shelf, quietly)

    assert stock_of(used) == before


def test_ds_10_a_migration_may_say_which_counts_it_changes(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    write_migration(DROP_ANSWERS, announced='changes_counts = ("answers",)')

    bring_up_to_date(used, shelf, quietly)

    assert stock_of(used).counts["answers"] == 16


def test_ds_10_rows_that_would_point_at_nothing_are_refused(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    before = stock_of(used)
    write_migration(ORPHAN_ANSWERS)

    with pytest.raises(Refusal, match=r"21 rows of answers would point at nothing|foreign key"):
        bring_up_to_date(used, shelf, quietly)

    assert stock_of(used) == before


def test_ds_10_a_table_that_is_made_anew_may_not_lose_its_triggers(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    before = stock_of(used)
    write_migration(MOVE_AUDIT_LOG)

    with pytest.raises(MigrationFailed, match="audit_heads would lose the trigger audit_heads_"):
        bring_up_to_date(used, shelf, quietly)

    assert stock_of(used) == before


def test_ds_10_nothing_is_backed_up_where_nothing_is_or_nothing_is_to_be_done(
    used: Database, shelf: Shelf, tmp_path: Path
) -> None:
    new = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert bring_up_to_date(new, shelf, quietly) is None
    assert bring_up_to_date(used, shelf, quietly) is None

    assert not shelf.folder.exists()
    new.close()


def test_ds_10_without_a_backup_nothing_is_migrated(
    used: Database, shelf: Shelf, write_migration: Callable[..., None]
) -> None:
    revision = revision_of(used)
    write_migration(MOVE_ATTEMPTS)
    shelf.folder.write_text("A file lies where the folder should.")

    with pytest.raises(OSError, match="exists"):
        bring_up_to_date(used, shelf, quietly)

    assert revision_of(used) == revision


def test_ds_10_ds_11_a_backup_from_before_a_migration_restores_after_it(
    used: Database,
    shelf: Shelf,
    tmp_path: Path,
    postgres: PostgresServer,
    write_migration: Callable[..., None],
) -> None:
    before = stock_of(used)
    older = back_up(used, tmp_path / "older", quietly).file
    write_migration(MOVE_ATTEMPTS)
    bring_up_to_date(used, shelf, quietly)
    newer = back_up(used, tmp_path / "newer", quietly).file

    for name, file in (("older", older), ("newer", newer)):
        for url in (f"sqlite:///{tmp_path / name}.sqlite3", postgres.new("target")):
            target = open_database(url)
            restore(target, file, shelf, quietly)
            assert target.is_ready()
            assert stock_of(target).counts == before.counts
            assert sat_on(target) == {date(2026, 11, 9)}
            target.close()


def sat_on(database: Database) -> set[date]:
    """The days that the migration of these tests writes down."""
    days = text("SELECT sat_on FROM attempts").columns(sat_on=Date())
    with database.reading() as session:
        return set(session.scalars(days))
