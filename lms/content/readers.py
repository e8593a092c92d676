"""Readers of single front-matter values: text, numbers, percentages, dates and choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from lms.content.fields import Reader
from lms.content.findings import Findings
from lms.content.unwritten import check_said
from lms.content.wording import did_you_mean, normalized
from lms.content.yaml_tree import Scalar
from lms.domain.credit import Method, Rounding

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LEVELS = ("beginning", "intermediate", "advanced")
LONGEST_TEXT = 2_000
# Twenty years: longer is for good.
MOST_MONTHS = 240

_WHOLE = re.compile(r"[1-9][0-9]{0,5}|0")
_PERCENT = re.compile(r"([1-9][0-9]?|100) ?%?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DIFFICULTY = re.compile(r"[1-4](?:\.[05])?|5(?:\.0)?")
_MONTHS = re.compile(r"([1-9][0-9]{0,2}) ?months?")
_MINUTES = re.compile(r"([1-9][0-9]{0,3}) ?(?:minutes?|min)")


def refuse(value: Scalar, findings: Findings, message: str, suggestion: str) -> None:
    """Adds a finding about the type of one value."""
    findings.add("wrong-type", value.place.line, message, suggestion, column=value.place.column)


def text(value: Scalar, findings: Findings) -> str | None:
    """A text of one or more lines, spaces made single; somebody has to have written it."""
    if len(value.text) > LONGEST_TEXT:
        message = f"This text is longer than {LONGEST_TEXT} characters."
        refuse(value, findings, message, "Shorten it, or move it below the front matter.")
        return None
    said = " ".join(value.text.split())
    check_said(said, value.place.line, value.place.column, findings)
    return said


def whole(value: Scalar, findings: Findings) -> int | None:
    """A whole number in plain digits."""
    if _WHOLE.fullmatch(value.text):
        return int(value.text)
    refuse(value, findings, f"“{value.text}” is not a whole number.", "Write it in digits: 3")
    return None


def percent(value: Scalar, findings: Findings) -> int | None:
    """A whole percentage from 1 % to 100 %."""
    if match := _PERCENT.fullmatch(value.text):
        return int(match[1])
    refuse(
        value,
        findings,
        f"“{value.text}” is not a whole percentage from 1% to 100%.",
        "Write it like this: 80%",
    )
    return None


def day(value: Scalar, findings: Findings) -> date | None:
    """A calendar date written year-month-day."""
    if match := _DATE.fullmatch(value.text):
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            message = f"There is no day {value.text} in the calendar."
            findings.add(
                "impossible-date",
                value.place.line,
                message,
                "Correct the month or the day.",
                column=value.place.column,
            )
            return None
    refuse(value, findings, f"“{value.text}” is not a date.", "Write year-month-day: 2026-11-01")
    return None


def difficulty(value: Scalar, findings: Findings) -> Decimal | None:
    """A difficulty from 1 to 5 in halves (CE_RULES 2)."""
    if _DIFFICULTY.fullmatch(value.text):
        return Decimal(value.text)
    refuse(
        value,
        findings,
        f"“{value.text}” is not a difficulty from 1 to 5.",
        "Write a whole or half number: 2.5",
    )
    return None


def minutes(value: Scalar, findings: Findings) -> int | None:
    """A time limit, such as “30 minutes”."""
    if match := _MINUTES.fullmatch(value.text):
        return int(match[1])
    refuse(
        value,
        findings,
        f"“{value.text}” is not a number of minutes.",
        "Write it like this: 30 minutes",
    )
    return None


def months(value: Scalar, findings: Findings) -> int | None:
    """A length of time in months, such as “24 months”."""
    match = _MONTHS.fullmatch(value.text)
    if match and int(match[1]) <= MOST_MONTHS:
        return int(match[1])
    message = f"“{value.text}” is not a number of months from 1 to {MOST_MONTHS}."
    refuse(value, findings, message, "Write it like this: 24 months")
    return None


@dataclass(frozen=True)
class Attempts:
    """How often a quiz may be tried; None is without end."""

    limit: int | None


def attempts(value: Scalar, findings: Findings) -> Attempts | None:
    """How many attempts a quiz allows: a number from 1, or the word unlimited."""
    if value.text.casefold() == "unlimited":
        return Attempts(None)
    if _WHOLE.fullmatch(value.text) and value.text != "0":
        return Attempts(int(value.text))
    refuse(
        value,
        findings,
        f"“{value.text}” is not a number of attempts.",
        "Write a whole number from 1, or: unlimited",
    )
    return None


def one_of(names: Mapping[str, T]) -> Reader[T]:
    """A reader of one of a few words, compared without case."""

    def read(value: Scalar, findings: Findings) -> T | None:
        found = names.get(normalized(value.text).casefold())
        if found is None:
            message = f"“{value.text}” is not one of the words that may stand here."
            refuse(value, findings, message, did_you_mean(value.text, names))
        return found

    return read


def member_of(kind: type[E]) -> Reader[E]:
    """A reader of a member of an enumeration, by its own words."""
    return one_of({member.value.replace("_", " "): member for member in kind})


level = one_of({word: word for word in LEVELS})
method = member_of(Method)
rounding = member_of(Rounding)
