"""Attempts: which answer stands, until when it counts, and what is wrong with one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.grading import read_number
from lms.domain.questions import Answer, Kind

# Answers that arrive this long after the deadline still count: slow networks are nobody's fault.
GRACE = timedelta(seconds=60)
LONGEST_QUOTED = 40


class Reception(StrEnum):
    """What becomes of an answer that a page offers (DS-05)."""

    NEWS = "news"  # it stands from now on
    KNOWN = "known"  # it stands already
    UNTOUCHED = "untouched"  # the page repeats what it was shown, and a newer one stands
    CONFLICT = "conflict"  # given on a page that did not show the newer one: the learner decides


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


def problem_of(kind: Kind, unit: str, answer: Answer) -> str:
    """Why an answer cannot be graded, as what to do about it; empty when it can."""
    if not answer.is_blank:
        return problem_so_far(kind, unit, answer)
    return "Write a number" if kind is Kind.NUMERIC else "Choose an answer"


def problem_so_far(kind: Kind, unit: str, answer: Answer) -> str:
    """The same while one still answers, when an empty answer is no problem yet."""
    typed = answer.typed.strip()
    if kind is not Kind.NUMERIC or not typed or read_number(typed, unit) is not None:
        return ""
    quoted = f"“{typed[:LONGEST_QUOTED]}”"
    return f"{quoted} is not a number that can be graded. Write it in digits, such as 6 or 2.5"
