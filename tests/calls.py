"""Which functions are called, and how often: what must not happen while others wait, and what must
not be done over and over, can be asked for by name."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def called() -> Iterator[Counter[str]]:
    """How often each function of Python is called while the block runs, by its name."""
    names: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _given: object) -> None:
        if event == "call":
            names[frame.f_code.co_name] += 1

    sys.setprofile(note)
    try:
        yield names
    finally:
        sys.setprofile(None)
