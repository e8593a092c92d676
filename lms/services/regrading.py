"""Regrading: a decision about a key is kept, done, looked at and undone (CE_RULES 7).

Flow: `order` keeps the decision that a proposal made and grades the first attempts anew, the outbox
goes on with the rest. A grade is always what the version shown and the rulings in force make of the
answers that count, so that undoing is grading anew without one.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.errors import DecidedMeanwhile, EditionChanged, NotFound, StillRegrading
from lms.domain.grading import Grade
from lms.domain.proposals import Covered
from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling, regraded, ruled_share
from lms.domain.versions import Versions
from lms.services.rulings import rulings_of
from lms.services.teaching import Taught
from lms.store import audit, editions, outbox, regraded_attempts, regrades
from lms.store.regraded_attempts import FROM_START, NewGrade, Reached, Regraded, Where
from lms.store.regrades import NewRegrade, Regrade

# Attempts that one transaction grades anew: some tens of milliseconds.
BATCH = 200
JOB = "regrade"
# The latest grade stands, also where the clock was put back meanwhile.
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Decided:
    """What is decided about a question as an edition has it, and how many marks it is to change.

    `standing` are the addresses of the decisions that were in force then, the newest last.
    """

    edition_id: int
    module: str
    versions: Versions
    policy: RegradePolicy
    attempts: int
    standing: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """A regrade with how far it is, and its undoing."""

    regrade: Regrade
    question: Question
    regraded: Regraded
    is_working: bool


# -- doing -------------------------------------------------------------------------


def order(
    session: Session, person: Person, taught: Taught, decided: Decided, reason: str, now: datetime
) -> str:
    """Keep a decision about a key and begin to grade anew; the address of the regrade.

    EditionChanged where another edition came out since it was worked out: its key may be another.
    DecidedMeanwhile where another decision was made or undone since then, and StillRegrading while
    an earlier decision about the question is being applied.
    """
    course_id = taught.edition.course_id
    regrades.hold_keys(session, course_id)
    newest = editions.find_newest(session, taught.edition.facts.slug)
    if newest is None or newest.id != decided.edition_id:
        raise EditionChanged
    stamp = decided.versions.newest.stamp
    made = regrades.list_of_stamp(session, course_id, decided.module, stamp)
    if list_standing(made) != decided.standing:
        raise DecidedMeanwhile
    _refuse_while_working(session, made)
    public_id = secrets.token_urlsafe(16)
    kept = NewRegrade(
        course_id=course_id,
        module=decided.module,
        stamp=stamp,
        question_hash=decided.versions.newest_hash,
        covers=decided.versions.covers(decided.policy, rulings_of(session, made)),
        policy=decided.policy,
        reason=reason,
        attempts=decided.attempts,
    )
    regrades.add_regrade(session, public_id, kept, person.id, now)
    _record(session, "regrade ordered", person, public_id, now, policy=decided.policy.value)
    _begin(session, public_id, now)
    return public_id


def undo(
    session: Session, person: Person, taught: Taught, public_id: str, reason: str, now: datetime
) -> None:
    """Undo a regrade, once and for good: every mark is what it would be without it.

    NotFound where the course has none of that address; StillRegrading while a decision about the
    question is being applied.
    """
    regrades.hold_keys(session, taught.edition.course_id)
    regrade = _get(session, taught, public_id)
    if regrade.undone is not None:
        return
    made = regrades.list_of_stamp(session, regrade.course_id, regrade.module, regrade.stamp)
    _refuse_while_working(session, made)
    regrades.add_undo(session, regrade.id, reason, person.id, now)
    _record(session, "regrade undone", person, public_id, now)
    _begin(session, public_id, now)


def _record(
    session: Session, kind: str, person: Person, public_id: str, now: datetime, **detail: str
) -> None:
    audit.record(session, now, kind, person.id, f"regrade {public_id}", **detail)


def list_standing(made: Iterable[Regrade]) -> tuple[str, ...]:
    """The addresses of those that were not undone, in their order."""
    return tuple(it.public_id for it in made if it.undone is None)


def _refuse_while_working(session: Session, made: Sequence[Regrade]) -> None:
    if outbox.list_waiting(session, JOB, [it.public_id for it in made]):
        raise StillRegrading


def _begin(session: Session, public_id: str, now: datetime) -> None:
    """Grade the first attempts anew at once; what is left is work for the outbox."""
    if go_on(session, public_id, FROM_START, now) is not None:
        outbox.add(session, JOB, public_id, now)


def go_on(session: Session, public_id: str, after: Reached, now: datetime) -> Reached | None:
    """Grade the next attempts anew; how far that was, or None when none is left.

    Doing it again from the start changes nothing: grades that are as they should be stay.
    NotFound where there is no such regrade.
    """
    regrade = regrades.find_regrade(session, public_id)
    if regrade is None:
        raise NotFound
    regrades.hold_regrading(session, regrade.course_id)
    where = Where(regrade.course_id, regrade.module, regrade.covers)
    batch = regraded_attempts.list_covered(session, where, after, BATCH)
    made = regrades.list_of_stamp(session, regrade.course_id, regrade.module, regrade.stamp)
    in_force = rulings_of(session, made)
    shown = editions.list_questions(session, {it.question_hash for it in batch.covered})
    changed = [
        NewGrade(it.attempt_id, grade, max(now, it.graded_at + TICK))
        for it in batch.covered
        if (grade := _grade(it, shown[it.question_hash], in_force)) != it.grade
    ]
    is_undo = regrade.undone is not None
    reason = regrade.undone.reason if regrade.undone else regrade.reason
    regraded_attempts.add_grades(session, regrade, changed, reason, is_undo=is_undo)
    return batch.reached


def _grade(covered: Covered, shown: Question, rulings: tuple[Ruling, ...]) -> Grade:
    share = ruled_share(shown, covered.question_hash, covered.answer, rulings)
    return regraded(covered.grade, [(shown.stamp, share)])


# -- looking at what was done ------------------------------------------------------


def get_regrade(session: Session, taught: Taught, public_id: str) -> Progress:
    """One of them; NotFound where it is of another course."""
    regrade = _get(session, taught, public_id)
    return list_progress(session, [regrade])[0]


def _get(session: Session, taught: Taught, public_id: str) -> Regrade:
    regrade = regrades.find_regrade(session, public_id)
    if regrade is None or regrade.course_id != taught.edition.course_id:
        raise NotFound
    return regrade


def list_progress(session: Session, made: Sequence[Regrade]) -> tuple[Progress, ...]:
    """How far each of them is: three queries for all."""
    if not made:
        return ()
    questions = editions.list_questions(session, {it.question_hash for it in made})
    counts = regraded_attempts.count_regraded(session, [it.id for it in made])
    working = outbox.list_waiting(session, JOB, [it.public_id for it in made])
    return tuple(
        Progress(
            regrade=it,
            question=questions[it.question_hash],
            regraded=counts.get(it.id, Regraded()),
            is_working=it.public_id in working,
        )
        for it in made
    )
