"""Which functions are called: what must not happen while others wait can be asked for by name."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def called() -> Iterator[set[str]]:
    """The names of every function of Python that is called while the block runs."""
    names: set[str] = set()

    def note(frame: FrameType, event: str, _given: object) -> None:
        if event == "call":
            names.add(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        yield names
    finally:
        sys.setprofile(None)
