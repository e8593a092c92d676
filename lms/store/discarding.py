"""Courses that were begun and discarded: without an edition, and archived; nothing of them goes."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true, update
from sqlalchemy.orm import Session

from lms.store.rows import CourseEditionRow, CourseInstructorRow, CourseRow


def is_discarded() -> ColumnElement[bool]:
    """True for a course that was discarded, to be asked in a query about courses."""
    published = exists().where(CourseEditionRow.course_id == CourseRow.id)
    return CourseRow.archived_at.is_not(None) & ~published.correlate(CourseRow)


def discard(session: Session, course_id: int, at: datetime) -> None:
    """Discard a course that has no edition."""
    session.execute(update(CourseRow).where(CourseRow.id == course_id).values(archived_at=at))


def put_back(session: Session, course_id: int) -> None:
    """Let a discarded course be among the others again."""
    session.execute(update(CourseRow).where(CourseRow.id == course_id).values(archived_at=None))


def is_out(session: Session, slug: str) -> bool:
    """True where the course of that address was discarded."""
    found = select(CourseRow.id).where(CourseRow.slug == slug, is_discarded())
    return session.scalar(found) is not None


def list_discarded(session: Session) -> dict[str, datetime]:
    """When each course was discarded, the latest first."""
    return _list(session, true())


def list_discarded_of(session: Session, person_id: int) -> dict[str, datetime]:
    """The same of the courses of an author."""
    mine = select(CourseInstructorRow.course_id).where(CourseInstructorRow.person_id == person_id)
    return _list(session, CourseRow.id.in_(mine))


def _list(session: Session, which: ColumnElement[bool]) -> dict[str, datetime]:
    found = select(CourseRow.slug, CourseRow.archived_at).where(is_discarded(), which)
    rows = session.execute(found.order_by(CourseRow.archived_at.desc(), CourseRow.slug))
    return {slug: at for slug, at in rows if at is not None}
