"""What learners ask instructors, what is answered, and what everybody in a course may read."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Executable, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.inquiries import Inquiry, Reply, SharedAnswer
from lms.store.columns import insert_unless_taken
from lms.store.rows import (
    CourseRow,
    EnrollmentRow,
    InquiryAnswerRow,
    InquiryRow,
    PersonRow,
    SharedAnswerRow,
)

_IS_ANSWERED = exists().where(InquiryAnswerRow.inquiry_id == InquiryRow.id).correlate(InquiryRow)
_ASKED = (
    select(
        InquiryRow.id,
        InquiryRow.public_id,
        CourseRow.slug,
        InquiryRow.module,
        InquiryRow.section,
        InquiryRow.heading,
        InquiryRow.text,
        PersonRow.legal_name,
        InquiryRow.asked_at,
    )
    .select_from(InquiryRow)
    .join(EnrollmentRow, EnrollmentRow.id == InquiryRow.enrollment_id)
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .join(PersonRow, PersonRow.id == EnrollmentRow.person_id)
)
_COUNTED = (
    select(func.count())
    .select_from(InquiryRow)
    .join(EnrollmentRow, EnrollmentRow.id == InquiryRow.enrollment_id)
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
)
_SHARED = select(
    SharedAnswerRow.inquiry,
    SharedAnswerRow.module,
    SharedAnswerRow.section,
    SharedAnswerRow.heading,
    SharedAnswerRow.question,
    SharedAnswerRow.answer,
    SharedAnswerRow.shared_at,
)


@dataclass(frozen=True)
class Which:
    """Which questions are meant: of a person or a course, about a module, answered or not."""

    person_id: int | None = None
    course: str | None = None
    module: str | None = None
    is_answered: bool | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        found: list[ColumnElement[bool]] = []
        if self.person_id is not None:
            found.append(EnrollmentRow.person_id == self.person_id)
        if self.course is not None:
            found.append(CourseRow.slug == self.course)
        if self.module is not None:
            found.append(InquiryRow.module == self.module)
        if self.is_answered is not None:
            found.append(_IS_ANSWERED if self.is_answered else ~_IS_ANSWERED)
        return found


# -- asking ------------------------------------------------------------------------


def add(session: Session, enrollment_id: int, inquiry: Inquiry) -> None:
    """Keep what somebody asks in a course that they are in."""
    session.execute(
        insert(InquiryRow).values(
            public_id=inquiry.public_id,
            enrollment_id=enrollment_id,
            module=inquiry.module,
            section=inquiry.section,
            heading=inquiry.heading,
            text=inquiry.text,
            asked_at=inquiry.asked_at,
        )
    )


def count(session: Session, which: Which) -> int:
    """How many of these questions there are."""
    return session.scalars(_COUNTED.where(*which.conditions)).one()


def list_inquiries(session: Session, which: Which, start: int, count: int) -> tuple[Inquiry, ...]:
    """A stretch of these questions with their answers, the newest first: two queries."""
    asked = _ASKED.where(*which.conditions).order_by(InquiryRow.id.desc())
    return _read(session, asked.offset(start).limit(count))


def find_inquiry(session: Session, course: str, public_id: str) -> Inquiry | None:
    """A question that was asked in a course, or None."""
    its = (CourseRow.slug == course, InquiryRow.public_id == public_id)
    return next(iter(_read(session, _ASKED.where(*its))), None)


def _read(session: Session, asked: Executable) -> tuple[Inquiry, ...]:
    rows = session.execute(asked).all()
    replies = _list_replies(session, [row.id for row in rows]) if rows else {}
    return tuple(
        Inquiry(
            public_id=it.public_id,
            course=it.slug,
            module=it.module,
            section=it.section,
            heading=it.heading,
            text=it.text,
            asker=it.legal_name,
            asked_at=it.asked_at,
            replies=tuple(replies.get(it.id, ())),
        )
        for it in rows
    )


def _list_replies(session: Session, ids: Collection[int]) -> dict[int, list[Reply]]:
    found: dict[int, list[Reply]] = defaultdict(list)
    rows = session.execute(
        select(
            InquiryAnswerRow.inquiry_id,
            InquiryAnswerRow.text,
            PersonRow.legal_name,
            InquiryAnswerRow.answered_at,
        )
        .join(PersonRow, PersonRow.id == InquiryAnswerRow.answered_by_id)
        .where(InquiryAnswerRow.inquiry_id.in_(ids))
        .order_by(InquiryAnswerRow.id)
    )
    for inquiry_id, text, name, at in rows:
        found[inquiry_id].append(Reply(text, name, at))
    return found


# -- answering ---------------------------------------------------------------------


def add_answer(
    session: Session, public_id: str, text: str, answered_by_id: int, now: datetime
) -> None:
    """Keep what somebody answers."""
    asked = select(InquiryRow.id).where(InquiryRow.public_id == public_id).scalar_subquery()
    row = {"text": text, "answered_by_id": answered_by_id, "answered_at": now}
    session.execute(insert(InquiryAnswerRow).values(inquiry_id=asked, **row))


def find_asker_id(session: Session, public_id: str) -> int | None:
    """Who asked a question, or None for one that is gone."""
    return session.scalar(
        select(EnrollmentRow.person_id)
        .join(InquiryRow, InquiryRow.enrollment_id == EnrollmentRow.id)
        .where(InquiryRow.public_id == public_id)
    )


def find_course(session: Session, public_id: str) -> str | None:
    """The course in which a question was asked, or None for one that is gone."""
    return session.scalar(
        select(CourseRow.slug)
        .join(EnrollmentRow, EnrollmentRow.course_id == CourseRow.id)
        .join(InquiryRow, InquiryRow.enrollment_id == EnrollmentRow.id)
        .where(InquiryRow.public_id == public_id)
    )


# -- for everybody -----------------------------------------------------------------


def share(session: Session, course_id: int, shared: SharedAnswer, shared_by_id: int) -> bool:
    """Let everybody in the course read a question and its answer; False when they do already."""
    new = insert_unless_taken(session, SharedAnswerRow).values(
        inquiry=shared.inquiry,
        course_id=course_id,
        module=shared.module,
        section=shared.section,
        heading=shared.heading,
        question=shared.question,
        answer=shared.answer,
        shared_by_id=shared_by_id,
        shared_at=shared.shared_at,
    )
    added = new.on_conflict_do_nothing(index_elements=["inquiry"]).returning(SharedAnswerRow.id)
    return session.scalar(added) is not None


def take_back(session: Session, course_id: int, inquiry: str) -> bool:
    """Let nobody read it there any more; False where nobody does."""
    gone = delete(SharedAnswerRow).where(
        SharedAnswerRow.course_id == course_id, SharedAnswerRow.inquiry == inquiry
    )
    return session.scalar(gone.returning(SharedAnswerRow.id)) is not None


def find_shared(session: Session, course_id: int, inquiry: str) -> SharedAnswer | None:
    """What everybody reads of a question, or None."""
    its = (SharedAnswerRow.course_id == course_id, SharedAnswerRow.inquiry == inquiry)
    row = session.execute(_SHARED.where(*its)).first()
    return None if row is None else SharedAnswer(*row)


def count_shared(session: Session, course_id: int, module: str) -> int:
    """How many answers everybody reads about a module."""
    its = (SharedAnswerRow.course_id == course_id, SharedAnswerRow.module == module)
    return session.scalars(select(func.count()).select_from(SharedAnswerRow).where(*its)).one()


def list_shared(
    session: Session, course_id: int, module: str, start: int, count: int
) -> tuple[SharedAnswer, ...]:
    """A stretch of the answers that everybody reads about a module, the newest first."""
    its = (SharedAnswerRow.course_id == course_id, SharedAnswerRow.module == module)
    found = _SHARED.where(*its).order_by(SharedAnswerRow.id.desc()).offset(start).limit(count)
    return tuple(SharedAnswer(*row) for row in session.execute(found))
