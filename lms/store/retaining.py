"""What is past its time by `domain/retention.py`, counted and deleted as `personal.py` allows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, Table, delete, func, select
from sqlalchemy.orm import Session

from lms.domain.retention import RECORD, UNFINISHED, Passing, years_before
from lms.store import erasing
from lms.store.columns import UtcTime
from lms.store.owners import IS_FINISHED, TABLES, enrollments_with, within
from lms.store.personal import NOBODYS, PERSONAL, Delete, Keep, Unfinished
from lms.store.rows import CompletionRow, EnrollmentRow, ProgramCertificateRow

AT_ONCE = 100


# -- what passes by itself ---------------------------------------------------------


def list_passing() -> tuple[tuple[str, Passing], ...]:
    """The tables whose rows are of use for a while only."""
    personal = [(name, it.passing) for name, it in PERSONAL.items()]
    nobodys = [(name, it.passing) for name, it in NOBODYS.items()]
    declared = (*personal, *nobodys)
    return tuple((name, passing) for name, passing in declared if passing is not None)


def count_past(session: Session, name: str, passing: Passing, now: datetime) -> int:
    """How many rows of such a table are past their time."""
    past = _is_past(TABLES[name], passing, now)
    return session.scalars(select(func.count()).select_from(TABLES[name]).where(past)).one()


def delete_past(session: Session, name: str, passing: Passing, now: datetime) -> int:
    """Delete some of them; 0 when there are none left."""
    table = TABLES[name]
    (key,) = table.primary_key.columns
    some = select(key).where(_is_past(table, passing, now)).limit(AT_ONCE)
    return _deleted(session, table, key.in_(session.scalars(some).all()))


def _is_past(table: Table, passing: Passing, now: datetime) -> ColumnElement[bool]:
    return table.c[passing.column] < now - passing.age


def _deleted(session: Session, table: Table, condition: ColumnElement[bool]) -> int:
    return session.execute(delete(table).where(condition)).rowcount  # type: ignore[attr-defined, no-any-return]


# -- unfinished courses ------------------------------------------------------------


def count_quiet(session: Session, now: datetime) -> tuple[tuple[str, int], ...]:
    """How many rows of each table belong to unfinished courses that nobody came back to."""
    quiet = _is_quiet(now)
    counted = []
    for name, declared in PERSONAL.items():
        theirs = within(TABLES[name], declared.whose, "enrollments", quiet)
        if theirs is not None and isinstance(declared.erased, Delete | Unfinished):
            rows = select(func.count()).select_from(TABLES[name]).where(theirs)
            counted.append((name, session.scalars(rows).one()))
    return tuple((name, count) for name, count in counted if count)


def delete_quiet(session: Session, now: datetime) -> int:
    """Delete some of these courses with all that was done in them; how many rows come back."""
    quiet = _is_quiet(now)
    some = session.scalars(select(EnrollmentRow.id).where(quiet).limit(AT_ONCE)).all()
    held = erasing.hold(session, some)
    # Asked again once nobody else can add to them: somebody may just have come back.
    still = select(EnrollmentRow.id).where(EnrollmentRow.id.in_(held), quiet)
    return erasing.delete_learning(session, session.scalars(still).all())


def _is_quiet(now: datetime) -> ColumnElement[bool]:
    since = years_before(now, UNFINISHED.years)
    quiet = (EnrollmentRow.enrolled_at < since) & ~IS_FINISHED
    for recent in _recent(since):
        quiet &= EnrollmentRow.id.not_in(recent)
    return quiet


def _recent(since: datetime) -> Iterator[Select[Any]]:
    """For each time that learning has, the enrollments in which it is not so long ago."""
    for name, declared in PERSONAL.items():
        table = TABLES[name]
        for column in table.columns:
            if isinstance(column.type, UtcTime | DateTime):
                found = enrollments_with(table, declared.whose, column >= since)
                if found is not None:
                    yield found


# -- the record --------------------------------------------------------------------


def count_record(session: Session, now: datetime) -> tuple[tuple[str, int], ...]:
    """How many rows of each table of the record are older than it must be kept."""
    before = years_before(now, RECORD.years)
    old = select(CompletionRow.enrollment_id).where(CompletionRow.completed_at < before)
    anchors: dict[str, ColumnElement[bool]] = {
        "enrollments": EnrollmentRow.id.in_(old),
        "completions": CompletionRow.completed_at < before,
        "program_certificates": ProgramCertificateRow.issued_at < before,
    }
    counted = []
    for name, declared in PERSONAL.items():
        if not isinstance(declared.erased, Keep | Unfinished) or declared.erased.rule != RECORD:
            continue
        found = (within(TABLES[name], declared.whose, it, old) for it, old in anchors.items())
        theirs = next((it for it in found if it is not None), None)
        if theirs is not None:
            rows = select(func.count()).select_from(TABLES[name]).where(theirs)
            counted.append((name, session.scalars(rows).one()))
    return tuple((name, count) for name, count in counted if count)
