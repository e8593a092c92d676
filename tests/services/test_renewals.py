"""Renewing: a new cycle from ninety days before the end, each completion a record of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.domain.errors import CourseClosed, NotFound
from lms.domain.renewal import Term
from lms.services import certificates, courses, records, renewals
from lms.services.certificates import CompletionPage
from lms.services.courses import CoursePage
from lms.services.records import Dashboard
from lms.services.renewals import NothingToRenew, RenewsLater
from lms.store import record
from lms.store.database import Database
from lms.store.rows import AuditEventRow, EnrollmentRow
from tests import make
from tests.beginnings import begun_once
from tests.queries import asked
from tests.services.renewing import (
    FOREVER,
    LAST_ON,
    WINDOW,
    completes,
    publishes_for_two_years,
    renews,
)
from tests.services.test_courses import republishes
from tests.sittings import COURSE, Learner, publishes
from tests.store.at_once import at_once


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who completed a course whose certificate counts for two years."""
    publishes_for_two_years(database)
    return completes(Learner(database))


def course_page(learner: Learner) -> CoursePage:
    with learner.database.reading() as session:
        return courses.get_course_page(
            session, learner.person, COURSE, make.a_provider(), learner.at
        )


def completion_page(learner: Learner) -> CompletionPage:
    with learner.database.reading() as session:
        return certificates.get_completion_page(session, learner.person, COURSE, learner.at)


def dashboard(learner: Learner) -> Dashboard:
    with learner.database.reading() as session:
        return records.get_dashboard(session, learner.person, make.a_provider(), learner.at)


def terms(learner: Learner) -> tuple[Term, ...]:
    with learner.database.reading() as session:
        return renewals.list_terms(session, learner.person)


def cycles(learner: Learner) -> int:
    with learner.database.reading() as session:
        rows = session.scalars(
            select(EnrollmentRow).where(EnrollmentRow.person_id == learner.person.id)
        )
        return len(rows.all())


def test_before_the_window_the_pages_say_from_when_and_nobody_renews(ada: Learner) -> None:
    ada.at = WINDOW - timedelta(days=1)

    for page in (course_page(ada), completion_page(ada)):
        assert page.renewal is not None
        assert (page.renewal.is_open, page.renewal.may_begin) == (False, False)
        assert page.renewal.term.opens_on == WINDOW.date()
    with pytest.raises(RenewsLater, match=r"from August 11, 2028 on"):
        renews(ada)
    assert cycles(ada) == 1


def test_a_new_cycle_begins_with_nothing_done_and_the_old_date_stays(ada: Learner) -> None:
    (old,) = terms(ada)
    ada.at = WINDOW

    assert course_page(ada).renewal.may_begin  # type: ignore[union-attr]
    renews(ada)

    learning = ada.learning()
    assert not learning.is_begun
    assert not learning.standing.is_complete
    assert terms(ada) == (old,)
    completes(ada)
    with ada.database.reading() as session:
        newer, older = record.list_certificates(session, ada.person.id)
    assert older.is_valid
    assert newer.is_valid
    assert (older.snapshot.completed_on, newer.snapshot.completed_on) == (
        date(2026, 11, 9),
        WINDOW.date(),
    )
    assert [it.last_on for it in terms(ada)] == [date(2030, 8, 11)]


def test_after_the_end_it_is_renewed_as_well(ada: Learner) -> None:
    ada.at = datetime(2029, 6, 1, 12, tzinfo=UTC)

    page = completion_page(ada)
    renews(ada)

    assert page.renewal is not None
    assert page.renewal.has_ended
    assert not ada.learning().standing.is_complete


def test_beginning_twice_is_beginning_once_and_is_told_once(ada: Learner) -> None:
    ada.at = WINDOW

    at_once([lambda: renews(ada)] * 2)
    renews(ada)

    assert cycles(ada) == 2
    with ada.database.reading() as session:
        events = session.scalars(select(AuditEventRow).where(AuditEventRow.kind == "cycle begun"))
        (event,) = events.all()
    assert event.actor_id == ada.person.id


def test_a_new_cycle_is_in_the_newest_edition(ada: Learner) -> None:
    newer = make.a_course(valid_months=24, expires_on=FOREVER, pass_mark_percent=90)
    republishes(ada.database, newer, "shorter")
    ada.at = WINDOW

    renews(ada)

    assert ada.learning().reading.current.number == 2


def test_a_course_that_is_closed_is_not_renewed_and_the_page_does_not_offer_it(
    database: Database,
) -> None:
    publishes(database, make.a_course(valid_months=24))
    ada = completes(Learner(database))
    ada.at = datetime(2032, 1, 1, tzinfo=UTC)

    page = course_page(ada)

    assert page.renewal is not None
    assert (page.renewal.is_open, page.renewal.may_begin) == (True, False)
    with pytest.raises(CourseClosed):
        renews(ada)
    assert ada.learning().standing.is_complete


def test_a_certificate_that_counts_for_good_is_not_renewed(database: Database) -> None:
    publishes(database)
    ada = completes(Learner(database))

    assert course_page(ada).renewal is None
    with pytest.raises(NothingToRenew):
        renews(ada)


def test_nobody_renews_what_they_are_not_in(ada: Learner) -> None:
    with pytest.raises(NotFound):
        renews(Learner(ada.database, "Ben Okafor"))


def test_the_dashboard_tells_from_the_window_on_until_it_is_renewed(ada: Learner) -> None:
    assert (len(dashboard(ada).terms), dashboard(ada).told) == (1, ())
    ada.at = WINDOW
    assert [it.last_on for it in dashboard(ada).told] == [LAST_ON]

    renews(ada)

    assert [it.last_on for it in dashboard(ada).told] == [LAST_ON]
    completes(ada)
    assert dashboard(ada).told == ()


def test_the_page_of_a_completed_course_asks_five_times_at_most(ada: Learner) -> None:
    ada.at = WINDOW

    with asked(ada.database) as queries:
        course_page(ada)

    assert len(queries) <= 5
