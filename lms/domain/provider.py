"""The provider's facts as the office changes them: what is refused, and how approvals stand."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from lms.domain.courses import Approval, Provider
from lms.domain.errors import FieldRefusal, together
from lms.domain.names import COMMENT_LENGTH, NAME_LENGTH, clean_email, clean_line, filled_line

# The office is told this long before an approval ends.
WARNED_BEFORE = timedelta(days=90)
MOST_FORMATS = 20
ZONE_LENGTH = 64
TOO_LONG = f"Shorten this to {COMMENT_LENGTH} characters."
_SITE = re.compile(r"https?://[^\s<>]+")


class ApprovalState(StrEnum):
    """How an approval stands on a day."""

    NOT_YET = "not yet"
    IN_FORCE = "in force"
    ENDED = "ended"


def state_on(approval: Approval, day: date) -> ApprovalState:
    """How an approval stands; its first and its last day are days in force."""
    if day < approval.valid_from:
        return ApprovalState.NOT_YET
    return ApprovalState.IN_FORCE if day <= approval.valid_to else ApprovalState.ENDED


def ends_soon(approval: Approval, day: date) -> bool:
    """True for an approval in force that ends within the time before which the office is told."""
    is_in_force = state_on(approval, day) is ApprovalState.IN_FORCE
    return is_in_force and approval.valid_to - day <= WARNED_BEFORE


def has_stray_braces(statement: str) -> bool:
    """True when a statement holds braces that stand for nothing: only {hours} and {period} do."""
    left = statement.replace("{hours}", " ").replace("{period}", " ")
    return "{" in left or "}" in left


def is_site(text: str) -> bool:
    """True for the address of a website."""
    return _SITE.fullmatch(text) is not None


def is_zone(text: str) -> bool:
    """True for the name of a time zone that there is."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return False
    return True


# -- as somebody typed it --------------------------------------------------------------

FACTS = {
    "name": "Enter the provider’s name.",
    "address": "Enter the provider’s address.",
    "email": "",
    "website": "",
    "time_zone": "",
    "signatory_name": "Enter who signs the certificates.",
    "signatory_title": "Enter the title of who signs the certificates.",
    "refunds": "Say when fees are returned.",
    "grievances": "Say whom to write to with a grievance.",
    "accommodations": "Say whom to write to for another format or more time.",
    "retention": "Say how long the record is kept.",
}


def clean_facts(typed: Mapping[str, str], known: tuple[Approval, ...]) -> Provider:
    """The provider's facts as somebody typed them, with the approvals that are known."""
    cleaned = together(*(partial(_fact, field, typed.get(field, "")) for field in FACTS))
    return Provider(**dict(zip(FACTS, cleaned, strict=True)), approvals=known)


def clean_approval(typed: Mapping[str, str]) -> Approval:
    """An approval as somebody typed it."""
    body, number, statement, begins, ends, formats = together(
        lambda: filled_line(
            "body", typed.get("body", ""), "Enter the body that approves.", NAME_LENGTH
        ),
        lambda: clean_line("number", typed.get("number", ""), NAME_LENGTH),
        lambda: _statement("statement", typed.get("statement", "")),
        lambda: _day("valid_from", typed.get("valid_from", "")).isoformat(),
        lambda: _day("valid_to", typed.get("valid_to", "")).isoformat(),
        lambda: "\n".join(_formats("formats", typed.get("formats", ""))),
    )
    valid_from, valid_to = date.fromisoformat(begins), date.fromisoformat(ends)
    if valid_to < valid_from:
        raise FieldRefusal("valid_to", "The approval ends before it begins. Correct one date.")
    return Approval(body, number, statement, valid_from, valid_to, tuple(formats.splitlines()))


def _fact(field: str, typed: str) -> str:
    if field in _CHECKS:
        return _CHECKS[field](field, typed)
    lines = [clean_line(field, line, COMMENT_LENGTH) for line in typed.strip().splitlines()]
    text = "\n".join(lines)
    if not text or len(text) > COMMENT_LENGTH:
        raise FieldRefusal(field, TOO_LONG if text else FACTS[field])
    return text


def _email(field: str, typed: str) -> str:
    # As typed: it is printed, and nobody signs in with it.
    clean_email(field, typed)
    return clean_line(field, typed)


def _website(field: str, typed: str) -> str:
    line = clean_line(field, typed, NAME_LENGTH)
    if not is_site(line):
        raise FieldRefusal(field, "Enter the address of a website. Begin it with https://")
    return line


def _zone(field: str, typed: str) -> str:
    line = clean_line(field, typed, ZONE_LENGTH)
    if not is_zone(line):
        raise FieldRefusal(field, "There is no such time zone. Write one like America/New_York.")
    return line


_CHECKS = {"email": _email, "website": _website, "time_zone": _zone}


def _statement(field: str, typed: str) -> str:
    line = filled_line(field, typed, "Enter the sentence that the body asks for.", COMMENT_LENGTH)
    if has_stray_braces(line):
        raise FieldRefusal(field, "Use {hours} and {period} only; other braces stand for nothing.")
    return line


def _day(field: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise FieldRefusal(field, "Write the day as year-month-day, such as 2026-01-31.") from None


def _formats(field: str, typed: str) -> list[str]:
    lines = [clean_line(field, line, NAME_LENGTH) for line in typed.splitlines()]
    filled = [line for line in lines if line]
    if len(filled) > MOST_FORMATS:
        raise FieldRefusal(field, f"Name {MOST_FORMATS} formats at most, one on a line.")
    return filled
