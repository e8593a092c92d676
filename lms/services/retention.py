"""Retention: what is past its time, told of first, and deleted where the declaration allows it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from lms.domain.retention import RECORD, UNFINISHED
from lms.store import audit, retaining


class Doors(Protocol):
    """What a run needs of the database: a way to read and a way to write."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together."""


@dataclass(frozen=True)
class Past:
    """How many rows of a table are past their time, why, and whether a run deletes them."""

    table: str
    rows: int
    why: str
    is_deleted: bool


def list_past(session: Session, now: datetime) -> tuple[Past, ...]:
    """What is past its time, table by table."""
    unfinished = f"{UNFINISHED.name}: {UNFINISHED.years} years after {UNFINISHED.since}."
    record = (
        f"{RECORD.name}: more than {RECORD.years} years after {RECORD.since}. Its tables refuse to "
        "forget, so the product deletes none of it; it may be deleted by hand."
    )
    passing = (
        Past(name, retaining.count_past(session, name, it, now), it.why, is_deleted=True)
        for name, it in retaining.list_passing()
    )
    return (
        *(it for it in passing if it.rows),
        *(Past(name, rows, unfinished, True) for name, rows in retaining.count_quiet(session, now)),
        *(Past(name, rows, record, False) for name, rows in retaining.count_record(session, now)),
    )


def apply(doors: Doors, now: datetime) -> int:
    """Delete what may be deleted, some of it in each transaction; how many rows come back."""
    rows = _all(doors, now, "retention unfinished", partial(retaining.delete_quiet, now=now))
    for name, passing in retaining.list_passing():
        some = partial(retaining.delete_past, name=name, passing=passing, now=now)
        rows += _all(doors, now, f"table {name}", some)
    return rows


def _all(doors: Doors, now: datetime, subject: str, some: Callable[[Session], int]) -> int:
    """Do it until nothing is left; each step is recorded in its own transaction."""
    rows = 0
    while True:
        with doors.writing() as session:
            deleted = some(session)
            if not deleted:
                return rows
            audit.record(session, now, "retention applied", None, subject, rows=deleted)
        rows += deleted
