"""Everything about one person, as `personal.py` declares it: what "my data" shows (PR-02)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, LargeBinary, func, or_, select
from sqlalchemy.orm import Session

from lms.domain.media import FileSize
from lms.domain.rosters import PARS_HEAD
from lms.store.owners import TABLES, of_person
from lms.store.personal import PARS_LINES, PERSONAL
from lms.store.reported import BATCH, list_pars_lines
from lms.store.rows import (
    CertificateRow,
    CompletionRow,
    CourseEditionRow,
    CourseRow,
    EnrollmentRow,
    ProgramCertificateRow,
)

# Columns that hold a frozen value as JSON.
FROZEN = frozenset(
    {"answer", "calculation", "detail", "document", "facts", "kept", "plan", "snapshot"}
)
Row = Mapping[str, Any]
AT_ONCE = 100
# The one table of nobody's from which a person's own lines are taken.
REPORTED = "roster_parts"


@dataclass(frozen=True)
class Part:
    """One table's part of it: its heading, how many rows there are, and the newest of them."""

    table: str
    name: str
    count: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def list_parts(session: Session, person_id: int, most: int) -> tuple[Part, ...]:
    """Every table with something about a person, with at most so many rows of each."""
    names = _names(session)
    parts = [_part(session, name, person_id, most, names) for name in PERSONAL]
    parts.append(_pars_part(session, person_id, most))
    return tuple(part for part in parts if part.count)


def _pars_part(session: Session, person_id: int, most: int) -> Part:
    lines = list_pars_lines(session, person_id)
    newest = tuple(reversed(lines[-most:]))
    return Part(REPORTED, PARS_LINES, len(lines), (BATCH, *PARS_HEAD), newest)


def _part(
    session: Session, name: str, person_id: int, most: int, names: Mapping[str, Mapping[int, str]]
) -> Part:
    declared, theirs = PERSONAL[name], is_theirs(session, name, person_id)
    counted = select(func.count()).select_from(TABLES[name]).where(theirs)
    count = session.scalars(counted).one()
    rows = _newest(session, name, theirs, names, most) if count else iter(())
    columns = tuple(_label(column) for column in declared.shown.split())
    return Part(name, declared.name, count, columns, tuple(rows))


def list_withheld() -> dict[str, dict[str, str]]:
    """For every table that holds something back the columns, and why they are not shown."""
    return {
        name: {columns: why for why, columns in declared.withheld.items()}
        for name, declared in PERSONAL.items()
        if declared.withheld
    }


def list_rows(session: Session, person_id: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """Every table's rows about a person, some at a time; read each table to its end."""
    names = _names(session)
    for name in PERSONAL:
        yield name, _rows(session, name, is_theirs(session, name, person_id), names)
    yield REPORTED, iter(list_pars_lines(session, person_id))


def is_theirs(session: Session, name: str, person_id: int) -> ColumnElement[bool]:
    """A condition on the rows of a table that are a person's, or about them."""
    declared, table = PERSONAL[name], TABLES[name]
    theirs = of_person(table, declared.whose, person_id)
    if not declared.about:
        return theirs
    return or_(theirs, table.c[declared.about].in_(_subjects(session, person_id)))


def _subjects(session: Session, person_id: int) -> tuple[str, ...]:
    mine = select(EnrollmentRow.id).where(EnrollmentRow.person_id == person_id)
    serials = (
        select(CertificateRow.serial)
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .where(CompletionRow.person_id == person_id)
    )
    programs = select(ProgramCertificateRow.serial).where(
        ProgramCertificateRow.person_id == person_id
    )
    return (
        f"person {person_id}",
        *(f"enrollment {id_}" for id_ in session.scalars(mine)),
        *(f"certificate {serial}" for serial in session.scalars(serials)),
        *(f"certificate {serial}" for serial in session.scalars(programs)),
    )


def _newest(
    session: Session,
    name: str,
    theirs: ColumnElement[bool],
    names: Mapping[str, Mapping[int, str]],
    most: int,
) -> Iterator[Row]:
    """The newest rows, of each file in them only its size."""
    table, columns, files = TABLES[name], PERSONAL[name].shown.split(), _files(name)
    order = [column.desc() for column in table.primary_key.columns]
    wanted = (func.length(table.c[it]) if it in files else table.c[it] for it in columns)
    for row in session.execute(select(*wanted).where(theirs).order_by(*order).limit(most)):
        told = _row(columns, tuple(row), names)
        yield {it: FileSize(value) if it in files else value for it, value in told.items()}


def _rows(
    session: Session,
    name: str,
    theirs: ColumnElement[bool],
    names: Mapping[str, Mapping[int, str]],
) -> Iterator[Row]:
    table, columns = TABLES[name], PERSONAL[name].shown.split()
    asked = select(*(table.c[column] for column in columns)).where(theirs)
    ordered = asked.order_by(*table.primary_key.columns)
    # A file may be large, and there may be many of them.
    at_once = 1 if _files(name) else AT_ONCE
    for row in session.execute(ordered.execution_options(yield_per=at_once)):
        yield _row(columns, tuple(row), names)


def _files(name: str) -> frozenset[str]:
    shown = PERSONAL[name].shown.split()
    return frozenset(it for it in shown if isinstance(TABLES[name].c[it].type, LargeBinary))


def _row(columns: Sequence[str], row: Sequence[Any], names: Mapping[str, Mapping[int, str]]) -> Row:
    return {
        _label(column): _told(column, value, names)
        for column, value in zip(columns, row, strict=True)
    }


def _label(column: str) -> str:
    return {"course_id": "course", "edition_id": "edition"}.get(column, column)


def _told(column: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> Any:
    if column in names and value is not None:
        return names[column][value]
    if column in FROZEN and isinstance(value, str) and value:
        return msgspec.json.decode(value)
    return value


def _names(session: Session) -> dict[str, dict[int, str]]:
    """What courses and editions are called, by their numbers: two queries."""
    slugs = dict(session.execute(select(CourseRow.id, CourseRow.slug)).all())
    editions = session.execute(
        select(CourseEditionRow.id, CourseEditionRow.course_id, CourseEditionRow.number)
    )
    return {
        "course_id": slugs,
        "edition_id": {
            id_: f"{slugs[course]}, edition {number}" for id_, course, number in editions
        },
    }
