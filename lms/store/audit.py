"""The audit log: what happened, written in the act's own transaction (AU-01)."""

import re
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.store.columns import from_text, to_text
from lms.store.rows import AuditEventRow

_KIND = re.compile(r"[a-z]+( [a-z]+)*\Z")
_SUBJECT = re.compile(r"[a-z]+( [a-z]+)*( [A-Za-z0-9_./-]+)?\Z")
# Numbers, words, hashes, serials and times have no spaces and no @; names and addresses do.
_DETAIL = re.compile(r"[A-Za-z0-9_./:+-]{0,120}\Z")
_ADD = insert(AuditEventRow)


def record(
    session: Session,
    at: datetime,
    kind: str,
    actor_id: int | None,
    subject: str,
    **detail: int | str,
) -> None:
    """Add an event such as ("role changed", "person 7", role="instructor"): ids, never names."""
    details = all(isinstance(it, int) or _DETAIL.match(it) for it in detail.values())
    if not (_KIND.match(kind) and _SUBJECT.match(subject) and details):
        raise ValueError(f"The event {kind!r} may hold plain words and ids only (AU-01).")
    event = {
        "at": at,
        "kind": kind,
        "actor_id": actor_id,
        "subject": subject,
        "detail": to_text(detail),
    }
    session.connection().execute(_ADD, event)


def list_details(
    session: Session, kind: str, subject: str
) -> tuple[dict[str, bool | int | str], ...]:
    """What the events of that kind about a subject say, the oldest first: one query."""
    rows = session.scalars(
        select(AuditEventRow.detail)
        .where(AuditEventRow.subject == subject, AuditEventRow.kind == kind)
        .order_by(AuditEventRow.id)
    )
    return tuple(from_text(dict[str, bool | int | str], detail) for detail in rows)
