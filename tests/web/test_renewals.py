"""Renewing as a browser meets it: what the pages say, the button, and the calendar file."""

import icalendar
import pytest

from lms.services import jobs
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Ben, Clock, Visitor
from tests.services.renewing import FOREVER
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

COURSE_PAGE = "/courses/foundations"
COMPLETION = f"{COURSE_PAGE}/certificate"
RENEW = f"{COURSE_PAGE}/renew"
CALENDAR = "/me/renewals.ics"


def completes(database: Database, ada: Ada, clock: Clock, months: int) -> str:
    """Ada's certificate, which counts for so many months; of two, the window is open at once."""
    publishes(database, make.a_course(valid_months=months, expires_on=FOREVER))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates().attests()


def test_before_the_window_every_page_says_from_when(
    database: Database, ada: Ada, clock: Clock
) -> None:
    completes(database, ada, clock, months=24)

    for path in (COURSE_PAGE, COMPLETION):
        page = ada.get(path).text
        assert "Renew from August" in page
        assert "Begin a new cycle" not in page
    assert "Valid until" in ada.get("/me").text
    assert "The validity of your certificate" not in ada.page.text


@pytest.mark.parametrize("path", [COURSE_PAGE, COMPLETION])
def test_one_button_begins_a_new_cycle(
    database: Database, ada: Ada, clock: Clock, path: str
) -> None:
    serial = completes(database, ada, clock, months=2)
    assert "The validity of your certificate" in ada.get("/me").text

    ada.get(path)
    answer = ada.post(RENEW, fields_of(ada.page.text, RENEW))

    assert (answer.status_code, answer.headers["Location"]) == (303, COURSE_PAGE)
    page = ada.get(COURSE_PAGE).text
    assert "Start reading" in page
    assert "Begin a new cycle" not in page
    assert "This certificate is valid" in ada.get(f"/certificates/{serial}").text


def test_the_public_page_tells_that_its_validity_has_ended(
    database: Database, ada: Ada, clock: Clock, visitor: Visitor
) -> None:
    serial = completes(database, ada, clock, months=2)
    jobs.work_off(database, signing_at("https://learn.example.org"), clock)
    page = visitor.get(f"/certificates/{serial}").text
    assert "This certificate is valid" in page
    assert "Valid until" in page

    clock.passes(days=63)

    page = visitor.get(f"/certificates/{serial}").text
    assert "The validity of this certificate has ended" in page
    assert "This certificate is valid" not in page
    assert "stays on record" in page
    assert "It has not been voided or replaced." in page


def test_the_public_page_of_one_without_validity_says_nothing_of_it(
    database: Database, ada: Ada, clock: Clock, visitor: Visitor
) -> None:
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    serial = learner.enrolls().does_everything().evaluates().attests()
    clock.passes(days=5000)

    page = visitor.get(f"/certificates/{serial}").text

    assert "This certificate is valid" in page
    assert "Valid until" not in page


def test_the_course_page_tells_for_how_long_a_certificate_counts(
    database: Database, visitor: Visitor
) -> None:
    publishes(database, make.a_course(valid_months=24))

    assert "counts for 24 months" in visitor.get(COURSE_PAGE).text


def test_the_calendar_holds_ones_own_ends_only(
    database: Database, ada: Ada, ben: Ben, clock: Clock
) -> None:
    serial = completes(database, ada, clock, months=24)

    mine, his = ada.get(CALENDAR), ben.get(CALENDAR)

    assert mine.mimetype == "text/calendar"
    (event,) = icalendar.Calendar.from_ical(mine.data).walk("VEVENT")
    assert event["UID"].startswith(f"{serial}@")
    assert icalendar.Calendar.from_ical(his.data).walk("VEVENT") == []
