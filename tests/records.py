"""Lines of transcripts and sets of requirements for tests: sensible defaults, never random."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from lms.content.folder import read_requirements
from lms.domain.access import Person
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
from lms.services import transcripts
from lms.store import requirements as store
from lms.store.columns import to_text
from lms.store.database import Database
from lms.store.editions import digest
from lms.store.rows import CertificateRow, CompletionRow, EnrollmentRow
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


def publishes_sets(database: Database, *sets: RequirementSet) -> None:
    """These requirement sets, or those that come with the product, in force."""
    with database.writing() as session:
        for each in sets or shipped_sets().values():
            new = store.NewSet(each, digest(repr(each).encode()), is_shipped=False)
            store.add_set(session, new, make.START)


def enters(database: Database, person: Person, **changes: Any) -> str:
    """A certificate from elsewhere on that person's transcript; its public id comes back."""
    public_id = transcripts.new_public_id()
    with database.writing() as session:
        certificate = a_certificate_from_elsewhere(**changes)
        transcripts.enter(session, person, public_id, certificate, make.START)
    return public_id


def completes_often(database: Database, person: Person, times: int) -> None:
    """So many completions of a course that the person is in, each with its certificate."""
    text = to_text(make.a_snapshot(make.an_approval()))
    with database.writing() as session:
        course, edition = session.execute(
            select(EnrollmentRow.course_id, EnrollmentRow.edition_id)
        ).first() or (1, 1)
        numbers = range(1001, 1001 + times)
        common = {"person_id": person.id, "course_id": course, "edition_id": edition}
        enrolled = {"enrolled_at": make.START, "left_at": make.START, **common}
        session.execute(insert(EnrollmentRow), [{"id": n, **enrolled} for n in numbers])
        completed = {"attestation": "I did", "snapshot": text, "completed_at": make.START, **common}
        session.execute(
            insert(CompletionRow), [{"id": n, "enrollment_id": n, **completed} for n in numbers]
        )
        issued = {"snapshot": text, "issued_at": make.START, "void_reason": ""}
        session.execute(
            insert(CertificateRow),
            [{"serial": f"S{n}", "completion_id": n, **issued} for n in numbers],
        )
