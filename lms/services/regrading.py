"""Regrading: a corrected key, what it would do, doing it, and undoing it (CE_RULES 7).

Flow: a publishing leaves two versions of a question with different keys; `list_changes` finds
them, `get_proposal` shows what each policy would do, `order` keeps the ruling and grades the first
attempts anew, the outbox goes on with the rest. A grade is always what the version shown and the
rulings in force make of the answers that count, so that undoing is grading anew without one.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.errors import NotFound, StillRegrading
from lms.domain.grading import Grade
from lms.domain.paging import Paged, page_of
from lms.domain.questions import Answer, Question
from lms.domain.regrading import (
    RegradePolicy,
    Ruling,
    has_same_key,
    regraded,
    ruled_share,
    share_by_ruling,
)
from lms.services.teaching import Taught
from lms.store import audit, editions, outbox, regrades
from lms.store.regrades import Covered, InForce, NewGrade, Order, Regrade, Where

# Attempts that one transaction grades anew: some tens of milliseconds.
BATCH = 500
JOB = "regrade"


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
class Proposal:
    """A correction before it is ordered: every policy's tally, and the chosen one's effects."""

    module: str
    module_title: str
    question: Question
    question_hash: str
    covers: frozenset[str]
    has_new_key: bool
    asked: int
    policy: RegradePolicy
    tallies: tuple[Tally, ...]
    effects: Paged[Effect]


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
class _Versions:
    """A question of the newest edition, and every version of it that the course has had."""

    newest: Question
    newest_hash: str
    all: tuple[tuple[str, Question], ...]

    @property
    def other_keys(self) -> frozenset[str]:
        """The versions by which an answer can earn something else than by the newest."""
        return frozenset(hash_ for hash_, it in self.all if not has_same_key(it, self.newest))

    @property
    def covers(self) -> frozenset[str]:
        """The versions that a correction is about: those with another key, or else all."""
        return self.other_keys or frozenset(hash_ for hash_, _ in self.all)


def list_changes(session: Session, taught: Taught) -> tuple[Change, ...]:
    """Every changed key of a course that people were asked by and nobody has decided about."""
    return tuple(_changes(session, taught))


def _changes(session: Session, taught: Taught) -> Iterator[Change]:
    facts, course_id = taught.edition.facts, taught.edition.course_id
    for entry in facts.outline:
        for versions in _versions(session, taught, entry.slug):
            other = versions.other_keys
            if not other or _is_decided(session, taught, entry.slug, versions):
                continue
            attempts = regrades.count_covered(session, Where(course_id, entry.slug, other))
            if attempts:
                yield Change(entry.slug, entry.title, versions.newest, attempts)


def _is_decided(session: Session, taught: Taught, module: str, versions: _Versions) -> bool:
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, versions.newest.stamp)
    decided = [it.covers for it in made if it.undone is None and _is_about(it, versions)]
    return bool(decided) and versions.other_keys <= frozenset().union(*decided)


def _is_about(regrade: Regrade, versions: _Versions) -> bool:
    known = dict(versions.all)
    ruled = known.get(regrade.question_hash)
    return ruled is not None and has_same_key(ruled, versions.newest)


def _versions(session: Session, taught: Taught, module: str) -> tuple[_Versions, ...]:
    """The questions of a module's quiz in the newest edition, each with all its versions."""
    found = editions.find_quiz(session, taught.edition.id, module)
    if found is None:
        return ()
    current = [hash_ for block in found[1].hashes for hash_ in block]
    quizzes = regrades.list_quizzes(session, taught.edition.course_id, module)
    every = {hash_ for quiz in quizzes for block in quiz.hashes for hash_ in block}
    questions = editions.list_questions(session, every | set(current))
    by_stamp: dict[str, list[tuple[str, Question]]] = {}
    for hash_ in sorted(every):
        by_stamp.setdefault(questions[hash_].stamp, []).append((hash_, questions[hash_]))
    return tuple(
        _Versions(questions[hash_], hash_, tuple(by_stamp[questions[hash_].stamp]))
        for hash_ in current
    )


# -- showing what would happen -----------------------------------------------------


def get_proposal(
    session: Session, taught: Taught, module: str, stamp: str, policy: RegradePolicy, wanted: int
) -> Proposal:
    """What correcting a key would do: a dry run over every attempt, by every policy."""
    versions = _get_versions(session, taught, module, stamp)
    where = Where(taught.edition.course_id, module, versions.covers)
    dry = _DryRun(versions, _rulings(session, taught, module, stamp))
    for covered in _walk(session, where):
        dry.look_at(covered, policy)
    entry = taught.edition.facts.entry(module)
    return Proposal(
        module=module,
        module_title=entry.title if entry else module,
        question=versions.newest,
        question_hash=versions.newest_hash,
        covers=versions.covers,
        has_new_key=bool(versions.other_keys),
        asked=dry.asked,
        policy=policy,
        tallies=dry.tallies,
        effects=page_of(
            len(dry.effects), wanted, lambda start, count: dry.effects[start : start + count]
        ),
    )


def _get_versions(session: Session, taught: Taught, module: str, stamp: str) -> _Versions:
    found = _versions(session, taught, module)
    versions = next((it for it in found if it.newest.stamp == stamp), None)
    if versions is None:
        raise NotFound
    return versions


class _DryRun:
    """Counts, over attempts, what each policy would do, and keeps what the chosen one would."""

    def __init__(self, versions: _Versions, rulings: tuple[Ruling, ...]) -> None:
        self.rulings = rulings
        self.asked = 0
        self.effects: list[Effect] = []
        self._by_hash = dict(versions.all)
        self._by_policy = {
            policy: Ruling(policy, versions.newest, versions.covers) for policy in RegradePolicy
        }
        self._counts = {policy: [0, 0, 0, 0] for policy in RegradePolicy}

    def look_at(self, covered: Covered, chosen: RegradePolicy) -> None:
        """Take one attempt into account."""
        self.asked += 1
        shown = self._by_hash[covered.question_hash]
        before = ruled_share(shown, covered.question_hash, covered.answer, self.rulings)
        for policy, ruling in self._by_policy.items():
            share = share_by_ruling(ruling, shown, covered.answer, before)
            after = _with_share(covered.grade, shown.stamp, share)
            self._count(policy, covered.grade, after)
            if policy is chosen and after != covered.grade:
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


def _walk(session: Session, where: Where) -> Iterator[Covered]:
    after = 0
    while batch := regrades.list_covered(session, where, after, BATCH):
        yield from batch
        after = batch[-1].attempt_id


# -- doing -------------------------------------------------------------------------


def order(
    session: Session, person: Person, taught: Taught, decided: Proposal, reason: str, now: datetime
) -> str:
    """Keep a decision about a key, as it was shown, and begin to grade anew; its address."""
    course_id = taught.edition.course_id
    regrades.hold_keys(session, course_id)
    _refuse_while_working(session, taught, decided.module, decided.question.stamp)
    public_id = secrets.token_urlsafe(16)
    kept = Order(
        course_id=course_id,
        module=decided.module,
        stamp=decided.question.stamp,
        question_hash=decided.question_hash,
        covers=decided.covers,
        policy=decided.policy,
        reason=reason,
        attempts=decided.effects.total,
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
    if any(outbox.is_waiting(session, JOB, it.public_id) for it in made):
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
    batch = regrades.list_covered(session, where, after, BATCH)
    made = regrades.list_of_stamp(session, regrade.course_id, regrade.module, regrade.stamp)
    in_force = _rulings_of(session, made)
    shown = editions.list_questions(session, {it.question_hash for it in batch})
    new = [_new_grade(it, shown[it.question_hash], in_force) for it in batch]
    changed = [it for it, old in zip(new, batch, strict=True) if it.grade != old.grade]
    is_undo = regrade.undone is not None
    reason = regrade.undone.reason if regrade.undone else regrade.reason
    regrades.add_grades(session, regrade, changed, reason, now, is_undo=is_undo)
    return batch[-1].attempt_id if len(batch) == BATCH else None


def _new_grade(covered: Covered, shown: Question, rulings: tuple[Ruling, ...]) -> NewGrade:
    share = ruled_share(shown, covered.question_hash, covered.answer, rulings)
    return NewGrade(covered.attempt_id, _with_share(covered.grade, shown.stamp, share))


def _rulings(session: Session, taught: Taught, module: str, stamp: str) -> tuple[Ruling, ...]:
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    return _rulings_of(session, made)


def _rulings_of(session: Session, made: Iterable[Regrade]) -> tuple[Ruling, ...]:
    standing = [it for it in made if it.undone is None]
    questions = editions.list_questions(session, {it.question_hash for it in standing})
    return tuple(Ruling(it.policy, questions[it.question_hash], it.covers) for it in standing)


# -- looking at what was done ------------------------------------------------------


def list_regrades(session: Session, taught: Taught, wanted: int) -> Paged[Progress]:
    """A page of the keys corrected in a course, the newest first."""
    course_id = taught.edition.course_id
    total = regrades.count_regrades(session, course_id)
    page = page_of(
        total, wanted, lambda start, count: regrades.list_regrades(session, course_id, start, count)
    )
    questions = editions.list_questions(session, {it.question_hash for it in page.entries})
    entries = tuple(_progress(session, it, questions[it.question_hash]) for it in page.entries)
    return Paged(entries, page.number, page.total)


def get_regrade(session: Session, taught: Taught, public_id: str) -> Progress:
    """One of them; NotFound where it is of another course."""
    regrade = _get(session, taught, public_id)
    questions = editions.list_questions(session, [regrade.question_hash])
    return _progress(session, regrade, questions[regrade.question_hash])


def _get(session: Session, taught: Taught, public_id: str) -> Regrade:
    regrade = regrades.find_regrade(session, public_id)
    if regrade is None or regrade.course_id != taught.edition.course_id:
        raise NotFound
    return regrade


def _progress(session: Session, regrade: Regrade, question: Question) -> Progress:
    done, restored = regrades.count_regraded(session, regrade.id)
    is_working = outbox.is_waiting(session, JOB, regrade.public_id)
    return Progress(regrade, question, done, restored, is_working)


# -- when an attempt is handed in --------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A ruling in force on a module's quiz, with its number, and why it was made."""

    id: int
    ruling: Ruling
    reason: str
    at: datetime


def list_held(session: Session, edition_id: int, module: str) -> tuple[Held, ...]:
    """The rulings that hold for a module's quiz: one query, and one more where there are any."""
    in_force = regrades.list_in_force(session, edition_id, module)
    if not in_force:
        return ()
    questions = editions.list_questions(session, {it.question_hash for it in in_force})
    return tuple(_held(it, questions[it.question_hash]) for it in in_force)


def _held(it: InForce, question: Question) -> Held:
    return Held(it.id, Ruling(it.policy, question, it.covers), it.reason, it.ordered_at)


@dataclass(frozen=True)
class Ruled:
    """A grade by the rulings in force, and the numbers of those that were about any item of it."""

    grade: Grade
    met: tuple[int, ...]


def ruled(
    grade: Grade,
    asked: Sequence[tuple[str, Question]],
    answers: Mapping[int, Answer],
    held: Sequence[Held],
) -> Ruled:
    """What rulings make of a grade; `asked` are the versions that were shown, with their hashes."""
    shares, met = [], set()
    for position, (hash_, question) in enumerate(asked):
        about = [it for it in held if hash_ in it.ruling.covers]
        if about:
            met |= {it.id for it in about}
            rulings = [it.ruling for it in about]
            answer = answers.get(position, Answer())
            shares.append((question.stamp, ruled_share(question, hash_, answer, rulings)))
    return Ruled(regraded(grade, shares), tuple(sorted(met)))
