"""What learners do: facts that are only added, each naming its edition."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import (
    SLUG_LENGTH,
    AttemptId,
    Base,
    CourseId,
    EditionId,
    EnrollmentId,
    Id,
    PersonId,
    PublicId,
    Slug,
    at_most,
    not_blank,
)

# A heading's address has at most 200 characters, and a number where two are alike.
SECTION_LENGTH = 255
# What is typed has at most 200 characters; the rest are the keys of options that were chosen.
ANSWER_LENGTH = 16_000
SectionSlug = Annotated[str, mapped_column(String(SECTION_LENGTH))]


class EnrollmentRow(Base):
    """A person in a course; at most one is open for each course."""

    __tablename__ = "enrollments"
    __table_args__ = (
        Index(
            "uq_enrollments_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        CheckConstraint("left_at IS NULL OR left_at >= enrolled_at", name="left_after_enrolled"),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    course_id: Mapped[CourseId]
    edition_id: Mapped[EditionId]
    enrolled_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class EditionChoiceRow(Base):
    """A learner in progress chose to go on in another edition."""

    __tablename__ = "edition_choices"
    __table_args__ = (UniqueConstraint("enrollment_id", "edition_id"),)

    id: Mapped[Id]
    enrollment_id: Mapped[EnrollmentId]
    edition_id: Mapped[EditionId]
    chosen_at: Mapped[datetime]


class PlaceRow(Base):
    """Where somebody stopped reading a module: a thing, not a fact."""

    __tablename__ = "places"
    __table_args__ = (at_most("module", SLUG_LENGTH), at_most("section", SECTION_LENGTH))

    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollments.id"), primary_key=True)
    module: Mapped[Slug] = mapped_column(primary_key=True)
    section: Mapped[SectionSlug]
    at: Mapped[datetime]


class SectionReadRow(Base):
    """A section was read; read again only where a module asks for minutes of reading."""

    __tablename__ = "sections_read"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "module", "section", "read_at"),
        at_most("module", SLUG_LENGTH),
        at_most("section", SECTION_LENGTH),
    )

    id: Mapped[Id]
    enrollment_id: Mapped[EnrollmentId]
    edition_id: Mapped[EditionId]
    module: Mapped[Slug]
    section: Mapped[SectionSlug]
    read_at: Mapped[datetime]


class ModuleFinishedRow(Base):
    """A module was marked as read."""

    __tablename__ = "modules_finished"
    __table_args__ = (UniqueConstraint("enrollment_id", "module"), at_most("module", SLUG_LENGTH))

    id: Mapped[Id]
    enrollment_id: Mapped[EnrollmentId]
    edition_id: Mapped[EditionId]
    module: Mapped[Slug]
    finished_at: Mapped[datetime]


class AttemptRow(Base):
    """A sitting of a quiz; `plan` is exactly what is shown, fixed when it starts."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "module", "number"),
        Index(
            "uq_attempts_open",
            "enrollment_id",
            "module",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("handed_in_at IS NULL OR handed_in_at >= started_at", name="in_order"),
        CheckConstraint("deadline_at IS NULL OR deadline_at > started_at", name="deadline_later"),
        at_most("module", SLUG_LENGTH),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    enrollment_id: Mapped[EnrollmentId]
    edition_id: Mapped[EditionId]
    module: Mapped[Slug]
    number: Mapped[int]
    plan: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]


class AnswerRow(Base):
    """An answer as it was given; the one with the highest sequence counts (DS-05)."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position", "sequence"),
        CheckConstraint("position >= 0", name="position_from_zero"),
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
        at_most("answer", ANSWER_LENGTH),
    )

    id: Mapped[Id]
    attempt_id: Mapped[AttemptId]
    position: Mapped[int]
    sequence: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class GradeRow(Base):
    """An attempt's grade; points earned are an exact fraction as text. The latest counts."""

    __tablename__ = "grades"
    __table_args__ = (
        CheckConstraint("possible >= 0", name="possible_not_negative"),
        CheckConstraint("pass_mark_percent BETWEEN 0 AND 100", name="pass_mark_is_percent"),
        not_blank("reason"),
        at_most("reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    attempt_id: Mapped[AttemptId]
    earned: Mapped[str] = mapped_column(String(64))
    possible: Mapped[int]
    pass_mark_percent: Mapped[int]
    is_passed: Mapped[bool]
    marks: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    graded_at: Mapped[datetime]


class PartOpenedRow(Base):
    """A later part of a case was opened in an attempt; what came before it stays as it is."""

    __tablename__ = "parts_opened"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
    )

    id: Mapped[Id]
    attempt_id: Mapped[AttemptId]
    # Of the part's first item in the attempt.
    position: Mapped[int]
    opened_at: Mapped[datetime]


class AttemptGrantRow(Base):
    """An administrator granted further attempts."""

    __tablename__ = "attempt_grants"
    __table_args__ = (
        CheckConstraint("count >= 1", name="count_from_one"),
        not_blank("reason"),
        at_most("module", SLUG_LENGTH),
        at_most("reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    enrollment_id: Mapped[EnrollmentId]
    module: Mapped[Slug]
    count: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime]
