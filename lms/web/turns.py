"""Turns at costly work: few have one at once, one person one, and few wait for it (AV-05)."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """Who works at once, and who waits: each of them holds a thread of the server."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._most, self._most_waiting = at_once, waiting
        self._changed = Condition()
        self._at_work: set[Hashable] = set()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many wait for a turn just now."""
        return self._waiting

    @contextmanager
    def turn(self, who: Hashable, seconds: float) -> Iterator[bool]:
        """Whether this person has a turn: at once, or after so many seconds at most."""
        has_turn = self._take(who, seconds)
        try:
            yield has_turn
        finally:
            if has_turn:
                self._give_back(who)

    def _take(self, who: Hashable, seconds: float) -> bool:
        with self._changed:
            if not self._may(who) and not self._waits(who, seconds):
                return False
            self._at_work.add(who)
            return True

    def _waits(self, who: Hashable, seconds: float) -> bool:
        if not seconds or self._waiting >= self._most_waiting:
            return False
        self._waiting += 1
        try:
            return self._changed.wait_for(lambda: self._may(who), seconds)
        finally:
            self._waiting -= 1

    def _may(self, who: Hashable) -> bool:
        return who not in self._at_work and len(self._at_work) < self._most

    def _give_back(self, who: Hashable) -> None:
        with self._changed:
            self._at_work.discard(who)
            self._changed.notify_all()
