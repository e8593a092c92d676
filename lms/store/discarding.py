"""Courses that were begun and discarded: without an edition, and archived; nothing of them goes."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from lms.store.rows import CourseEditionRow, CourseInstructorRow, CourseRow


def is_discarded() -> ColumnElement[bool]:
    """True for a course that was discarded, to be asked in a query about courses."""
    published = exists().where(CourseEditionRow.course_id == CourseRow.id)
    return CourseRow.archived_at.is_not(None) & ~published.correlate(CourseRow)


def set_discarded(session: Session, course_id: int, at: datetime | None) -> None:
    """Discard a course that has no edition, or put it back."""
    session.execute(update(CourseRow).where(CourseRow.id == course_id).values(archived_at=at))


def is_out(session: Session, slug: str) -> bool:
    """True where the course of that address was discarded."""
    found = select(CourseRow.id).where(CourseRow.slug == slug, is_discarded())
    return session.scalar(found) is not None


def list_discarded(session: Session, person_id: int | None) -> dict[str, datetime]:
    """When each course was discarded, the latest first: those of an author, or for None all."""
    found = select(CourseRow.slug, CourseRow.archived_at).where(is_discarded())
    if person_id is not None:
        mine = select(CourseInstructorRow.course_id).where(
            CourseInstructorRow.person_id == person_id
        )
        found = found.where(CourseRow.id.in_(mine))
    rows = session.execute(found.order_by(CourseRow.archived_at.desc(), CourseRow.slug))
    return {slug: at for slug, at in rows if at is not None}
