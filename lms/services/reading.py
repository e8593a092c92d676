"""Reading a module: the page, the reader's place, the knowledge checks, and finishing it."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.completion import ModuleStanding
from lms.domain.courses import CourseFacts, Module, Objective, OutlineEntry, Section
from lms.domain.errors import MinutesMissing, NotFound
from lms.domain.media import Picture, picture_of
from lms.domain.pace import counts_again, longest_interval, minutes_read
from lms.services.enrollments import Learning, get_enrolled_for, hold_learning_for, with_progress
from lms.services.practice import CheckAnswer, CheckFeedback, feedback_to
from lms.store import audit, editions, enrollments, people, pictures
from lms.store.progress import Progress, ReadingPlace, add_finished, get_progress, keep_place

_TRANSCRIPT = re.compile(r'<details class="transcript".*?</details>', re.DOTALL)


@dataclass(frozen=True)
class Bookmark:
    """How far somebody is in a module: where they stopped, what they have read, what is left."""

    section: Section | None
    at: datetime | None
    read: frozenset[str]
    minutes_left: int


@dataclass(frozen=True)
class ModulePage:
    """A module as its reader finds it."""

    learning: Learning
    module: Module
    version: str  # the address of the module's content
    entry: OutlineEntry
    number: int
    standing: ModuleStanding
    bookmark: Bookmark
    previous: OutlineEntry | None
    following: OutlineEntry | None
    feedback: CheckFeedback | None
    left_blank: int | None  # the check that was sent without an answer

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """What this module teaches to do."""
        return tuple(o for o in self.facts.objectives if o.key in self.module.objectives)

    @property
    def is_open(self) -> bool:
        """True until the reader has marked the module as read."""
        return self.standing.finished_at is None

    @property
    def is_answering(self) -> bool:
        """True when a knowledge check was just sent, with an answer or without one."""
        return self.feedback is not None or self.left_blank is not None

    @property
    def has_quiz(self) -> bool:
        """True when a graded quiz goes with it."""
        return self.standing.quiz is not None

    @property
    def minutes_read(self) -> int:
        """The part of the estimated reading time that lies behind the reader."""
        return self.entry.minutes - self.bookmark.minutes_left

    def minutes_counted(self, now: datetime) -> int:
        """Minutes of active reading that count so far towards those that are asked for."""
        return _minutes_counted(self.module, self.learning.progress, now)


def get_module_page(
    session: Session, person: Person, course: str, slug: str, check: CheckAnswer | None
) -> ModulePage:
    """The page of a module in the reader's own edition: three queries (DESIGN 6), and two more the
    first time that a process is asked for it."""
    enrolled, reading = get_enrolled_for(session, person, course)
    found = editions.find_module(session, reading.current.id, slug)
    if found is None:
        raise NotFound
    module = found.module
    here = with_progress(session, enrolled, reading, found.facts)
    standing = here.standing.module(slug)
    if standing is None:
        raise NotFound
    before, after = _neighbors(found.facts, slug)
    feedback = feedback_to(module.checks, check)
    return ModulePage(
        learning=here,
        module=module,
        version=found.hash,
        entry=standing.entry,
        number=here.standing.modules.index(standing) + 1,
        standing=standing,
        bookmark=bookmark_in(module, standing, here.progress),
        previous=before,
        following=after,
        feedback=feedback,
        left_blank=check.index if check and feedback is None else None,
    )


def bookmark_in(module: Module, standing: ModuleStanding, progress: Progress) -> Bookmark:
    """The reader's bookmark; a finished module is read, and where one stopped is not read yet."""
    if standing.finished_at is not None:
        return Bookmark(None, None, frozenset(s.slug for s in module.sections), 0)
    place = progress.place(module.slug)
    stopped = next((s for s in module.sections if place and s.slug == place.section), None)
    marked = frozenset(s for m, s in progress.sections if m == module.slug)
    read = marked - {stopped.slug} if stopped else marked
    return Bookmark(
        section=stopped,
        at=place.at if place and stopped else None,
        read=read,
        minutes_left=_minutes_left(module, standing.entry.minutes, read),
    )


def mark_section(
    session: Session, person: Person, course: str, slug: str, section: str, now: datetime
) -> None:
    """Keep the reader's place at a section of a module."""
    # An erasure takes the places in a completed course, whose enrollment stays.
    people.hold_open_account(session, person.id)
    enrollments.hold_enrolled(session, person.id, course)
    enrolled, reading = get_enrolled_for(session, person, course)
    found = editions.find_module(session, reading.current.id, slug)
    if found is None or section not in {s.slug for s in found.module.sections}:
        raise NotFound
    progress = get_progress(session, enrolled.id)
    again = counts_again(progress.read_at(slug), found.module.minimum_minutes, now)
    keep_place(
        session,
        enrolled.id,
        reading.current.id,
        ReadingPlace(slug, section, now),
        is_new=again or (slug, section) not in progress.sections,
    )


def finish_module(
    session: Session, person: Person, course: str, slug: str, now: datetime
) -> OutlineEntry | None:
    """Mark a module as read, which opens its quiz; doing it twice is doing it once.

    The module that follows it comes back, or None.
    """
    here = hold_learning_for(session, person, course)
    standing = here.standing.module(slug)
    if standing is None:
        raise NotFound
    if standing.finished_at is None:
        _finish(session, person, here, slug, now)
    return _neighbors(here.facts, slug)[1]


def _finish(session: Session, person: Person, here: Learning, slug: str, now: datetime) -> None:
    _refuse_haste(session, here, slug, now)
    add_finished(session, here.enrollment.id, here.edition_id, slug, now)
    subject = f"enrollment {here.enrollment.id}"
    audit.record(session, now, "module finished", person.id, subject, module=slug)


def _refuse_haste(session: Session, here: Learning, slug: str, now: datetime) -> None:
    found = editions.find_module(session, here.edition_id, slug)
    if found is None:
        raise NotFound
    asked = found.module.minimum_minutes
    counted = _minutes_counted(found.module, here.progress, now)
    if asked is not None and counted < asked:
        raise MinutesMissing(asked, counted)


def _minutes_counted(module: Module, progress: Progress, now: datetime) -> int:
    longest = longest_interval(module.minimum_minutes or 0, len(module.sections))
    return minutes_read(progress.read_at(module.slug), longest, now)


def get_picture_for(
    session: Session, person: Person, course: str, path: str, width: int | None = None
) -> Picture:
    """A picture of the reader's own edition, or it in that width where it is kept so.

    NotFound for a file that is none, or not safe.
    """
    _, reading = get_enrolled_for(session, person, course)
    content = None
    if width is not None:
        content = pictures.find_narrower(session, reading.current.id, f"images/{path}", width)
    if content is None:
        content = editions.find_file(session, reading.current.id, f"images/{path}")
    picture = None if content is None else picture_of(content)
    if picture is None:
        raise NotFound
    return picture


def _neighbors(facts: CourseFacts, slug: str) -> tuple[OutlineEntry | None, OutlineEntry | None]:
    row = (None, *facts.outline, None)
    place = next(i for i, entry in enumerate(row) if entry and entry.slug == slug)
    return row[place - 1], row[place + 1]


def _length(html: str) -> int:
    """How much there is to read; the transcript of a recording is no part of the time."""
    return len(_TRANSCRIPT.sub("", html))


def _minutes_left(module: Module, minutes: int, read: frozenset[str]) -> int:
    """Sections take their share of the module's time by the length of their text; halves up."""
    lengths = {s.slug: sum(_length(part.html) for part in s.parts) for s in module.sections}
    whole = sum(lengths.values())
    left = sum(length for slug, length in lengths.items() if slug not in read)
    return (2 * minutes * left + whole) // (2 * whole) if whole else minutes
