"""Colleagues: authors see who works on their course, and add and take off authors and reviewers."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.colleagues import Colleague, Duty, is_last_author
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.names import clean_email
from lms.domain.paging import Paged, page_of_list
from lms.services.written import Written
from lms.store import audit, colleagues, people

# What the log calls it: authors are put on a course by the command line too.
_ADDED = {Duty.AUTHOR: "course assigned", Duty.REVIEWER: "review assigned"}
_TAKEN = {Duty.AUTHOR: "course taken back", Duty.REVIEWER: "review taken back"}


def list_colleagues(session: Session, taught: Written, wanted: int) -> Paged[Colleague]:
    """A page of who works on a course, authors first: two queries."""
    found = colleagues.list_colleagues(session, taught.course_id)
    return page_of_list(found, wanted)


def add(
    session: Session, taught: Written, by: Person, email: str, duty: Duty, now: datetime
) -> Colleague:
    """Let an instructor write a course or review its draft; who did the other does this now."""
    colleague = _instructor(session, email)
    mine = _held(session, taught)
    known = next((it for it in mine if it.person == colleague.public_id), None)
    if known is not None and known.duty is duty:
        raise FieldRefusal("email", f"{known.legal_name} is {_A[duty]} of this course already.")
    if known is not None:
        _take_off(session, taught, by, mine, known, now)
    colleagues.add(session, taught.course_id, colleague.id, duty, now)
    _record(session, taught, by, _ADDED[duty], colleague.id, now)
    return Colleague(colleague.public_id, colleague.legal_name, colleague.email, duty, now)


def take_off(session: Session, taught: Written, by: Person, person: str, now: datetime) -> None:
    """Let a colleague, known by their public id, work on a course no longer."""
    mine = _held(session, taught)
    known = next((it for it in mine if it.person == person), None)
    if known is None:
        raise NotFound
    _take_off(session, taught, by, mine, known, now)


_A = {Duty.AUTHOR: "an author", Duty.REVIEWER: "a reviewer"}


def _held(session: Session, taught: Written) -> tuple[Colleague, ...]:
    colleagues.hold_course(session, taught.course_id)
    return colleagues.list_colleagues(session, taught.course_id)


def _instructor(session: Session, email: str) -> Person:
    account = people.find_account(session, clean_email("email", email))
    # Whether a learner has an account here is nobody's to find out.
    if account is None or not account.is_open or account.person.role is Role.LEARNER:
        raise FieldRefusal(
            "email",
            "No instructor here has this address. Compare it with the colleague, or ask an "
            "administrator to make them an instructor, in the office under People.",
        )
    return account.person


def _take_off(
    session: Session,
    taught: Written,
    by: Person,
    mine: tuple[Colleague, ...],
    known: Colleague,
    now: datetime,
) -> None:
    if is_last_author(mine, known.person):
        raise Refusal(
            f"{known.legal_name} is the last author of this course. Add another author first."
        )
    account = people.find_by_public_id(session, known.person)
    if account is None:
        raise NotFound
    colleagues.take_off(session, taught.course_id, account.person.id, known.duty)
    _record(session, taught, by, _TAKEN[known.duty], account.person.id, now)


def _record(
    session: Session, taught: Written, by: Person, kind: str, person_id: int, now: datetime
) -> None:
    course = taught.facts.slug
    audit.record(session, now, kind, by.id, f"person {person_id}", course=course)
