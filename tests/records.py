"""Lines of transcripts and sets of requirements for tests: sensible defaults, never random."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lms.content.folder import read_requirements
from lms.domain.certificates import License
from lms.domain.credit import AreaHours
from lms.domain.requirement_sets import HoursGoal, RequirementSet
from lms.domain.transcripts import (
    Entered,
    ExternalCertificate,
    Line,
    Method,
    Transcript,
    line_of_entered,
)
from lms.paths import shipped_courses_folder
from tests import make

AASECT = "AASECT, CE credit hours as stated"


def hours_in(**by_area: str | int) -> tuple[AreaHours, ...]:
    """Hours by area: hours_in(a=1, p="0.5")."""
    return tuple(AreaHours(letter, Decimal(hours)) for letter, hours in by_area.items())


def a_certificate_from_elsewhere(hours: str | int = 6, **changes: Any) -> ExternalCertificate:
    """A live workshop that a board approved; its hours have no area unless areas are said."""
    certificate = ExternalCertificate(
        title="Sensate focus in practice",
        provider="Larkfield Institute",
        completed_on=date(2026, 5, 2),
        hours=Decimal(hours),
        areas=(),
        method=Method.IN_PERSON,
        approvals=("Example Board of Sexual Health",),
        licenses=(),
    )
    return replace(certificate, **changes)


def a_line(hours: str | int = 6, **changes: Any) -> Line:
    """The line of a certificate from elsewhere; its fields are changed by their names."""
    certificate = a_certificate_from_elsewhere(hours, **changes)
    return line_of_entered(Entered("x1", certificate, None, make.START))


def a_set(*goals: HoursGoal, **changes: Any) -> RequirementSet:
    """A set that asks for twenty hours of whatever kind, unless goals are said."""
    requirements = RequirementSet(
        slug="my-board",
        title="My board",
        body="my board",
        source="the board's rule",
        version="2026",
        dated_on=date(2026, 11, 1),
        note="",
        goals=goals or (HoursGoal("In all", Decimal(20)),),
        each_area=None,
        approved=None,
        ceiling=None,
        wording=None,
        window_months=None,
        elsewhere=(),
    )
    return replace(requirements, **changes)


def shipped_sets() -> dict[str, RequirementSet]:
    """The sets that come with the product, by slug; each is without errors."""
    read, _problems = read_requirements(shipped_courses_folder() / "requirements")
    return {each.requirements.slug: each.requirements for each in read if each.requirements}


def typed(**changes: str) -> dict[str, str]:
    """What is typed into the form of a certificate from elsewhere."""
    fields = {
        "title": "Sensate focus in practice",
        "provider": "Larkfield Institute",
        "completed_on": "2026-05-02",
        "hours": "6.5",
        "method": "in person",
        "approvals": "AASECT, 6.5 CE credit hours",
        "area-n": "1",
        "area-skills": "4",
    }
    return fields | {name.replace("area_", "area-"): value for name, value in changes.items()}


def titles(found: Transcript | Iterable[Line]) -> list[str]:
    """The titles of lines, in their order."""
    lines = found.lines if isinstance(found, Transcript) else found
    return [line.title for line in lines]


NEW_YORK = License("Psychologist", "New York", "PSY 000000")
