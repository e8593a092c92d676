"""Issued certificates as the office keeps them: found, corrected, printed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.certificates import Certificate, Snapshot, tidy_serial
from lms.store.columns import to_text
from lms.store.record import CERTIFICATE, certificate_of
from lms.store.rows import (
    CertificateFileRow,
    CertificatePrintRow,
    CertificateReissueRow,
    CertificateRow,
    CompletionRow,
    CourseRow,
    PersonRow,
)
from lms.store.searching import read_json, says


@dataclass(frozen=True)
class Held:
    """A certificate while it is corrected or printed: nobody else does either meanwhile."""

    id: int
    completion_id: int


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is, as their account says today, and in which course."""

    person_id: int
    person: str
    legal_name: str
    email: str
    course: str


@dataclass(frozen=True)
class Paper:
    """The PDF as issued: when it was made, and which letters it could not show."""

    rendered_at: datetime
    missing_glyphs: str


@dataclass(frozen=True)
class Duplicate:
    """A further print: its number, when it was made, and by whom."""

    number: int
    printed_at: datetime
    by: str


@dataclass(frozen=True)
class Reissue:
    """Why a certificate was issued in the place of another one, and by whom."""

    reason: str
    by: str


# -- finding ---------------------------------------------------------------------------


def count_found(session: Session, words: str, *, lacks_glyphs: bool) -> int:
    """How many certificates a search finds."""
    counted = _joined(select(func.count(CertificateRow.id)))
    where = _where(session, words, lacks_glyphs)
    return int(session.scalars(counted.where(*where)).one())


def list_found(
    session: Session, words: str, start: int, count: int, *, lacks_glyphs: bool
) -> tuple[Certificate, ...]:
    """A stretch of what a search finds, the newest first: one query."""
    rows = session.execute(
        _joined(CERTIFICATE)
        .where(*_where(session, words, lacks_glyphs))
        .order_by(CertificateRow.id.desc())
        .offset(start)
        .limit(count)
    )
    return tuple(certificate_of(tuple(row)) for row in rows)


def _joined(query: Any) -> Any:
    return (
        query.join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .join(PersonRow, PersonRow.id == CompletionRow.person_id)
        .join(CourseRow, CourseRow.id == CompletionRow.course_id)
        .outerjoin(CertificateFileRow, CertificateFileRow.certificate_id == CertificateRow.id)
    )


def _where(session: Session, words: str, lacks_glyphs: bool) -> Sequence[ColumnElement[bool]]:
    printed = read_json(session, CertificateRow.snapshot)
    columns = (
        CertificateRow.serial,
        printed["legal_name"].as_string(),
        printed["course_title"].as_string(),
        PersonRow.legal_name,
        PersonRow.email,
        CourseRow.slug,
    )
    found = or_(CertificateRow.serial == tidy_serial(words), says(columns, words))
    return (found, *_lacking()) if lacks_glyphs else (found,)


_NEWER = aliased(CertificateRow)


def _lacking() -> tuple[ColumnElement[bool], ...]:
    return (
        CertificateFileRow.missing_glyphs != "",
        CertificateRow.voided_at.is_(None),
        ~exists().where(_NEWER.replaces_id == CertificateRow.id),
    )


def count_lacking(session: Session) -> int:
    """How many certificates of courses that stand could not print every letter."""
    counted = select(func.count()).select_from(CertificateRow).join(CertificateFileRow)
    return session.scalars(counted.where(*_lacking())).one()


def find_holder(session: Session, serial: str) -> Holder | None:
    """Whose certificate that is."""
    row = session.execute(
        select(
            PersonRow.id,
            PersonRow.public_id,
            PersonRow.legal_name,
            PersonRow.email,
            CourseRow.slug,
        )
        .select_from(CertificateRow)
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .join(PersonRow, PersonRow.id == CompletionRow.person_id)
        .join(CourseRow, CourseRow.id == CompletionRow.course_id)
        .where(CertificateRow.serial == serial)
    ).first()
    return None if row is None else Holder(*row)


def find_paper(session: Session, serial: str) -> Paper | None:
    """What is known of the PDF as issued, without reading it."""
    row = session.execute(
        select(CertificateFileRow.rendered_at, CertificateFileRow.missing_glyphs)
        .join(CertificateRow, CertificateRow.id == CertificateFileRow.certificate_id)
        .where(CertificateRow.serial == serial)
    ).first()
    return None if row is None else Paper(*row)


_THIS = aliased(CertificateRow)


def list_issued(session: Session, serial: str) -> tuple[Certificate, ...]:
    """Every certificate of the same completion, in the order in which they were issued."""
    same = select(_THIS.completion_id).where(_THIS.serial == serial).scalar_subquery()
    rows = session.execute(
        CERTIFICATE.where(CertificateRow.completion_id == same).order_by(CertificateRow.id)
    )
    return tuple(certificate_of(tuple(row)) for row in rows)


# -- correcting ------------------------------------------------------------------------


def hold(session: Session, serial: str) -> Held | None:
    """Keep a certificate from others to the end of the transaction, or None without one."""
    row = session.execute(
        select(CertificateRow.id, CertificateRow.completion_id)
        .where(CertificateRow.serial == serial)
        .with_for_update()
    ).first()
    return None if row is None else Held(*row)


def add_reissue(
    session: Session,
    old: Held,
    snapshot: Snapshot,
    serial: str,
    reason: str,
    by_id: int,
    now: datetime,
) -> None:
    """Issue a certificate of the same completion in the place of an older one."""
    new = CertificateRow(
        serial=serial,
        completion_id=old.completion_id,
        replaces_id=old.id,
        snapshot=to_text(snapshot),
        issued_at=now,
        voided_at=None,
        void_reason="",
    )
    session.add(new)
    session.flush()
    session.execute(
        insert(CertificateReissueRow).values(
            certificate_id=new.id, reason=reason, reissued_by_id=by_id
        )
    )


def find_reissue(session: Session, serial: str) -> Reissue | None:
    """Why the certificate took another one's place, or None for an original."""
    row = session.execute(
        select(CertificateReissueRow.reason, PersonRow.legal_name)
        .join(CertificateRow, CertificateRow.id == CertificateReissueRow.certificate_id)
        .join(PersonRow, PersonRow.id == CertificateReissueRow.reissued_by_id)
        .where(CertificateRow.serial == serial)
    ).first()
    return None if row is None else Reissue(*row)


# -- duplicates ------------------------------------------------------------------------


def add_duplicate(
    session: Session, of: Held, pdf: bytes, digest: str, by_id: int, now: datetime
) -> int:
    """Keep a further print; its number among those of the certificate comes back."""
    last = select(func.max(CertificatePrintRow.number)).where(
        CertificatePrintRow.certificate_id == of.id
    )
    number = 1 + (session.scalar(last) or 0)
    session.execute(
        insert(CertificatePrintRow).values(
            certificate_id=of.id,
            number=number,
            pdf=pdf,
            digest=digest,
            printed_by_id=by_id,
            printed_at=now,
        )
    )
    return number


def list_duplicates(session: Session, serial: str) -> tuple[Duplicate, ...]:
    """Every further print of a certificate, the newest first."""
    rows = session.execute(
        select(CertificatePrintRow.number, CertificatePrintRow.printed_at, PersonRow.legal_name)
        .join(CertificateRow, CertificateRow.id == CertificatePrintRow.certificate_id)
        .join(PersonRow, PersonRow.id == CertificatePrintRow.printed_by_id)
        .where(CertificateRow.serial == serial)
        .order_by(CertificatePrintRow.number.desc())
    )
    return tuple(Duplicate(*row) for row in rows)


def find_duplicate(session: Session, serial: str, number: int) -> bytes | None:
    """The PDF of a further print, or None where there is none of that number."""
    return session.scalar(
        select(CertificatePrintRow.pdf)
        .join(CertificateRow, CertificateRow.id == CertificatePrintRow.certificate_id)
        .where(CertificateRow.serial == serial, CertificatePrintRow.number == number)
    )
