"""A program: courses in an order, with a certificate that lists theirs and has no credit itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.domain.certificates import DISCLAIMERS, Certificate, CertificateStanding, Snapshot
from lms.domain.courses import Provider


@dataclass(frozen=True)
class Program:
    """A program as its author wrote it; `courses` are slugs, in the order to take them."""

    slug: str
    title: str
    summary: str
    description_html: str
    courses: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A course of a program; `certificate` is the person's newest valid one, None before it."""

    course: str
    certificate: Certificate | None


@dataclass(frozen=True)
class ProgramStanding:
    """How far a person is in a program."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many of its courses are complete."""
        return sum(1 for step in self.steps if step.certificate)

    @property
    def is_complete(self) -> bool:
        """True when every course has a valid certificate."""
        return bool(self.steps) and self.done == len(self.steps)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates that count, in the order of the courses."""
        return tuple(step.certificate for step in self.steps if step.certificate)


def standing(program: Program, certificates: Iterable[Certificate], day: date) -> ProgramStanding:
    """How a person with these certificates stands on that day.

    One that was voided or replaced, or whose term has ended, counts nothing.
    """
    newest: dict[str, Certificate] = {}
    for it in sorted(certificates, key=lambda it: it.snapshot.completed_at):
        if it.standing_on(day) is CertificateStanding.VALID:
            newest[it.snapshot.course_slug] = it
    return ProgramStanding(tuple(Step(slug, newest.get(slug)) for slug in program.courses))


# -- its certificate -----------------------------------------------------------------


@dataclass(frozen=True)
class ListedCertificate:
    """A course's certificate as a program's repeats it."""

    serial: str
    course_title: str
    hours: Decimal
    has_credit: bool
    completed_on: date


@dataclass(frozen=True)
class ProgramSnapshot:
    """What was true when a program was completed. Nothing edited later changes it."""

    legal_name: str
    program_title: str
    program_slug: str
    edition_number: int
    edition_hash: str
    provider_name: str
    provider_address: str
    provider_email: str
    completed_on: date
    time_zone: str
    listed: tuple[ListedCertificate, ...]
    signatory_name: str
    signatory_title: str
    retention: str
    disclaimers: tuple[str, ...]


@dataclass(frozen=True)
class ProgramEdition:
    """A program as it was published."""

    number: int
    content_hash: str
    program: Program


def snapshot(
    edition: ProgramEdition, stands: ProgramStanding, provider: Provider
) -> ProgramSnapshot:
    """The completion of a program frozen: its day is that of the last of its courses.

    Its name is that of the newest certificate, so a name that was corrected in any is the one.
    """
    last = max((it.snapshot for it in stands.certificates), key=lambda it: it.completed_at)
    newest = max(stands.certificates, key=lambda it: it.issued_at)
    return ProgramSnapshot(
        legal_name=newest.snapshot.legal_name,
        program_title=edition.program.title,
        program_slug=edition.program.slug,
        edition_number=edition.number,
        edition_hash=edition.content_hash,
        provider_name=provider.name,
        provider_address=provider.address,
        provider_email=provider.email,
        completed_on=last.completed_on,
        time_zone=provider.time_zone,
        listed=tuple(_listed(it.serial, it.snapshot) for it in stands.certificates),
        signatory_name=provider.signatory_name,
        signatory_title=provider.signatory_title,
        retention=provider.retention,
        disclaimers=DISCLAIMERS,
    )


def _listed(serial: str, it: Snapshot) -> ListedCertificate:
    return ListedCertificate(serial, it.course_title, it.hours, it.has_credit, it.completed_on)
