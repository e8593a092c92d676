"""Lengths: how many questions a page shows with their keys, which may be as long as a file."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile

from lms.domain.changes import QuestionChange
from lms.domain.questions import Question

MOST_KEYED = 2_000
"""Questions and what stands in their keys, on one page; two hundred questions have some 1,500."""


def count_keyed(questions: Iterable[Question]) -> int:
    """How many questions, from the first, a page shows with their keys (AV-05)."""
    return _count(map(key_length, questions))


def foremost(changes: Sequence[QuestionChange]) -> tuple[QuestionChange, ...]:
    """As many changed questions as a page shows with both of their keys."""
    return tuple(changes[: _count(map(_change_length, changes))])


def key_length(question: Question) -> int:
    """What stands on a page that shows the question with its key: itself, and each answer."""
    typed = len(question.words.accepted) if question.words else bool(question.numeric)
    mistakes = len(key.mistakes) if (key := question.numeric or question.words) else 0
    slots = sum(1 + len(slot.accepted) for slot in question.slots)
    return 1 + len(question.options) + slots + typed + mistakes


def _change_length(change: QuestionChange) -> int:
    return sum(key_length(it) for it in (change.before, change.after) if it)


def _count(lengths: Iterable[int]) -> int:
    return sum(1 for _ in takewhile(lambda total: total <= MOST_KEYED, accumulate(lengths)))
