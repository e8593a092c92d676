"""A certificate as a PDF that a screen reader can read, rendered from its frozen snapshot."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import segno

from lms.credentials.press import CERTIFICATE, NAME, Job, Refused, press
from lms.domain.certificates import NO_CREDIT, ONLINE, Certificate, License, Snapshot
from lms.domain.credit import AREA_NAMES, AreaHours
from lms.domain.dates import written_out
from lms.domain.programs import ProgramSnapshot

if TYPE_CHECKING:
    from typst import PDFStandard

ACCESSIBLE: "list[PDFStandard]" = ["ua-1", "a-3a"]
UNMARKED: "list[PDFStandard]" = []
INK = "#1a2324"
HASH_LETTERS = 12
NAMES_REMEMBERED = 1000
KEEP, RELEASE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
TIE = "\N{NO-BREAK SPACE}"
RIGHT_TO_LEFT = frozenset({"R", "AL"})
NAME_IS_ELSEWHERE = "This name is shown in full at the public page of this certificate."
TEXT_IS_ELSEWHERE = "Missing letters are shown in full at the public page of this certificate."
# The compiler's own words, once for each letter that no font has or that no standard allows.
MISSING = re.compile(r'error: the (?:text|PDF contains the codepoint) `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# The server, the folders, the serial.
ADDRESS_LINES = re.compile(r"\w+://[^/]+/|[^/]+$|.+/")


@dataclass(frozen=True)
class RenderedCertificate:
    """The document; `missing` holds the letters that no font has, for the office to be told."""

    pdf: bytes
    is_accessible: bool
    missing: str


def render_certificate(
    certificate: Certificate, address: str, credential: str = ""
) -> RenderedCertificate:
    """The certificate with its public address and its credential as a file inside.

    Where a letter is missing it is set without the marks of its standards.
    """
    return _rendered(certificate, content_of(certificate, address), credential)


def render_duplicate(
    certificate: Certificate, address: str, on: date, credential: str = ""
) -> RenderedCertificate:
    """The same once more, marked as a duplicate that was printed on that day."""
    mark = f"Duplicate, printed on {written_out(on)}"
    return _rendered(certificate, content_of(certificate, address) | {"mark": mark}, credential)


def _rendered(
    certificate: Certificate, content: dict[str, object], credential: str
) -> RenderedCertificate:
    if certificate.voided_at is not None:
        raise ValueError(f"{certificate.serial} is voided; a voided certificate is not rendered")
    name, issued_at = certificate.snapshot.legal_name, certificate.issued_at
    return set_certificate(content, name, issued_at, credential)


def render_specimen(snapshot: Snapshot, at: datetime, on: date) -> bytes:
    """What a certificate of that course looks like: marked as a specimen, with no public page."""
    certificate = Certificate("SPECIMEN", snapshot, at, on, None, "", "", "")
    content = content_of(certificate, "https://specimen.invalid/certificates/SPECIMEN")
    marked = content | {"mark": "Specimen: this is no certificate"}
    return set_certificate(marked, snapshot.legal_name, at).pdf


def set_certificate(
    content: dict[str, object], legal_name: str, issued_at: datetime, credential: str = ""
) -> RenderedCertificate:
    """What the template prints as a document, with a credential as a file inside if there is one.

    Where a letter is missing it is set without the marks of its standards.
    """
    issued = int(issued_at.timestamp())
    try:
        pdf = press().set(Job(CERTIFICATE, as_json(content), issued, ACCESSIBLE, credential))
        return RenderedCertificate(pdf, is_accessible=True, missing="")
    except Refused as refusal:
        missing = missing_letters(refusal.diagnostic)
    told = content | {"notice": notice(legal_name, missing)}
    plain = without_marks(as_json(told), missing)
    pdf = press().set(Job(CERTIFICATE, plain, issued, UNMARKED, credential))
    return RenderedCertificate(pdf, is_accessible=False, missing=missing)


@lru_cache(NAMES_REMEMBERED)
def unprinted_letters(name: str) -> str:
    """The letters of a name that a certificate could not show, for its owner to know before."""
    if name.isascii():
        return ""
    try:
        press().set(Job(NAME, json.dumps(name, ensure_ascii=False), 0, ACCESSIBLE))
    except Refused as refusal:
        return missing_letters(refusal.diagnostic)
    return ""


def missing_letters(diagnostic: str) -> str:
    """The letters that the compiler found in no font, each once, in reading order."""
    found = "".join(MISSING.findall(diagnostic))
    letters = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found)
    return "".join(dict.fromkeys(letters))


def notice(legal_name: str, missing: str) -> str:
    """Where to read what the paper cannot show; empty when nothing is missing."""
    if set(missing) & set(legal_name):
        return NAME_IS_ELSEWHERE
    return TEXT_IS_ELSEWHERE if missing else ""


def without_marks(text: str, missing: str) -> str:
    """The text without the missing accents and joiners, which would blot out their letters too."""
    marks = [letter for letter in missing if unicodedata.category(letter) in {"Mn", "Me", "Cf"}]
    return text.translate({ord(mark): None for mark in marks})


def as_json(content: dict[str, object]) -> str:
    """The content as the one text that the template reads."""
    return json.dumps(content, ensure_ascii=False)


def content_of(certificate: Certificate, address: str) -> dict[str, object]:
    """Everything that the template prints, by the names that it uses."""
    return {
        "serial": certificate.serial,
        "replaces": certificate.replaces,
        "mark": "",
        "issued": written_out(certificate.issued_on),
        "notice": "",
        **public_page(address),
        **achievement(certificate.snapshot),
        **course(certificate.snapshot),
        **provider(certificate.snapshot),
    }


def public_page(address: str) -> dict[str, object]:
    """Where anybody can check it."""
    return {
        "address": address,
        "address-lines": ADDRESS_LINES.findall(address),
        "qr": qr_code(address),
    }


def achievement(snapshot: Snapshot) -> dict[str, object]:
    """Who completed what, when, and for how many hours."""
    unit = "CE credit hours" if snapshot.has_credit else "hours of study"
    return {
        "title": f"Certificate of completion, {snapshot.legal_name}",
        "description": f"{snapshot.course_title}, {snapshot.hours:.2f} {unit}",
        "name": directed(snapshot.legal_name),
        "licenses": [license_line(it) for it in snapshot.licenses],
        "lead": (
            "completed, and passed the post-test at the stated standard of "
            f"{snapshot.pass_mark_percent}%,"
        ),
        "course": directed(snapshot.course_title),
        "hours": f"{snapshot.hours:.2f}",
        "unit": unit,
        "completed": written_out(snapshot.completed_on),
        "valid-until": valid_until_line(snapshot),
    }


def valid_until_line(snapshot: Snapshot) -> str:
    """The last day on which it counts, where it does not count for good."""
    until = snapshot.valid_until
    return f"Valid until {written_out(until)}" if until else ""


def course(snapshot: Snapshot) -> dict[str, object]:
    """What a board compares with the course file."""
    return {
        "edition": [
            f"{snapshot.course_slug}, edition {snapshot.edition_number}",
            f"Content {snapshot.edition_hash[:HASH_LETTERS]}",
        ],
        "split-label": "Credit by category" if snapshot.has_credit else "Hours by category",
        "split": split(snapshot.areas) or ["Not split by category"],
        "format": f"{snapshot.format.rstrip('.')}. {ONLINE}.",
        "authors": [isolated(author) for author in snapshot.authors],
        "course-label": "Course",
        "approvals-label": "Approvals in force on the day of completion"
        if len(snapshot.approvals) > 1
        else "Approval in force on the day of completion",
        "approvals": snapshot.approvals,
        "approver": approver_line(snapshot),
        "credit": (NO_CREDIT,),
        "support": snapshot.support,
    }


def approver_line(snapshot: Snapshot) -> str:
    """Who approved the hours and when, where they are credit."""
    if not (snapshot.has_credit and snapshot.credit_approver and snapshot.credit_approved_on):
        return ""
    on = written_out(snapshot.credit_approved_on)
    return f"Credit hours approved by {isolated(snapshot.credit_approver)}, on {on}."


def provider(snapshot: Snapshot | ProgramSnapshot) -> dict[str, object]:
    """Who answers for the course, who signs, and what the provider has to say."""
    address = ", ".join(line.strip(" ,") for line in snapshot.provider_address.splitlines())
    reached = (isolated(snapshot.provider_name), address, snapshot.provider_email)
    return {
        "provider": directed(snapshot.provider_name),
        "provider-line": ", ".join(part for part in reached if part),
        "signature": directed(snapshot.signatory_name.split(",")[0]),
        "signatory": snapshot.signatory_name,
        "signatory-title": snapshot.signatory_title,
        "policies": " ".join([snapshot.retention, *snapshot.disclaimers]),
    }


def split(areas: tuple[AreaHours, ...]) -> list[str]:
    """The hours by area, with the name of each."""
    return [
        f"{capitalized(AREA_NAMES[it.letter])}{TIE}({it.letter}){TIE}{it.hours:.2f}" for it in areas
    ]


def license_line(it: License) -> str:
    """A license as its holder states it, on one line."""
    return ", ".join(isolated(part) for part in (it.profession, it.jurisdiction, it.number) if part)


def capitalized(text: str) -> str:
    """The text with a capital at its beginning and the rest as it was."""
    return text[:1].upper() + text[1:]


def directed(text: str) -> dict[str, object]:
    """A text with the direction of its first letter that has one."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    first = next((it for it in directions if it in {"L", *RIGHT_TO_LEFT}), "L")
    return {"text": text, "is_rtl": first in RIGHT_TO_LEFT}


def isolated(text: str) -> str:
    """The text, kept from changing places with its neighbors where it runs from right to left."""
    runs_left = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)
    return f"{KEEP}{text}{RELEASE}" if runs_left else text


def qr_code(address: str) -> str:
    """The address as a QR code, drawn in SVG; the page leaves it the quiet zone that it needs."""
    drawing = BytesIO()
    segno.make_qr(address, error="m").save(
        drawing, kind="svg", dark=INK, border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
