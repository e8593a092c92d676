"""The walk over attempts that a corrected key is about, some of them at a time."""

from collections.abc import Iterator

import pytest

from lms.store import editions, erasing, regraded_attempts
from lms.store.database import Database
from lms.store.regraded_attempts import FROM_START, Reached, Where
from tests import make
from tests.queries import asked
from tests.sittings import COURSE, MODULE, Learner, publishes

EVERY = [("Ada Marlowe", 1), ("Ada Marlowe", 2), ("Ada Marlowe", 3), ("Ben Okafor", 1)]


@pytest.fixture
def where(database: Database) -> Where:
    """A quiz that Ada took three times, with Ben between."""
    publishes(database, make.a_course(quiz=make.a_quiz(attempts=None)))
    ada, ben = (Learner(database, name).enrolls().reads() for name in ("Ada Marlowe", "Ben Okafor"))
    for learner in (ada, ben, ada, ada):
        learner.takes(right=0)
    with database.reading() as session:
        edition = editions.find_newest(session, COURSE)
        assert edition is not None
        met = regraded_attempts.count_asked(session, edition.course_id, [MODULE])
    return Where(edition.course_id, MODULE, frozenset(hash_ for _module, hash_ in met))


def walked(
    database: Database, where: Where, count: int, after: Reached | None = FROM_START
) -> Iterator[tuple[str, int]]:
    """Who sat each attempt from there on, and as which of theirs, so many at a time."""
    while after is not None:
        with database.reading() as session:
            batch = regraded_attempts.list_covered(session, where, after, count)
        assert len(batch.covered) <= count
        yield from ((it.legal_name, it.number) for it in batch.covered)
        after = batch.reached


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_every_attempt_is_met_once_however_many_at_a_time(
    count: int, database: Database, where: Where
) -> None:
    assert list(walked(database, where, count)) == EVERY


def test_the_walk_goes_on_where_it_was_also_when_its_last_attempt_was_deleted(
    database: Database, where: Where
) -> None:
    with database.reading() as session:
        reached = regraded_attempts.list_covered(session, where, FROM_START, 3).reached
    assert reached is not None

    with database.writing() as session:
        assert erasing.delete_learning(session, [reached.enrollment_id])

    assert list(walked(database, where, 3, reached)) == [("Ben Okafor", 1)]


def test_no_batch_sorts_the_attempts_of_the_course(
    sqlite_database: Database,
) -> None:
    where = Where(1, MODULE, frozenset({"0" * 64}))
    with sqlite_database.reading() as session:
        with asked(sqlite_database) as statements:
            regraded_attempts.list_covered(session, where, FROM_START, 1)
        [walk] = [it for it in statements if "LIMIT" in it]

        nothing = (None,) * walk.count("?")
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {walk}", nothing)

        assert "TEMP B-TREE" not in str(plan.all())
