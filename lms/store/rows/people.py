"""People, their licenses, their sessions and the doors that they knock at."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.access import Role
from lms.domain.names import EMAIL_LENGTH, LINE_LENGTH, NAME_LENGTH
from lms.store.rows.base import Base, Digest, Id, PersonId, PublicId, at_most, not_blank, one_of

TIME_ZONE_LENGTH = 64
ONWARD_LENGTH = 8192


class PersonRow(Base):
    """A person with an account."""

    __tablename__ = "people"
    __table_args__ = (
        one_of("role", Role, "role_known"),
        not_blank("legal_name"),
        CheckConstraint("email LIKE '%_@_%'", name="email_has_at"),
        at_most("email", EMAIL_LENGTH),
        at_most("legal_name", NAME_LENGTH),
        at_most("time_zone", TIME_ZONE_LENGTH),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), unique=True)
    legal_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))
    time_zone: Mapped[str] = mapped_column(String(TIME_ZONE_LENGTH))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class LicenseRow(Base):
    """A professional license as its holder states it."""

    __tablename__ = "licenses"
    __table_args__ = (
        UniqueConstraint("person_id", "profession", "jurisdiction", "number"),
        not_blank("profession"),
        not_blank("jurisdiction"),
        not_blank("number"),
        at_most("profession", LINE_LENGTH),
        at_most("jurisdiction", LINE_LENGTH),
        at_most("number", LINE_LENGTH),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    profession: Mapped[str] = mapped_column(String(LINE_LENGTH))
    jurisdiction: Mapped[str] = mapped_column(String(LINE_LENGTH))
    number: Mapped[str] = mapped_column(String(LINE_LENGTH))


class SessionRow(Base):
    """A signed-in browser; the cookie's bits are kept only as a hash (AS-01)."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("seen_at >= started_at", name="seen_after_start"),)

    id: Mapped[Id]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]


class ResetLinkRow(Base):
    """A one-time link for a new password, bound to the present one (AS-10)."""

    __tablename__ = "reset_links"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="expires_after_made"),)

    id: Mapped[Id]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    password_hash: Mapped[str] = mapped_column(String(256))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class KnownAddressRow(Base):
    """An address from which a person opened their account, kept only as a hash (AS-07)."""

    __tablename__ = "known_addresses"

    id: Mapped[Id]
    address_hash: Mapped[Digest] = mapped_column(unique=True)
    person_id: Mapped[PersonId]
    seen_at: Mapped[datetime]


class FailureRow(Base):
    """A failed try at a door that takes a secret; who tried is kept only as a hash (AS-07)."""

    __tablename__ = "failures"
    __table_args__ = (Index(None, "door", "subject_hash", "failed_at"),)

    id: Mapped[Id]
    door: Mapped[str] = mapped_column(String(32))
    subject_hash: Mapped[Digest]
    failed_at: Mapped[datetime]


class FormSentRow(Base):
    """A form that was done, by the hash of the key it carried, and where it led (DS-04)."""

    __tablename__ = "forms_sent"
    __table_args__ = (at_most("onward", ONWARD_LENGTH),)

    key_hash: Mapped[Digest] = mapped_column(primary_key=True)
    onward: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(index=True)
