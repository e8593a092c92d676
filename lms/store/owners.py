"""Along the paths of `personal.py`: from the rows of a table to the person, and back."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select

from lms.store.rows import Base, CompletionRow, EnrollmentRow, PersonRow

TABLES = Base.metadata.tables
IS_FINISHED = EnrollmentRow.id.in_(select(CompletionRow.enrollment_id))


def within(
    table: Table, whose: str, anchor: str, condition: ColumnElement[bool]
) -> ColumnElement[bool] | None:
    """A condition on rows whose path comes by a row of `anchor` for which `condition` holds.

    None where the path does not lead there.
    """
    if table.name == anchor:
        return condition
    if not whose:
        return None
    first, _, rest = whose.partition(" ")
    target = _target(table, first)
    inner = within(target.table, rest, anchor, condition)
    return None if inner is None else table.c[first].in_(select(target).where(inner))


def of_person(table: Table, whose: str, person_id: int) -> ColumnElement[bool]:
    """A condition on the rows of a person."""
    found = within(table, whose, "people", PersonRow.id == person_id)
    if found is None:
        raise LookupError(f"The path of {table.name} does not lead to a person.")
    return found


def enrollments_with(
    table: Table, whose: str, condition: ColumnElement[bool]
) -> Select[Any] | None:
    """The enrollments that have such a row; None where the path does not lead there."""
    if table.name == "enrollments":
        return select(EnrollmentRow.id).where(condition)
    if not whose:
        return None
    first, _, rest = whose.partition(" ")
    target = _target(table, first)
    reached = target.in_(select(table.c[first]).where(condition))
    return enrollments_with(target.table, rest, reached)


def _target(table: Table, column: str) -> Any:
    (key,) = table.c[column].foreign_keys
    return key.column
