"""Comments: what is said about a passage of a draft, and whether it is settled."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.domain.quotations import Passage, Quotation, find


class Act(StrEnum):
    """What somebody did in a thread."""

    SAID = "said"
    RESOLVED = "resolved"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Comment:
    """Something that was said or done in a thread; `text` may be empty where it was resolved."""

    act: Act
    text: str
    author: str
    made_at: datetime


@dataclass(frozen=True)
class Thread:
    """A passage that was commented on: its quotation, the first comment, and how it stands."""

    public_id: str
    path: str
    quotation: Quotation
    first: Comment
    comments: int
    is_open: bool


@dataclass(frozen=True)
class Placed:
    """A thread with where its passage stands in the text now; None where the passage is gone."""

    thread: Thread
    passage: Passage | None


def is_open_after(newest: Act | None) -> bool:
    """Whether a thread is open after its newest act that is not just said; None for none such."""
    return newest is not Act.RESOLVED


def placed(threads: tuple[Thread, ...], text: str) -> tuple[Placed, ...]:
    """Threads where they stand in a text, from its top; whose passage is gone come last."""
    found = [Placed(it, find(text, it.quotation)) for it in threads]
    end = len(text)
    return tuple(sorted(found, key=lambda it: it.passage.start if it.passage else end))
