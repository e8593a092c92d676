"""Written: a course that somebody may write, whether it has an edition yet or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lms.content.first_look import Chapter, first_look
from lms.content.names import COURSE
from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty
from lms.domain.draft_checks import Drafted
from lms.domain.errors import NotFound
from lms.domain.paging import Paged, page_of_list
from lms.services.teaching import Taught, may_teach
from lms.store import colleagues, draft_checks, editions, starting, teaching
from lms.store.starting import CoursePage
from lms.store.teaching import NOBODY, Attendance


@dataclass(frozen=True)
class BegunFacts:
    """What is known of a course before its first edition, from the page of its draft."""

    slug: str
    title: str
    outline: tuple[Chapter, ...]


@dataclass(frozen=True)
class Begun:
    """A course that somebody has begun, and that nobody but its authors knows of."""

    course_id: int
    facts: BegunFacts
    duty: Duty = Duty.AUTHOR

    @property
    def may_write(self) -> bool:
        """True for authors; reviewers read the draft and comment."""
        return self.duty is Duty.AUTHOR

    @property
    def newest(self) -> None:
        """It has no edition; `teaching.Taught` has its newest."""
        return


Written = Taught | Begun
# How a course is found for somebody: `get_written` or `get_read`.
Get = Callable[[Session, Person, str], Written]


def get_written(session: Session, person: Person, slug: str) -> Written:
    """A course that the person may write; NotFound for any other (AC-03)."""
    found = _find(session, slug)
    if found is None or not may_teach(session, person, found.course_id):
        raise NotFound
    return found


def get_read(session: Session, person: Person, slug: str) -> Written:
    """A course whose draft the person writes or reviews; NotFound for any other (AC-03)."""
    found = _find(session, slug)
    if found is None:
        raise NotFound
    if may_teach(session, person, found.course_id):
        return found
    is_reviewer = colleagues.is_reviewer(session, found.course_id, person.id)
    if person.role is not Role.INSTRUCTOR or not is_reviewer:
        raise NotFound
    return replace(found, duty=Duty.REVIEWER)


def _find(session: Session, slug: str) -> Written | None:
    edition = editions.find_newest(session, slug)
    if edition is not None:
        return Taught(edition)
    return next(iter(_begun(session, [slug])), None)


@dataclass(frozen=True)
class Shelved:
    """A course as the list of its instructor shows it: who is in it, and how its draft stands."""

    written: Written
    attendance: Attendance
    drafted: Drafted | None
    """How its draft stands; None where nobody has saved in one."""

    @property
    def ahead(self) -> int:
        """In how many files its draft differs from its newest edition."""
        return self.drafted.ahead if self.drafted else 0


@dataclass(frozen=True)
class Shelves:
    """A page of the courses that somebody writes and teaches, and one of those they review."""

    written: Paged[Shelved]
    reviewed: Paged[Written]


def list_shelves(
    session: Session, person: Person, wanted: int = 1, wanted_reviewed: int = 1
) -> Shelves:
    """The courses of somebody who works on courses; an administrator writes all.

    Seven queries at most, and no course is read for it.
    """
    slugs = _slugs_of(session, person)
    mine = page_of_list(slugs[Duty.AUTHOR], wanted)
    reviewed = page_of_list(slugs[Duty.REVIEWER], wanted_reviewed)
    found = _list(session, (*mine.entries, *reviewed.entries))
    ids = [found[slug].course_id for slug in mine.entries]
    attendance = teaching.list_attendance(session, ids)
    drafted = draft_checks.list_drafted(session, ids)
    shelved = tuple(
        Shelved(it, attendance.get(it.course_id, NOBODY), drafted.get(it.course_id))
        for it in (found[slug] for slug in mine.entries)
    )
    read = tuple(replace(found[slug], duty=Duty.REVIEWER) for slug in reviewed.entries)
    return Shelves(
        Paged(shelved, mine.number, mine.total), Paged(read, reviewed.number, reviewed.total)
    )


def _slugs_of(session: Session, person: Person) -> dict[Duty, tuple[str, ...]]:
    if person.role is Role.ADMINISTRATOR:
        return {Duty.AUTHOR: teaching.list_all_slugs(session), Duty.REVIEWER: ()}
    return colleagues.list_slugs_of(session, person.id)


def _list(session: Session, slugs: Sequence[str]) -> dict[str, Written]:
    """Each of these courses by its slug."""
    newest = editions.list_newest(session, slugs)
    begun = () if len(newest) == len(slugs) else _begun(session, slugs)
    every: tuple[Written, ...] = (*map(Taught, newest), *begun)
    return {it.facts.slug: it for it in every}


def _begun(session: Session, slugs: Sequence[str]) -> tuple[Begun, ...]:
    found = starting.list_begun(session, slugs, COURSE)
    return tuple(begun_of(it) for it in found if it.discarded_at is None)


def begun_of(page: CoursePage) -> Begun:
    """A course without an edition, named as its page says, or by its address."""
    look = first_look(page.content)
    return Begun(page.course_id, BegunFacts(page.slug, look.title or page.slug, look.outline))
