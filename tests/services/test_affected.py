"""Changed keys that wait, for a page of courses at once: where, and how many attempts."""

import pytest

from lms.domain.access import Role
from lms.domain.regrading import RegradePolicy
from lms.services import authoring
from lms.services.affected import count_affected
from lms.services.authoring import Draft
from lms.services.written import list_shelves
from lms.store import editions
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.queries import asked
from tests.services.test_regrading import (
    Office,
    a_course,
    asking,
    publishes_again,
    sits,
)
from tests.sittings import COURSE, Learner, publishes


def affected(database: Database, *slugs: str) -> dict[str, int]:
    """How many attempts wait in each of these courses, by slug."""
    with database.reading() as session:
        newest = editions.list_newest(session, slugs or (COURSE,))
        counts = count_affected(session, newest)
    return {it.facts.slug: counts[it.course_id] for it in newest if it.course_id in counts}


@pytest.fixture
@begun_once
def office(database: Database) -> Office:
    """Cleo's, where two people sat a quiz whose key was changed then."""
    publishes(database, a_course(asking("First")))
    sits(database, "Ada Marlowe", "First")
    sits(database, "Ben Okafor", "Second")
    publishes_again(database, a_course(asking("Second")), "key corrected")
    return Office(database)


def test_attempts_wait_until_somebody_decides(office: Office) -> None:
    database = office.database

    assert affected(database) == {COURSE: 2}
    regrade = office.decides(RegradePolicy.NO_CHANGE)
    assert affected(database) == {}
    office.undoes(regrade)
    assert affected(database) == {COURSE: 2}


def test_an_attempt_with_two_changed_keys_is_one(database: Database) -> None:
    one, other = make.questions(2, prefix="k")
    swapped = [make.a_question(it.stamp, wrong=("Right",), right=("Wrong",)) for it in (one, other)]
    publishes(database, a_course(one, other))
    learner = Learner(database, "Ada Marlowe").enrolls().reads()
    learner.hands_in(learner.begins(), {})

    publishes_again(database, a_course(*swapped), "both keys corrected")

    assert Office(database).changes() == [("k001", 1), ("k002", 1)]
    assert affected(database) == {COURSE: 1}


def test_a_key_that_nobody_was_asked_by_waits_for_nobody(database: Database) -> None:
    publishes(database, a_course(asking("First")))
    Learner(database, "Ada Marlowe").enrolls().reads().begins()

    publishes_again(database, a_course(asking("Second")), "key corrected")

    assert affected(database) == {}


def test_in_pools_only_who_drew_the_question_is_counted(database: Database) -> None:
    bank = make.questions(6, prefix="pool")
    pool = make.a_pool(asking("First"), *bank, choose=3)
    publishes(database, make.a_course(1, quiz=make.a_quiz(pool, attempts=None)))
    for name in ("Ada", "Ben", "Eva", "Finn", "Gus", "Hana"):
        learner = Learner(database, f"{name} Marlowe").enrolls().reads()
        learner.hands_in(learner.begins(), {})

    pool = make.a_pool(asking("Second"), *bank, choose=3)
    changed = make.a_course(1, quiz=make.a_quiz(pool, attempts=None))
    publishes_again(database, changed, "key corrected")

    drew = [count for _stamp, count in Office(database).changes()]
    assert list(affected(database).values()) == drew


def test_a_key_that_came_back_waits_again(office: Office) -> None:
    office.decides(RegradePolicy.NEW_COUNTS)

    publishes_again(office.database, a_course(asking("First")), "as at first")

    [(_stamp, attempts)] = office.changes()
    assert affected(office.database) == {COURSE: attempts}


def test_a_question_that_was_taken_out_waits_too(office: Office) -> None:
    publishes_again(office.database, a_course(), "taken out")

    assert affected(office.database) == {COURSE: 2}


# -- many courses ------------------------------------------------------------------


def publishes_in(database: Database, slug: str, right: str) -> None:
    quiz = make.a_quiz(make.a_section(asking(right)))
    course = make.course_of((make.a_module("module-1"),), (quiz,), slug=slug)
    draft = Draft(slug, course, (make.a_source_file(text=slug + right),), ())
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, draft, make.later(50 if right == "Second" else 0))


def many_courses(database: Database, count: int) -> list[str]:
    """So many courses; in every other one a key was changed after somebody had handed in."""
    slugs = [f"course-{number:02}" for number in range(count)]
    ada = signed_up(database, "Ada Marlowe")
    for number, slug in enumerate(slugs):
        publishes_in(database, slug, "First")
        learner = Learner(database, ada, slug).enrolls().reads()
        learner.hands_in(learner.begins(), {})
        if number % 2:
            publishes_in(database, slug, "Second")
    return slugs


def test_av04_what_waits_in_many_courses_is_counted_at_once(database: Database) -> None:
    slugs = many_courses(database, 8)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    affected(database, *slugs)  # what never changes is known from now on

    with database.reading() as session, asked(database) as first:
        page = list_shelves(session, dora).written
    with database.reading() as session, asked(database) as second:
        counts = count_affected(session, [it.written.newest for it in page.entries])

    assert affected(database, *slugs) == dict.fromkeys(slugs[1::2], 1)
    assert len(page.entries) == 8
    assert len(counts) == 4
    assert len(first) <= 6
    assert len(second) == 3


def test_where_every_course_is_new_nothing_is_asked(database: Database) -> None:
    slugs = many_courses(database, 1)
    with database.reading() as session:
        newest = editions.list_newest(session, slugs)

    with database.reading() as session, asked(database) as statements:
        assert count_affected(session, newest) == {}

    assert statements == []


def test_more_changed_keys_than_sqlite_reads_conditions_are_counted(
    sqlite_database: Database,
) -> None:
    bank = make.questions(1_100)
    turned = [make.a_question(it.stamp, wrong=("Right",), right=("Wrong",)) for it in bank]
    publishes(sqlite_database, make.a_course(1, quiz=make.a_quiz(make.a_section(*bank))))
    learner = Learner(sqlite_database).enrolls().reads()
    learner.hands_in(learner.begins(), {})

    changed = make.a_course(1, quiz=make.a_quiz(make.a_section(*turned)))
    publishes_again(sqlite_database, changed, "all of them")

    assert affected(sqlite_database) == {COURSE: 1}
