"""Sign-offs: where they are asked for, what was signed off, and what was published without."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import Base, Digest, Id, PersonId, at_most, not_blank


class SignOffRuleRow(Base):
    """Whether a course asks for a sign-off, or the provider for all courses; the newest counts."""

    __tablename__ = "sign_off_rules"

    id: Mapped[Id]
    # None where the provider says it of all courses.
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"), index=True)
    is_asked: Mapped[bool]
    set_by_id: Mapped[PersonId]
    set_at: Mapped[datetime]


class SignOffRow(Base):
    """Somebody said of the exact files of a draft that they may follow an edition, or be the
    first."""

    __tablename__ = "sign_offs"
    __table_args__ = (
        UniqueConstraint("draft_id", "follows", "content_hash", "signed_by_id"),
        CheckConstraint("follows >= 0", name="follows_not_negative"),
    )

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    # The number of the edition that the draft went on from; 0 before the first.
    follows: Mapped[int]
    content_hash: Mapped[Digest]
    signed_by_id: Mapped[PersonId]
    signed_at: Mapped[datetime]


class SignOffPassedOverRow(Base):
    """An edition was published from files without the sign-off that was asked for, and why."""

    __tablename__ = "sign_offs_passed_over"
    __table_args__ = (not_blank("reason"), at_most("reason", COMMENT_LENGTH))

    edition_id: Mapped[int] = mapped_column(ForeignKey("course_editions.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
