"""How many connections are out of the pool whenever a function is called (DS-03)."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from lms.store.database import Database


@contextmanager
def connections_out_during(database: Database, function: Callable[..., Any]) -> Iterator[list[int]]:
    """A number for each call of that function in this thread: how many were being read from."""
    found: list[int] = []
    before = sys.getprofile()
    code = function.__code__

    def look(frame: FrameType, event: str, argument: object) -> None:
        if before is not None:
            before(frame, event, argument)
        if event == "call" and frame.f_code is code:
            found.append(database.reader.pool.checkedout())  # type: ignore[attr-defined]

    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)
