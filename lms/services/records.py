"""My learning: what is done, what is next, and why not complete yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.certificates import Certificate, CertificateStanding
from lms.domain.completion import Anew, Step, graded_anew
from lms.domain.courses import CourseFacts, Provider
from lms.domain.renewal import Term, newest_terms, term_of
from lms.services.courses import WARNED_DAYS
from lms.services.enrollments import Learning, list_learning_for, provider_day
from lms.services.reading import Bookmark, bookmark_in
from lms.store import editions, record

# How long the dashboard tells that an attempt was graded anew; its result always does.
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Enrollment:
    """A course on the dashboard; what was completed keeps the hours of its certificate."""

    learning: Learning
    hours: Decimal
    has_credit: bool
    days_left: int
    is_over: bool
    is_voided: bool
    graded_anew: tuple[Anew, ...]
    term: Term | None

    @property
    def facts(self) -> CourseFacts:
        """The facts of the edition that is read."""
        return self.learning.facts

    @property
    def is_closing(self) -> bool:
        """True when the course is not complete and its last day of credit is near or over."""
        return not self.learning.standing.is_complete and self.days_left <= WARNED_DAYS


@dataclass(frozen=True)
class Dashboard:
    """Every course that the person is in, the one to go on with first.

    `bookmark` is where they stopped in it, when reading is what is next.
    """

    enrollments: tuple[Enrollment, ...]
    bookmark: Bookmark | None
    terms: tuple[Term, ...]
    today: date

    @property
    def told(self) -> tuple[Term, ...]:
        """What is about to end, or has ended lately."""
        return tuple(it for it in self.terms if it.is_told_on(self.today))

    @property
    def current(self) -> Enrollment | None:
        """The course to go on with, or None when all are complete."""
        return next((e for e in self.enrollments if not e.learning.standing.is_complete), None)

    @property
    def has_credit(self) -> bool:
        """True when an approval designates credit for any of the courses."""
        return any(enrollment.has_credit for enrollment in self.enrollments)


def get_dashboard(session: Session, person: Person, provider: Provider, now: datetime) -> Dashboard:
    """Where the person stands in every course: five queries at most, however many courses."""
    mine = list_learning_for(session, person)
    held = record.list_certificates(session, person.id)
    completed = {it.serial: it for it in held}
    courses = (_enrollment(learning, provider, now, completed) for learning in mine)
    ordered = tuple(sorted(courses, key=_by_need))
    return Dashboard(
        enrollments=ordered,
        bookmark=_bookmark(session, ordered[0].learning) if ordered else None,
        terms=newest_terms(held),
        today=provider_day(provider, now),
    )


def _enrollment(
    learning: Learning, provider: Provider, now: datetime, certificates: dict[str, Certificate]
) -> Enrollment:
    facts, completed = learning.facts, learning.standing.completed
    today = provider_day(provider, now)
    # What was completed counts as it was on that day, whatever is approved now.
    certificate = certificates[completed.serial] if completed else None
    frozen = certificate.snapshot if certificate else None
    is_voided = bool(certificate and certificate.standing is CertificateStanding.VOIDED)
    is_approved = bool(facts.approvals_on(today, provider.approvals))
    return Enrollment(
        learning=learning,
        hours=frozen.hours if frozen else facts.credit.hours,
        has_credit=(frozen.has_credit if frozen else is_approved) and not is_voided,
        days_left=(facts.expires_on - today).days,
        is_over=not facts.gives_credit_on(today),
        is_voided=is_voided,
        graded_anew=graded_anew(learning.progress.facts, now - TOLD_FOR),
        term=term_of(certificate) if certificate else None,
    )


def _bookmark(session: Session, learning: Learning) -> Bookmark | None:
    here = learning.here
    if here is None or learning.step is not Step.READ:
        return None
    found = editions.find_module(session, learning.edition_id, here.entry.slug)
    return None if found is None else bookmark_in(found.module, here, learning.progress)


def _by_need(enrollment: Enrollment) -> tuple[bool, float]:
    learning = enrollment.learning
    return learning.standing.is_complete, -learning.last_activity_at.timestamp()
