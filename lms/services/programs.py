"""Programs: courses in an order, how far somebody is, and the certificate that lists theirs."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.content.folder import ProgramReading
from lms.credentials.program_pdf import render_program
from lms.domain.access import Person
from lms.domain.certificates import Certificate, CertificateStanding, new_serial, tidy_serial
from lms.domain.courses import CourseFacts, Provider, SourceFile
from lms.domain.errors import NotFound, NotOpenYet, Refusal
from lms.domain.paging import Paged, page_of
from lms.domain.programs import (
    ListedCertificate,
    Program,
    ProgramEdition,
    ProgramStanding,
    Step,
    snapshot,
    standing,
)
from lms.services.enrollments import get_provider, provider_day
from lms.store import audit, editions, locks, outbox, people, programs, record, snapshots
from lms.store.programs import ProgramCertificate

JOB = "render program"


class IssuedMeanwhile(Refusal):
    """A certificate of the program that was not there a moment ago takes the place of this one."""

    sentence = (
        "A certificate of this program was issued to you meanwhile. "
        "Open the page of the program again; nothing was changed."
    )


@dataclass(frozen=True)
class Listed:
    """A course of a program: its facts, None once nothing of it is published, and what counts."""

    slug: str
    facts: CourseFacts | None
    is_offered: bool
    has_credit: bool
    certificate: Certificate | None


@dataclass(frozen=True)
class ProgramPage:
    """A program as this person finds it; `certificate` is theirs once it is issued.

    `fallen` are the certificates that it lists and that were voided or replaced since; of `ended`
    the term is over.
    """

    edition: ProgramEdition
    courses: tuple[Listed, ...]
    stands: ProgramStanding
    certificate: ProgramCertificate | None
    fallen: tuple[Certificate, ...]
    ended: tuple[Certificate, ...]

    @property
    def program(self) -> Program:
        """What its author wrote."""
        return self.edition.program

    @property
    def may_issue(self) -> bool:
        """True when every course is complete, and no certificate of it lists what counts today."""
        is_outdated = bool(self.fallen or self.ended)
        return self.stands.is_complete and (self.certificate is None or is_outdated)


@dataclass(frozen=True)
class ProgramCertificatePage:
    """A program's certificate for anyone who asks, and how the listed ones stand now."""

    certificate: ProgramCertificate
    listed: tuple[Certificate, ...]
    now: datetime

    @property
    def lines(self) -> tuple[tuple[ListedCertificate, Certificate], ...]:
        """Each certificate as it was listed, and as it stands today."""
        return tuple(zip(self.certificate.snapshot.listed, self.listed, strict=True))

    @property
    def has_ended_lines(self) -> bool:
        """True when the term of a certificate that it lists has ended."""
        return any(it.standing_at(self.now) is CertificateStanding.ENDED for it in self.listed)

    @property
    def is_pdf_coming(self) -> bool:
        """True while the PDF is being made; one that was voided before is never made."""
        return not self.certificate.has_pdf and self.certificate.voided_at is None

    @property
    def fallen(self) -> tuple[tuple[ListedCertificate, Certificate], ...]:
        """The lines whose certificate was voided or replaced after it was listed."""
        return tuple((line, today) for line, today in self.lines if not today.is_valid)

    @property
    def how(self) -> str:
        """How it stands: valid, voided, or in part when one that it lists has fallen."""
        if self.certificate.voided_at is not None:
            return "voided"
        return "in part" if self.fallen else "valid"


# -- publishing --------------------------------------------------------------------


def is_newest(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when the newest edition of that program was made of this file."""
    return programs.is_newest(session, slug, files[0])


def is_published(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when any edition of that program ever was."""
    return programs.was_published(session, slug, files[0])


def publish(session: Session, reading: ProgramReading, now: datetime) -> int | None:
    """Offer a program without errors; its number, or None when it is offered like that already."""
    locks.hold_publishing(session)
    if reading.program is None or programs.is_newest(session, reading.slug, reading.file):
        return None
    return _add(session, reading.program, reading.file, now, is_shipped=False)


def publish_shipped(session: Session, reading: ProgramReading, now: datetime) -> int | None:
    """Offer a shipped program unless somebody published their own: a start undoes nobody's work."""
    locks.hold_publishing(session)
    was_there = programs.was_published(session, reading.slug, reading.file)
    is_ours = programs.is_shipped(session, reading.slug)
    if reading.program is None or was_there or not is_ours:
        return None
    return _add(session, reading.program, reading.file, now, is_shipped=True)


def _add(
    session: Session, program: Program, file: SourceFile, now: datetime, *, is_shipped: bool
) -> int:
    number = programs.add_program(session, program, file, now, is_shipped=is_shipped)
    audit.record(session, now, "program published", None, f"program {program.slug}", edition=number)
    return number


# -- taking one --------------------------------------------------------------------


def list_programs(session: Session) -> tuple[ProgramEdition, ...]:
    """Every program that is offered, by title."""
    return programs.list_programs(session)


def get_program_page(
    session: Session, person: Person | None, slug: str, now: datetime
) -> ProgramPage:
    """A program with its courses: three queries for a visitor, five for somebody signed in."""
    edition = programs.find_program(session, slug)
    if edition is None:
        raise NotFound
    known = {it.facts.slug: it for it in editions.list_newest(session, edition.program.courses)}
    held = record.list_certificates(session, person.id) if person else ()
    provider = get_provider(session)
    today = provider_day(provider, now)
    stands = standing(edition.program, held, today)
    courses = tuple(_listed(step, known.get(step.course), provider, today) for step in stands.steps)
    mine = programs.list_certificates(session, person.id) if person else ()
    issued = next((it for it in mine if _is_of(it, slug)), None)
    listed = {it.serial for it in issued.snapshot.listed} if issued else set()
    theirs = tuple(it for it in held if it.serial in listed)
    return ProgramPage(
        edition=edition,
        courses=courses,
        stands=stands,
        certificate=issued,
        fallen=tuple(it for it in theirs if not it.is_valid),
        ended=tuple(it for it in theirs if it.standing_on(today) is CertificateStanding.ENDED),
    )


def list_issued(session: Session, person: Person) -> tuple[ProgramCertificate, ...]:
    """The certificates of programs that the person completed, the newest first: one query."""
    return programs.list_certificates(session, person.id)


def issue(session: Session, person: Person, slug: str, now: datetime) -> str:
    """Issue the program's certificate once every course has one; issuing twice is once.

    One that lists a certificate that has fallen or ended is voided; the new one takes its place.
    The serial comes back; NotOpenYet while a course is missing, and IssuedMeanwhile where the
    table has no place for another one.
    """
    people.hold_open_account(session, person.id)
    page = get_program_page(session, person, slug, now)
    if page.certificate is not None and not page.may_issue:
        return page.certificate.serial
    if not page.may_issue:
        raise NotOpenYet
    serial = new_serial()
    if page.certificate is not None:
        why = "was voided or replaced" if page.fallen else "has ended, and was renewed"
        _give_way(session, person, page.certificate.serial, f"{why}. {serial}", now)
    frozen = snapshot(page.edition, page.stands, get_provider(session))
    if not programs.add_certificate(session, person.id, serial, frozen, now):
        raise IssuedMeanwhile
    outbox.add(session, JOB, serial, now)
    subject, digest = f"program {slug}", snapshots.digest_of(frozen)
    audit.record(
        session, now, "program completed", person.id, subject, serial=serial, snapshot=digest
    )
    return serial


def _give_way(session: Session, person: Person, old: str, why: str, now: datetime) -> None:
    reason = f"A certificate that it lists {why} takes its place."
    if programs.void_certificate(session, old, reason, now):
        audit.record(session, now, "certificate voided", person.id, f"certificate {old}")


def _listed(step: Step, newest: editions.Edition | None, provider: Provider, today: date) -> Listed:
    facts = newest.facts if newest else None
    return Listed(
        slug=step.course,
        facts=facts,
        is_offered=newest is not None and not newest.is_archived,
        has_credit=bool(facts and facts.approvals_on(today, provider.approvals)),
        certificate=step.certificate,
    )


def _is_of(certificate: ProgramCertificate, slug: str) -> bool:
    return certificate.snapshot.program_slug == slug and certificate.voided_at is None


# -- its certificate ---------------------------------------------------------------


def find_certificate_page(
    session: Session, typed_serial: str, now: datetime
) -> ProgramCertificatePage | None:
    """The program certificate of that serial with those it lists, or None: two queries."""
    certificate = programs.find_certificate(session, tidy_serial(typed_serial))
    if certificate is None:
        return None
    serials = [it.serial for it in certificate.snapshot.listed]
    return ProgramCertificatePage(certificate, record.list_by_serial(session, serials), now)


def list_found(
    session: Session, words: str, wanted: int, *, lacks_glyphs: bool
) -> Paged[ProgramCertificate]:
    """Certificates by serial, name, e-mail address or program, the newest first: two queries."""
    return page_of(
        programs.count_found(session, words, lacks_glyphs=lacks_glyphs),
        wanted,
        lambda start, count: programs.list_found(
            session, words, start, count, lacks_glyphs=lacks_glyphs
        ),
    )


def find_pdf(session: Session, serial: str) -> bytes | None:
    """The PDF as issued, or None where there is none, or none yet."""
    return programs.find_file(session, serial)


def find_to_render(session: Session, serial: str) -> ProgramCertificate | None:
    """The certificate that a job is about."""
    return programs.find_certificate(session, serial)


def render(certificate: ProgramCertificate, address: str, now: datetime) -> record.CertificateFile:
    """The PDF of a program's certificate; outside any transaction (DS-03)."""
    rendered = render_program(
        certificate.serial, certificate.snapshot, certificate.issued_at, address
    )
    return record.CertificateFile(
        pdf=rendered.pdf,
        digest=editions.digest(rendered.pdf),
        missing_glyphs=rendered.missing,
        rendered_at=now,
    )


def keep_pdf(session: Session, serial: str, file: record.CertificateFile, now: datetime) -> None:
    """Keep the PDF as issued; the office is told of characters its fonts cannot show."""
    programs.keep_file(session, serial, file)
    if file.missing_glyphs:
        audit.record(session, now, "certificate lacks glyphs", None, f"certificate {serial}")
