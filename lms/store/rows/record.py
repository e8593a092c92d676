"""The record: evaluations without names, completions, certificates, audit events, the outbox."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import COMMENT_LENGTH
from lms.store.rows.base import (
    Base,
    CourseId,
    Digest,
    EditionId,
    Id,
    PersonId,
    PublicId,
    at_most,
    not_blank,
)

# A heading's address, with the key of an objective where each is rated.
ITEM_LENGTH = 255


class EvaluationSentRow(Base):
    """That somebody has evaluated; what they said is kept elsewhere, without them."""

    __tablename__ = "evaluations_sent"

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollments.id"), unique=True)
    edition_id: Mapped[EditionId]
    sent_at: Mapped[datetime]


class EvaluationAnswerRow(Base):
    """One answer of an evaluation, with its year and no person; its random key tells no order.

    On SQLite the rows lie in the order of their keys. PostgreSQL still tells whoever may query it
    which rows one transaction wrote (xmin, ctid): see decision 8.
    """

    __tablename__ = "evaluation_answers"
    __table_args__ = (
        CheckConstraint("(rating IS NULL) <> (comment IS NULL)", name="rating_or_comment"),
        at_most("item", ITEM_LENGTH),
        at_most("comment", COMMENT_LENGTH),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[PublicId] = mapped_column(primary_key=True)
    edition_id: Mapped[EditionId]
    item: Mapped[str] = mapped_column(String(ITEM_LENGTH))
    rating: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
    sent_in: Mapped[int]


class CompletionRow(Base):
    """A recorded completion: frozen, at most one for an enrollment."""

    __tablename__ = "completions"
    __table_args__ = (not_blank("attestation"), at_most("attestation", COMMENT_LENGTH))

    id: Mapped[Id]
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollments.id"), unique=True)
    person_id: Mapped[PersonId]
    course_id: Mapped[CourseId]
    edition_id: Mapped[EditionId]
    attestation: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[str] = mapped_column(Text)
    completed_at: Mapped[datetime]


class CertificateRow(Base):
    """A certificate: the snapshot it repeats, and whether it was voided. One original each."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_original",
            "completion_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        CheckConstraint(
            "(voided_at IS NULL) = (length(trim(void_reason)) = 0)", name="void_has_reason"
        ),
        CheckConstraint("replaces_id <> id", name="replaces_another"),
        Index(
            "ix_certificates_voided",
            "voided_at",
            sqlite_where=text("voided_at IS NOT NULL"),
            postgresql_where=text("voided_at IS NOT NULL"),
        ),
        at_most("void_reason", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    serial: Mapped[str] = mapped_column(String(32), unique=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), unique=True)
    snapshot: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(Text)


class CertificateFileRow(Base):
    """The PDF as issued, kept for good."""

    __tablename__ = "certificate_files"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[Digest]
    missing_glyphs: Mapped[str] = mapped_column(Text)
    rendered_at: Mapped[datetime]


class OutboxRow(Base):
    """Work that follows a commit and is retried until done."""

    __tablename__ = "outbox"
    __table_args__ = (
        not_blank("kind"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        Index(
            "ix_outbox_waiting",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int]
    done_at: Mapped[datetime | None]


class AuditEventRow(Base):
    """What happened, in the act's own transaction; numbers of things, never personal data."""

    __tablename__ = "audit_events"
    __table_args__ = (
        not_blank("kind"),
        Index(None, "subject"),
        Index(None, "kind", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text)
