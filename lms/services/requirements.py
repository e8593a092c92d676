"""Requirements: publishing the sets, following them, and what counts toward each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.content.folder import RequirementsReading
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.errors import NotFound
from lms.domain.external_certificates import clean_day
from lms.domain.requirement_sets import RequirementSet
from lms.domain.requirements import Reached, Tracker, tally, window_from
from lms.domain.transcripts import NOTHING, Line
from lms.services import transcripts
from lms.store import audit, editions, locks, people, requirements
from lms.store.requirements import Followed, NewSet


@dataclass(frozen=True)
class Followable:
    """A requirement set, and how far somebody who follows it has come."""

    requirements: RequirementSet
    followed: Followed | None
    tracker: Tracker | None

    @property
    def goals(self) -> tuple[Reached, ...]:
        """The goals of hours, not begun where nobody follows them."""
        if self.tracker:
            return self.tracker.goals
        return tuple(Reached(goal, NOTHING) for goal in self.requirements.goals)


# -- publishing --------------------------------------------------------------------


def is_newest(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when the set of that slug that is in force was made of this file."""
    newest = requirements.find_newest(session, slug)
    return newest is not None and newest.content_hash == editions.digest(files[0].content)


def is_published(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when any set of that slug ever was."""
    return requirements.has_set(session, slug, editions.digest(files[0].content))


def publish(session: Session, read: RequirementsReading, now: datetime) -> bool:
    """Put a set in force; False where it has an error or is in force already."""
    new = _new(read, is_shipped=False)
    if new is None:
        return False
    locks.hold_publishing(session)
    newest = requirements.find_newest(session, new.requirements.slug)
    if newest is not None and newest.content_hash == new.content_hash:
        return False
    _add(session, new, now)
    return True


def publish_shipped(session: Session, read: RequirementsReading, now: datetime) -> bool:
    """Put a shipped set in force unless it ever was, or somebody published one of that name."""
    new = _new(read, is_shipped=True)
    if new is None:
        return False
    locks.hold_publishing(session)
    slug = new.requirements.slug
    newest = requirements.find_newest(session, slug)
    is_theirs = newest is not None and not newest.is_shipped
    if is_theirs or requirements.has_set(session, slug, new.content_hash):
        return False
    _add(session, new, now)
    return True


def _new(read: RequirementsReading, *, is_shipped: bool) -> NewSet | None:
    if read.requirements is None:
        return None
    return NewSet(read.requirements, editions.digest(read.file.content), is_shipped)


def _add(session: Session, new: NewSet, now: datetime) -> None:
    requirements.add_set(session, new, now)
    subject = f"requirements {new.requirements.slug}"
    audit.record(session, now, "requirements published", None, subject)


# -- following ---------------------------------------------------------------------


def list_followable(session: Session, person: Person) -> tuple[Followable, ...]:
    """Every set in force, and how far one has come in those that one follows: four queries."""
    sets = requirements.list_sets(session)
    followed = requirements.list_followed(session, person.id)
    lines = transcripts.list_lines(session, person) if followed else ()
    return tuple(_followable(each, followed.get(each.slug), lines) for each in sets)


def get_followable_for(session: Session, person: Person, slug: str) -> Followable:
    """A set in force, and how far this person has come if they follow it: four queries."""
    found = _get_set(session, slug)
    followed = requirements.list_followed(session, person.id).get(slug)
    lines = transcripts.list_lines(session, person) if followed else ()
    return _followable(found, followed, lines)


def follow(session: Session, person: Person, slug: str, typed: str, now: datetime) -> None:
    """Follow a set, from the first day of a cycle where it has cycles; or from another day on."""
    people.hold_open_account(session, person.id)
    found = _get_set(session, slug)
    began_on: date | None = None
    if found.window_months is not None:
        began_on = clean_day("began_on", typed.strip())
    requirements.follow(session, person.id, slug, began_on, now)
    subject = f"requirements {slug}"
    audit.record(session, now, "requirements followed", person.id, subject)


def unfollow(session: Session, person: Person, slug: str, now: datetime) -> None:
    """Follow a set no longer; nothing of the transcript changes."""
    people.hold_open_account(session, person.id)
    _get_set(session, slug)
    if requirements.unfollow(session, person.id, slug):
        subject = f"requirements {slug}"
        audit.record(session, now, "requirements unfollowed", person.id, subject)


def _get_set(session: Session, slug: str) -> RequirementSet:
    found = requirements.find_set(session, slug)
    if found is None:
        raise NotFound
    return found


def _followable(
    each: RequirementSet, followed: Followed | None, lines: tuple[Line, ...]
) -> Followable:
    if followed is None:
        return Followable(each, None, None)
    # A set that got its window later is counted without one until its reader says when it began.
    began_on, months = followed.began_on, each.window_months
    window = window_from(began_on, months) if began_on and months else None
    return Followable(each, followed, tally(each, lines, window))
