"""Long lists, a page at a time: nothing is shown whole that grows without end (AV-04)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_LENGTH = 25

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Paged(Generic[Entry]):
    """One page of a list: its entries, its number from 1, and how many entries there are in all."""

    entries: tuple[Entry, ...]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page; of an empty list the first is the last."""
        return max(1, -(-self.total // PAGE_LENGTH))

    @property
    def first_entry(self) -> int:
        """The place of its first entry in the whole list, from 1; 0 where there is none."""
        return self.start + 1 if self.entries else 0

    @property
    def last_entry(self) -> int:
        """The place of its last entry in the whole list."""
        return self.start + len(self.entries)

    @property
    def start(self) -> int:
        """How many entries stand before it."""
        return (self.number - 1) * PAGE_LENGTH


def page_of(total: int, wanted: int, fetch: Callable[[int, int], Sequence[Entry]]) -> Paged[Entry]:
    """The wanted page, or the nearest one there is; `fetch` is told where to start, how many."""
    last = max(1, -(-total // PAGE_LENGTH))
    number = min(max(1, wanted), last)
    start = (number - 1) * PAGE_LENGTH
    return Paged(tuple(fetch(start, PAGE_LENGTH)) if total else (), number, total)


def page_of_list(whole: Sequence[Entry], wanted: int) -> Paged[Entry]:
    """The same of a list that is at hand already."""
    return page_of(len(whole), wanted, lambda start, count: whole[start : start + count])
