"""The outbox: work that follows a commit, kept with it, and retried until done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from lms.store.rows import OutboxRow

FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=1)
# Seven doublings of the first wait are longer than the last one.
MOST_DOUBLINGS = 7


@dataclass(frozen=True)
class Job:
    """One piece of work: what, about what, and how often it was tried."""

    id: int
    kind: str
    subject: str
    tries: int


def add(
    session: Session, kind: str, subject: str, now: datetime, due_at: datetime | None = None
) -> None:
    """Ask for work in the transaction that makes it necessary; due at once, or at that time."""
    due = due_at or now
    session.add(
        OutboxRow(kind=kind, subject=subject, made_at=now, due_at=due, tries=0, done_at=None)
    )
    session.flush()


_DUE = (
    select(OutboxRow.id, OutboxRow.kind, OutboxRow.subject, OutboxRow.tries)
    .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= bindparam("now"))
    .order_by(OutboxRow.due_at, OutboxRow.id)
    .limit(bindparam("limit"))
)
_URGENT = _DUE.where(OutboxRow.kind != bindparam("patient"))
_PATIENT = _DUE.where(OutboxRow.kind == bindparam("patient"))


def list_due(
    session: Session, now: datetime, limit: int = 20, patient: str = ""
) -> tuple[Job, ...]:
    """Work that is due and not done, oldest first.

    Of the patient kind there is one piece at most, behind all others, however long it has waited.
    """
    given = {"now": now, "patient": patient}
    urgent = session.execute(_URGENT, {**given, "limit": limit})
    last = session.execute(_PATIENT, {**given, "limit": 1}) if patient else ()
    return tuple(Job(*row) for row in (*urgent, *last))


def find(session: Session, kind: str, subject: str) -> Job | None:
    """Work of that kind about that subject which is not done, or None."""
    waiting = select(OutboxRow.id, OutboxRow.kind, OutboxRow.subject, OutboxRow.tries).where(
        OutboxRow.kind == kind, OutboxRow.subject == subject, OutboxRow.done_at.is_(None)
    )
    row = session.execute(waiting.limit(1)).first()
    return None if row is None else Job(*row)


def hold(session: Session, job: Job) -> bool:
    """Keep a piece of work from other workers to the end; False when one of them did it."""
    waiting = select(OutboxRow.id).where(OutboxRow.id == job.id, OutboxRow.done_at.is_(None))
    return session.scalar(waiting.with_for_update()) is not None


def lend(session: Session, job: Job, now: datetime, until: datetime) -> bool:
    """Let nobody else begin a piece of work before that time; False when somebody has already.

    A worker that ends meanwhile has lost nothing: from then on it is due again.
    """
    lent = (
        update(OutboxRow)
        .where(OutboxRow.id == job.id, OutboxRow.done_at.is_(None), OutboxRow.due_at <= now)
        .values(due_at=until)
        .returning(OutboxRow.id)
    )
    return session.scalar(lent) is not None


def put_off(session: Session, job: Job, until: datetime) -> None:
    """Let a piece of work be due at a later time, which is no failure."""
    session.execute(update(OutboxRow).where(OutboxRow.id == job.id).values(due_at=until))


def finish(session: Session, job: Job, now: datetime) -> None:
    """Mark a piece of work as done."""
    session.execute(update(OutboxRow).where(OutboxRow.id == job.id).values(done_at=now))


def forget(session: Session, job: Job) -> None:
    """Take a piece of work out that is done: what comes every few seconds would fill the table."""
    session.execute(delete(OutboxRow).where(OutboxRow.id == job.id))


def reopen(session: Session, job: Job) -> None:
    """Take back that a piece of work is done."""
    session.execute(update(OutboxRow).where(OutboxRow.id == job.id).values(done_at=None))


def postpone(session: Session, job: Job, now: datetime) -> None:
    """Try again later, each time after twice as long, at most an hour."""
    wait = min(FIRST_RETRY * 2 ** min(job.tries, MOST_DOUBLINGS), LAST_RETRY)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == job.id)
        .values(tries=job.tries + 1, due_at=now + wait)
    )


def list_waiting(session: Session, kind: str, subjects: Sequence[str]) -> frozenset[str]:
    """Those of these subjects about which work of that kind is not done: one query."""
    waiting = select(OutboxRow.subject).where(
        OutboxRow.kind == kind, OutboxRow.subject.in_(subjects), OutboxRow.done_at.is_(None)
    )
    return frozenset(session.scalars(waiting))
