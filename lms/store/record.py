"""The record in and out of the database: evaluations, completions, certificates."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from lms.domain.certificates import Certificate, Snapshot
from lms.store.columns import from_text, insert_unless_taken, to_text
from lms.store.rows import (
    CertificateFileRow,
    CertificateRow,
    CompletionRow,
    EvaluationAnswerRow,
    EvaluationSentRow,
)


@dataclass(frozen=True)
class CertificateFile:
    """The PDF as issued; `missing_glyphs` names characters that its fonts cannot show."""

    pdf: bytes
    digest: str
    missing_glyphs: str
    rendered_at: datetime


# -- evaluations -------------------------------------------------------------------


def add_evaluation_sent(
    session: Session, enrollment_id: int, edition_id: int, now: datetime
) -> None:
    """Record that somebody has evaluated; what they said is kept apart."""
    session.execute(
        insert(EvaluationSentRow).values(
            enrollment_id=enrollment_id, edition_id=edition_id, sent_at=now
        )
    )


def add_evaluation_answers(
    session: Session, edition_id: int, answers: Mapping[str, int | str], sent_in: int
) -> None:
    """Keep what was said with its year, without who and when; random keys tell no order."""
    rows = [
        {
            "id": secrets.token_hex(16),
            "edition_id": edition_id,
            "item": item,
            "rating": value if isinstance(value, int) else None,
            "comment": value if isinstance(value, str) else None,
            "sent_in": sent_in,
        }
        for item, value in answers.items()
    ]
    if rows:
        session.execute(insert(EvaluationAnswerRow), sorted(rows, key=lambda row: str(row["id"])))


# -- completions and certificates ----------------------------------------------------


@dataclass(frozen=True)
class NewCompletion:
    """A completion about to be recorded."""

    enrollment_id: int
    person_id: int
    course_id: int
    edition_id: int
    attestation: str
    snapshot: Snapshot
    completed_at: datetime


def add_completion(session: Session, new: NewCompletion, serial: str) -> int:
    """Record a completion and its certificate; the completion's id comes back."""
    text = to_text(new.snapshot)
    completion = CompletionRow(
        enrollment_id=new.enrollment_id,
        person_id=new.person_id,
        course_id=new.course_id,
        edition_id=new.edition_id,
        attestation=new.attestation,
        snapshot=text,
        completed_at=new.completed_at,
    )
    session.add(completion)
    session.flush()
    certificate = CertificateRow(
        serial=serial,
        completion_id=completion.id,
        replaces_id=None,
        snapshot=text,
        issued_at=new.completed_at,
        voided_at=None,
        void_reason="",
    )
    session.add(certificate)
    session.flush()
    return completion.id


_OLDER = aliased(CertificateRow)
_NEWER = aliased(CertificateRow)
_LATER = aliased(CertificateRow)
# Of the certificates of a completion only the newest is ever voided.
_SUCCESSOR_VOIDED_AT = (
    select(func.max(_LATER.voided_at))
    .where(_LATER.completion_id == CertificateRow.completion_id, _LATER.id > CertificateRow.id)
    .correlate(CertificateRow)
    .scalar_subquery()
)
# Every certificate; what wants some of them adds its own conditions.
CERTIFICATE = (
    select(
        CertificateRow.serial,
        CertificateRow.snapshot,
        CertificateRow.issued_at,
        CertificateRow.voided_at,
        CertificateRow.void_reason,
        func.coalesce(_OLDER.serial, ""),
        func.coalesce(_NEWER.serial, ""),
        _SUCCESSOR_VOIDED_AT,
    )
    .outerjoin(_OLDER, _OLDER.id == CertificateRow.replaces_id)
    .outerjoin(_NEWER, _NEWER.replaces_id == CertificateRow.id)
)


def certificate_of(row: tuple[object, ...]) -> Certificate:
    """The certificate in a row of that query."""
    serial, text, issued_at, voided_at, void_reason, replaces, replaced_by, fell_at = row
    snapshot = from_text(Snapshot, str(text))
    return Certificate(
        serial=str(serial),
        snapshot=snapshot,
        issued_at=issued_at,  # type: ignore[arg-type]
        issued_on=issued_at.astimezone(ZoneInfo(snapshot.time_zone)).date(),  # type: ignore[attr-defined]
        voided_at=voided_at,  # type: ignore[arg-type]
        void_reason=str(void_reason),
        replaces=str(replaces),
        replaced_by=str(replaced_by),
        successor_voided_at=fell_at,  # type: ignore[arg-type]
    )


def find_certificate(session: Session, serial: str) -> Certificate | None:
    """The certificate of that serial, for anyone who asks, or None."""
    row = session.execute(CERTIFICATE.where(CertificateRow.serial == serial)).first()
    return None if row is None else certificate_of(tuple(row))


def list_certificates(session: Session, person_id: int) -> tuple[Certificate, ...]:
    """A person's certificates, newest first: one query."""
    rows = session.execute(
        CERTIFICATE.join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .where(CompletionRow.person_id == person_id)
        .order_by(CertificateRow.id.desc())
    )
    return tuple(certificate_of(tuple(row)) for row in rows)


def list_by_serial(session: Session, serials: Sequence[str]) -> tuple[Certificate, ...]:
    """The certificates of these serials, in their order: one query."""
    rows = session.execute(CERTIFICATE.where(CertificateRow.serial.in_(serials)))
    found = {it.serial: it for it in (certificate_of(tuple(row)) for row in rows)}
    return tuple(found[serial] for serial in serials if serial in found)


def void_certificate(session: Session, serial: str, reason: str, now: datetime) -> bool:
    """Void a certificate; False when it is void already or none has that serial."""
    voided = session.execute(
        update(CertificateRow)
        .where(CertificateRow.serial == serial, CertificateRow.voided_at.is_(None))
        .values(voided_at=now, void_reason=reason)
    )
    return voided.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def has_certificate_file(session: Session, serial: str) -> bool:
    """True once the PDF is made, without reading it."""
    made = (
        select(CertificateFileRow.certificate_id)
        .join(CertificateRow, CertificateRow.id == CertificateFileRow.certificate_id)
        .where(CertificateRow.serial == serial)
    )
    return session.scalar(made) is not None


def find_certificate_file(session: Session, serial: str) -> CertificateFile | None:
    """The PDF as issued, or None while it is still being made."""
    row = session.scalar(
        select(CertificateFileRow)
        .join(CertificateRow, CertificateRow.id == CertificateFileRow.certificate_id)
        .where(CertificateRow.serial == serial)
    )
    if row is None:
        return None
    return CertificateFile(row.pdf, row.digest, row.missing_glyphs, row.rendered_at)


def keep_certificate_file(session: Session, serial: str, file: CertificateFile) -> None:
    """Keep the PDF; the first one kept stays."""
    id_ = session.scalars(select(CertificateRow.id).where(CertificateRow.serial == serial)).one()
    session.execute(
        insert_unless_taken(session, CertificateFileRow)
        .on_conflict_do_nothing(index_elements=["certificate_id"])
        .values(
            certificate_id=id_,
            pdf=file.pdf,
            digest=file.digest,
            missing_glyphs=file.missing_glyphs,
            rendered_at=file.rendered_at,
        )
    )
