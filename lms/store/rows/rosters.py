"""What was reported to whom in which batch, and what a roster needs for it."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.names import LINE_LENGTH
from lms.domain.rosters import Kind
from lms.store.rows.base import Base, Id, PublicId, at_most, not_blank, one_of

ABOUT = ("provider", "course", "profession")


class RosterFactsRow(Base):
    """What a roster says of a completion beside its certificate: frozen with it."""

    __tablename__ = "roster_facts"

    completion_id: Mapped[int] = mapped_column(ForeignKey("completions.id"), primary_key=True)
    facts: Mapped[str] = mapped_column(Text)


class RosterBatchRow(Base):
    """What was reported to a body at once. `upto_id` is the last certificate looked at.

    0 stands for an act by which one completion was told by hand: no batch, and without lines.
    """

    __tablename__ = "roster_batches"
    __table_args__ = (
        one_of("kind", Kind, "kind_known"),
        CheckConstraint("rows >= 0 AND refused >= 0", name="counts_not_negative"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    upto_id: Mapped[int]
    rows: Mapped[int]
    refused: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime | None]


class RosterReportedRow(Base):
    """That a certificate, or its voiding, was reported to a body, and in which batch."""

    __tablename__ = "roster_reported"
    __table_args__ = (PrimaryKeyConstraint("kind", "certificate_id", "is_voided"),)

    kind: Mapped[str] = mapped_column(String(16))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"))
    is_voided: Mapped[bool]
    batch_id: Mapped[int] = mapped_column(ForeignKey("roster_batches.id"), index=True)


class RosterPartRow(Base):
    """Some lines of a batch as they were reported, as JSON; kept for good."""

    __tablename__ = "roster_parts"
    __table_args__ = (CheckConstraint("position >= 1", name="position_from_one"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("roster_batches.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[str] = mapped_column(Text)


class RosterNumberRow(Base):
    """A number that a body gave: to the provider, to a course, or to a profession."""

    __tablename__ = "roster_numbers"
    __table_args__ = (
        UniqueConstraint("kind", "about", "name"),
        one_of("kind", Kind, "kind_known"),
        one_of("about", ABOUT, "about_known"),
        not_blank("number"),
        at_most("name", LINE_LENGTH),
        at_most("number", LINE_LENGTH),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(LINE_LENGTH))
    number: Mapped[str] = mapped_column(String(LINE_LENGTH))


class RosterPermissionRow(Base):
    """A learner's permission to be reported to PARS, with the day of birth and never its year."""

    __tablename__ = "roster_permissions"
    __table_args__ = (
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="month_of_a_year"),
        CheckConstraint("birth_day BETWEEN 1 AND 31", name="day_of_a_month"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    birth_month: Mapped[int]
    birth_day: Mapped[int]
    given_at: Mapped[datetime]
