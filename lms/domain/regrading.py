"""Regrading: what a corrected key does to answers that people have given (CE_RULES 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from lms.domain.grading import Grade, passes, share_earned
from lms.domain.keys import corrected
from lms.domain.questions import Answer, Question


class RegradePolicy(StrEnum):
    """What becomes of a mark when a key was wrong."""

    FULL_CREDIT = "full_credit"  # everybody who was asked earns all of it
    BOTH_COUNT = "both_count"  # an answer is right by the old key or by the new one
    NEW_COUNTS = "new_counts"  # an answer is right by the new key alone
    NO_CHANGE = "no_change"  # marks stay; the decision is kept


# Lowers nobody's mark.
DEFAULT_POLICY = RegradePolicy.BOTH_COUNT


@dataclass(frozen=True)
class Ruling:
    """A policy in force: whose key is right, and for which versions of the question it was made."""

    policy: RegradePolicy
    question: Question
    covers: frozenset[str]


@dataclass(frozen=True)
class Held:
    """A ruling in force on a module's quiz, with its number, and why it was made."""

    id: int
    ruling: Ruling
    reason: str
    at: datetime


@dataclass(frozen=True)
class Ruled:
    """A grade by the rulings in force, and the numbers of those that were about any item of it."""

    grade: Grade
    met: tuple[int, ...]


def share_by(policy: RegradePolicy, before: Fraction, by_new_key: Fraction) -> Fraction:
    """The share of an item's points that a policy leaves, from the one that stood before."""
    match policy:
        case RegradePolicy.FULL_CREDIT:
            return Fraction(1)
        case RegradePolicy.BOTH_COUNT:
            return max(before, by_new_key)
        case RegradePolicy.NEW_COUNTS:
            return by_new_key
        case RegradePolicy.NO_CHANGE:
            return before


def ruled_share(
    shown: Question, shown_hash: str, answer: Answer, rulings: Iterable[Ruling]
) -> Fraction:
    """What an answer earns by the version that was shown and every ruling on it, oldest first."""
    share = share_earned(shown, answer)
    for ruling in rulings:
        if shown_hash in ruling.covers:
            share = share_by_ruling(ruling, shown, answer, share)
    return share


def share_by_ruling(ruling: Ruling, shown: Question, answer: Answer, before: Fraction) -> Fraction:
    """What a ruling makes of a share that an answer has earned so far."""
    if ruling.policy in (RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE):
        return share_by(ruling.policy, before, before)
    by_new_key = share_earned(corrected(shown, ruling.question), answer)
    return share_by(ruling.policy, before, by_new_key)


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


def corrected_by(question: Question, hash_: str, held: Iterable[Held]) -> Question:
    """A version that was shown, with the key that the rulings in force say is right."""
    for it in held:
        if hash_ in it.ruling.covers:
            question = corrected(question, it.ruling.question)
    return question


def regraded(grade: Grade, shares: Iterable[tuple[str, Fraction]]) -> Grade:
    """A grade in which items of those stamps earn these shares, and all others what they did."""
    new = dict(shares)
    changed = {
        place: replace(mark, share=new[mark.stamp])
        for place, mark in enumerate(grade.marks)
        if mark.stamp in new and new[mark.stamp] != mark.share
    }
    if not changed:
        return grade
    marks = tuple(changed.get(place, mark) for place, mark in enumerate(grade.marks))
    # The difference, since summing up fractions takes its time and most grades have many marks.
    gained = sum(mark.earned - grade.marks[place].earned for place, mark in changed.items())
    earned = grade.earned + gained
    is_passed = passes(earned, grade.possible, grade.pass_mark_percent)
    return replace(grade, marks=marks, earned=earned, is_passed=is_passed)
