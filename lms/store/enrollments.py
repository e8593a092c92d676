"""Enrollments: who is in which course, and which edition they chose."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from lms.domain.editions import Change, EditionMark
from lms.store.prepared import Prepared
from lms.store.rows import (
    CompletionRow,
    CourseEditionRow,
    CourseRow,
    EditionChoiceRow,
    EnrollmentRow,
)


@dataclass(frozen=True)
class Enrolled:
    """An open enrollment, with the editions that its course has had."""

    id: int
    person_id: int
    course_id: int
    slug: str
    enrolled_at: datetime
    is_archived: bool
    chosen_number: int
    editions: tuple[EditionMark, ...]


_CHOSEN = (
    select(func.max(EditionChoiceRow.edition_id))
    .where(EditionChoiceRow.enrollment_id == EnrollmentRow.id)
    .correlate(EnrollmentRow)
    .scalar_subquery()
)
_OPEN = (
    select(
        EnrollmentRow.id,
        EnrollmentRow.person_id,
        EnrollmentRow.course_id,
        CourseRow.slug,
        EnrollmentRow.enrolled_at,
        CourseRow.archived_at,
        func.coalesce(_CHOSEN, EnrollmentRow.edition_id).label("chosen_id"),
        CourseEditionRow.id.label("edition_id"),
        CourseEditionRow.number,
        CourseEditionRow.change,
        CourseEditionRow.reason,
        CourseEditionRow.published_at,
    )
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .join(CourseEditionRow, CourseEditionRow.course_id == CourseRow.id)
    .where(EnrollmentRow.left_at.is_(None))
    .where(EnrollmentRow.person_id == bindparam("person_id"))
)


class _Open(NamedTuple):
    """An open enrollment with one of the editions of its course."""

    id: int
    person_id: int
    course_id: int
    slug: str
    enrolled_at: datetime
    archived_at: datetime | None
    chosen_id: int
    edition_id: int
    number: int
    change: str
    reason: str
    published_at: datetime


_ALL_OPEN: Prepared[_Open] = Prepared(_OPEN, _Open)
_OPEN_IN_COURSE: Prepared[_Open] = Prepared(_OPEN.where(CourseRow.slug == bindparam("slug")), _Open)


def find_enrolled(session: Session, person_id: int, slug: str) -> Enrolled | None:
    """The person's open enrollment in a course, or None: one query."""
    rows = _OPEN_IN_COURSE.ask(session, person_id=person_id, slug=slug)
    return _enrolled(rows) if rows else None


def list_enrolled(session: Session, person_id: int) -> tuple[Enrolled, ...]:
    """The person's open enrollments, oldest first: one query."""
    by_id: dict[int, list[_Open]] = {}
    for row in _ALL_OPEN.ask(session, person_id=person_id):
        by_id.setdefault(row.id, []).append(row)
    found = (_enrolled(rows) for rows in by_id.values())
    return tuple(sorted(found, key=lambda it: (it.enrolled_at, it.id)))


_HELD = (
    select(EnrollmentRow.id)
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .where(EnrollmentRow.left_at.is_(None))
    .where(EnrollmentRow.person_id == bindparam("person_id"))
    .where(CourseRow.slug == bindparam("slug"))
    .with_for_update(of=EnrollmentRow)
)


def hold_enrolled(session: Session, person_id: int, slug: str) -> None:
    """Let nobody else change this enrollment until the transaction ends.

    SQLite has one writer at a time anyway; on PostgreSQL two clicks now queue up here.
    """
    session.execute(_HELD, {"person_id": person_id, "slug": slug})


def _enrolled(rows: list[_Open]) -> Enrolled:
    first = rows[0]
    marks = tuple(
        EditionMark(row.edition_id, row.number, Change(row.change), row.reason, row.published_at)
        for row in sorted(rows, key=lambda row: row.number)
    )
    chosen = next(mark.number for mark in marks if mark.id == first.chosen_id)
    return Enrolled(
        id=first.id,
        person_id=first.person_id,
        course_id=first.course_id,
        slug=first.slug,
        enrolled_at=first.enrolled_at,
        is_archived=first.archived_at is not None,
        chosen_number=chosen,
        editions=marks,
    )


def add_enrollment(
    session: Session, person_id: int, course_id: int, edition_id: int, now: datetime
) -> int:
    """Enroll a person; whoever left before completing goes on where they were.

    A second start would give the attempts back that the first one used.
    """
    unfinished = (
        select(EnrollmentRow.id)
        .outerjoin(CompletionRow, CompletionRow.enrollment_id == EnrollmentRow.id)
        .where(EnrollmentRow.person_id == person_id, EnrollmentRow.course_id == course_id)
        .where(or_(EnrollmentRow.left_at.is_(None), CompletionRow.id.is_(None)))
        .order_by(EnrollmentRow.id.desc())
        .limit(1)
    )
    found = session.scalar(unfinished)
    if found is not None:
        session.execute(update(EnrollmentRow).where(EnrollmentRow.id == found).values(left_at=None))
        return found
    row = EnrollmentRow(
        person_id=person_id,
        course_id=course_id,
        edition_id=edition_id,
        enrolled_at=now,
        left_at=None,
    )
    session.add(row)
    session.flush()
    return row.id


def end_enrollment(session: Session, enrollment_id: int, now: datetime) -> None:
    """Close an enrollment; its facts stay."""
    session.execute(
        update(EnrollmentRow).where(EnrollmentRow.id == enrollment_id).values(left_at=now)
    )


def add_edition_choice(
    session: Session, enrollment_id: int, edition_id: int, now: datetime
) -> None:
    """Record that the learner goes on in that edition."""
    choice = EditionChoiceRow(enrollment_id=enrollment_id, edition_id=edition_id, chosen_at=now)
    session.add(choice)
    session.flush()
