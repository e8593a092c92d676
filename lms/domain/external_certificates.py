"""Certificates from elsewhere as somebody types them: what is kept, and what is refused."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lms.domain.certificates import License
from lms.domain.credit import AreaHours
from lms.domain.errors import FieldRefusal, FormRefusal
from lms.domain.names import NAME_LENGTH, clean_line, filled_line
from lms.domain.transcripts import (
    CATEGORY_NAMES,
    NO_AREA,
    NOTHING,
    ExternalCertificate,
    Method,
    Sought,
)

# So much a learner may enter; whoever needs more keeps it elsewhere.
MOST_CERTIFICATES = 1000
MOST_FILE_BYTES = 100 * 1024 * 1024
MOST_HOURS = Decimal(500)
MOST_STATEMENTS = 10
FIRST_YEAR, LAST_YEAR = 1950, 2200
# The areas that hours can be entered for, each by the name of its field.
AREA_FIELDS = {f"area-{letter}": letter for letter in CATEGORY_NAMES if letter != NO_AREA}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOURS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
Answer = TypeVar("Answer")


@dataclass
class _Answers:
    """What was typed, read field by field; what cannot be kept is collected."""

    typed: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, reader: Callable[[str, str], Answer], stand_in: Answer) -> Answer:
        """What the reader makes of a field; the stand-in where it refuses."""
        try:
            return reader(name, self.typed.get(name, ""))
        except FormRefusal as refusal:
            self.problems.update(refusal.problems)
            return stand_in


def license_text(license_: License) -> str:
    """A license on one line, as it is chosen by."""
    parts = (license_.profession, license_.jurisdiction, license_.number)
    return ", ".join(part for part in parts if part)


def clean_certificate(
    typed: Mapping[str, str], licenses: Iterable[License], today: date
) -> ExternalCertificate:
    """The certificate that somebody typed; FormRefusal names all that needs correcting."""
    it = _Answers(typed)
    hours = it.read("hours", _needed_hours, NOTHING)
    areas = tuple(
        AreaHours(letter, amount)
        for name, letter in AREA_FIELDS.items()
        if (amount := it.read(name, _some_hours, NOTHING))
    )
    stated = sum((area.hours for area in areas), NOTHING)
    if stated > hours and "hours" not in it.problems:
        it.problems["hours"] = (
            f"The areas below add up to {stated:.2f} hours, which is more than {hours:.2f}. "
            "Correct one of them."
        )
    read = ExternalCertificate(
        title=it.read("title", _title, ""),
        provider=it.read("provider", _provider, ""),
        completed_on=it.read("completed_on", lambda n, text: _past_day(n, text, today), today),
        hours=hours,
        areas=areas,
        method=it.read("method", _method, Method.OTHER),
        approvals=it.read("approvals", _statements, ()),
        licenses=it.read("license", lambda n, text: _licenses(n, text, licenses), ()),
    )
    if it.problems:
        raise FormRefusal({name: it.problems[name] for name in _in_order(it.problems)})
    return read


def typed_of(certificate: ExternalCertificate) -> dict[str, str]:
    """What stands in the form of a certificate that was entered."""
    fields = {letter: name for name, letter in AREA_FIELDS.items()}
    return {
        "title": certificate.title,
        "provider": certificate.provider,
        "completed_on": certificate.completed_on.isoformat(),
        "hours": f"{certificate.hours:f}",
        "method": certificate.method.value,
        "approvals": "\n".join(certificate.approvals),
        "license": license_text(certificate.licenses[0]) if certificate.licenses else "",
        **{fields[area.letter]: f"{area.hours:f}" for area in certificate.areas},
    }


def clean_sought(typed: Mapping[str, str], licenses: Iterable[License]) -> Sought:
    """Which lines of a transcript somebody asks for; FormRefusal names what cannot be asked for."""
    it = _Answers(typed)
    sought = Sought(
        first=it.read("from", _some_day, None),
        last=it.read("to", _some_day, None),
        license=it.read("license", lambda n, text: _named_license(n, text, licenses), None),
        approved_by=it.read("credit", clean_line, ""),
    )
    if it.problems:
        raise FormRefusal(it.problems)
    return sought


def clean_day(name: str, text: str) -> date:
    """A day as a date field sends it."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FieldRefusal(name, "Enter a date as year, month and day, such as 2026-11-14.")
    return day


def _in_order(problems: Iterable[str]) -> list[str]:
    """The fields in the order of the form."""
    order = ["title", "provider", "completed_on", "hours", *AREA_FIELDS, "method", "approvals"]
    return sorted(problems, key=[*order, "license"].index)


def _some_day(name: str, text: str) -> date | None:
    return clean_day(name, text.strip()) if text.strip() else None


def _past_day(name: str, text: str, today: date) -> date:
    day = clean_day(name, text.strip())
    if day > today:
        raise FieldRefusal(name, "This day is still to come. Enter the day of completion.")
    return day


def _title(name: str, text: str) -> str:
    return filled_line(name, text, "Enter the title as the certificate states it.", NAME_LENGTH)


def _provider(name: str, text: str) -> str:
    return filled_line(name, text, "Enter who offered it.", NAME_LENGTH)


def _needed_hours(name: str, text: str) -> Decimal:
    hours = _some_hours(name, text)
    if not hours:
        raise FieldRefusal(name, "Enter the hours that the certificate states, such as 1.5.")
    return hours


def _some_hours(name: str, text: str) -> Decimal:
    if not text.strip():
        return NOTHING
    if not _HOURS.fullmatch(text.strip()):
        raise FieldRefusal(name, "Enter hours in digits, such as 1.5.")
    hours = Decimal(text.strip().replace(",", "."))
    if hours > MOST_HOURS:
        raise FieldRefusal(name, f"One certificate takes {MOST_HOURS} hours at most.")
    return hours


def _method(name: str, text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        raise FieldRefusal(name, "Choose how the hours were earned.") from None


def _statements(name: str, text: str) -> tuple[str, ...]:
    lines = tuple(clean_line(name, line, NAME_LENGTH) for line in text.splitlines())
    filled = tuple(line for line in lines if line)
    if len(filled) > MOST_STATEMENTS:
        raise FieldRefusal(name, f"Keep to {MOST_STATEMENTS} lines.")
    return filled


def _licenses(name: str, text: str, licenses: Iterable[License]) -> tuple[License, ...]:
    found = _find_license(text, licenses)
    if text and found is None:
        raise FieldRefusal(name, "Choose one of the licenses on your profile, or none.")
    return (found,) if found else ()


def _named_license(name: str, text: str, licenses: Iterable[License]) -> License | None:
    found = _find_license(text, licenses)
    if text and found is None:
        raise FieldRefusal(name, "No certificate names this license. Choose another, or any.")
    return found


def _find_license(text: str, licenses: Iterable[License]) -> License | None:
    return next((each for each in licenses if license_text(each) == text), None)
