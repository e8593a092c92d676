"""Reminders before a certificate's end: queued when it is issued, written when they are due."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.certificates import Certificate, Snapshot
from lms.domain.dates import written_out
from lms.domain.mail import Letter
from lms.domain.renewal import Term, newest_terms, term_for
from lms.store import audit, issued, outbox, people, record, reminders

JOB = "send reminder"
# Hands a letter to a mail server.
Post = Callable[[Letter], None]


def queue(session: Session, serial: str, frozen: Snapshot, now: datetime) -> None:
    """Ask for every reminder that is still to come, with the certificate it is about."""
    term = term_for(serial, frozen, now)
    if term is None:
        return
    for days, due_at in term.reminders.items():
        if due_at > now:
            reminders.add(session, serial, days, now)
            outbox.add(session, JOB, f"{serial} {days}", now, due_at)


def find_letter(session: Session, subject: str, address: str, now: datetime) -> Letter | None:
    """The letter that a job asks for, or None where nothing is to be said any more.

    That is so when the certificate was voided or replaced, when the course was completed anew,
    when the next reminder is due, after the end, and for an account that was disabled.
    """
    serial, days = _meant(subject)
    certificate = record.find_certificate(session, serial)
    holder = issued.find_holder(session, serial)
    if certificate is None or holder is None:
        return None
    if not people.get_account(session, holder.person_id).is_open:
        return None
    terms = newest_terms(record.list_certificates(session, holder.person_id))
    term = next((it for it in terms if it.serial == serial), None)
    if term is None or not term.is_due(days, now):
        return None
    return _letter(certificate, term, days, (holder.email, address), now)


def claim(session: Session, subject: str, now: datetime) -> bool:
    """Mark a reminder as sent, before it is: a crash then sends none rather than two."""
    return reminders.claim(session, *_meant(subject), now)


def give_back(session: Session, subject: str) -> None:
    """Undo that mark where the mail server did not take the letter."""
    reminders.give_back(session, *_meant(subject))


def note_sent(session: Session, subject: str, now: datetime) -> None:
    """Record that a reminder went out."""
    serial, days = _meant(subject)
    audit.record(session, now, "reminder sent", None, f"certificate {serial}", days=days)


def _meant(subject: str) -> tuple[str, int]:
    serial, _, days = subject.rpartition(" ")
    return serial, int(days)


def _letter(
    certificate: Certificate, term: Term, days: int, way: tuple[str, str], now: datetime
) -> Letter:
    to, address = way
    frozen = certificate.snapshot
    until = written_out(term.last_on)
    left = max(1, term.days_left_at(now))
    return Letter(
        key=f"renewal.{term.serial}.{days}",
        to=to,
        subject=f"Your certificate for {term.title} counts until {until}",
        text="\n".join(
            (
                f"Dear {frozen.legal_name},",
                "",
                f"your certificate {term.serial} for “{term.title}” counts until {until}:",
                f"{left} more {'day' if left == 1 else 'days'}. That day still counts.",
                "",
                "To renew it, complete the course again. A new cycle begins here:",
                f"{address}/courses/{term.course}",
                "",
                "What you completed stays on record, with its date:",
                f"{address}/certificates/{term.serial}",
                "",
                frozen.provider_name,
                frozen.provider_email,
                "",
            )
        ),
        written_at=now,
    )
