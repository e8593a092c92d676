"""Drafts: what authors wrote, save by save; nothing of it ever changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.rows.base import Base, EditionId, Id, PersonId, PublicId, at_most, not_blank
from lms.store.rows.editions import PATH_LENGTH


class DraftRow(Base):
    """The draft of a course: one for each, for as long as the course is there."""

    __tablename__ = "drafts"

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), unique=True)
    begun_at: Mapped[datetime]


class DraftBaseRow(Base):
    """From which edition a draft goes on; the newest counts."""

    __tablename__ = "draft_bases"
    __table_args__ = (UniqueConstraint("draft_id", "edition_id"),)

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    edition_id: Mapped[EditionId]
    taken_at: Mapped[datetime]


class DraftCheckRow(Base):
    """What was found when a draft was read last: one for each, made anew after every pause."""

    __tablename__ = "draft_checks"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number_not_negative"),
        CheckConstraint("errors >= 0", name="errors_not_negative"),
        CheckConstraint("warnings >= 0", name="warnings_not_negative"),
    )

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    # The newest save that was read, 0 for none, and the edition that the draft went on from.
    number: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("course_editions.id"))
    errors: Mapped[int]
    warnings: Mapped[int]
    checked_at: Mapped[datetime]


class DraftSaveRow(Base):
    """A state of a file that its author was told is saved."""

    __tablename__ = "draft_saves"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        UniqueConstraint("draft_id", "token"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("since >= 0 AND since < number", name="since_is_earlier"),
        not_blank("path"),
        at_most("path", PATH_LENGTH),
    )

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    path: Mapped[str] = mapped_column(String(PATH_LENGTH))
    since: Mapped[int]
    # None where the file was taken out of the course.
    blob_hash: Mapped[str | None] = mapped_column(ForeignKey("blobs.hash"))
    is_aside: Mapped[bool]
    # What the author's browser calls this save, so that one sent twice is one.
    token: Mapped[PublicId]
    author_id: Mapped[PersonId]
    saved_at: Mapped[datetime]
