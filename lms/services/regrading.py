"""Regrading: a corrected key, what it would do, doing it, and undoing it (CE_RULES 7).

Flow: a publishing leaves two versions of a question with different keys; `get_overview` finds
them, `get_proposal` shows what each policy would do, `order` keeps the ruling and grades the first
attempts anew, the outbox goes on with the rest. A grade is always what the version shown and the
rulings in force make of the answers that count, so that undoing is grading anew without one.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.errors import EditionChanged, FieldRefusal, NotFound, StillRegrading
from lms.domain.grading import Grade
from lms.domain.paging import Paged, page_of_list
from lms.domain.proposals import Covered, Effect, PolicyTally, dry_run
from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling, regraded, ruled_share
from lms.domain.versions import Versions
from lms.services.question_versions import get_versions, list_versions, list_waiting
from lms.services.rulings import rulings_by_question, rulings_of
from lms.services.teaching import Taught
from lms.store import audit, editions, outbox, regraded_attempts, regrades
from lms.store.regraded_attempts import NewGrade, Regraded, Where
from lms.store.regrades import NewRegrade, Regrade

# Attempts that one transaction grades anew: some tens of milliseconds.
BATCH = 200
JOB = "regrade"
# The latest grade stands, also where the clock was put back meanwhile.
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class ChangedKey:
    """A question whose key is another one than people were asked by, and nobody has decided.

    One that `is_gone` was taken out of the quiz, so that none is right.
    """

    module: str
    module_title: str
    question: Question
    attempts: int
    is_gone: bool


@dataclass(frozen=True)
class Decided:
    """What is decided about a question as an edition has it, and how many marks it is to change."""

    edition_id: int
    module: str
    versions: Versions
    policy: RegradePolicy
    attempts: int


@dataclass(frozen=True)
class Proposal:
    """A correction before it is ordered: every policy's tally, and the chosen one's effects.

    `edition_id` and `edition` are the newest edition by which it was worked out, and its number.
    """

    edition_id: int
    edition: int
    module: str
    module_title: str
    versions: Versions
    asked: int
    policy: RegradePolicy
    tallies: tuple[PolicyTally, ...]
    effects: Paged[Effect]

    @property
    def question(self) -> Question:
        """The question as the newest edition asks it, or as it was asked last."""
        return self.versions.newest

    @property
    def decided(self) -> Decided:
        """The decision that it proposes."""
        return Decided(self.edition_id, self.module, self.versions, self.policy, self.effects.total)

    def decided_as_read(self, edition: str, policy: str) -> Decided:
        """The same for whoever has read it, by the edition and the policy that their page names.

        EditionChanged where it was another edition; FieldRefusal where there is no such policy.
        """
        if edition != str(self.edition):
            raise EditionChanged(
                "Another edition of this course was published meanwhile, so nothing was decided. "
                "This page shows what the decision would do now: read it, then apply it."
            )
        if policy not in self.versions.policies:
            raise FieldRefusal("policy", "Choose what should become of the marks.")
        return self.decided


@dataclass(frozen=True)
class Progress:
    """A regrade with how far it is, and its undoing."""

    regrade: Regrade
    question: Question
    regraded: Regraded
    is_working: bool


# -- finding what is to be decided -------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """The changed keys of a course that nobody has decided about, and what was decided."""

    changes: Paged[ChangedKey]
    decisions: Paged[Progress]


def get_overview(
    session: Session, taught: Taught, wanted_changes: int, wanted_decisions: int
) -> Overview:
    """What is to be decided about a course, and what was decided, the newest first."""
    made = regrades.list_regrades(session, taught.edition.course_id)
    page = page_of_list(made, wanted_decisions)
    decisions = Paged(_progress(session, page.entries), page.number, page.total)
    return Overview(page_of_list(_changes(session, taught, made), wanted_changes), decisions)


def count_undecided(session: Session, slug: str) -> int:
    """How many changed keys of a course wait for a decision; NotFound for an unknown course."""
    edition = editions.find_newest(session, slug)
    if edition is None:
        raise NotFound
    made = regrades.list_regrades(session, edition.course_id)
    return len(_changes(session, Taught(edition), made))


def is_undecided(session: Session, taught: Taught, module: str, versions: Versions) -> bool:
    """True while a changed key of that question waits for a decision."""
    stamp = versions.newest.stamp
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    rulings = {(module, stamp): rulings_of(session, made)}
    return bool(_undecided(session, taught, [(module, versions)], rulings))


def _changes(
    session: Session, taught: Taught, newest_first: Sequence[Regrade]
) -> tuple[ChangedKey, ...]:
    rulings = rulings_by_question(session, reversed(newest_first))
    return _undecided(session, taught, list_versions(session, taught), rulings)


def _undecided(
    session: Session,
    taught: Taught,
    found: Iterable[tuple[str, Versions]],
    rulings: Mapping[tuple[str, str], Sequence[Ruling]],
) -> tuple[ChangedKey, ...]:
    waiting = list_waiting(found, rulings)
    modules = {it.module for it in waiting}
    asked = regraded_attempts.count_asked(session, taught.edition.course_id, modules)
    return tuple(
        ChangedKey(
            module=it.module,
            module_title=taught.edition.facts.module_title(it.module),
            question=it.versions.newest,
            attempts=attempts,
            is_gone=it.versions.is_gone,
        )
        for it in waiting
        # A ruling by another key is about attempts to come as well.
        if (attempts := sum(asked[it.module, hash_] for hash_ in it.covers)) or it.held
    )


# -- showing what would happen -----------------------------------------------------


def get_proposal(
    session: Session, taught: Taught, module: str, stamp: str, policy: RegradePolicy, wanted: int
) -> Proposal:
    """What correcting a key would do: a dry run over every attempt, by every policy.

    Where the policy cannot be chosen, the first that can is. NotFound where the module never had a
    question of that stamp.
    """
    versions = get_versions(session, taught, module, stamp)
    chosen = policy if policy in versions.policies else versions.policies[0]
    course_id = taught.edition.course_id
    rulings = rulings_of(session, regrades.list_of_stamp(session, course_id, module, stamp))
    covered = walk(session, Where(course_id, module, versions.every))
    dry = dry_run(versions, rulings, covered, chosen)
    return Proposal(
        edition_id=taught.edition.id,
        edition=taught.edition.number,
        module=module,
        module_title=taught.edition.facts.module_title(module),
        versions=versions,
        asked=dry.asked,
        policy=chosen,
        tallies=dry.tallies,
        effects=page_of_list(dry.effects, wanted),
    )


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
    """Keep a decision about a key and begin to grade anew; the address of the regrade.

    EditionChanged where another edition came out since it was worked out: its key may be another.
    StillRegrading while an earlier decision about the question is being applied.
    """
    course_id = taught.edition.course_id
    regrades.hold_keys(session, course_id)
    newest = editions.find_newest(session, taught.edition.facts.slug)
    if newest is None or newest.id != decided.edition_id:
        raise EditionChanged
    stamp = decided.versions.newest.stamp
    _refuse_while_working(session, taught, decided.module, stamp)
    in_force = rulings_of(
        session, regrades.list_of_stamp(session, course_id, decided.module, stamp)
    )
    public_id = secrets.token_urlsafe(16)
    kept = NewRegrade(
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
    """Undo a regrade, once and for good: every mark is what it would be without it.

    NotFound where the course has none of that address; StillRegrading while a decision about the
    question is being applied.
    """
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
    return regraded(covered.grade, [(shown.stamp, share)])


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
            regraded=counts.get(it.id, Regraded()),
            is_working=it.public_id in working,
        )
        for it in made
    )
