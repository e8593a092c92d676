"""Differences between two texts, line by line, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 3
"""How many lines that stayed are shown before and after those that did not."""


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Line:
    """One line of either text."""

    kind: LineKind
    text: str


@dataclass(frozen=True)
class Stretch:
    """Lines that changed, with some around them; `first` counts in the text after."""

    first: int
    lines: tuple[Line, ...]


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """What changed from one text to another; nothing where they are the same."""
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)
    return tuple(
        Stretch(group[0][3] + 1, tuple(_lines(old, new, group)))
        for group in groups
        if any(tag != "equal" for tag, *_ in group)
    )


def _lines(
    old: list[str], new: list[str], group: list[tuple[str, int, int, int, int]]
) -> Iterator[Line]:
    for tag, start, end, new_start, new_end in group:
        if tag == "equal":
            yield from (Line(LineKind.SAME, text) for text in new[new_start:new_end])
            continue
        yield from (Line(LineKind.REMOVED, text) for text in old[start:end])
        yield from (Line(LineKind.ADDED, text) for text in new[new_start:new_end])
