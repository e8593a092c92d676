"""Who works on a course: its authors, and the reviewers of its draft."""

from datetime import datetime

from sqlalchemy import delete, insert, literal, select, union_all
from sqlalchemy.orm import Session

from lms.domain.colleagues import Colleague, Duty
from lms.store.discarding import is_discarded
from lms.store.rows import CourseInstructorRow, CourseReviewerRow, CourseRow, PersonRow

_TABLES: dict[Duty, type[CourseInstructorRow] | type[CourseReviewerRow]] = {
    Duty.AUTHOR: CourseInstructorRow,
    Duty.REVIEWER: CourseReviewerRow,
}


def hold_course(session: Session, course_id: int) -> None:
    """Let nobody else add to or take from the colleagues of a course until this ends."""
    session.execute(select(CourseRow.id).where(CourseRow.id == course_id).with_for_update())


def list_colleagues(session: Session, course_id: int) -> tuple[Colleague, ...]:
    """Everybody who works on a course, authors first, each by who came first: two queries."""
    found: list[Colleague] = []
    for duty, row in _TABLES.items():
        rows = session.execute(
            select(PersonRow.public_id, PersonRow.legal_name, PersonRow.email, row.since_at)
            .join(row, row.person_id == PersonRow.id)
            .where(row.course_id == course_id)
            .order_by(row.since_at, row.id)
        )
        found += [Colleague(person, name, email, duty, at) for person, name, email, at in rows]
    return tuple(found)


def add(session: Session, course_id: int, person_id: int, duty: Duty, now: datetime) -> None:
    """Let a person do that for a course; the caller knows that they do not yet."""
    row = {"course_id": course_id, "person_id": person_id, "since_at": now}
    session.execute(insert(_TABLES[duty]).values(row))


def take_off(session: Session, course_id: int, person_id: int, duty: Duty) -> None:
    """Let a person do that for a course no longer."""
    row = _TABLES[duty]
    session.execute(delete(row).where(row.course_id == course_id, row.person_id == person_id))


def is_reviewer(session: Session, course_id: int, person_id: int) -> bool:
    """True when the person reviews that course."""
    found = select(CourseReviewerRow.id).where(
        CourseReviewerRow.course_id == course_id, CourseReviewerRow.person_id == person_id
    )
    return session.scalar(found) is not None


def list_slugs_of(session: Session, person_id: int) -> dict[Duty, tuple[str, ...]]:
    """The courses that a person writes and those they review, each in the order of slugs; none that
    was discarded."""
    theirs = (
        select(literal(duty.value).label("duty"), CourseRow.slug.label("slug"))
        .join(row, row.course_id == CourseRow.id)
        .where(row.person_id == person_id, ~is_discarded())
        for duty, row in _TABLES.items()
    )
    found = session.execute(union_all(*theirs).order_by("slug")).all()
    return {duty: tuple(it.slug for it in found if it.duty == duty) for duty in Duty}
