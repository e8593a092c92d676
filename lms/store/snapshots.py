"""What certificates froze, as digests: those of the record, and those that the audit log holds."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from lms.domain.audit import Event
from lms.domain.certificates import Snapshot
from lms.domain.programs import ProgramSnapshot
from lms.domain.snapshots import Kept, Told
from lms.store.columns import to_text
from lms.store.rows import AuditEventRow, CertificateRow, CompletionRow, ProgramCertificateRow

ROWS_AT_ONCE = 1000
COMPLETED, REISSUED = "course completed", "certificate reissued"
PROGRAM_COMPLETED = "program completed"
_KINDS = (COMPLETED, REISSUED, PROGRAM_COMPLETED)


def digest_of(snapshot: Snapshot | ProgramSnapshot) -> str:
    """The SHA-256 of a snapshot as it is kept, in hexadecimal."""
    return _digest(to_text(snapshot))


def read_kept(session: Session) -> Iterator[Kept]:
    """What every certificate of the record says; an original also as its completion says it."""
    of_courses = select(
        CertificateRow.serial,
        CertificateRow.snapshot,
        select(CompletionRow.snapshot)
        .where(
            CompletionRow.id == CertificateRow.completion_id, CertificateRow.replaces_id.is_(None)
        )
        .scalar_subquery(),
    ).order_by(CertificateRow.id)
    of_programs = select(
        ProgramCertificateRow.serial, ProgramCertificateRow.snapshot, literal(None)
    ).order_by(ProgramCertificateRow.id)
    for query in (of_courses, of_programs):
        yield from _kept(session, query)


def _kept(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Kept]:
    with session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        for serial, said, completed in rows:
            yield Kept(serial, frozenset(_digest(it) for it in (said, completed) if it is not None))


def read_told(session: Session) -> Iterator[Told]:
    """What the audit log says was issued, the oldest first."""
    query = (
        select(
            AuditEventRow.id,
            AuditEventRow.at,
            AuditEventRow.kind,
            AuditEventRow.actor_id,
            AuditEventRow.subject,
            AuditEventRow.detail,
        )
        .where(AuditEventRow.kind.in_(_KINDS))
        .order_by(AuditEventRow.id)
    )
    with session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        for row in rows:
            yield _told(Event(*row))


def _told(event: Event) -> Told:
    said = dict(event.details)
    of_certificate = event.subject.partition(" ")[2] if event.kind == REISSUED else ""
    return Told(event.id, of_certificate or said.get("serial", ""), said.get("snapshot", ""))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
