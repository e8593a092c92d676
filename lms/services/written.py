"""Written: a course that somebody may write, whether it has an edition yet or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.content.first_look import Chapter, first_look
from lms.content.names import COURSE
from lms.domain.access import Person, Role
from lms.domain.errors import NotFound
from lms.domain.paging import Paged, page_of_list
from lms.services.teaching import Taught, may_teach
from lms.store import editions, starting, teaching
from lms.store.starting import CoursePage
from lms.store.teaching import NOBODY, Attendance


@dataclass(frozen=True)
class BegunFacts:
    """What is known of a course before its first edition, from the page of its draft."""

    slug: str
    title: str
    outline: tuple[Chapter, ...]
    is_unpublished: bool = True


@dataclass(frozen=True)
class Begun:
    """A course that somebody has begun, and that nobody but its authors knows of."""

    course_id: int
    facts: BegunFacts

    @property
    def newest(self) -> None:
        """It has no edition; `teaching.Taught` has its newest."""
        return


Written = Taught | Begun


def get_written(session: Session, person: Person, slug: str) -> Written:
    """A course that the person may write; NotFound for any other (AC-03)."""
    edition = editions.find_newest(session, slug)
    pages = () if edition else starting.list_begun(session, [slug], COURSE)
    course_id = edition.course_id if edition else next((it.course_id for it in pages), None)
    if course_id is None or not may_teach(session, person, course_id):
        raise NotFound
    return Taught(edition) if edition else begun_of(pages[0])


@dataclass(frozen=True)
class Shelved:
    """A course as the list of its instructor shows it: who is in it, and how its draft stands."""

    written: Written
    attendance: Attendance
    ahead: int
    """In how many files its draft differs from its newest edition."""


def list_written(session: Session, person: Person, wanted: int) -> Paged[Shelved]:
    """The courses that a person writes and teaches, of an administrator all: seven queries at
    most, and no course is read for it."""
    slugs = (
        teaching.list_all_slugs(session)
        if person.role is Role.ADMINISTRATOR
        else teaching.list_slugs_of(session, person.id)
    )
    page = page_of_list(slugs, wanted)
    newest = editions.list_newest(session, page.entries)
    begun = () if len(newest) == len(page.entries) else _begun(session, page.entries)
    every: tuple[Written, ...] = (*map(Taught, newest), *begun)
    found = {it.facts.slug: it for it in every}
    ids = [it.course_id for it in found.values()]
    attendance = teaching.list_attendance(session, ids)
    ahead = starting.count_ahead(session, ids)
    shelved = tuple(
        Shelved(it, attendance.get(it.course_id, NOBODY), ahead.get(it.course_id, 0))
        for it in (found[slug] for slug in page.entries if slug in found)
    )
    return Paged(shelved, page.number, page.total)


def _begun(session: Session, slugs: Sequence[str]) -> tuple[Begun, ...]:
    return tuple(map(begun_of, starting.list_begun(session, slugs, COURSE)))


def begun_of(page: CoursePage) -> Begun:
    """A course without an edition, named as its page says, or by its address."""
    look = first_look(page.content)
    return Begun(page.course_id, BegunFacts(page.slug, look.title or page.slug, look.outline))
