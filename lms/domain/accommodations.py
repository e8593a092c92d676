"""Accommodations: longer for timed quizzes, and further attempts, for one learner (CE_RULES 1)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.domain.errors import FieldRefusal
from lms.domain.names import COMMENT_LENGTH, clean_line

MOST_EXTRA_TIME_PERCENT = 400
# At a time; whoever needs more is granted more again.
MOST_ATTEMPTS = 10
_WHOLE = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class TimeLimit:
    """How long one learner has for an attempt, and how much of it is their accommodation."""

    minutes: int
    extra_minutes: int


@dataclass(frozen=True)
class MoreAttempts:
    """So many attempts more that a learner was allowed on a module's quiz.

    `by` is empty where it was done with the `lms` command.
    """

    module: str
    attempts: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MoreTime:
    """So many percent more time that a learner was allowed for the timed quizzes of a course."""

    percent: int
    reason: str
    by: str
    at: datetime


Allowance = MoreAttempts | MoreTime


def lengthened(limit_minutes: int, extra_time_percent: int) -> TimeLimit:
    """A time limit with so much extra time, rounded up to whole minutes."""
    minutes = -(-limit_minutes * (100 + extra_time_percent) // 100)
    return TimeLimit(minutes, minutes - limit_minutes)


def time_limit_between(
    started_at: datetime, deadline_at: datetime, limit_minutes: int | None
) -> TimeLimit:
    """The limit that an attempt began with; what is beyond the quiz's own is extra."""
    minutes = (deadline_at - started_at) // timedelta(minutes=1)
    return TimeLimit(minutes, minutes - (limit_minutes or minutes))


def clean_attempts(field: str, typed: str) -> int:
    """How many attempts are granted, as somebody typed it."""
    return _whole(field, typed, 1, MOST_ATTEMPTS, "one more attempt is 1")


def clean_extra_time(field: str, typed: str) -> int:
    """How many percent of a time limit are added to it, as somebody typed it."""
    last = MOST_EXTRA_TIME_PERCENT
    return _whole(field, typed, 0, last, "50 is half as long again, and 0 ends it")


def clean_reason(field: str, typed: str) -> str:
    """A reason that says something, on one line."""
    reason = clean_line(field, typed, COMMENT_LENGTH)
    if not reason:
        raise FieldRefusal(field, "Say why; it is kept.")
    return reason


def _whole(field: str, typed: str, least: int, most: int, such_as: str) -> int:
    text = typed.strip()
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        sentence = f"Write a whole number from {least} to {most}: {such_as}."
        raise FieldRefusal(field, sentence)
    return int(text)
