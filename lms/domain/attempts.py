"""Attempts: until when an answer counts, and what is wrong with one that cannot be graded."""

from datetime import datetime, timedelta

from lms.domain.grading import read_number
from lms.domain.questions import Answer, Kind

# Answers that arrive this long after the deadline still count: slow networks are nobody's fault.
GRACE = timedelta(seconds=60)
LONGEST_QUOTED = 40


def counted_until(deadline_at: datetime | None, otherwise: datetime) -> datetime:
    """The last moment at which an answer counts; `otherwise` where there is no time limit."""
    return deadline_at + GRACE if deadline_at else otherwise


def counts(deadline_at: datetime | None, given_at: datetime) -> bool:
    """True for an answer given in time; a later one is kept, and does not count (DS-07)."""
    return given_at <= counted_until(deadline_at, given_at)


def problem_of(kind: Kind, unit: str, answer: Answer) -> str:
    """Why an answer cannot be graded, as what to do about it; empty when it can."""
    if kind is not Kind.NUMERIC:
        return "" if answer.chosen else "Choose an answer"
    typed = answer.typed.strip()
    if not typed:
        return "Write a number"
    if read_number(typed, unit) is None:
        return f"“{typed[:LONGEST_QUOTED]}” is not a number. Write digits, such as 50"
    return ""
