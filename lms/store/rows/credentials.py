"""Signing keys, their public halves alone, and the credentials as they were issued."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.credentials import LIST_BITS
from lms.store.rows.base import Base, Digest, Id, at_most, not_blank

KEY_NAME_LENGTH = 32
MULTIKEY_LENGTH = 64
# "did:web:" and a host name with its port.
ISSUER_LENGTH = 300


class SigningKeyRow(Base):
    """A key by name: its public half, and until when and from when what it signs is trusted."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        not_blank("name"),
        at_most("name", KEY_NAME_LENGTH),
        CheckConstraint("retired_at IS NULL OR retired_at >= made_at", name="retired_after_made"),
        # Whoever else has it must not find it in use.
        CheckConstraint(
            "compromised_from IS NULL OR retired_at IS NOT NULL", name="compromised_is_retired"
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(KEY_NAME_LENGTH), unique=True)
    multikey: Mapped[str] = mapped_column(String(MULTIKEY_LENGTH), unique=True)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    compromised_from: Mapped[datetime | None]


class CredentialRow(Base):
    """A certificate's credential, kept as issued; its status is a bit of a list."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("list_number", "position"),
        # The newest list of an issuer, and the first credential of a list, without reading others.
        Index(None, "issuer", "list_number"),
        Index(None, "list_number", "signed_at"),
        CheckConstraint("list_number >= 1", name="list_from_one"),
        CheckConstraint(f"position >= 0 AND position < {LIST_BITS}", name="position_in_list"),
        at_most("issuer", ISSUER_LENGTH),
    )

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[Digest] = mapped_column(unique=True)
    issuer: Mapped[str] = mapped_column(String(ISSUER_LENGTH))
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_keys.id"), index=True)
    list_number: Mapped[int]
    position: Mapped[int]
    signed_at: Mapped[datetime]
