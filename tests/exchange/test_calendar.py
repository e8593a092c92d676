"""The calendar file, read back by an independent parser."""

from datetime import UTC, date, datetime, timedelta

import icalendar
from hypothesis import strategies as st

from lms.domain.renewal import Term
from lms.exchange.calendar import LONGEST_LINE, to_calendar
from tests import make
from tests.domain.laws import law

ADDRESS = "https://learn.example.org"


def a_term(title: str = "Foundations of Sex Therapy") -> Term:
    return Term(
        serial=make.SERIAL,
        course="foundations",
        title=title,
        issued_at=make.COMPLETED_AT,
        last_on=date(2028, 11, 14),
        time_zone="America/New_York",
    )


def test_each_end_is_a_day_with_an_alarm_for_each_reminder():
    (event,) = icalendar.Calendar.from_ical(to_calendar([a_term()], ADDRESS)).walk("VEVENT")

    assert event["UID"] == f"{make.SERIAL}@learn.example.org"
    assert event["DTSTAMP"].dt == make.COMPLETED_AT
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2028, 11, 14), date(2028, 11, 15))
    assert event["SUMMARY"] == "Last day of your certificate for Foundations of Sex Therapy"
    assert event["URL"] == f"{ADDRESS}/courses/foundations"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [
        datetime(2028, 8, 16, 13, tzinfo=UTC),
        datetime(2028, 9, 15, 13, tzinfo=UTC),
        datetime(2028, 10, 15, 13, tzinfo=UTC),
        datetime(2028, 11, 7, 14, tzinfo=UTC),
    ]


def test_who_has_nothing_to_renew_gets_a_calendar_without_a_day():
    calendar = icalendar.Calendar.from_ical(to_calendar([], ADDRESS))

    assert calendar["VERSION"] == "2.0"
    assert calendar.walk("VEVENT") == []


@law(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1))
def test_any_title_is_read_back_and_no_line_is_too_long(title):
    written = to_calendar([a_term(title)], ADDRESS)
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")

    assert str(event["SUMMARY"]) == f"Last day of your certificate for {title}"
    assert written.endswith(b"END:VCALENDAR\r\n")
    for line in written.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        assert b"\n" not in line
        line.decode()


def test_the_same_terms_are_the_same_bytes():
    terms = [a_term()]

    assert to_calendar(terms, ADDRESS) == to_calendar(terms, ADDRESS)


def test_a_line_break_in_a_title_begins_no_line():
    title = "One\r\nBEGIN:VEVENT; two, three\\n"
    (event,) = icalendar.Calendar.from_ical(to_calendar([a_term(title)], ADDRESS)).walk("VEVENT")

    assert str(event["SUMMARY"]).endswith("One\nBEGIN:VEVENT; two, three\\n")
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
