"""Forms that were sent: each carries a key of its own, so that sending it twice is once (DS-04)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.store.columns import insert_unless_taken
from lms.store.rows import FormSentRow


def claim(session: Session, key_hash: str, onward: str, now: datetime) -> bool:
    """Keep that a form is done by this transaction; False when another has done it.

    Of two at once the later waits until the earlier has committed or was undone.
    """
    row = {"key_hash": key_hash, "onward": onward, "sent_at": now}
    insert = insert_unless_taken(session, FormSentRow).values(row).on_conflict_do_nothing()
    return session.execute(insert.returning(FormSentRow.key_hash)).one_or_none() is not None


def release(session: Session, key_hash: str) -> None:
    """Take back that a form is done."""
    session.execute(delete(FormSentRow).where(FormSentRow.key_hash == key_hash))


def find_onward(session: Session, key_hash: str) -> str | None:
    """Where the form with that key led when it was done, or None."""
    return session.scalar(select(FormSentRow.onward).where(FormSentRow.key_hash == key_hash))


def forget(session: Session, before: datetime) -> None:
    """Forget forms that nobody sends again."""
    session.execute(delete(FormSentRow).where(FormSentRow.sent_at < before))
