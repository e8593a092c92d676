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
from lms.domain.paging import Paged, page_of, page_of_list
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
    is_unpublished: bool = True


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


def list_written(session: Session, person: Person, wanted: int) -> Paged[Shelved]:
    """The courses that a person writes and teaches, of an administrator all: seven queries at
    most, and no course is read for it."""
    slugs = (
        teaching.list_all_slugs(session)
        if person.role is Role.ADMINISTRATOR
        else teaching.list_slugs_of(session, person.id)
    )
    page = page_of_list(slugs, wanted)
    found = _list(session, page.entries)
    ids = [it.course_id for it in found]
    attendance = teaching.list_attendance(session, ids)
    drafted = draft_checks.list_drafted(session, ids)
    shelved = tuple(
        Shelved(it, attendance.get(it.course_id, NOBODY), drafted.get(it.course_id)) for it in found
    )
    return Paged(shelved, page.number, page.total)


def list_reviewed(session: Session, person: Person, wanted: int) -> Paged[Written]:
    """A page of the courses that a person reviews: four queries at most."""

    def fetch(start: int, count: int) -> tuple[Written, ...]:
        return _list(session, colleagues.list_slugs_reviewed(session, person.id, start, count))

    return page_of(colleagues.count_reviewed(session, person.id), wanted, fetch)


def _list(session: Session, slugs: Sequence[str]) -> tuple[Written, ...]:
    newest = editions.list_newest(session, slugs)
    begun = () if len(newest) == len(slugs) else _begun(session, slugs)
    every: tuple[Written, ...] = (*map(Taught, newest), *begun)
    found = {it.facts.slug: it for it in every}
    return tuple(found[slug] for slug in slugs if slug in found)


def _begun(session: Session, slugs: Sequence[str]) -> tuple[Begun, ...]:
    return tuple(map(begun_of, starting.list_begun(session, slugs, COURSE)))


def begun_of(page: CoursePage) -> Begun:
    """A course without an edition, named as its page says, or by its address."""
    look = first_look(page.content)
    return Begun(page.course_id, BegunFacts(page.slug, look.title or page.slug, look.outline))
