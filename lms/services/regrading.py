"""Regrading: a corrected key, what it would do, doing it, and undoing it (CE_RULES 7).

Flow: a publishing leaves two versions of a question with different keys; `get_overview` finds
them, `get_proposal` shows what each policy would do, `order` keeps the ruling and grades the first
attempts anew, the outbox goes on with the rest. A grade is always what the version shown and the
rulings in force make of the answers that count, so that undoing is grading anew without one.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.errors import NotFound, StillRegrading
from lms.domain.grading import Grade, share_earned
from lms.domain.keys import corrected, has_same_key
from lms.domain.paging import Paged, page_of_list
from lms.domain.questions import Question
from lms.domain.regrading import (
    DEFAULT_POLICY,
    RegradePolicy,
    Ruling,
    regraded,
    ruled_share,
    share_by,
)
from lms.domain.versions import Versions
from lms.services.question_versions import get_versions, list_versions
from lms.services.rulings import rulings_of
from lms.services.teaching import Taught
from lms.store import audit, editions, outbox, regraded_attempts, regrades
from lms.store.regraded_attempts import Covered, NewGrade, Where
from lms.store.regrades import Order, Regrade

# Attempts that one transaction grades anew: some tens of milliseconds.
BATCH = 200
JOB = "regrade"
# The latest grade stands, also where the clock was put back meanwhile.
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Change:
    """A question whose key is another one than people were asked by, and nobody has decided."""

    module: str
    module_title: str
    question: Question
    attempts: int


@dataclass(frozen=True)
class Tally:
    """What a policy would do to how many attempts."""

    policy: RegradePolicy
    raised: int
    lowered: int
    now_passed: int
    now_failed: int

    @property
    def changed(self) -> int:
        """How many attempts would get another grade."""
        return self.raised + self.lowered


@dataclass(frozen=True)
class Effect:
    """What the chosen policy would do to one attempt."""

    covered: Covered
    after: Grade

    @property
    def is_flip(self) -> bool:
        """True when it would pass and did not, or the other way round."""
        return self.covered.grade.is_passed != self.after.is_passed


@dataclass(frozen=True)
class Decided:
    """What is decided about a question, and how many marks it is to change."""

    module: str
    versions: Versions
    policy: RegradePolicy
    attempts: int


@dataclass(frozen=True)
class Proposal:
    """A correction before it is ordered: every policy's tally, and the chosen one's effects."""

    module: str
    module_title: str
    versions: Versions
    asked: int
    policy: RegradePolicy
    tallies: tuple[Tally, ...]
    effects: Paged[Effect]

    @property
    def question(self) -> Question:
        """The question as the newest edition asks it."""
        return self.versions.newest

    @property
    def decided(self) -> Decided:
        """The decision that it proposes."""
        return Decided(self.module, self.versions, self.policy, self.effects.total)


@dataclass(frozen=True)
class Progress:
    """A regrade with how far it is, and its undoing."""

    regrade: Regrade
    question: Question
    regraded: int
    restored: int
    is_working: bool


# -- finding what is to be decided -------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """The changed keys of a course that nobody has decided about, and a page of the decisions."""

    changes: tuple[Change, ...]
    decisions: Paged[Progress]


def get_overview(session: Session, taught: Taught, wanted: int) -> Overview:
    """What is to be decided about a course, and what was decided, the newest first."""
    decisions = regrades.list_regrades(session, taught.edition.course_id)
    page = page_of_list(decisions, wanted)
    shown = Paged(_progress(session, page.entries), page.number, page.total)
    return Overview(_changes(session, taught, decisions), shown)


def count_undecided(session: Session, slug: str) -> int:
    """How many changed keys of a course wait for a decision."""
    edition = editions.find_newest(session, slug)
    if edition is None:
        raise NotFound
    decisions = regrades.list_regrades(session, edition.course_id)
    return len(_changes(session, Taught(edition), decisions))


def _changes(session: Session, taught: Taught, decisions: Iterable[Regrade]) -> tuple[Change, ...]:
    course_id = taught.edition.course_id
    standing = [it for it in decisions if it.undone is None]
    waiting = []
    for entry, versions in list_versions(session, taught):
        about = [
            it for it in standing if (it.module, it.stamp) == (entry.slug, versions.newest.stamp)
        ]
        held = versions.held_to_another_key(_rulings(about, versions))
        if held or not _is_decided(versions, about):
            waiting.append((entry, versions, held))
    wheres = [Where(course_id, entry.slug, it.other_keys | held) for entry, it, held in waiting]
    counts = regraded_attempts.count_covered(session, course_id, wheres)
    return tuple(
        Change(entry.slug, entry.title, versions.newest, attempts)
        for (entry, versions, held), attempts in zip(waiting, counts, strict=True)
        # A ruling by another key is about attempts to come as well.
        if attempts or held
    )


def _rulings(newest_first: Iterable[Regrade], versions: Versions) -> tuple[Ruling, ...]:
    by_hash = dict(versions.all)
    return tuple(
        Ruling(it.policy, by_hash[it.question_hash], it.covers)
        for it in reversed(tuple(newest_first))
        if it.question_hash in by_hash
    )


def _is_decided(versions: Versions, standing: Iterable[Regrade]) -> bool:
    decided = [it.covers for it in standing if _is_about(it, versions)]
    return versions.other_keys <= frozenset().union(*decided)


def _is_about(regrade: Regrade, versions: Versions) -> bool:
    ruled = dict(versions.all).get(regrade.question_hash)
    return ruled is not None and has_same_key(ruled, versions.newest)


# -- showing what would happen -----------------------------------------------------


def get_proposal(
    session: Session, taught: Taught, module: str, stamp: str, policy: RegradePolicy, wanted: int
) -> Proposal:
    """What correcting a key would do: a dry run over every attempt, by every policy."""
    versions = get_versions(session, taught, module, stamp)
    every = versions.covers(RegradePolicy.FULL_CREDIT, ())
    where = Where(taught.edition.course_id, module, every)
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    dry = _DryRun(versions, rulings_of(session, made))
    for covered in walk(session, where):
        dry.look_at(covered, policy)
    entry = taught.edition.facts.entry(module)
    return Proposal(
        module=module,
        module_title=entry.title if entry else module,
        versions=versions,
        asked=dry.asked,
        policy=policy,
        tallies=dry.tallies,
        effects=page_of_list(dry.effects, wanted),
    )


class _DryRun:
    """Counts, over attempts, what each policy would do, and keeps what the chosen one would."""

    def __init__(self, versions: Versions, rulings: tuple[Ruling, ...]) -> None:
        self.rulings = rulings
        self.asked = 0
        self.effects: list[Effect] = []
        self._by_hash = dict(versions.all)
        self._covers = {policy: versions.covers(policy, rulings) for policy in RegradePolicy}
        self._corrected = {hash_: corrected(it, versions.newest) for hash_, it in versions.all}
        self._counts = {policy: [0, 0, 0, 0] for policy in RegradePolicy}

    def look_at(self, covered: Covered, chosen: RegradePolicy) -> None:
        """Take one attempt into account."""
        self.asked += covered.question_hash in self._covers[DEFAULT_POLICY]
        shown = self._by_hash[covered.question_hash]
        before = ruled_share(shown, covered.question_hash, covered.answer, self.rulings)
        by_new_key = share_earned(self._corrected[covered.question_hash], covered.answer)
        for policy in (it for it in RegradePolicy if covered.question_hash in self._covers[it]):
            share = share_by(policy, before, by_new_key)
            after = _with_share(covered.grade, shown.stamp, share)
            self._count(policy, covered.grade, after)
            if policy is chosen and after is not covered.grade:
                self.effects.append(Effect(covered, after))

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """What each policy would do."""
        return tuple(Tally(policy, *counts) for policy, counts in self._counts.items())

    def _count(self, policy: RegradePolicy, before: Grade, after: Grade) -> None:
        counts = self._counts[policy]
        counts[0] += after.earned > before.earned
        counts[1] += after.earned < before.earned
        counts[2] += after.is_passed and not before.is_passed
        counts[3] += before.is_passed and not after.is_passed


def _with_share(grade: Grade, stamp: str, share: Fraction) -> Grade:
    return regraded(grade, [(stamp, share)])


def walk(session: Session, where: Where) -> Iterator[Covered]:
    """Every attempt that was asked one of those versions, some of them at a time."""
    after: int | None = 0
    while after is not None:
        batch = regraded_attempts.list_covered(session, where, after, BATCH)
        yield from batch
        after = batch[-1].attempt_id if len(batch) == BATCH else None


# -- doing -------------------------------------------------------------------------


def order(
    session: Session, person: Person, taught: Taught, decided: Decided, reason: str, now: datetime
) -> str:
    """Keep a decision about a key and begin to grade anew; the address of the regrade."""
    course_id = taught.edition.course_id
    regrades.hold_keys(session, course_id)
    stamp = decided.versions.newest.stamp
    _refuse_while_working(session, taught, decided.module, stamp)
    in_force = rulings_of(
        session, regrades.list_of_stamp(session, course_id, decided.module, stamp)
    )
    public_id = secrets.token_urlsafe(16)
    kept = Order(
        course_id=course_id,
        module=decided.module,
        stamp=stamp,
        question_hash=decided.versions.newest_hash,
        covers=decided.versions.covers(decided.policy, in_force),
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
    """Undo a regrade, once and for good: every mark is what it would be without it."""
    regrades.hold_keys(session, taught.edition.course_id)
    regrade = _get(session, taught, public_id)
    if regrade.undone is not None:
        return
    _refuse_while_working(session, taught, regrade.module, regrade.stamp)
    regrades.add_undo(session, regrade.id, reason, person.id, now)
    _record(session, "regrade undone", person, public_id, now)
    _begin(session, public_id, now)


def _record(
    session: Session, kind: str, person: Person, public_id: str, now: datetime, **detail: str
) -> None:
    audit.record(session, now, kind, person.id, f"regrade {public_id}", **detail)


def _refuse_while_working(session: Session, taught: Taught, module: str, stamp: str) -> None:
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    if outbox.list_waiting(session, JOB, [it.public_id for it in made]):
        raise StillRegrading


def _begin(session: Session, public_id: str, now: datetime) -> None:
    """Grade the first attempts anew at once; what is left is work for the outbox."""
    if go_on(session, public_id, 0, now) is not None:
        outbox.add(session, JOB, public_id, now)


def go_on(session: Session, public_id: str, after: int, now: datetime) -> int | None:
    """Grade the next attempts anew; the number of the last one, or None when none is left.

    Doing it again from the start changes nothing: grades that are as they should be stay.
    """
    regrade = regrades.find_regrade(session, public_id)
    if regrade is None:
        raise NotFound
    regrades.hold_regrading(session, regrade.course_id)
    where = Where(regrade.course_id, regrade.module, regrade.covers)
    batch = regraded_attempts.list_covered(session, where, after, BATCH)
    made = regrades.list_of_stamp(session, regrade.course_id, regrade.module, regrade.stamp)
    in_force = rulings_of(session, made)
    shown = editions.list_questions(session, {it.question_hash for it in batch})
    changed = [
        NewGrade(it.attempt_id, grade, max(now, it.graded_at + TICK))
        for it in batch
        if (grade := _grade(it, shown[it.question_hash], in_force)) != it.grade
    ]
    is_undo = regrade.undone is not None
    reason = regrade.undone.reason if regrade.undone else regrade.reason
    regraded_attempts.add_grades(session, regrade, changed, reason, is_undo=is_undo)
    return batch[-1].attempt_id if len(batch) == BATCH else None


def _grade(covered: Covered, shown: Question, rulings: tuple[Ruling, ...]) -> Grade:
    share = ruled_share(shown, covered.question_hash, covered.answer, rulings)
    return _with_share(covered.grade, shown.stamp, share)


# -- looking at what was done ------------------------------------------------------


def get_regrade(session: Session, taught: Taught, public_id: str) -> Progress:
    """One of them; NotFound where it is of another course."""
    regrade = _get(session, taught, public_id)
    return _progress(session, [regrade])[0]


def _get(session: Session, taught: Taught, public_id: str) -> Regrade:
    regrade = regrades.find_regrade(session, public_id)
    if regrade is None or regrade.course_id != taught.edition.course_id:
        raise NotFound
    return regrade


def _progress(session: Session, made: Sequence[Regrade]) -> tuple[Progress, ...]:
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
            regraded=counts.get((it.id, False), 0),
            restored=counts.get((it.id, True), 0),
            is_working=it.public_id in working,
        )
        for it in made
    )
