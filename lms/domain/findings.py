"""What a check of something issued comes to, side by side, in plain words."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What was found; what could not be found out, or was not compared, is not fine."""

    FINE = "fine"
    NOT_FINE = "not fine"
    UNKNOWN = "unknown"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Finding:
    """What was found about one side of something issued, in plain words."""

    verdict: Verdict
    words: str
