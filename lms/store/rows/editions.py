"""Editions: content-addressed, shared between editions, never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.editions import Change
from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import (
    SLUG_LENGTH,
    Base,
    CourseId,
    Digest,
    EditionId,
    Id,
    Slug,
    at_most,
    not_blank,
    one_of,
)

PATH_LENGTH = 255


class ProviderEditionRow(Base):
    """The provider's facts as they were published; the newest are in force."""

    __tablename__ = "provider_editions"

    id: Mapped[Id]
    content_hash: Mapped[Digest]
    facts: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


class CourseRow(Base):
    """A course as a thing: its address, and whether it is still offered."""

    __tablename__ = "courses"
    __table_args__ = (not_blank("slug"), at_most("slug", SLUG_LENGTH))

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    archived_at: Mapped[datetime | None]


class BlobRow(Base):
    """A source file's bytes, known by their hash."""

    __tablename__ = "blobs"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    hash: Mapped[Digest] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class NarrowerPictureRow(Base):
    """A picture once more, some pixels wide, for screens that need no wider one."""

    __tablename__ = "narrower_pictures"
    __table_args__ = (CheckConstraint("width >= 1", name="width_from_one"),)

    source_hash: Mapped[str] = mapped_column(ForeignKey("blobs.hash"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    blob_hash: Mapped[str] = mapped_column(ForeignKey("blobs.hash"))


class CourseEditionRow(Base):
    """A published edition of a whole course, with everything told before starting."""

    __tablename__ = "course_editions"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(number = 1) = (change = 'first')", name="first_is_number_one"),
        one_of("change", Change, "change_known"),
        at_most("reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    course_id: Mapped[CourseId]
    number: Mapped[int]
    content_hash: Mapped[Digest]
    change: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    renderer: Mapped[str] = mapped_column(String(120))
    is_shipped: Mapped[bool]
    facts_hash: Mapped[Digest]
    facts: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class EditionFileRow(Base):
    """Which bytes stood at which path of the course folder."""

    __tablename__ = "edition_files"
    __table_args__ = (at_most("path", PATH_LENGTH),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("course_editions.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(PATH_LENGTH), primary_key=True)
    blob_hash: Mapped[str] = mapped_column(ForeignKey("blobs.hash"))


class ModuleVersionRow(Base):
    """A module's text as rendered, known by its hash."""

    __tablename__ = "module_versions"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    hash: Mapped[Digest] = mapped_column(primary_key=True)
    renderer: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)


class QuestionVersionRow(Base):
    """A question with its key as rendered, known by its hash."""

    __tablename__ = "question_versions"
    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_length"),
        at_most("stamp", SLUG_LENGTH),
    )

    hash: Mapped[Digest] = mapped_column(primary_key=True)
    stamp: Mapped[Slug] = mapped_column(index=True)
    renderer: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)


class QuizVersionRow(Base):
    """A quiz: its rules, its blocks, and the hashes of its questions."""

    __tablename__ = "quiz_versions"
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)

    hash: Mapped[Digest] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class EditionModuleRow(Base):
    """A module of an edition, with the quiz paired with it."""

    __tablename__ = "edition_modules"
    __table_args__ = (
        UniqueConstraint("edition_id", "position"),
        CheckConstraint("position >= 0", name="position_from_zero"),
        at_most("slug", SLUG_LENGTH),
    )

    edition_id: Mapped[EditionId] = mapped_column(primary_key=True)
    slug: Mapped[Slug] = mapped_column(primary_key=True)
    position: Mapped[int]
    module_hash: Mapped[str] = mapped_column(ForeignKey("module_versions.hash"))
    quiz_hash: Mapped[str | None] = mapped_column(ForeignKey("quiz_versions.hash"))
