"""A transcript as a PDF that a screen reader can read; made when it is asked for, and not kept."""

from datetime import date, datetime
from decimal import Decimal

from lms.credentials.pdf import (
    ACCESSIBLE,
    TIE,
    UNMARKED,
    as_json,
    directed,
    isolated,
    license_line,
    missing_letters,
    split,
    without_marks,
)
from lms.credentials.press import TRANSCRIPT, Job, Refused, press
from lms.domain.credit import AREA_NAMES, AreaHours
from lms.domain.dates import written_out
from lms.domain.transcripts import CATEGORY_NAMES, Line, Sought, Standing, Transcript

MISSING = "Letters that this file cannot show are shown in full on the page of the transcript."
POLICIES = (
    "Valid certificates can be checked by their serial at the address of the provider that issued "
    "them. What is marked as entered by the holder is the holder’s own statement and was not "
    "checked. Voided and replaced certificates count nothing. Regulatory boards are the final "
    "authority on what they accept."
)


def render_transcript(name: str, found: Transcript, now: datetime, today: date) -> bytes:
    """The lines that were asked for; where a letter is missing, without the UA mark."""
    content = content_of(name, found, now, today)
    made = int(now.timestamp())
    try:
        return press().set(Job(TRANSCRIPT, as_json(content), made, ACCESSIBLE))
    except Refused as refusal:
        missing = missing_letters(refusal.diagnostic)
    content["notice"] = MISSING
    plain = without_marks(as_json(content), missing)
    return press().set(Job(TRANSCRIPT, plain, made, UNMARKED))


def content_of(name: str, found: Transcript, now: datetime, today: date) -> dict[str, object]:
    """Everything that the template prints, by the names that it uses."""
    return {
        "name": directed(name),
        "title": f"Transcript of continuing education, {name}",
        "made": f"As of {written_out(today)}",
        "sought": _sought(found.sought),
        "lines": [_line(line, now) for line in found.lines],
        "totals": [{"label": label, "hours": f"{hours:.2f}"} for label, hours in _totals(found)],
        "policies": POLICIES,
        "notice": "",
    }


def _sought(sought: Sought) -> str:
    """Which lines are shown, where it is not all of them."""
    said = []
    if sought.first:
        said.append(f"from {written_out(sought.first)}")
    if sought.last:
        said.append(f"to {written_out(sought.last)}")
    if sought.license:
        said.append(f"for license {license_line(sought.license)}")
    if sought.approved_by:
        said.append(f"approved by {isolated(sought.approved_by)}")
    return f"Only what was completed {', '.join(said)}." if said else ""


def _line(line: Line, now: datetime) -> dict[str, object]:
    return {
        "completed": f"{line.completed_on:%b}{TIE}{line.completed_on.day},"
        f"{TIE}{line.completed_on.year}",
        "title": isolated(line.title),
        "provider": isolated(line.provider),
        "areas": "; ".join(_areas(line)),
        "approvals": [isolated(it) for it in line.approvals],
        "standing": _standing(line, now),
        "hours": f"{line.hours:.2f}",
        "note": "" if line.has_credit else "of study",
    }


def _areas(line: Line) -> list[str]:
    stated = tuple(it for it in line.areas if it.hours and it.letter in AREA_NAMES)
    others = tuple(it for it in line.areas if it.hours and it.letter not in AREA_NAMES)
    return [*split(stated), *(_category(it) for it in others)]


def _category(it: AreaHours) -> str:
    named = CATEGORY_NAMES[it.letter]
    return f"{named[:1].upper()}{named[1:]}{TIE}{it.hours:.2f}"


def _standing(line: Line, now: datetime) -> list[str]:
    if line.certificate is None:
        return ["Entered by the holder", line.method.value.capitalize()]
    words = {
        Standing.VALID: [_validity(line, now)],
        Standing.VOIDED: [f"Voided: {isolated(line.certificate.void_reason)}"],
        Standing.REPLACED: ["Replaced by", line.certificate.replaced_by],
    }
    return [line.certificate.serial, *words[line.standing]]


def _validity(line: Line, now: datetime) -> str:
    if line.valid_until is None:
        return "Valid"
    words = "Validity ended" if line.has_ended_at(now) else "Valid until"
    return f"{words} {written_out(line.valid_until)}"


def _totals(found: Transcript) -> list[tuple[str, Decimal]]:
    totals = []
    if found.counted:
        totals.append(("CE credit hours of valid certificates", found.hours))
    if found.entered:
        totals.append(("Hours entered by the holder", found.entered_hours))
    return totals
