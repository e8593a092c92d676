"""Several acts at the same moment, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Answer = TypeVar("Answer")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """What each act came to, in their order; the first refusal is raised."""
    ready = Barrier(len(acts))

    def once(act: Callable[[], Answer]) -> Answer:
        ready.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [it.result() for it in [pool.submit(once, act) for act in acts]]
