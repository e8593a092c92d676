"""Shelves: copies of what is kept by its address, and therefore never changes.

Every process may have its own, since none can ever be out of date.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Values by their address; when there are `most` of them it is emptied and fills anew."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[str, Value] = {}

    def find(self, hash_: str) -> Value | None:
        """The value at that address where it is here, or None."""
        return self._kept.get(hash_)

    def take(
        self, hashes: Iterable[str], fetch: Callable[[list[str]], Mapping[str, Value]]
    ) -> dict[str, Value]:
        """The values at those addresses; `fetch` is asked once, for those not seen before."""
        kept, wanted = self._kept, set(hashes)
        found = {hash_: kept[hash_] for hash_ in wanted if hash_ in kept}
        missing = sorted(wanted - found.keys())
        if missing:
            fetched = fetch(missing)
            found.update(fetched)
            # A new one, since another thread may be reading the old one.
            self._kept = {**({} if len(kept) + len(fetched) > self._most else kept), **fetched}
        return found
