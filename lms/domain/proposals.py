"""Proposals: what each policy would do to attempts before one of them is chosen (CE_RULES 7)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from lms.domain.grading import Grade, share_earned
from lms.domain.keys import corrected
from lms.domain.questions import Answer
from lms.domain.regrading import RegradePolicy, Ruling, regraded, ruled_share, share_by
from lms.domain.versions import Versions


@dataclass(frozen=True)
class Covered:
    """An attempt in which a version of the question was asked, with the grade that stands.

    `answer` is the one that counts: the last that was given in time.
    """

    attempt_id: int
    attempt: str
    number: int
    person: str
    legal_name: str
    has_completed: bool
    question_hash: str
    answer: Answer
    grade: Grade
    graded_at: datetime


@dataclass(frozen=True)
class PolicyTally:
    """What a policy would do to how many attempts."""

    policy: RegradePolicy
    raised: int
    lowered: int
    now_passed: int
    now_failed: int


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
class DryRun:
    """What every policy would do, and to which attempts the chosen one would do something.

    `asked` counts the attempts that a decision about the key is about.
    """

    asked: int
    tallies: tuple[PolicyTally, ...]
    effects: tuple[Effect, ...]


def dry_run(
    versions: Versions,
    rulings: tuple[Ruling, ...],
    attempts: Iterable[Covered],
    chosen: RegradePolicy,
) -> DryRun:
    """What the policies would do to attempts that were asked one of the versions."""
    about = versions.covers(RegradePolicy.NO_CHANGE, rulings)
    asked, effects = 0, []
    turns: Counter[tuple[RegradePolicy, _Turn]] = Counter()
    for covered, grades in _outcomes(versions, rulings, attempts):
        asked += covered.question_hash in about
        for policy, after in grades:
            turns.update((policy, turn) for turn in _turns(covered.grade, after))
            if policy is chosen and after is not covered.grade:
                effects.append(Effect(covered, after))
    tallies = (
        PolicyTally(policy, *(turns[policy, turn] for turn in _Turn))
        for policy in versions.policies
    )
    return DryRun(asked, tuple(tallies), tuple(effects))


class _Turn(Enum):
    """How a grade can differ from the one before it, in the order of a tally."""

    RAISED = auto()
    LOWERED = auto()
    NOW_PASSED = auto()
    NOW_FAILED = auto()


def _turns(before: Grade, after: Grade) -> Iterator[_Turn]:
    if after.earned != before.earned:
        yield _Turn.RAISED if after.earned > before.earned else _Turn.LOWERED
    if after.is_passed != before.is_passed:
        yield _Turn.NOW_PASSED if after.is_passed else _Turn.NOW_FAILED


def _outcomes(
    versions: Versions, rulings: tuple[Ruling, ...], attempts: Iterable[Covered]
) -> Iterator[tuple[Covered, list[tuple[RegradePolicy, Grade]]]]:
    """Each attempt with its grade by every policy that is about it."""
    by_hash = dict(versions.all)
    by_new_key = {hash_: corrected(it, versions.newest) for hash_, it in versions.all}
    reach = [(policy, versions.covers(policy, rulings)) for policy in versions.policies]
    for it in attempts:
        shown = by_hash[it.question_hash]
        before = ruled_share(shown, it.question_hash, it.answer, rulings)
        newer = share_earned(by_new_key[it.question_hash], it.answer)
        yield (
            it,
            [
                (policy, regraded(it.grade, [(shown.stamp, share_by(policy, before, newer))]))
                for policy, covers in reach
                if it.question_hash in covers
            ],
        )
