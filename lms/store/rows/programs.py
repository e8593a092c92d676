"""Programs as they were published, and the certificates of who completed one."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import (
    SLUG_LENGTH,
    Base,
    Digest,
    Id,
    PersonId,
    Slug,
    at_most,
    not_blank,
)


class ProgramEditionRow(Base):
    """A program as it was published, with the bytes of its file; the newest is offered."""

    __tablename__ = "program_editions"
    __table_args__ = (
        UniqueConstraint("slug", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        not_blank("slug"),
        at_most("slug", SLUG_LENGTH),
    )

    id: Mapped[Id]
    slug: Mapped[Slug]
    number: Mapped[int]
    content_hash: Mapped[Digest]
    source: Mapped[bytes] = mapped_column(LargeBinary)
    facts: Mapped[str] = mapped_column(Text)
    is_shipped: Mapped[bool]
    published_at: Mapped[datetime]


class ProgramCertificateRow(Base):
    """A program's certificate: frozen; one that is not void for each person and program."""

    __tablename__ = "program_certificates"
    __table_args__ = (
        Index(
            "uq_program_certificates_valid",
            "person_id",
            "slug",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint(
            "(voided_at IS NULL) = (length(trim(void_reason)) = 0)", name="void_has_reason"
        ),
        at_most("slug", SLUG_LENGTH),
        at_most("void_reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    serial: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[PersonId]
    slug: Mapped[Slug]
    snapshot: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(Text)


class ProgramCertificateFileRow(Base):
    """Its PDF as issued, kept for good."""

    __tablename__ = "program_certificate_files"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("program_certificates.id"), primary_key=True
    )
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[Digest]
    missing_glyphs: Mapped[str] = mapped_column(Text)
    rendered_at: Mapped[datetime]
