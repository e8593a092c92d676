"""The office: credit approved, further papers of certificates, and the provider's edits."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import COMMENT_LENGTH, NAME_LENGTH
from lms.store.rows.base import Base, Digest, Id, at_most, not_blank


class CreditApprovalRow(Base):
    """An approver's act: the credit of an edition as it was then, frozen; once for each."""

    __tablename__ = "credit_approvals"
    __table_args__ = (
        not_blank("approver_name"),
        at_most("approver_name", NAME_LENGTH),
        not_blank("approver_title"),
        at_most("approver_title", NAME_LENGTH),
        at_most("note", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("course_editions.id"), unique=True)
    # The calculation and its terms, as they were approved.
    calculation: Mapped[str] = mapped_column(Text)
    approver_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    approver_title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    note: Mapped[str] = mapped_column(Text)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime]


class CertificateReissueRow(Base):
    """Why a certificate was issued in the place of another one, and by whom."""

    __tablename__ = "certificate_reissues"
    __table_args__ = (not_blank("reason"), at_most("reason", COMMENT_LENGTH))

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    reissued_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class CertificatePrintRow(Base):
    """A duplicate: a further print of a certificate, marked as one and kept as it was made."""

    __tablename__ = "certificate_prints"
    __table_args__ = (
        UniqueConstraint("certificate_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Id]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    number: Mapped[int]
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[Digest]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    printed_at: Mapped[datetime]


class ProviderEditRow(Base):
    """That an edition of the provider's facts was made in the office, and by whom."""

    __tablename__ = "provider_edits"

    provider_edition_id: Mapped[int] = mapped_column(
        ForeignKey("provider_editions.id"), primary_key=True
    )
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
