"""The chain over the audit log: a link for each sealed event, and the heads that were signed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.rows.base import Base, Digest, Id


class AuditLinkRow(Base):
    """The place of an event in the chain, and the digest over it and all before it."""

    __tablename__ = "audit_links"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("length(digest) = 64", name="digest_whole"),
    )

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_events.id"), unique=True)
    digest: Mapped[Digest]


class AuditHeadRow(Base):
    """A position and its digest, signed at a moment with the private half of a key."""

    __tablename__ = "audit_heads"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_whole"),
        CheckConstraint("length(key) = 64", name="key_whole"),
        CheckConstraint("length(signature) = 128", name="signature_whole"),
    )

    id: Mapped[Id]
    position: Mapped[int] = mapped_column(ForeignKey("audit_links.position"), index=True)
    digest: Mapped[Digest]
    signed_at: Mapped[datetime]
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
