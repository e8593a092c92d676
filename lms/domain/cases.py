"""Cases with later parts: which items can be answered, which are closed, which hidden (AC-06)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from lms.domain.questions import Block, Draw, Quiz


class Reach(StrEnum):
    """How far an attempt has come with an item."""

    HIDDEN = "hidden"  # its part is not opened yet: nothing of it is shown or taken
    OPEN = "open"
    CLOSED = "closed"  # the next part was opened, which may tell its answer


@dataclass(frozen=True)
class CasePlace:
    """Where an item stands in a case with later parts: where the case begins, and the item's part.

    Both are positions in the attempt; for the first part of a case they are the same.
    """

    case: int
    part: int


Places = Sequence[CasePlace | None]


def places_of(quiz: Quiz, plan: Sequence[Draw]) -> tuple[CasePlace | None, ...]:
    """Where each item of a plan stands in a case with later parts; None for all others."""
    spots = [spot_of(quiz, line) for line in plan]
    cases: dict[int, int] = {}
    parts: dict[tuple[int, int], int] = {}
    for position, (block, part) in enumerate(spots):
        cases.setdefault(block, position)
        parts.setdefault((block, part), position)
    return tuple(
        CasePlace(cases[block], parts[block, part]) if quiz.blocks[block].parts else None
        for block, part in spots
    )


def spot_of(quiz: Quiz, line: Draw) -> tuple[int, int]:
    """The number of the block that a line of a plan comes from, and of the part in it."""
    return next(
        (number, block.part_at(place))
        for number, block in enumerate(quiz.blocks)
        for place in _places_in(block, line)
    )


def _places_in(block: Block, line: Draw) -> list[int]:
    return [at for at, question in enumerate(block.questions) if question.stamp == line.stamp]


def reaches(places: Places, opened: Collection[int]) -> tuple[Reach, ...]:
    """How far each item is reached, when the parts that begin at `opened` were opened."""
    present = {case: parts[-1] for case, parts in _reached(places, opened).items()}
    return tuple(
        _reach(place.part, present[place.case]) if place else Reach.OPEN for place in places
    )


def _reach(part: int, present: int) -> Reach:
    if part == present:
        return Reach.OPEN
    return Reach.CLOSED if part < present else Reach.HIDDEN


def next_parts(places: Places, opened: Collection[int]) -> tuple[int, ...]:
    """Where the parts begin that can be opened now: of each case, the one after the present."""
    reached = _reached(places, opened)
    waiting = (parts[len(reached[case]) :] for case, parts in _parts(places).items())
    return tuple(parts[0] for parts in waiting if parts)


def before(places: Places, part: int) -> frozenset[int]:
    """The positions of a case's items in the parts before the one that begins there."""
    begun = places[part]
    return frozenset(
        at
        for at, place in enumerate(places)
        if begun and place and place.case == begun.case and place.part < begun.part
    )


def _reached(places: Places, opened: Collection[int]) -> Mapping[int, Sequence[int]]:
    """The parts of each case up to the present one; none can be passed over."""
    return {
        case: [case, *takewhile(lambda part: part in opened, later)]
        for case, (_first, *later) in _parts(places).items()
    }


def _parts(places: Places) -> Mapping[int, Sequence[int]]:
    """Where the parts of each case begin, in order."""
    found: dict[int, dict[int, None]] = {}
    for place in places:
        if place is not None:
            found.setdefault(place.case, {})[place.part] = None
    return {case: list(parts) for case, parts in found.items()}
