"""The ends of certificates as a calendar file (RFC 5545): a day for each, with its alarms."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from lms.domain.renewal import Term

LONGEST_LINE = 75
PRODUCT = "-//lms//Renewals//EN"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def to_calendar(terms: Iterable[Term], address: str) -> bytes:
    """The file; the same terms always give the same bytes. `address` is the public one."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        *(line for term in terms for line in _event(term, address)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(term: Term, address: str) -> Iterator[str]:
    course = f"{address}/courses/{term.course}"
    summary = f"Last day of your certificate for {term.title}"
    told = (
        f"Certificate {term.serial} counts through this day. To renew it, complete the course "
        f"again: {course}"
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{term.serial}@{urlsplit(address).hostname}"
    yield f"DTSTAMP:{_time(term.issued_at)}"
    yield f"DTSTART;VALUE=DATE:{_day(term.last_on)}"
    yield f"DTEND;VALUE=DATE:{_day(term.last_on + timedelta(days=1))}"
    yield f"SUMMARY:{_text(summary)}"
    yield f"DESCRIPTION:{_text(told)}"
    yield f"URL:{course}"
    yield "TRANSP:TRANSPARENT"
    for at in term.reminders.values():
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER;VALUE=DATE-TIME:{_time(at)}"
        yield f"DESCRIPTION:{_text(summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    # Counted in octets, and no letter is cut in two.
    done, current = b"", b""
    for letter in line:
        coded = letter.encode()
        if len(current) + len(coded) > LONGEST_LINE:
            done, current = done + current + b"\r\n", b" "
        current += coded
    return done + current + b"\r\n"
