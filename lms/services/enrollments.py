"""What every step of a course begins with: the person's own enrollment, edition and standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.completion import ModuleStanding, Standing, Step, standing
from lms.domain.courses import CourseFacts, Provider
from lms.domain.editions import Reading, reading_for
from lms.domain.errors import NotFound
from lms.store import editions, enrollments
from lms.store.progress import NO_PROGRESS, Progress, get_progress, list_progress


@dataclass(frozen=True)
class Learning:
    """A person in a course: which edition they read, and how it stands."""

    enrollment: enrollments.Enrolled
    reading: Reading
    facts: CourseFacts
    progress: Progress
    standing: Standing

    @property
    def edition_id(self) -> int:
        """The edition in which new facts are recorded."""
        return self.reading.current.id

    @property
    def is_begun(self) -> bool:
        """True when there is anything to go on with."""
        return bool(self.progress.facts or self.progress.places)

    @cached_property
    def here(self) -> ModuleStanding | None:
        """The module to go on with: where they read last if it is not done, else the next one."""
        last = self.progress.last_place
        return self.standing.module_to_go_on_with(last.module if last else "")

    @cached_property
    def here_number(self) -> int:
        """The place in the outline of the module to go on with, from 1; 0 when there is none."""
        here = self.here
        return self.standing.modules.index(here) + 1 if here else 0

    @property
    def step(self) -> Step:
        """What is next."""
        return self.standing.step(self.here)

    def boxes(self, here: str = "") -> tuple[str, ...]:
        """One word for each module: done, here (the module of that slug), or todo."""
        return tuple(
            "here" if m.entry.slug == here else "done" if m.is_done else "todo"
            for m in self.standing.modules
        )

    @cached_property
    def last_activity_at(self) -> datetime:
        """When anything last happened in the course; enrolling is the first that does."""
        times = [f.at for f in self.progress.facts] + [p.at for p in self.progress.places]
        return max(times, default=self.enrollment.enrolled_at)


def get_enrolled_for(
    session: Session, person: Person, slug: str
) -> tuple[enrollments.Enrolled, Reading]:
    """The person's open enrollment and what they read; NotFound when there is none (AC-03)."""
    enrolled = enrollments.find_enrolled(session, person.id, slug)
    if enrolled is None:
        raise NotFound
    return enrolled, reading_for(enrolled.chosen_number, enrolled.editions)


def get_learning_for(session: Session, person: Person, slug: str) -> Learning:
    """The person's place in a course with their standing: three queries."""
    found = find_learning_for(session, person, slug)
    if found is None:
        raise NotFound
    return found


def find_learning_for(session: Session, person: Person, slug: str) -> Learning | None:
    """The same, or None for somebody who is not in the course."""
    enrolled = enrollments.find_enrolled(session, person.id, slug)
    if enrolled is None:
        return None
    reading = reading_for(enrolled.chosen_number, enrolled.editions)
    edition = editions.list_by_ids(session, [reading.current.id])[reading.current.id]
    return with_progress(session, enrolled, reading, edition.facts)


def hold_learning_for(session: Session, person: Person, slug: str) -> Learning:
    """The same, before a change: two clicks at once queue up, and the second sees the first."""
    enrollments.hold_enrolled(session, person.id, slug)
    return get_learning_for(session, person, slug)


def list_learning_for(
    session: Session, person: Person, known: Iterable[editions.Edition] = ()
) -> tuple[Learning, ...]:
    """Every course that the person is in: three queries, or two where their editions are known."""
    enrolled = enrollments.list_enrolled(session, person.id)
    readings = {e.id: reading_for(e.chosen_number, e.editions) for e in enrolled}
    by_id = {edition.id: edition for edition in known}
    missing = {reading.current.id for reading in readings.values()} - by_id.keys()
    by_id |= editions.list_by_ids(session, missing) if missing else {}
    progress = list_progress(session, person.id) if readings else {}
    return tuple(
        learning_of(
            e,
            readings[e.id],
            by_id[readings[e.id].current.id].facts,
            progress.get(e.id, NO_PROGRESS),
        )
        for e in enrolled
    )


def with_progress(
    session: Session, enrolled: enrollments.Enrolled, reading: Reading, facts: CourseFacts
) -> Learning:
    """The same, where the edition's facts are at hand already: one query."""
    return learning_of(enrolled, reading, facts, get_progress(session, enrolled.id))


def learning_of(
    enrolled: enrollments.Enrolled, reading: Reading, facts: CourseFacts, progress: Progress
) -> Learning:
    """The same, where everything is at hand."""
    stands = standing(facts, progress.facts)
    # A completion stays with its edition: nobody who has completed is asked to move (DESIGN 3).
    kept = Reading(reading.current, None) if stands.is_complete else reading
    return Learning(enrolled, kept, facts, progress, stands)


def get_provider(session: Session) -> Provider:
    """The provider's facts in force; NotFound before the first publishing."""
    provider = editions.find_provider(session)
    if provider is None:
        raise NotFound("No course has been published yet. Publish one with lms publish.")
    return provider


def provider_day(provider: Provider, now: datetime) -> date:
    """Today where the provider is: the day that counts for expiry and completion."""
    return now.astimezone(ZoneInfo(provider.time_zone)).date()
