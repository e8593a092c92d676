"""Reminders of an end that comes: one for each certificate and number of days."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.rows.base import Base


class ReminderRow(Base):
    """A reminder that is to be sent, or was: never twice."""

    __tablename__ = "reminders"
    __table_args__ = (CheckConstraint("days >= 1", name="days_from_one"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
