"""The catalog and a course's own page; enrolling and leaving."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import Approval, CourseFacts, OutlineEntry, Provider
from lms.domain.credit import MethodLine, method_lines
from lms.domain.editions import EditionMark
from lms.domain.errors import CourseClosed, NotFound, Refusal
from lms.domain.programs import Program, ProgramStanding, standing
from lms.services.enrollments import (
    Learning,
    find_learning_for,
    get_provider,
    hold_learning_for,
    list_learning_for,
    provider_day,
)
from lms.services.renewals import Renewal, find_renewal
from lms.store import audit, editions, enrollments, people, programs, record

COURSES_PER_PAGE = 50
LEVELS = ("beginning", "intermediate", "advanced")
# Enrolled learners are warned this long before the last day of credit.
WARNED_DAYS = 60


@dataclass(frozen=True)
class Filters:
    """What narrows the catalog; empty text means anything."""

    words: str = ""
    area: str = ""
    level: str = ""
    page: int = 1


@dataclass(frozen=True)
class CatalogEntry:
    """A course in the catalog, with the person's own learning if they are in it."""

    facts: CourseFacts
    has_credit: bool
    learning: Learning | None


@dataclass(frozen=True)
class ProgramEntry:
    """A program in the catalog with those of its courses that are offered."""

    program: Program
    courses: tuple[CatalogEntry, ...]
    stands: ProgramStanding

    @property
    def hours(self) -> Decimal:
        """The hours of its courses, which it only lists: it has none of its own."""
        return sum((it.facts.credit.hours for it in self.courses), Decimal("0.00"))

    @property
    def has_credit(self) -> bool:
        """True when an approval designates credit for each of its courses."""
        return all(it.has_credit for it in self.courses)

    @property
    def done(self) -> int:
        """For how many of these courses the person holds a certificate that stands."""
        held = {step.course for step in self.stands.steps if step.certificate}
        return sum(1 for it in self.courses if it.facts.slug in held)


@dataclass(frozen=True)
class Catalog:
    """The courses that fit the filters; which areas and levels there are to choose from.

    Programs stand on its first page, as long as nothing narrows it.
    """

    entries: tuple[CatalogEntry, ...]
    programs: tuple[ProgramEntry, ...]
    filters: Filters
    areas: tuple[str, ...]
    levels: tuple[str, ...]
    offered: int
    fitting: int

    @property
    def is_narrowed(self) -> bool:
        """True when a filter is applied."""
        return replace(self.filters, page=1) != Filters()

    @property
    def pages(self) -> int:
        """How many pages the courses that fit take, at least one."""
        return pages_of(self.fitting)

    @cached_property
    def here(self) -> Learning | None:
        """The course in progress that the person was in last: where the ribbon hangs."""
        mine = (entry.learning for entry in self.entries)
        waiting = [it for it in mine if it is not None and not it.standing.is_complete]
        return max(waiting, key=lambda it: it.last_activity_at, default=None)


@dataclass(frozen=True)
class CoursePage:
    """Everything told before starting, and the person's own learning if they are in the course."""

    facts: CourseFacts
    edition: EditionMark
    provider: Provider
    approvals: tuple[Approval, ...]
    learning: Learning | None
    today: date
    renewal: Renewal | None = None

    @property
    def has_credit(self) -> bool:
        """True when an approval designates credit today for this format."""
        return bool(self.approvals)

    @property
    def days_left(self) -> int:
        """Days on which credit can still be earned after today; below zero when it has ended."""
        return (self.facts.expires_on - self.today).days

    @property
    def is_over(self) -> bool:
        """True after the last day on which credit can be earned."""
        return not self.facts.gives_credit_on(self.today)

    @property
    def may_enroll(self) -> bool:
        """True for everybody who is not in the course, while credit can be earned."""
        return self.learning is None and not self.is_over

    @property
    def is_closing(self) -> bool:
        """True when somebody who is in the course and has not completed it is to be warned."""
        is_waiting = self.learning is not None and not self.learning.standing.is_complete
        return is_waiting and self.days_left <= WARNED_DAYS

    @property
    def changes(self) -> tuple[EditionMark, ...]:
        """The editions from the one that is read up to the one that is offered, if one is."""
        if self.learning is None or self.learning.reading.offered is None:
            return ()
        marks = self.learning.enrollment.editions
        return tuple(mark for mark in marks if mark.number > self.edition.number)

    @property
    def parts(self) -> tuple[tuple[str, tuple[OutlineEntry, ...]], ...]:
        """The outline by its parts, in order; a part's title is empty where it has no heading."""
        runs = groupby(self.facts.outline, key=lambda entry: entry.part)
        return tuple((title, tuple(entries)) for title, entries in runs)

    @property
    def reading_minutes(self) -> int:
        """Estimated time for the texts of the required modules."""
        return sum(entry.minutes for entry in self.facts.required)

    @property
    def methods(self) -> tuple[MethodLine, ...]:
        """The credit by every method, the chosen one among them."""
        return method_lines(self.facts.credit, self.facts.credit_terms.method)


class EditionMoved(Refusal):
    """Yet another edition was published while somebody read what the last one had changed."""

    sentence = (
        "A newer edition was published while you were reading what had changed. "
        "Open the course page, read the new list, and choose again."
    )


def find_provider(session: Session) -> Provider | None:
    """The provider's facts in force, or None before the first publishing."""
    return editions.find_provider(session)


def list_catalog(
    session: Session, person: Person | None, provider: Provider, filters: Filters, now: datetime
) -> Catalog:
    """The catalog, narrowed, beginners' courses first: two queries for a visitor, four more at
    most for somebody who is signed in, however many courses there are."""
    offered = sorted(
        editions.list_offered(session), key=lambda edition: place_in_catalog(edition.facts)
    )
    mine = list_learning_for(session, person, offered) if person else ()
    by_slug = {it.facts.slug: it for it in mine}
    areas = sorted({area.letter for e in offered for area in e.facts.credit.areas})
    levels = [level for level in LEVELS if any(e.facts.level == level for e in offered)]
    applied = replace(
        filters,
        area=filters.area if filters.area in areas else "",
        level=filters.level if filters.level in levels else "",
    )
    today = provider_day(provider, now)
    fitting = [e.facts for e in offered if _fits(e.facts, applied)]
    applied = replace(applied, page=min(max(1, applied.page), pages_of(len(fitting))))
    first = (applied.page - 1) * COURSES_PER_PAGE

    def entry(it: CourseFacts) -> CatalogEntry:
        is_credit = bool(it.approvals_on(today, provider.approvals))
        return CatalogEntry(it, is_credit, by_slug.get(it.slug))

    return Catalog(
        entries=tuple(entry(it) for it in fitting[first : first + COURSES_PER_PAGE]),
        programs=_programs(session, person, {e.facts.slug: entry(e.facts) for e in offered}, today)
        if applied == Filters()
        else (),
        filters=applied,
        areas=tuple(areas),
        levels=tuple(levels),
        offered=len(offered),
        fitting=len(fitting),
    )


def _programs(
    session: Session, person: Person | None, offered: dict[str, CatalogEntry], today: date
) -> tuple[ProgramEntry, ...]:
    published = [it.program for it in programs.list_programs(session)]
    held = record.list_certificates(session, person.id) if person and published else ()
    found = (
        ProgramEntry(
            program=it,
            courses=tuple(offered[slug] for slug in it.courses if slug in offered),
            stands=standing(it, held, today),
        )
        for it in published
    )
    return tuple(entry for entry in found if entry.courses)


def pages_of(fitting: int) -> int:
    """How many pages so many courses take, at least one."""
    return max(1, -(-fitting // COURSES_PER_PAGE))


def get_course_page(
    session: Session, person: Person | None, slug: str, provider: Provider, now: datetime
) -> CoursePage:
    """The course as this person finds it: their own edition, or the newest one.

    One query for a visitor, three for somebody who is in the course, and two more at most for
    somebody who completed it.
    """
    mine = find_learning_for(session, person, slug) if person else None
    today = provider_day(provider, now)
    if mine is not None:
        approvals = mine.facts.approvals_on(today, provider.approvals)
        mark, renewal = mine.reading.current, find_renewal(session, mine, today)
        return CoursePage(mine.facts, mark, provider, approvals, mine, today, renewal)
    newest = editions.find_newest(session, slug)
    if newest is None or newest.is_archived:
        raise NotFound
    mark = EditionMark(newest.id, newest.number, newest.change, "", newest.published_at)
    approvals = newest.facts.approvals_on(today, provider.approvals)
    return CoursePage(newest.facts, mark, provider, approvals, None, today)


def enroll(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Put the person into the newest edition; enrolling twice is enrolling once."""
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound
    people.hold_open_account(session, person.id)
    if enrollments.find_enrolled(session, person.id, slug) is not None:
        return
    today = provider_day(get_provider(session), now)
    if newest.is_archived or not newest.facts.gives_credit_on(today):
        raise CourseClosed
    id_ = enrollments.add_enrollment(session, person.id, newest.course_id, newest.id, now)
    audit.record(session, now, "enrolled", person.id, f"enrollment {id_}", edition=newest.id)


def leave(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Take the person out of a course; what they did is kept, a completion stands.

    Leaving twice is leaving once.
    """
    enrollments.hold_enrolled(session, person.id, slug)
    enrolled = enrollments.find_enrolled(session, person.id, slug)
    if enrolled is None:
        return
    enrollments.end_enrollment(session, enrolled.id, now)
    audit.record(session, now, "left", person.id, f"enrollment {enrolled.id}")


def choose_edition(session: Session, person: Person, slug: str, number: int, now: datetime) -> None:
    """Go on in the edition of that number, after a material change; facts carry over by name.

    Choosing twice is choosing once. EditionMoved when another edition is offered by now: nobody
    is taken into one whose changes they were not shown.
    """
    here = hold_learning_for(session, person, slug)
    offered = here.reading.offered
    if offered is None:
        return
    if offered.number != number:
        raise EditionMoved
    enrollments.add_edition_choice(session, here.enrollment.id, offered.id, now)
    subject = f"enrollment {here.enrollment.id}"
    audit.record(session, now, "edition chosen", person.id, subject, edition=offered.id)


def place_in_catalog(facts: CourseFacts) -> tuple[int, str]:
    """What courses are ordered by: beginners' first, then by title."""
    return LEVELS.index(facts.level) if facts.level in LEVELS else len(LEVELS), facts.title


def _fits(facts: CourseFacts, filters: Filters) -> bool:
    return (
        (not filters.area or any(a.letter == filters.area for a in facts.credit.areas))
        and (not filters.level or facts.level == filters.level)
        and (not filters.words or _says(facts, filters.words))
    )


def _says(facts: CourseFacts, words: str) -> bool:
    text = " ".join((facts.title, facts.summary, *(e.title for e in facts.outline))).casefold()
    return all(word in text for word in words.casefold().split())
