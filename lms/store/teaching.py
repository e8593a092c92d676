"""Who instructs which course, and who is in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.editions import Change, EditionMark
from lms.store.discarding import is_discarded
from lms.store.rows import (
    CompletionRow,
    CourseEditionRow,
    CourseInstructorRow,
    CourseRow,
    EditionChoiceRow,
    EnrollmentRow,
    PersonRow,
)


@dataclass(frozen=True)
class Attendance:
    """How many people are in a course, have completed it, and left before that."""

    in_progress: int
    completed: int
    left: int

    @property
    def total(self) -> int:
        """Everybody who ever enrolled."""
        return self.in_progress + self.completed + self.left


@dataclass(frozen=True)
class Seat:
    """An enrollment with the person in it, and the edition that they chose."""

    enrollment_id: int
    person_id: int
    person: str
    legal_name: str
    email: str
    enrolled_at: datetime
    left_at: datetime | None
    chosen_id: int


NOBODY = Attendance(0, 0, 0)


# -- instructors -------------------------------------------------------------------


def assign(session: Session, course_id: int, person_id: int, now: datetime) -> None:
    """Let a person instruct a course; doing it twice is doing it once."""
    if not is_instructor(session, course_id, person_id):
        session.execute(
            insert(CourseInstructorRow).values(
                course_id=course_id, person_id=person_id, since_at=now
            )
        )


def unassign(session: Session, course_id: int, person_id: int) -> None:
    """Let a person instruct a course no longer."""
    session.execute(
        delete(CourseInstructorRow).where(
            CourseInstructorRow.course_id == course_id, CourseInstructorRow.person_id == person_id
        )
    )


def is_instructor(session: Session, course_id: int, person_id: int) -> bool:
    """True when the person instructs that course."""
    found = select(CourseInstructorRow.id).where(
        CourseInstructorRow.course_id == course_id, CourseInstructorRow.person_id == person_id
    )
    return session.scalar(found) is not None


def list_slugs(session: Session) -> tuple[str, ...]:
    """Every course that was ever published, in the order of slugs."""
    published = select(CourseEditionRow.course_id)
    slugs = select(CourseRow.slug).where(CourseRow.id.in_(published)).order_by(CourseRow.slug)
    return tuple(session.scalars(slugs))


def list_all_slugs(session: Session) -> tuple[str, ...]:
    """Every course, also only begun, unless it was discarded, in the order of slugs."""
    found = select(CourseRow.slug).where(~is_discarded()).order_by(CourseRow.slug)
    return tuple(session.scalars(found))


# -- learners ----------------------------------------------------------------------


def list_attendance(session: Session, course_ids: list[int]) -> dict[int, Attendance]:
    """How many people are and were in each of these courses: one query."""
    is_completed = CompletionRow.id.is_not(None)
    is_left = EnrollmentRow.left_at.is_not(None) & CompletionRow.id.is_(None)
    rows = session.execute(
        select(
            EnrollmentRow.course_id,
            func.count(),
            func.sum(case((is_completed, 1), else_=0)),
            func.sum(case((is_left, 1), else_=0)),
        )
        .outerjoin(CompletionRow, CompletionRow.enrollment_id == EnrollmentRow.id)
        .where(EnrollmentRow.course_id.in_(course_ids))
        .group_by(EnrollmentRow.course_id)
    )
    return {
        course: Attendance(whole - completed - left, completed, left)
        for course, whole, completed, left in rows
    }


_CHOSEN = (
    select(func.max(EditionChoiceRow.edition_id))
    .where(EditionChoiceRow.enrollment_id == EnrollmentRow.id)
    .correlate(EnrollmentRow)
    .scalar_subquery()
)
_SEATS = select(
    EnrollmentRow.id,
    PersonRow.id,
    PersonRow.public_id,
    PersonRow.legal_name,
    PersonRow.email,
    EnrollmentRow.enrolled_at,
    EnrollmentRow.left_at,
    func.coalesce(_CHOSEN, EnrollmentRow.edition_id),
).join(PersonRow, PersonRow.id == EnrollmentRow.person_id)


def list_seats(session: Session, course_id: int, start: int, count: int) -> tuple[Seat, ...]:
    """A stretch of the people in a course, the newest first: one query."""
    rows = session.execute(
        _SEATS.where(EnrollmentRow.course_id == course_id)
        .order_by(EnrollmentRow.enrolled_at.desc(), EnrollmentRow.id.desc())
        .offset(start)
        .limit(count)
    )
    return tuple(Seat(*row) for row in rows)


def count_in_progress(session: Session, course_id: int) -> dict[int, int]:
    """How many people in progress chose each edition of a course, by its id: one query."""
    seats = (
        select(func.coalesce(_CHOSEN, EnrollmentRow.edition_id).label("edition_id"))
        .outerjoin(CompletionRow, CompletionRow.enrollment_id == EnrollmentRow.id)
        .where(
            EnrollmentRow.course_id == course_id,
            EnrollmentRow.left_at.is_(None),
            CompletionRow.id.is_(None),
        )
        .subquery()
    )
    rows = session.execute(select(seats.c.edition_id, func.count()).group_by(seats.c.edition_id))
    return dict(rows.all())


def find_seat(session: Session, course_id: int, person: str) -> Seat | None:
    """The newest enrollment in a course of the person with that public id, or None."""
    row = session.execute(
        _SEATS.where(EnrollmentRow.course_id == course_id, PersonRow.public_id == person)
        .order_by(EnrollmentRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Seat(*row)


def list_marks(session: Session, course_id: int) -> tuple[EditionMark, ...]:
    """Every edition that a course has had, oldest first."""
    rows = session.execute(
        select(
            CourseEditionRow.id,
            CourseEditionRow.number,
            CourseEditionRow.change,
            CourseEditionRow.reason,
            CourseEditionRow.published_at,
        )
        .where(CourseEditionRow.course_id == course_id)
        .order_by(CourseEditionRow.number)
    )
    return tuple(
        EditionMark(id_, number, Change(change), reason, at)
        for id_, number, change, reason, at in rows
    )
