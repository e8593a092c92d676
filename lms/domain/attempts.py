"""Attempts: which answer stands, until when it counts, and what is wrong with one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.grading import count_words, read_number
from lms.domain.questions import (
    MANY_PLACES,
    TYPED,
    Answer,
    Asks,
    Kind,
    Question,
    is_fitting,
)

# Answers that arrive this long after the deadline still count: slow networks are nobody's fault.
GRACE = timedelta(seconds=60)
LONGEST_QUOTED = 40
# Far longer than any number or term; what is longer was not typed into our field.
TYPED_LENGTH = 200
# Some pages.
REFLECTION_LENGTH = 6000


class Reception(StrEnum):
    """What becomes of an answer that a page offers (DS-05)."""

    NEWS = "news"  # it stands from now on
    KNOWN = "known"  # it stands already
    UNTOUCHED = "untouched"  # the page repeats what it was shown, and a newer one stands
    CONFLICT = "conflict"  # given on a page that did not show the newer one: the learner decides
    CLOSED = "closed"  # the next part of its case was opened: the answer that stands stays


def reception(known: Mapping[int, Answer], sequence: int, answer: Answer) -> Reception:
    """What becomes of an answer; a page offers it with one more than the sequence it was shown.

    `known` holds answers to the item by their sequence: the newest, and the one the page was shown.
    """
    newest = max(known, default=0)
    standing = known.get(newest, Answer())
    if answer == standing or (answer.is_blank and standing.is_blank):
        return Reception.KNOWN
    if sequence > newest:
        return Reception.NEWS
    shown = known.get(sequence - 1, Answer())
    return Reception.UNTOUCHED if answer == shown else Reception.CONFLICT


def counted_until(deadline_at: datetime | None, otherwise: datetime) -> datetime:
    """The last moment at which an answer counts; `otherwise` where there is no time limit."""
    return deadline_at + GRACE if deadline_at else otherwise


def counts(deadline_at: datetime | None, given_at: datetime) -> bool:
    """True for an answer given in time; a later one is kept, and does not count (DS-07)."""
    return given_at <= counted_until(deadline_at, given_at)


def seconds_left(deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the deadline, none of them once it has passed; None without a limit."""
    return max(0, (deadline_at - now) // timedelta(seconds=1)) if deadline_at else None


def is_possible(question: Question, answer: Answer) -> bool:
    """True for an answer that the fields of this question on a sheet can give."""
    if question.kind in MANY_PLACES:
        return not (answer.chosen or answer.typed) and _fills(question, answer)
    if question.kind in TYPED:
        longest = REFLECTION_LENGTH if question.kind is Kind.REFLECTION else TYPED_LENGTH
        return not (answer.chosen or answer.filled) and len(answer.typed) <= longest
    keys = {option.key for option in question.options}
    return not (answer.typed or answer.filled) and answer.chosen <= keys


def _fills(question: Question, answer: Answer) -> bool:
    filled = dict(answer.filled)
    are_fitting = len(filled) == len(answer.filled) and all(
        is_fitting(question, key, text) and len(text) <= TYPED_LENGTH for key, text in answer.filled
    )
    if question.kind is not Kind.ORDERING or not filled:
        return are_fitting
    # Steps are moved, so that all of them have a place, and each another one.
    return are_fitting and len(set(filled.values())) == len(question.options)


# What to do where nothing is answered yet.
BLANK = {
    Kind.NUMERIC: "Write a number",
    Kind.WORDS: "Write an answer",
    Kind.ORDERING: "Put the steps in order",
    Kind.MATCHING: "Choose an answer on each line",
    Kind.CLOZE: "Fill in the gaps",
    Kind.REFLECTION: "Write your answer",
}
# The same where some of the places are empty.
EMPTY = {
    Kind.ORDERING: ("Give the step without a place one", "Give a place to {} more steps"),
    Kind.MATCHING: ("Choose an answer on one more line", "Choose an answer on {} more lines"),
    Kind.CLOZE: ("Fill in one more gap", "Fill in {} more gaps"),
}


def problem_of(asks: Asks, answer: Answer) -> str:
    """Why an answer cannot be graded, as what to do about it; empty when it can."""
    if answer.is_blank:
        return BLANK.get(asks.kind, "Choose an answer")
    empty = len(asks.slots) - len(answer.filled)
    if empty > 0:
        one, many = EMPTY[asks.kind]
        return one if empty == 1 else many.format(empty)
    missing = asks.least_words - count_words(answer.typed)
    if asks.kind is Kind.REFLECTION and missing > 0:
        return f"Write {missing} more {'word' if missing == 1 else 'words'}"
    return problem_so_far(asks, answer)


def problem_so_far(asks: Asks, answer: Answer) -> str:
    """The same while one still answers, when what is missing is no problem yet."""
    typed = answer.typed.strip()
    if asks.kind is not Kind.NUMERIC or not typed or read_number(typed, asks.unit) is not None:
        return ""
    quoted = f"“{typed[:LONGEST_QUOTED]}”"
    if read_number(typed.replace(",", "."), asks.unit) is not None:
        return f"{quoted} has a comma. Write a point before the decimals, such as 2.5"
    return f"{quoted} is not a number that can be graded. Write it in digits, such as 6 or 2.5"
