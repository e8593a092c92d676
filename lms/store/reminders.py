"""Reminders in and out of the database: which are to be sent, and which were."""

from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from lms.store.rows import CertificateRow, ReminderRow


def add(session: Session, serial: str, days: int, now: datetime) -> None:
    """Keep that a reminder is to be sent so many days before the end."""
    certificate = select(CertificateRow.id).where(CertificateRow.serial == serial)
    session.execute(
        insert(ReminderRow).values(
            certificate_id=certificate.scalar_subquery(), days=days, made_at=now, sent_at=None
        )
    )


def claim(session: Session, serial: str, days: int, now: datetime) -> bool:
    """Mark a reminder as sent before it is; False when it was marked before."""
    marked = session.execute(
        update(ReminderRow)
        .where(ReminderRow.certificate_id.in_(_of(serial)), ReminderRow.days == days)
        .where(ReminderRow.sent_at.is_(None))
        .values(sent_at=now)
    )
    return marked.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def give_back(session: Session, serial: str, days: int) -> None:
    """Undo that mark: the mail server did not take the letter."""
    session.execute(
        update(ReminderRow)
        .where(ReminderRow.certificate_id.in_(_of(serial)), ReminderRow.days == days)
        .values(sent_at=None)
    )


def _of(serial: str) -> Select[int]:
    return select(CertificateRow.id).where(CertificateRow.serial == serial)
