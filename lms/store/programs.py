"""Programs in and out of the database, and the certificates of who completed one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from lms.domain.certificates import tidy_serial
from lms.domain.courses import SourceFile
from lms.domain.programs import Program, ProgramEdition, ProgramSnapshot
from lms.store.columns import from_text, insert_unless_taken, to_text
from lms.store.editions import content_hash
from lms.store.record import CertificateFile
from lms.store.rows import (
    PersonRow,
    ProgramCertificateFileRow,
    ProgramCertificateRow,
    ProgramEditionRow,
)
from lms.store.searching import read_json, says


@dataclass(frozen=True)
class ProgramCertificate:
    """A program's certificate as anyone may look it up."""

    serial: str
    snapshot: ProgramSnapshot
    issued_at: datetime
    issued_on: date
    voided_at: datetime | None
    void_reason: str
    has_pdf: bool
    # The letters that its PDF could not show.
    missing_glyphs: str


# -- editions ----------------------------------------------------------------------


def add_program(
    session: Session, program: Program, file: SourceFile, now: datetime, *, is_shipped: bool
) -> int:
    """Keep a new edition of a program, with the bytes of its file; its number comes back."""
    same = ProgramEditionRow.slug == program.slug
    count = select(func.coalesce(func.max(ProgramEditionRow.number), 0)).where(same)
    number = 1 + session.scalars(count).one()
    session.add(
        ProgramEditionRow(
            slug=program.slug,
            number=number,
            content_hash=content_hash([file]),
            source=file.content,
            facts=to_text(program),
            is_shipped=is_shipped,
            published_at=now,
        )
    )
    session.flush()
    return number


def list_programs(session: Session) -> tuple[ProgramEdition, ...]:
    """The newest edition of each program, by title: one query."""
    newest = select(func.max(ProgramEditionRow.id)).group_by(ProgramEditionRow.slug)
    rows = session.scalars(select(ProgramEditionRow).where(ProgramEditionRow.id.in_(newest)))
    return tuple(sorted((_edition(row) for row in rows), key=lambda it: it.program.title))


def find_program(session: Session, slug: str) -> ProgramEdition | None:
    """The newest edition of a program, or None."""
    row = _newest(session, slug)
    return None if row is None else _edition(row)


def is_shipped(session: Session, slug: str) -> bool:
    """True unless somebody published that program themselves."""
    row = _newest(session, slug)
    return row is None or row.is_shipped


def was_published(session: Session, slug: str, file: SourceFile) -> bool:
    """True when any edition of that program was made of these bytes."""
    same = select(ProgramEditionRow.id).where(
        ProgramEditionRow.slug == slug, ProgramEditionRow.content_hash == content_hash([file])
    )
    return session.scalar(same.limit(1)) is not None


def is_newest(session: Session, slug: str, file: SourceFile) -> bool:
    """True when the newest edition of that program was."""
    row = _newest(session, slug)
    return row is not None and row.content_hash == content_hash([file])


def _newest(session: Session, slug: str) -> ProgramEditionRow | None:
    newest = select(ProgramEditionRow).where(ProgramEditionRow.slug == slug)
    return session.scalar(newest.order_by(ProgramEditionRow.number.desc()).limit(1))


def _edition(row: ProgramEditionRow) -> ProgramEdition:
    return ProgramEdition(row.number, row.content_hash, from_text(Program, row.facts))


# -- certificates ------------------------------------------------------------------

_CERTIFICATE = select(
    ProgramCertificateRow,
    ProgramCertificateFileRow.certificate_id.is_not(None),
    func.coalesce(ProgramCertificateFileRow.missing_glyphs, ""),
).outerjoin(
    ProgramCertificateFileRow, ProgramCertificateFileRow.certificate_id == ProgramCertificateRow.id
)


def add_certificate(
    session: Session, person_id: int, serial: str, snapshot: ProgramSnapshot, now: datetime
) -> bool:
    """Issue a program's certificate; False when the person holds a valid one already."""
    added = session.scalar(
        insert_unless_taken(session, ProgramCertificateRow)
        .on_conflict_do_nothing()
        .values(
            serial=serial,
            person_id=person_id,
            slug=snapshot.program_slug,
            snapshot=to_text(snapshot),
            issued_at=now,
            voided_at=None,
            void_reason="",
        )
        .returning(ProgramCertificateRow.id)
    )
    return added is not None


def find_certificate(session: Session, serial: str) -> ProgramCertificate | None:
    """The program certificate of that serial, for anyone who asks, or None."""
    row = session.execute(_CERTIFICATE.where(ProgramCertificateRow.serial == serial)).first()
    return None if row is None else _certificate(*row)


def list_certificates(session: Session, person_id: int) -> tuple[ProgramCertificate, ...]:
    """A person's program certificates, newest first: one query."""
    rows = session.execute(
        _CERTIFICATE.where(ProgramCertificateRow.person_id == person_id).order_by(
            ProgramCertificateRow.id.desc()
        )
    )
    return tuple(_certificate(*row) for row in rows)


def count_found(session: Session, words: str, *, lacks_glyphs: bool) -> int:
    """How many program certificates a search finds."""
    counted = (
        select(func.count(ProgramCertificateRow.id))
        .join(PersonRow, PersonRow.id == ProgramCertificateRow.person_id)
        .outerjoin(ProgramCertificateFileRow)
    )
    return session.scalars(counted.where(*_where(session, words, lacks_glyphs))).one()


def list_found(
    session: Session, words: str, start: int, count: int, *, lacks_glyphs: bool
) -> tuple[ProgramCertificate, ...]:
    """A stretch of what a search finds, the newest first: one query."""
    rows = session.execute(
        _CERTIFICATE.join(PersonRow, PersonRow.id == ProgramCertificateRow.person_id)
        .where(*_where(session, words, lacks_glyphs))
        .order_by(ProgramCertificateRow.id.desc())
        .offset(start)
        .limit(count)
    )
    return tuple(_certificate(*row) for row in rows)


def _where(session: Session, words: str, lacks_glyphs: bool) -> tuple[ColumnElement[bool], ...]:
    printed = read_json(session, ProgramCertificateRow.snapshot)
    columns = (
        ProgramCertificateRow.serial,
        printed["legal_name"].as_string(),
        printed["program_title"].as_string(),
        PersonRow.legal_name,
        PersonRow.email,
        ProgramCertificateRow.slug,
    )
    found = or_(ProgramCertificateRow.serial == tidy_serial(words), says(columns, words))
    return (found, *_lacking()) if lacks_glyphs else (found,)


def _lacking() -> tuple[ColumnElement[bool], ...]:
    return ProgramCertificateFileRow.missing_glyphs != "", ProgramCertificateRow.voided_at.is_(None)


def count_lacking(session: Session) -> int:
    """How many certificates of programs that stand could not print every letter."""
    counted = select(func.count()).select_from(ProgramCertificateRow)
    return session.scalars(counted.join(ProgramCertificateFileRow).where(*_lacking())).one()


def void_certificate(session: Session, serial: str, reason: str, now: datetime) -> bool:
    """Void a program's certificate; False when it is void already or none has that serial."""
    voided = session.scalar(
        update(ProgramCertificateRow)
        .where(ProgramCertificateRow.serial == serial, ProgramCertificateRow.voided_at.is_(None))
        .values(voided_at=now, void_reason=reason)
        .returning(ProgramCertificateRow.id)
    )
    return voided is not None


def find_file(session: Session, serial: str) -> bytes | None:
    """The PDF as issued, or None where there is none, or none yet."""
    return session.scalar(
        select(ProgramCertificateFileRow.pdf)
        .join(ProgramCertificateRow)
        .where(ProgramCertificateRow.serial == serial)
    )


def keep_file(session: Session, serial: str, file: CertificateFile) -> None:
    """Keep the PDF; the first one kept stays."""
    of_serial = select(ProgramCertificateRow.id).where(ProgramCertificateRow.serial == serial)
    session.execute(
        insert_unless_taken(session, ProgramCertificateFileRow)
        .on_conflict_do_nothing(index_elements=["certificate_id"])
        .values(
            certificate_id=session.scalars(of_serial).one(),
            pdf=file.pdf,
            digest=file.digest,
            missing_glyphs=file.missing_glyphs,
            rendered_at=file.rendered_at,
        )
    )


def _certificate(
    row: ProgramCertificateRow, has_pdf: bool, missing_glyphs: str
) -> ProgramCertificate:
    snapshot = from_text(ProgramSnapshot, row.snapshot)
    return ProgramCertificate(
        serial=row.serial,
        snapshot=snapshot,
        issued_at=row.issued_at,
        issued_on=row.issued_at.astimezone(ZoneInfo(snapshot.time_zone)).date(),
        voided_at=row.voided_at,
        void_reason=row.void_reason,
        has_pdf=has_pdf,
        missing_glyphs=missing_glyphs,
    )
