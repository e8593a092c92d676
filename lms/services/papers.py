"""Comparing a certificate's PDF with the file as issued: its credential says nothing of its page.

Whoever has the PDF can change what its pages show and leave the credential inside as it was.
"""

from sqlalchemy.orm import Session

from lms.credentials import attachments, foreign
from lms.credentials.foreign import NotACredential, listed, text
from lms.credentials.linked_data import Document
from lms.domain.credentials import Place
from lms.domain.findings import Finding, Verdict
from lms.store import editions, papers

LOOK = (
    "Look at the certificate's public page, whose address is printed on it, before you rely on it."
)
NO_RECORD = Finding(
    Verdict.NOT_COMPARED,
    "Only the credential inside was checked. What the pages show was not compared with the file "
    f"as issued, which is not kept here. {LOOK}",
)
NOT_MADE = Finding(
    Verdict.NOT_COMPARED,
    "What the pages show was not compared: the file as issued is still being made, or never was.",
)
HARMED = Finding(
    Verdict.NOT_FINE,
    "The file that is kept here is no longer what was issued, so the pages cannot be compared. "
    "Compare the database with a backup.",
)
LONGEST_NUMBER = 9


def compare(content: bytes, document: Document, session: Session | None) -> Finding | None:
    """Whether a PDF is the file as issued, byte for byte; None for what has no page."""
    if not content.startswith(attachments.PDF):
        return None
    issued = _find_issued(document, session) if session is not None else None
    if issued is None:
        return NO_RECORD
    if issued.pdf is None:
        return NOT_MADE
    if editions.digest(issued.pdf) != issued.digest:
        return HARMED
    if issued.pdf == content:
        return Finding(Verdict.FINE, f"Byte for byte the file that was issued as {issued.serial}.")
    return Finding(
        Verdict.NOT_FINE,
        f"This is not the file that was issued as {issued.serial}, so its pages may show anything. "
        f"Take the PDF from /certificates/{issued.serial} instead.",
    )


def refuse_known(content: bytes, session: Session | None) -> None:
    """NotACredential for a duplicate, or a program's PDF: issued here, with no credential."""
    serial = papers.find_serial(session, editions.digest(content)) if session else None
    if serial is not None:
        raise NotACredential(
            f"This is byte for byte a file that was made here for {serial}. Duplicates and "
            "certificates of programs have no credential inside to verify; how it stands today is "
            f"at /certificates/{serial}."
        )


def _find_issued(document: Document, session: Session) -> papers.Issued | None:
    """What was issued with this very credential: the same signature at the same place."""
    for entry in listed(document.get("credentialStatus")):
        place = _place(entry if isinstance(entry, dict) else {})
        issued = papers.find_issued(session, place) if place else None
        if issued is not None and foreign.is_same(issued.credential, document):
            return issued
    return None


def _place(entry: Document) -> Place | None:
    number = text(entry.get("statusListCredential")).rpartition("/")[2]
    position = text(entry.get("statusListIndex"))
    parts = (number, position)
    if all(it.isascii() and it.isdecimal() and len(it) <= LONGEST_NUMBER for it in parts):
        return Place(int(number), int(position))
    return None
