"""Renewing what counts for a time: from when, and the new cycle that does it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.certificates import Certificate
from lms.domain.dates import written_out
from lms.domain.errors import CourseClosed, NotFound, Refusal
from lms.domain.renewal import Term, newest_terms, term_of
from lms.exchange.calendar import to_calendar
from lms.services.enrollments import (
    Learning,
    find_learning_for,
    get_provider,
    provider_day,
)
from lms.store import audit, editions, enrollments, people, record


@dataclass(frozen=True)
class Renewal:
    """How the completion of a course is renewed, as somebody finds it today."""

    term: Term
    today: date
    is_offered: bool

    @property
    def is_open(self) -> bool:
        """True from the first day of the window on."""
        return self.term.is_open_on(self.today)

    @property
    def has_ended(self) -> bool:
        """True after the last day on which the certificate counts."""
        return self.term.has_ended_on(self.today)

    @property
    def may_begin(self) -> bool:
        """True when a new cycle may begin today."""
        return self.is_open and self.is_offered


class RenewsLater(Refusal):
    """A new cycle was asked for before its window."""

    def __init__(self, term: Term) -> None:
        super().__init__(
            f"Your certificate counts until {written_out(term.last_on)}. "
            f"Begin a new cycle from {written_out(term.opens_on)} on."
        )


class NothingToRenew(Refusal):
    """A new cycle was asked for where the certificate counts for good, or not any more."""

    sentence = (
        "There is no certificate to renew in this course. Open your transcript to see how yours "
        "stand."
    )


def find_renewal(session: Session, here: Learning, today: date) -> Renewal | None:
    """How a course that is complete is renewed: two queries at most, none before it is."""
    completed = here.standing.completed
    certificate = record.find_certificate(session, completed.serial) if completed else None
    return renewal_of(session, certificate, today) if certificate else None


def renewal_of(session: Session, certificate: Certificate, today: date) -> Renewal | None:
    """How a certificate is renewed: one query at most; None where there is nothing to renew."""
    term = term_of(certificate)
    if term is None:
        return None
    is_offered = term.is_open_on(today) and _find_offered(session, term.course, today) is not None
    return Renewal(term, today, is_offered)


def list_terms(session: Session, person: Person) -> tuple[Term, ...]:
    """What the person holds that counts for a time, the next end first: one query."""
    return newest_terms(record.list_certificates(session, person.id))


def get_calendar(session: Session, person: Person, address: str) -> bytes:
    """The same as a calendar file; `address` is the public one."""
    return to_calendar(list_terms(session, person), address)


def renew(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Begin a new cycle in the newest edition; the completion before it stays as it is.

    Beginning twice is beginning once.
    """
    people.hold_open_account(session, person.id)
    here = find_learning_for(session, person, slug)
    if here is None:
        raise NotFound
    if not here.standing.is_complete:
        return
    today = provider_day(get_provider(session), now)
    renewal = find_renewal(session, here, today)
    if renewal is None:
        raise NothingToRenew
    if not renewal.is_open:
        raise RenewsLater(renewal.term)
    newest = _find_offered(session, slug, today)
    if newest is None:
        raise CourseClosed
    enrollments.end_enrollment(session, here.enrollment.id, now)
    id_ = enrollments.add_enrollment(session, person.id, newest.course_id, newest.id, now)
    about = f"enrollment {id_}"
    serial = renewal.term.serial
    audit.record(session, now, "cycle begun", person.id, about, edition=newest.id, renews=serial)


def _find_offered(session: Session, slug: str, today: date) -> editions.Edition | None:
    newest = editions.find_newest(session, slug)
    is_open = newest and not newest.is_archived and newest.facts.gives_credit_on(today)
    return newest if is_open else None
