"""Completing a course, and the certificate that anyone may look up."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from lms.credentials.pdf import render_certificate, unprinted_letters
from lms.domain.access import Person
from lms.domain.certificates import (
    Certificate,
    CertificateStanding,
    Holder,
    License,
    new_serial,
    snapshot,
    statements,
    tidy_serial,
)
from lms.domain.courses import CourseFacts, Provider
from lms.domain.credentials import Credential
from lms.domain.credit import Earned, Flag, flags
from lms.domain.errors import CourseClosed, NotFound, NotOpenYet, Refusal
from lms.domain.rosters import RosterFacts, roster_facts
from lms.services import credentials, reminders
from lms.services.enrollments import (
    Learning,
    get_learning_for,
    get_provider,
    hold_learning_for,
    provider_day,
)
from lms.services.renewals import Renewal, renewal_of
from lms.store import (
    audit,
    editions,
    issued,
    outbox,
    people,
    programs,
    record,
    rosters,
    snapshots,
)

ATTESTATION = (
    "I attest that I did this work myself: I read the modules and answered the quizzes "
    "without another person’s help."
)
RENDER = "render certificate"


@dataclass(frozen=True)
class CompletionPage:
    """What a certificate waits for, and the attestation when nothing else is missing."""

    learning: Learning
    provider: Provider
    today: date
    legal_name: str
    licenses: tuple[License, ...]
    attestation: str
    certificate: Certificate | None
    flags: tuple[Flag, ...]
    renewal: Renewal | None

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def serial(self) -> str:
        """The certificate's serial once the course is complete."""
        completed = self.learning.standing.completed
        return completed.serial if completed else ""

    @property
    def is_voided(self) -> bool:
        """True when the course was completed and its certificate no longer counts."""
        mine = self.certificate
        return mine is not None and mine.standing is CertificateStanding.VOIDED

    @property
    def approvals(self) -> tuple[str, ...]:
        """The statements that a certificate of today would carry; none designates no credit."""
        return statements(self.facts, self.provider.approvals, self.today)

    @property
    def unprinted(self) -> str:
        """The letters of the name that the PDF could not show."""
        return unprinted_letters(self.legal_name)

    @property
    def is_over(self) -> bool:
        """True after the last day on which credit can be earned."""
        return not self.facts.gives_credit_on(self.today)

    @property
    def may_attest(self) -> bool:
        """True when only the attestation is missing, and the course is not over."""
        return self.learning.standing.may_attest and not self.is_over


@dataclass(frozen=True)
class CertificatePage:
    """A certificate for anyone who asks, with whether its PDF is ready, and its credential."""

    certificate: Certificate
    has_pdf: bool
    credential: Credential | None

    @property
    def is_intact(self) -> bool:
        """True when its credential is what was signed, to the last letter."""
        it = self.credential
        return it is not None and credentials.is_intact(it.document, it.key.multikey)

    @property
    def is_key_trusted(self) -> bool:
        """False when somebody else may have had the key by the time its credential was signed."""
        it = self.credential
        return it is not None and it.key.is_trusted_at(it.signed_at)

    @property
    def is_pdf_coming(self) -> bool:
        """True while the PDF is being made; one that was voided before is never made."""
        return not self.has_pdf and self.certificate.voided_at is None

    @property
    def how(self) -> CertificateStanding:
        """How it stands in the record, in one word: valid, replaced or voided."""
        return self.certificate.standing

    def how_at(self, now: datetime) -> CertificateStanding:
        """The same, or ended: a valid one after its last day."""
        return self.certificate.standing_at(now)


def get_completion_page(
    session: Session, person: Person, course: str, now: datetime
) -> CompletionPage:
    """What is missing, or the attestation."""
    return _completion_page(session, person, get_learning_for(session, person, course), now)


def attest(session: Session, person: Person, course: str, now: datetime) -> str:
    """Record the completion and its certificate in one transaction; issuing twice is once.

    Eligibility is asked again here, inside the transaction. The serial comes back.
    """
    # The name as it stands now, held: the request read it before this transaction began.
    holder = people.hold_open_account(session, person.id).person
    page = _completion_page(session, holder, hold_learning_for(session, person, course), now)
    if page.serial:
        return page.serial
    if not page.learning.standing.may_attest:
        raise NotOpenYet
    if page.is_over:
        raise CourseClosed
    serial = new_serial()
    new = _completion(session, person, page, now)
    completion_id = record.add_completion(session, new, serial)
    rosters.keep_facts(session, completion_id, _roster_facts(holder, page))
    outbox.add(session, RENDER, serial, now)
    reminders.queue(session, serial, new.snapshot, now)
    subject, digest = f"enrollment {new.enrollment_id}", snapshots.digest_of(new.snapshot)
    audit.record(
        session, now, "course completed", person.id, subject, serial=serial, snapshot=digest
    )
    return serial


def find_certificate_page(session: Session, typed_serial: str) -> CertificatePage | None:
    """The certificate of that serial, for anyone who asks, or None: three queries."""
    certificate = record.find_certificate(session, tidy_serial(typed_serial))
    if certificate is None:
        return None
    return CertificatePage(
        certificate=certificate,
        has_pdf=record.has_certificate_file(session, certificate.serial),
        credential=credentials.find_credential(session, certificate.serial),
    )


def find_pdf(session: Session, typed_serial: str) -> bytes | None:
    """The PDF as issued, or None where there is none, or none yet."""
    file = record.find_certificate_file(session, tidy_serial(typed_serial))
    return None if file is None else file.pdf


def void(
    session: Session, typed_serial: str, reason: str, now: datetime, by: Person | None = None
) -> None:
    """Void a certificate of a course or of a program with a reason; its page says so from now on.

    Refusal for one that was voided, or replaced: what replaced it would go on counting. Nobody's
    name is known where it is done with the `lms` command.
    """
    serial = tidy_serial(typed_serial)
    issued.hold(session, serial)
    certificate = record.find_certificate(session, serial)
    if certificate is None and programs.find_certificate(session, serial) is None:
        raise NotFound("No certificate has this serial. Compare it with the printed one.")
    if not reason.strip():
        raise Refusal("Give a reason: it stands on the certificate's public page.")
    if certificate is not None and (newer := certificate.replaced_by):
        raise Refusal(f"Certificate {serial} was replaced by {newer}. Void that one.")
    mark_void = record.void_certificate if certificate else programs.void_certificate
    if not mark_void(session, serial, reason.strip(), now):
        raise Refusal(f"Certificate {serial} was voided before. Nothing was changed.")
    by_id = by.id if by else None
    audit.record(session, now, "certificate voided", by_id, f"certificate {serial}")


def render(
    certificate: Certificate, address: str, credential: str, now: datetime
) -> record.CertificateFile:
    """The PDF of a certificate with its credential inside; outside any transaction (DS-03)."""
    rendered = render_certificate(certificate, address, credential)
    return record.CertificateFile(
        pdf=rendered.pdf,
        digest=editions.digest(rendered.pdf),
        missing_glyphs=rendered.missing,
        rendered_at=now,
    )


def keep_pdf(session: Session, serial: str, file: record.CertificateFile, now: datetime) -> None:
    """Keep the PDF as issued; the office is told of characters its fonts cannot show."""
    record.keep_certificate_file(session, serial, file)
    if file.missing_glyphs:
        audit.record(session, now, "certificate lacks glyphs", None, f"certificate {serial}")


def _completion_page(
    session: Session, person: Person, here: Learning, now: datetime
) -> CompletionPage:
    provider = get_provider(session)
    today = provider_day(provider, now)
    completed = here.standing.completed
    known = record.list_certificates(session, person.id)
    mine = next((it for it in known if completed and it.serial == completed.serial), None)
    earned = _earned(mine) if mine else _to_earn(here.facts, provider, today, now)
    return CompletionPage(
        learning=here,
        provider=provider,
        today=today,
        legal_name=person.legal_name,
        licenses=people.list_licenses(session, person.id),
        attestation=ATTESTATION,
        certificate=mine,
        flags=flags(earned, [_earned(it) for it in known if it.is_valid]),
        renewal=renewal_of(session, mine, today) if mine else None,
    )


def _roster_facts(holder: Person, page: CompletionPage) -> RosterFacts:
    in_force = page.facts.approvals_on(page.today, page.provider.approvals)
    approvals = tuple(f"{it.body} {it.number}".strip() for it in in_force)
    here = page.learning
    return roster_facts(holder.email, here.enrollment.enrolled_at, here.standing, approvals)


def _to_earn(facts: CourseFacts, provider: Provider, today: date, now: datetime) -> Earned:
    is_credit = bool(facts.approvals_on(today, provider.approvals))
    return Earned(facts.slug, now, today, facts.credit.hours if is_credit else Decimal(0))


def _earned(certificate: Certificate) -> Earned:
    it = certificate.snapshot
    hours = it.hours if it.has_credit else Decimal(0)
    return Earned(it.course_slug, it.completed_at, it.completed_on, hours)


def _completion(
    session: Session, person: Person, page: CompletionPage, now: datetime
) -> record.NewCompletion:
    here = page.learning
    edition = editions.list_by_ids(session, [here.edition_id])[here.edition_id]
    holder = Holder(page.legal_name, page.licenses)
    return record.NewCompletion(
        enrollment_id=here.enrollment.id,
        person_id=person.id,
        course_id=here.enrollment.course_id,
        edition_id=here.edition_id,
        attestation=ATTESTATION,
        snapshot=snapshot(
            holder,
            here.facts,
            (edition.number, edition.content_hash),
            page.provider,
            now,
            page.today,
        ),
        completed_at=now,
    )
