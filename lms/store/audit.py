"""The audit log: what happened, written in the act's own transaction (AU-01)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.audit import Event
from lms.store.columns import from_text, to_text
from lms.store.rows import AuditEventRow, AuditLinkRow, PersonRow

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


# -- looking things up -------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """Which events are looked for; empty text and None ask for any."""

    kind: str = ""
    subject: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """An event with who did it and its place in the chain, 0 while it is not sealed."""

    event: Event
    actor: str
    position: int
    digest: str


def count_events(session: Session, search: Search) -> int:
    """How many events are found."""
    counted = select(func.count()).select_from(AuditEventRow).where(*_conditions(search))
    return session.scalars(counted).one()


def list_entries(session: Session, search: Search, start: int, count: int) -> tuple[Entry, ...]:
    """The events that are found, the newest first: one query."""
    found = _ENTRIES.where(*_conditions(search)).order_by(AuditEventRow.id.desc())
    return tuple(_entry(row) for row in session.execute(found.offset(start).limit(count)))


def find_entry(session: Session, event_id: int) -> Entry | None:
    """The event of that id, or None."""
    row = session.execute(_ENTRIES.where(AuditEventRow.id == event_id)).first()
    return None if row is None else _entry(row)


def list_kinds(session: Session) -> tuple[str, ...]:
    """Every kind of event that there is, by name: one query that skips from kind to kind."""
    kinds = select(func.min(AuditEventRow.kind).label("kind")).cte(recursive=True)
    following = (
        select(func.min(AuditEventRow.kind)).where(AuditEventRow.kind > kinds.c.kind)
    ).scalar_subquery()
    kinds = kinds.union_all(select(following).where(kinds.c.kind.is_not(None)))
    return tuple(session.scalars(select(kinds.c.kind).where(kinds.c.kind.is_not(None))))


_ENTRIES = (
    select(
        AuditEventRow.id,
        AuditEventRow.at,
        AuditEventRow.kind,
        AuditEventRow.actor_id,
        AuditEventRow.subject,
        AuditEventRow.detail,
        func.coalesce(PersonRow.legal_name, ""),
        func.coalesce(AuditLinkRow.position, 0),
        func.coalesce(AuditLinkRow.digest, ""),
    )
    .outerjoin(PersonRow, PersonRow.id == AuditEventRow.actor_id)
    .outerjoin(AuditLinkRow, AuditLinkRow.event_id == AuditEventRow.id)
)


def _entry(row: Sequence[Any]) -> Entry:
    *event, actor, position, digest = row
    return Entry(Event(*event), actor, position, digest)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found = []
    if search.kind:
        found.append(AuditEventRow.kind == search.kind)
    if search.subject:
        found.append(AuditEventRow.subject == search.subject)
    if search.actor_id is not None:
        found.append(AuditEventRow.actor_id == search.actor_id)
    if search.since is not None:
        found.append(AuditEventRow.at >= search.since)
    if search.until is not None:
        found.append(AuditEventRow.at < search.until)
    return found
