"""A program's certificate as a PDF: the same page, with the certificates of its courses listed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lms.credentials.pdf import (
    HASH_LETTERS,
    RenderedCertificate,
    directed,
    isolated,
    provider,
    public_page,
    set_certificate,
)
from lms.domain.certificates import ONLINE
from lms.domain.dates import written_out
from lms.domain.programs import ListedCertificate, ProgramSnapshot

NO_CREDIT_OF_ITS_OWN = (
    "A program carries no credit of its own. What each course carries, its own certificate says."
)


def render_program(
    serial: str, snapshot: ProgramSnapshot, issued_at: datetime, address: str
) -> RenderedCertificate:
    """The program's certificate with its public address."""
    issued_on = issued_at.astimezone(ZoneInfo(snapshot.time_zone)).date()
    content: dict[str, object] = {
        "serial": serial,
        "replaces": "",
        "mark": "",
        "issued": written_out(issued_on),
        "notice": "",
        **public_page(address),
        **_program(snapshot),
        **provider(snapshot),
    }
    return set_certificate(content, snapshot.legal_name, issued_at)


def _program(snapshot: ProgramSnapshot) -> dict[str, object]:
    courses = len(snapshot.listed)
    return {
        "title": f"Certificate of completion, {snapshot.legal_name}",
        "description": f"{snapshot.program_title}, a program of {courses} courses",
        "name": directed(snapshot.legal_name),
        "licenses": [],
        "lead": "completed every course of the program",
        "course": directed(snapshot.program_title),
        "hours": str(courses),
        "unit": "courses" if courses > 1 else "course",
        "completed": written_out(snapshot.completed_on),
        "valid-until": "",
        "edition": [
            f"{snapshot.program_slug}, edition {snapshot.edition_number}",
            f"Content {snapshot.edition_hash[:HASH_LETTERS]}",
        ],
        "split-label": "Credit",
        "split": [NO_CREDIT_OF_ITS_OWN],
        "format": f"{ONLINE}.",
        "authors": [],
        "course-label": "Program",
        "approvals-label": "Certificates of its courses",
        "approvals": [_line(it) for it in snapshot.listed],
        "approver": "",
        "credit": [],
        "support": "",
    }


def _line(it: ListedCertificate) -> str:
    unit = "CE credit hours" if it.has_credit else "hours of study"
    day = written_out(it.completed_on)
    return f"{it.serial}: {isolated(it.course_title)}, {it.hours:.2f} {unit}, {day}"
