"""Transcripts: what people entered from elsewhere, and the requirement sets that they follow."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.media import DOCUMENT_KINDS, LARGEST_DOCUMENT
from lms.store.rows.base import (
    SLUG_LENGTH,
    Base,
    Digest,
    Id,
    PersonId,
    PublicId,
    Slug,
    at_most,
    not_blank,
    one_of,
)

# An external certificate at its longest, each of its letters written as an escape.
FACTS_LENGTH = 60_000


class ExternalCertificateRow(Base):
    """A certificate from elsewhere, as its holder states it: a thing, which they may change."""

    __tablename__ = "external_certificates"
    __table_args__ = (at_most("facts", FACTS_LENGTH), not_blank("facts"))

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    facts: Mapped[str] = mapped_column(Text)
    entered_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ExternalFileRow(Base):
    """The file of a certificate from elsewhere, typed by its content (IN-10)."""

    __tablename__ = "external_files"
    __table_args__ = (
        one_of("kind", DOCUMENT_KINDS, "kind_known"),
        CheckConstraint(f"size BETWEEN 1 AND {LARGEST_DOCUMENT}", name="size_bounded"),
    )

    external_certificate_id: Mapped[int] = mapped_column(
        ForeignKey("external_certificates.id"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    digest: Mapped[Digest]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class RequirementSetRow(Base):
    """A requirement set as it was published; of each slug the newest is in force."""

    __tablename__ = "requirement_sets"
    __table_args__ = (
        not_blank("slug"),
        at_most("slug", SLUG_LENGTH),
        CheckConstraint("length(content_hash) = 64", name="content_hash_length"),
    )

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(index=True)
    version: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[Digest]
    facts: Mapped[str] = mapped_column(Text)
    is_shipped: Mapped[bool]
    published_at: Mapped[datetime]


class FollowedRequirementRow(Base):
    """A person follows a requirement set, from the first day of a cycle where it has cycles."""

    __tablename__ = "followed_requirements"
    __table_args__ = (
        UniqueConstraint("person_id", "slug"),
        not_blank("slug"),
        at_most("slug", SLUG_LENGTH),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    slug: Mapped[Slug]
    began_on: Mapped[date | None]
    followed_at: Mapped[datetime]
