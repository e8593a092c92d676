"""My learning: what comes first, and what is counted."""

from datetime import date

import pytest

from lms.domain.access import Person
from lms.domain.courses import Provider
from lms.domain.editions import Change
from lms.services import authoring, records, transcripts
from lms.services.authoring import Draft, Overrule
from lms.services.records import Dashboard
from lms.store.database import Database
from tests import make
from tests.queries import asked
from tests.sittings import Learner, publishes

APPROVED = make.a_provider(make.an_approval())


def dashboard(database: Database, person: Person, provider: Provider | None = None) -> Dashboard:
    with database.reading() as session:
        return records.get_dashboard(
            session, person, provider or make.a_provider(), make.later(100)
        )


def in_courses(database: Database, *slugs: str, provider: Provider | None = None) -> Learner:
    """Ada, in these courses, an hour apart; she stands in the last one."""
    ada = Learner(database)
    for slug in slugs:
        publishes(database, make.a_course(slug=slug, title=slug.title()), provider)
        ada.course = slug
        ada.waits(hours=1)
        ada.enrolls()
    return ada


def finishes(ada: Learner, course: str) -> str:
    """Take a course to its end; the certificate's serial comes back."""
    ada.course = course
    ada.waits(hours=1)
    return ada.does_everything().evaluates().attests()


def test_whoever_is_in_no_course_has_nothing_to_go_on_with(database: Database) -> None:
    ada = Learner(database)

    found = dashboard(database, ada.person)

    assert found.enrollments == ()
    assert found.current is None
    assert found.bookmark is None


def test_the_course_that_was_worked_on_last_comes_first_and_complete_ones_last(
    database: Database,
) -> None:
    ada = in_courses(database, "art", "mastery", "zeal")
    finishes(ada, "zeal")
    ada.waits(hours=1)
    ada.course = "art"
    ada.reads()

    found = dashboard(database, ada.person)

    assert [e.facts.slug for e in found.enrollments] == ["art", "mastery", "zeal"]
    assert found.current is not None
    assert found.current.facts.slug == "art"


def test_when_everything_is_complete_nothing_is_to_go_on_with(database: Database) -> None:
    ada = in_courses(database, "art")
    finishes(ada, "art")

    found = dashboard(database, ada.person)

    assert found.current is None
    assert len(found.enrollments) == 1


def test_the_bookmark_is_there_while_reading_is_what_is_next(database: Database) -> None:
    ada = in_courses(database, "art")
    before = dashboard(database, ada.person).bookmark
    ada.reads()
    after = dashboard(database, ada.person).bookmark

    assert before is not None
    assert before.minutes_left == 30
    assert after is None


def test_a_course_that_was_left_is_gone_from_my_learning_and_not_from_the_transcript(
    database: Database,
) -> None:
    ada = in_courses(database, "art")
    serial = finishes(ada, "art")

    ada.leaves()

    assert dashboard(database, ada.person).enrollments == ()
    with database.reading() as session:
        lines = transcripts.list_lines(session, ada.person)
    assert [line.certificate.serial for line in lines if line.certificate] == [serial]


def test_what_was_completed_counts_as_it_was_approved_on_that_day(database: Database) -> None:
    lapsed = make.a_provider(make.an_approval(valid_to=date(2026, 11, 9)))
    ada = in_courses(database, "art", "zeal", provider=lapsed)
    finishes(ada, "art")  # on the ninth in New York

    found = {
        e.facts.slug: e.has_credit for e in dashboard(database, ada.person, lapsed).enrollments
    }

    assert found == {"art": True, "zeal": False}


def test_what_was_completed_keeps_the_hours_of_its_certificate(database: Database) -> None:
    ada = in_courses(database, "art", provider=APPROVED)
    finishes(ada, "art")
    before = dashboard(database, ada.person, APPROVED).enrollments[0]

    longer = make.a_course(modules=6, slug="art")
    draft = Draft("art", longer, (make.a_source_file(text="longer"),), ())
    said_to_be = Overrule(Change.EDITORIAL, "Misjudged on purpose")
    with database.writing() as session:
        authoring.publish(session, draft, ada.at, said_to_be)
    after = dashboard(database, ada.person).enrollments[0]

    assert longer.facts.credit.hours > before.hours
    assert after.facts.credit == before.facts.credit  # what was approved stands
    assert (after.hours, after.has_credit) == (before.hours, True)


def test_a_course_of_no_hours_carries_no_credit_anywhere(database: Database) -> None:
    tiny = make.course_of((make.a_module(words=10),), slug="tiny")
    publishes(database, tiny, APPROVED)
    ada = Learner(database, course="tiny").enrolls()

    assert tiny.facts.credit.hours == 0
    assert not dashboard(database, ada.person, APPROVED).enrollments[0].has_credit


def test_completed_courses_cost_the_dashboard_one_question_more(
    sqlite_database: Database,
) -> None:
    ada = in_courses(sqlite_database, "art", "zeal")
    finishes(ada, "art")

    with asked(sqlite_database) as statements:
        dashboard(sqlite_database, ada.person)

    assert len(statements) == 5


@pytest.mark.parametrize("count", [1, 12])
def test_the_dashboard_asks_as_much_for_one_course_as_for_twelve(
    sqlite_database: Database, count: int
) -> None:
    ada = in_courses(sqlite_database, *(f"course-{number}" for number in range(count)))
    dashboard(sqlite_database, ada.person)  # texts that never change are known from now on

    with asked(sqlite_database) as statements:
        dashboard(sqlite_database, ada.person)

    assert len(statements) == 5
