"""Teaching: who instructs which course, what learners were allowed, and keys corrected later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.accommodations import MOST_EXTRA_TIME_PERCENT
from lms.domain.names import COMMENT_LENGTH
from lms.domain.regrading import RegradePolicy
from lms.store.rows.base import (
    SLUG_LENGTH,
    AttemptId,
    Base,
    CourseId,
    EnrollmentId,
    Id,
    PersonId,
    PublicId,
    Slug,
    at_most,
    not_blank,
    one_of,
)


class CourseInstructorRow(Base):
    """A person instructs a course: a thing, not a fact."""

    __tablename__ = "course_instructors"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    id: Mapped[Id]
    course_id: Mapped[CourseId]
    person_id: Mapped[PersonId]
    since_at: Mapped[datetime]


class CourseReviewerRow(Base):
    """A person reviews the draft of a course, and writes nothing in it: a thing, not a fact."""

    __tablename__ = "course_reviewers"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    id: Mapped[Id]
    course_id: Mapped[CourseId]
    person_id: Mapped[PersonId]
    since_at: Mapped[datetime]


class AccommodationRow(Base):
    """A learner has longer for the timed quizzes of a course; the latest counts, 0 ends it."""

    __tablename__ = "accommodations"
    __table_args__ = (
        CheckConstraint(
            f"extra_time_percent BETWEEN 0 AND {MOST_EXTRA_TIME_PERCENT}", name="extra_time_bounded"
        ),
        not_blank("reason"),
        at_most("reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    enrollment_id: Mapped[EnrollmentId]
    extra_time_percent: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime]


class RegradeRow(Base):
    """A key was corrected for answers that people had given: the versions covered, by a policy."""

    __tablename__ = "regrades"
    __table_args__ = (
        one_of("policy", RegradePolicy, "policy_known"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        not_blank("reason"),
        at_most("reason", COMMENT_LENGTH),
        at_most("module", SLUG_LENGTH),
        at_most("stamp", SLUG_LENGTH),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    course_id: Mapped[CourseId]
    module: Mapped[Slug]
    stamp: Mapped[Slug]
    # The version of the question whose key is right, and those that were shown with another one.
    question_hash: Mapped[str] = mapped_column(ForeignKey("question_versions.hash"))
    covers: Mapped[str] = mapped_column(Text)
    policy: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int]
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ordered_at: Mapped[datetime]


class RegradeUndoRow(Base):
    """A regrade was undone, once and for good."""

    __tablename__ = "regrade_undos"
    __table_args__ = (not_blank("reason"), at_most("reason", COMMENT_LENGTH))

    id: Mapped[Id]
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrades.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[datetime]


class RegradedAttemptRow(Base):
    """An attempt got a grade of a regrade, or of its undoing: once each."""

    __tablename__ = "regraded_attempts"
    __table_args__ = (UniqueConstraint("regrade_id", "attempt_id", "is_undo"),)

    id: Mapped[Id]
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrades.id"))
    attempt_id: Mapped[AttemptId]
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"))
    is_undo: Mapped[bool]
