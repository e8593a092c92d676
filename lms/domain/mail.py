"""A letter as a value: plain text to one person."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Letter:
    """What is sent to whom; `key` is the same when it is tried again."""

    key: str
    to: str
    subject: str
    text: str
    written_at: datetime
