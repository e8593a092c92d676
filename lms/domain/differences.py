"""Differences between two texts, line by line, for people to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from lms.domain.matching import Matcher, TooManySteps, count_alike

CONTEXT = 3
"""How many lines that stayed are shown before and after those that did not."""

MOST_COMPARED = 2_000
"""Where more lines than these changed, nobody looks for what stayed among them (AV-05)."""


MOST_SHOWN = 2_000
"""Lines of one comparison that a page shows."""


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


@dataclass(frozen=True)
class Differences:
    """What a page shows of the differences between two texts."""

    stretches: tuple[Stretch, ...]
    further: int
    """How many lines of them it leaves out."""


def shown_differences(before: str, after: str) -> Differences:
    """What changed from one text to another, as many lines of it as a page shows."""
    found = differences(before, after)
    shown, room = [], MOST_SHOWN
    for stretch in found:
        if room:
            shown.append(replace(stretch, lines=stretch.lines[:room]))
            room -= len(shown[-1].lines)
    return Differences(tuple(shown), _line_count(found) - _line_count(shown))


def _line_count(stretches: Iterable[Stretch]) -> int:
    return sum(len(it.lines) for it in stretches)


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """What changed from one text to another; nothing where no line is different."""
    old, new = _split(before), _split(after)
    start = count_alike(old, new)
    end = min(count_alike(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    try:
        if max(len(old), len(new)) - start - end > MOST_COMPARED:
            raise TooManySteps
        groups = list(Matcher(None, old, new).get_grouped_opcodes(CONTEXT))
    except TooManySteps:
        groups = [[("replace", start, len(old) - end, start, len(new) - end)]]
    return tuple(Stretch(group[0][3] + 1, tuple(_lines(old, new, group))) for group in groups)


def _split(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _lines(
    old: list[str], new: list[str], group: list[tuple[str, int, int, int, int]]
) -> Iterator[Line]:
    for tag, start, end, new_start, new_end in group:
        if tag == "equal":
            yield from (Line(LineKind.SAME, text) for text in new[new_start:new_end])
            continue
        yield from (Line(LineKind.REMOVED, text) for text in old[start:end])
        yield from (Line(LineKind.ADDED, text) for text in new[new_start:new_end])
