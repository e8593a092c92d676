"""Regrading: what a corrected key does to answers that people have given (CE_RULES 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from html import escape

from lms.domain.grading import Grade, passes, share_earned
from lms.domain.questions import Answer, Kind, Option, Question, Slot


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


def regraded(grade: Grade, shares: Iterable[tuple[str, Fraction]]) -> Grade:
    """A grade in which items of those stamps earn these shares, and all others what they did."""
    new = dict(shares)
    changed = {
        place: replace(mark, share=new[mark.stamp])
        for place, mark in enumerate(grade.marks)
        if new.get(mark.stamp, mark.share) != mark.share
    }
    if not changed:
        return grade
    marks = tuple(changed.get(place, mark) for place, mark in enumerate(grade.marks))
    # The difference, since summing up fractions takes its time and most grades have many marks.
    gained = sum(mark.earned - grade.marks[place].earned for place, mark in changed.items())
    earned = grade.earned + gained
    is_passed = passes(earned, grade.possible, grade.pass_mark_percent)
    return replace(grade, marks=marks, earned=earned, is_passed=is_passed)


def has_same_key(one: Question, other: Question) -> bool:
    """True when every answer that the one can be given earns the same share by either."""
    return _key(corrected(one, other)) == _key(one)


def corrected(shown: Question, new: Question) -> Question:
    """The version that was shown, with the key of the new one as far as that is about it.

    Options, lines and gaps are known by their content; a question that became another kind of
    question keeps its key.
    """
    if shown.kind in _CHOICES and new.kind in _CHOICES:
        return replace(shown, options=_corrected_options(shown, new))
    if shown.kind is not new.kind:
        return shown
    return replace(
        shown,
        options=_corrected_steps(shown, new),
        numeric=new.numeric,
        words=new.words,
        slots=_corrected_slots(shown, new),
        least_words=new.least_words,
    )


_CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE})


def _corrected_options(shown: Question, new: Question) -> tuple[Option, ...]:
    is_right = {option.key: option.is_right for option in new.options}
    # Of several right options the new version may have worded some anew; of one, only another one
    # takes its place.
    stays = shown.kind is Kind.MULTIPLE
    options = tuple(
        replace(option, is_right=is_right.get(option.key, stays and option.is_right))
        for option in shown.options
    )
    return options if any(option.is_right for option in options) else shown.options


def _corrected_steps(shown: Question, new: Question) -> tuple[Option, ...]:
    place = {option.key: at for at, option in enumerate(new.options)}
    is_sorted = shown.kind is Kind.ORDERING
    if not is_sorted or place.keys() != {option.key for option in shown.options}:
        return shown.options
    return tuple(sorted(shown.options, key=lambda option: place[option.key]))


def _corrected_slots(shown: Question, new: Question) -> tuple[Slot, ...]:
    accepted = {slot.key: slot.accepted for slot in new.slots}
    return tuple(
        replace(slot, accepted=accepted.get(slot.key, slot.accepted)) for slot in shown.slots
    )


def _key(question: Question) -> tuple[object, ...]:
    numeric, words = question.numeric, question.words
    steps = question.options if question.kind is Kind.ORDERING else ()
    return (
        question.right_keys,
        tuple(option.key for option in steps),
        numeric and (numeric.low, numeric.high, numeric.unit),
        words
        and (frozenset(words.accepted), frozenset(mistake.value for mistake in words.mistakes)),
        frozenset((slot.key, frozenset(slot.accepted)) for slot in question.slots),
        question.least_words,
    )


def key_in_words(question: Question) -> tuple[str, ...]:
    """What is right, for people to read: HTML of right options, steps, filled places or words."""
    html = {option.key: option.html for option in question.options}
    if question.kind is Kind.ORDERING:
        return tuple(html.values())
    if question.slots:
        return tuple(_filled(slot, html) for slot in question.slots)
    if question.words is not None:
        return tuple(map(escape, question.words.accepted))
    if question.numeric is not None:
        return (escape(question.numeric.shown),)
    return tuple(html[option.key] for option in question.options if option.is_right)


def _filled(slot: Slot, html: Mapping[str, str]) -> str:
    accepted = " / ".join(html.get(key) or escape(key) for key in slot.accepted)
    return f"{slot.html or slot.key}: {accepted}"
