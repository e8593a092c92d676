"""Discarding: a course that was begun and never published goes out of sight, and can be put back.

Nothing is deleted: its saves, their history and its comments stay, its address stays taken, and
each of its authors and every administrator can put it back.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.names import COURSE
from lms.domain.access import Person, Role
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import Paged, page_of_list
from lms.services.plans import find_plan
from lms.services.written import Begun, Written, begun_of, get_written
from lms.store import audit, discarding, locks, starting


class Published(Refusal):
    """Learners may be in it, so it is taken out of the catalog instead."""

    sentence = (
        "This course is published, so it cannot be discarded. Take it out of the catalog under "
        "Offering; it can be put back there."
    )


class Planned(Refusal):
    """Somebody chose a time at which the course is published."""

    sentence = (
        "The first edition of this course is planned. Take the plan back under Offering, then "
        "discard the course."
    )


@dataclass(frozen=True)
class Discarded:
    """A course that was discarded: its address, its title and when that was."""

    slug: str
    title: str
    at: datetime


def get_discardable(session: Session, taught: Written) -> Begun:
    """The course if it can be discarded; a plain refusal otherwise."""
    if not isinstance(taught, Begun):
        raise Published
    plan = find_plan(session, taught)
    if plan is not None and plan.is_open:
        raise Planned
    return taught


def discard(session: Session, by: Person, slug: str, now: datetime) -> None:
    """Take a course that has no edition out of its authors' sight; NotFound for any other
    person's."""
    # First, so that nobody publishes it between the look and the act.
    locks.hold_publishing(session)
    begun = get_discardable(session, get_written(session, by, slug))
    discarding.discard(session, begun.course_id, now)
    audit.record(session, now, "course discarded", by.id, f"course {begun.facts.slug}")


def list_discarded(session: Session, person: Person, wanted: int = 1) -> Paged[Discarded]:
    """A page of what the person may put back, the latest first; an administrator all."""
    found = _list(session, person)
    page = page_of_list(tuple(found), wanted)
    named = {it.slug: begun_of(it) for it in starting.list_begun(session, page.entries, COURSE)}
    entries = tuple(Discarded(it, named[it].facts.title, found[it]) for it in page.entries)
    return Paged(entries, page.number, page.total)


def put_back(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Let a discarded course be written again; NotFound for whoever may not (AC-03)."""
    course_id = starting.find_course(session, slug)
    if course_id is None or slug not in _list(session, person):
        raise NotFound
    discarding.put_back(session, course_id)
    audit.record(session, now, "course put back", person.id, f"course {slug}")


def _list(session: Session, person: Person) -> dict[str, datetime]:
    if person.role is Role.ADMINISTRATOR:
        return discarding.list_discarded(session)
    if person.role is not Role.INSTRUCTOR:
        return {}
    return discarding.list_discarded_of(session, person.id)
