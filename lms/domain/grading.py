"""Grading: what an answer earns, and where the pass mark is applied."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.domain.questions import (
    MANY_PLACES,
    Answer,
    Kind,
    Mark,
    Mistake,
    NumericKey,
    Question,
    Slot,
    WordsKey,
)
from lms.domain.words import folded, says

# A number as people type it, and what follows it. Thousands are grouped by commas, as in 1,234.
# The lengths are bounded: "1e999999" is a short text, and as a number it would fill the memory.
NUMBER = re.compile(
    r"(?P<number>[-+]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,9}|(?=\.?[0-9])[0-9]{0,30})"
    r"(?:\.[0-9]{0,30})?(?:[eE][-+]?[0-9]{1,2})?)"
    r"(?P<unit>.*)"
)
# What word processors and telephones put where a minus is meant.
DASHES = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-"})
SHORTEST_PLURAL = 4


@dataclass(frozen=True)
class Grade:
    """An attempt's result, with the mark of every item that was asked."""

    marks: tuple[Mark, ...]
    earned: Fraction
    possible: int
    pass_mark_percent: int
    is_passed: bool


def passes(points: Fraction, possible: int, pass_mark_percent: int) -> bool:
    """The pass mark, applied exactly: 79.6 % is not 80 %, and nothing of nothing is no pass."""
    return possible > 0 and 100 * points >= pass_mark_percent * possible


def needed(possible: int, pass_mark_percent: int) -> int:
    """The fewest whole points that pass: ceil(possible × pass mark ÷ 100)."""
    return -(-possible * pass_mark_percent // 100)


def grade(
    asked: Sequence[Question], answers: Mapping[int, Answer], pass_mark_percent: int
) -> Grade:
    """The grade of an attempt; `answers` by position, a missing one earns nothing."""
    marks = tuple(
        mark(question, answers.get(position, Answer())) for position, question in enumerate(asked)
    )
    earned = sum((m.earned for m in marks), Fraction(0))
    possible = sum(question.points for question in asked)
    return Grade(
        marks=marks,
        earned=earned,
        possible=possible,
        pass_mark_percent=pass_mark_percent,
        is_passed=passes(earned, possible, pass_mark_percent),
    )


def mark(question: Question, answer: Answer) -> Mark:
    """What one answer earns."""
    return Mark(question.stamp, share_earned(question, answer), question.points)


def share_earned(question: Question, answer: Answer) -> Fraction:
    """The share of the item's points, from 0 to 1; an unanswered item earns nothing."""
    if answer.is_blank:
        return Fraction(0)
    share = _share(question, answer)
    return share if question.has_partial_credit else Fraction(share == 1)


def _share(question: Question, answer: Answer) -> Fraction:
    if question.kind in MANY_PLACES:
        return share_of_places(question, answer)
    if question.kind is Kind.REFLECTION:
        return Fraction(count_words(answer.typed) >= max(1, question.least_words))
    if question.words is not None:
        return Fraction(is_accepted(question.words, answer.typed))
    if question.numeric is not None:
        return Fraction(is_within(question.numeric, answer.typed))
    if question.kind is Kind.SINGLE:
        # Once its key was corrected, one of two may be right.
        return Fraction(len(answer.chosen) == 1 and answer.chosen <= question.right_keys)
    return partial_share(question.right_keys, answer.chosen)


def share_of_places(question: Question, answer: Answer) -> Fraction:
    """The share of steps, lines or gaps that are right (FORMAT 4.2)."""
    right = rights_of_places(question, answer)
    return Fraction(sum(right.values()), len(right)) if right else Fraction(0)


def rights_of_places(question: Question, answer: Answer) -> dict[str, bool]:
    """Whether each step stands in its place, or each line and gap is filled as it should be."""
    filled = dict(answer.filled)
    if question.kind is Kind.ORDERING:
        places = enumerate(question.options, 1)
        return {option.key: filled.get(option.key) == str(place) for place, option in places}
    return {slot.key: _fits(slot, filled.get(slot.key, "")) for slot in question.slots}


def _fits(slot: Slot, text: str) -> bool:
    return text in slot.accepted if slot.choices else says(slot.accepted, text)


def is_accepted(key: WordsKey, typed: str) -> bool:
    """True when the words are accepted; a known mistake is none, however near it comes."""
    return find_wrong_words(key, typed) is None and says(key.accepted, typed)


def find_wrong_words(key: WordsKey, typed: str) -> Mistake | None:
    """The common mistake that was made, or None; accents and the like do not matter here either."""
    return next((m for m in key.mistakes if folded(m.value) == folded(typed)), None)


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def partial_share(right: frozenset[str], chosen: frozenset[str]) -> Fraction:
    """max(0, right chosen − wrong chosen) ÷ right (FORMAT 4.2)."""
    return max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right)))


def is_within(key: NumericKey, typed: str) -> bool:
    """True when the number lies in the accepted range, both ends included."""
    number = read_number(typed, key.unit)
    return number is not None and Fraction(key.low) <= number <= Fraction(key.high)


def find_mistake(question: Question, answer: Answer) -> Mistake | None:
    """The common mistake that was made, or None."""
    if question.words is not None:
        return find_wrong_words(question.words, answer.typed)
    return find_wrong_number(question.numeric, answer.typed) if question.numeric else None


def find_wrong_number(key: NumericKey, typed: str) -> Mistake | None:
    """The same for a number, with or without its unit."""
    number = read_number(typed, key.unit)
    if number is None:
        return None
    known = (m for m in key.mistakes if read_number(m.value, key.unit) == number)
    return next(known, None)


def read_number(typed: str, unit: str = "") -> Fraction | None:
    """The number that was typed, with or without its unit, or None when it is none."""
    found = NUMBER.fullmatch(" ".join(typed.translate(DASHES).split()))
    if found is None or (found["unit"].strip() and singular(found["unit"]) != singular(unit)):
        return None
    return Fraction(found["number"].replace(",", ""))


def singular(unit: str) -> str:
    """The unit in the one form that "Minutes" and "minute" share; "ms" is no plural."""
    folded = " ".join(unit.translate(DASHES).casefold().split())
    is_plural = len(folded) >= SHORTEST_PLURAL and folded.endswith("s")
    return folded.removesuffix("s") if is_plural else folded
