"""Works as reference managers export them: what was read of each, and what was not understood."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class WorkFound:
    """A work in the words of CSL-JSON, with the line where it begins and the name it has there."""

    line: int
    name: str
    fields: Mapping[str, object]
    left_out: tuple[str, ...] = ()
    """The fields that a list of works has no room for."""


@dataclass(frozen=True)
class NotRead:
    """Something that was not understood: its line, one sentence, and what to do."""

    line: int
    message: str
    suggestion: str


@dataclass(frozen=True)
class WorksFound:
    """Everything that a text holds, in its order."""

    works: tuple[WorkFound, ...]
    problems: tuple[NotRead, ...]


def date_of(*parts: str) -> dict[str, object] | None:
    """Year, month and day as a CSL date, as far as they are numbers; None where no year is."""
    numbers = []
    for part in parts:
        if not (part.isascii() and part.isdecimal() and len(part) <= LONGEST_YEAR and int(part)):
            break
        numbers.append(int(part))
    return {"date-parts": [numbers]} if numbers else None


LONGEST_YEAR = 4
