"""Inquiries: what learners ask the instructor, what is answered, and what everybody may read."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.inquiries import HEADING_LENGTH
from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import (
    SLUG_LENGTH,
    Base,
    CourseId,
    EnrollmentId,
    Id,
    PersonId,
    PublicId,
    Slug,
    at_most,
    not_blank,
)

SECTION_LENGTH = 255


class InquiryRow(Base):
    """A learner asked the instructor something about a section."""

    __tablename__ = "inquiries"
    __table_args__ = (
        at_most("module", SLUG_LENGTH),
        at_most("section", SECTION_LENGTH),
        at_most("heading", HEADING_LENGTH),
        not_blank("text"),
        at_most("text", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    enrollment_id: Mapped[EnrollmentId]
    module: Mapped[Slug]
    section: Mapped[str] = mapped_column(String(SECTION_LENGTH))
    heading: Mapped[str] = mapped_column(String(HEADING_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]


class InquiryAnswerRow(Base):
    """What an instructor answered; a further one adds to it."""

    __tablename__ = "inquiry_answers"
    __table_args__ = (not_blank("text"), at_most("text", COMMENT_LENGTH))

    id: Mapped[Id]
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiries.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    answered_by_id: Mapped[PersonId]
    answered_at: Mapped[datetime]


class SharedAnswerRow(Base):
    """A question and its answer for everybody in a course.

    Nothing of it leads to who asked: it stays when they are erased, and `inquiry` names nothing
    any more then.
    """

    __tablename__ = "shared_answers"
    __table_args__ = (
        at_most("module", SLUG_LENGTH),
        at_most("section", SECTION_LENGTH),
        at_most("heading", HEADING_LENGTH),
        not_blank("question"),
        at_most("question", COMMENT_LENGTH),
        not_blank("answer"),
        at_most("answer", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    inquiry: Mapped[PublicId] = mapped_column(unique=True)
    course_id: Mapped[CourseId]
    module: Mapped[Slug]
    section: Mapped[str] = mapped_column(String(SECTION_LENGTH))
    heading: Mapped[str] = mapped_column(String(HEADING_LENGTH))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    shared_by_id: Mapped[PersonId]
    shared_at: Mapped[datetime]
