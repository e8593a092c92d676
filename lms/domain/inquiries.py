"""Inquiries: what a learner asks the instructor about a section, and what is answered."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

HEADING_LENGTH = 255
MOST_WAITING = 10
"""How many questions of one person in one course may wait for an answer at a time."""

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Reply:
    """What an instructor answered."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Inquiry:
    """A question to the instructor, with its answers; its asker and the course's authors see it."""

    public_id: str
    course: str
    module: str
    section: str
    heading: str
    """The words of the section's heading when it was asked."""
    text: str
    asker: str
    asked_at: datetime
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class SharedAnswer:
    """A question and its answer as everybody in the course reads them; nobody is named as asker."""

    inquiry: str
    module: str
    section: str
    heading: str
    question: str
    answer: str
    shared_at: datetime


def heading_of(title_html: str) -> str:
    """The words of a section's heading."""
    return " ".join(unescape(_TAG.sub("", title_html)).split())[:HEADING_LENGTH]
