"""Colleagues: who works on a course, and as what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Duty(StrEnum):
    """What somebody does for a course: authors write it, reviewers read its draft and comment."""

    AUTHOR = "author"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on a course."""

    person: str
    legal_name: str
    email: str
    duty: Duty
    since_at: datetime


def is_last_author(colleagues: Iterable[Colleague], person: str) -> bool:
    """True when a course would have no author without that person."""
    authors = [it.person for it in colleagues if it.duty is Duty.AUTHOR]
    return authors == [person]
