"""Requirement sets as they are published: from a folder, by a start, and the newest in force."""

from functools import partial
from pathlib import Path

from lms.content.folder import RequirementsReading, read_requirements
from lms.paths import shipped_courses_folder
from lms.services import requirements
from lms.store import requirements as store
from lms.store.database import Database
from tests import make
from tests.content.good_course import GOOD_SET

SHIPPED = shipped_courses_folder() / "requirements"


def read(folder: Path, text: str = GOOD_SET) -> RequirementsReading:
    """The set of a folder in which it alone stands."""
    folder.mkdir(exist_ok=True)
    (folder / "my-board.yaml").write_text(text)
    return read_requirements(folder)[0][0]


def publishes(database: Database, reading: RequirementsReading) -> bool:
    with database.writing() as session:
        return requirements.publish(session, reading, make.START)


def starts(database: Database, reading: RequirementsReading) -> bool:
    """What a start does with a set that is shipped."""
    with database.writing() as session:
        return requirements.publish_shipped(session, reading, make.START)


def versions(database: Database) -> list[str]:
    with database.reading() as session:
        return [it.version for it in store.list_sets(session)]


def test_publishing_twice_is_publishing_once(database: Database, tmp_path: Path) -> None:
    reading = read(tmp_path / "a")

    assert [publishes(database, reading) for _ in range(2)] == [True, False]
    assert versions(database) == ["2026"]


def test_the_newest_is_in_force_also_where_it_is_an_older_one_again(
    database: Database, tmp_path: Path
) -> None:
    old, new = read(tmp_path / "a"), read(tmp_path / "b", GOOD_SET.replace("2026", "2027", 1))

    in_force = []
    for reading in (old, new, old):
        assert publishes(database, reading)
        in_force += versions(database)

    assert in_force == ["2026", "2027", "2026"]


def test_nothing_is_made_of_a_set_that_is_in_force(database: Database, tmp_path: Path) -> None:
    old, new = read(tmp_path / "a"), read(tmp_path / "b", GOOD_SET.replace("2026", "2027", 1))
    publishes(database, old)
    publishes(database, new)

    with database.reading() as session:
        is_newest = partial(requirements.is_newest, session)
        is_published = partial(requirements.is_published, session)
        (known,), problems = read_requirements(tmp_path / "b", is_newest)
        (older,), _ = read_requirements(tmp_path / "a", is_newest)
        (held,), _ = read_requirements(tmp_path / "a", is_published)

    assert (known.is_known, known.requirements, problems) == (True, None, ())
    assert not publishes(database, known)
    assert (older.is_known, older.requirements) == (False, old.requirements)
    assert held.is_known
    assert versions(database) == ["2027"]


def test_a_set_with_an_error_is_not_published(database: Database, tmp_path: Path) -> None:
    assert not publishes(database, read(tmp_path / "a", GOOD_SET.replace("30", "thirty")))
    assert not starts(database, read(tmp_path / "a", GOOD_SET.replace("30", "thirty")))
    assert versions(database) == []


def test_a_start_brings_what_is_shipped_and_undoes_nobodys_work(
    database: Database, tmp_path: Path
) -> None:
    shipped, newer = read(tmp_path / "a"), read(tmp_path / "b", GOOD_SET.replace("30", "40"))
    mine = read(tmp_path / "c", GOOD_SET.replace("30", "50"))

    assert [starts(database, it) for it in (shipped, shipped, newer, shipped)] == [
        True, False, True, False,
    ]  # fmt: skip
    assert publishes(database, mine)
    assert not starts(database, newer)
    assert not starts(database, read(tmp_path / "d", GOOD_SET.replace("30", "60")))


def test_every_shipped_set_is_without_a_problem() -> None:
    sets, problems = read_requirements(SHIPPED)

    assert problems == ()
    assert [each.file.path for each in sets if each.requirements] == [
        "aasect-certification.yaml",
        "aasect-renewal.yaml",
        "florida-64b4-7-004.yaml",
    ]
