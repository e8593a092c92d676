"""The chain over the audit log in and out of the database: links, heads, and what waits."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    func,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from lms.domain import audit
from lms.domain.audit import NOTHING_BEFORE, Event, Head, Link
from lms.store.prepared import Prepared
from lms.store.rows import AuditEventRow, AuditHeadRow, AuditLinkRow

ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Ends:
    """How far the log goes, how far it is sealed, and how far and when it was signed."""

    newest_event: int
    newest_position: int
    signed_position: int
    signed_at: datetime | None


@dataclass(frozen=True)
class Outlook:
    """What a sealer sees before it does anything."""

    is_waiting: bool
    ends: Ends


@dataclass(frozen=True)
class Batch:
    """How many events were sealed together, and the last one's id."""

    count: int
    last_event: int


@dataclass(frozen=True)
class Waiting:
    """How many events have no link yet, and of when the first of them is."""

    count: int
    since: datetime | None


NOBODY_WAITS = Waiting(0, None)


def _unsealed(after: int | BindParameter[int]) -> Select[*tuple[Any, ...]]:
    link = select(AuditLinkRow.position).where(AuditLinkRow.event_id == AuditEventRow.id)
    return select(
        AuditEventRow.id,
        AuditEventRow.at,
        AuditEventRow.kind,
        AuditEventRow.actor_id,
        AuditEventRow.subject,
        AuditEventRow.detail,
    ).where(AuditEventRow.id > after, ~link.exists())


_HEAD = select(AuditHeadRow).order_by(AuditHeadRow.id.desc()).limit(1).subquery()
_ENDS = (
    select(
        select(func.max(AuditEventRow.id)).scalar_subquery().label("event"),
        select(func.max(AuditLinkRow.position)).scalar_subquery().label("position"),
        _HEAD.c.position.label("signed"),
        _HEAD.c.signed_at,
    )
    .select_from(select(1).subquery())
    .outerjoin(_HEAD, _HEAD.c.id.is_not(None))
)
# Every server asks this each second, whether anything happened or not.
_LOOK: Prepared[tuple[int | None, int | None, int | None, datetime | None, int]] = Prepared(
    _ENDS.add_columns(_unsealed(bindparam("after", type_=Integer)).exists().label("is_waiting")),
    tuple[int | None, int | None, int | None, datetime | None, int],
)


def get_ends(session: Session) -> Ends:
    """How far the log goes and is sealed and signed: one query."""
    return _ends(*session.execute(_ENDS).one())


def look(session: Session, after: int) -> Outlook:
    """The same, and whether an event after that id has no link: one query."""
    [(event, position, signed, signed_at, is_waiting)] = _LOOK.ask(session, after=after)
    return Outlook(bool(is_waiting), _ends(event, position, signed, signed_at))


def _ends(
    event: int | None, position: int | None, signed: int | None, signed_at: datetime | None
) -> Ends:
    return Ends(event or 0, position or 0, signed or 0, signed_at)


def seal_next(session: Session, after: int, limit: int) -> Batch:
    """Chain the first events after that id that have no link, in the order of their ids."""
    position, digest = get_end(session)
    rows = session.execute(_unsealed(after).order_by(AuditEventRow.id).limit(limit))
    links = []
    for row in rows:
        position, digest = position + 1, audit.link(digest, Event(*row))
        links.append({"position": position, "event_id": row.id, "digest": digest})
    if links:
        session.execute(insert(AuditLinkRow), links)
    return Batch(len(links), links[-1]["event_id"] if links else after)


def get_end(session: Session) -> tuple[int, str]:
    """The newest position and its digest; 0 and the digest of nothing in a new chain."""
    newest = select(AuditLinkRow.position, AuditLinkRow.digest).order_by(
        AuditLinkRow.position.desc()
    )
    row = session.execute(newest.limit(1)).first()
    return (0, NOTHING_BEFORE) if row is None else (row.position, row.digest)


def find_digest(session: Session, position: int) -> str | None:
    """The digest at a position, or None where there is no link."""
    return session.scalar(select(AuditLinkRow.digest).where(AuditLinkRow.position == position))


def add_head(session: Session, head: Head) -> None:
    """Keep a signed head."""
    session.execute(
        insert(AuditHeadRow).values(
            position=head.position,
            digest=head.digest,
            signed_at=head.signed_at,
            key=head.key,
            signature=head.signature,
        )
    )


def count_unsealed(session: Session) -> int:
    """How many events have no link yet."""
    counted = select(func.count()).select_from(_unsealed(0).subquery())
    return session.scalars(counted).one()


def find_waiting(session: Session) -> Waiting:
    """The same, and since when."""
    first = _unsealed(0).order_by(AuditEventRow.id).limit(1)
    row = session.execute(first).first()
    return NOBODY_WAITS if row is None else Waiting(count_unsealed(session), row.at)


# -- reading it through ------------------------------------------------------------


def count_entries(session: Session) -> int:
    """How many links and heads there are to read."""
    links = select(func.count()).select_from(AuditLinkRow)
    heads = select(func.count()).select_from(AuditHeadRow)
    return session.scalars(links).one() + session.scalars(heads).one()


def read_through(session: Session) -> Generator[Link | Head, None, None]:
    """Every link in its order with its event, each head after the link of its position.

    Whoever stops before the end closes it.
    """
    in_parts = {"yield_per": ROWS_AT_ONCE}
    with (
        session.execute(_LINKS, execution_options=in_parts) as linked,
        session.execute(_HEADS, execution_options=in_parts) as signed,
    ):
        places = merge(
            ((row[0], 0, row) for row in linked),
            ((row[0], 1, row) for row in signed),
            key=lambda place: place[:2],
        )
        for _position, is_head, row in places:
            yield _head(row) if is_head else _link(row)


# Times are read as text: of what somebody wrote past us not even the form is sure.
_AT: ColumnElement[Any] = type_coerce(AuditEventRow.at, String)
_LINKS = (
    select(
        AuditLinkRow.position,
        AuditLinkRow.event_id,
        AuditLinkRow.digest,
        AuditEventRow.id,
        _AT,
        AuditEventRow.kind,
        AuditEventRow.actor_id,
        AuditEventRow.subject,
        AuditEventRow.detail,
    )
    .outerjoin(AuditEventRow, AuditEventRow.id == AuditLinkRow.event_id)
    .order_by(AuditLinkRow.position)
)
_HEADS = select(
    AuditHeadRow.position,
    AuditHeadRow.digest,
    type_coerce(AuditHeadRow.signed_at, String),
    AuditHeadRow.key,
    AuditHeadRow.signature,
).order_by(AuditHeadRow.position, AuditHeadRow.id)


def _link(row: Sequence[Any]) -> Link:
    position, event_id, digest, id_, kept_at, kind, actor_id, subject, detail = row
    at = _time(kept_at)
    is_text = isinstance(kind, str) and isinstance(subject, str) and isinstance(detail, str)
    if id_ is None or at is None or not is_text:
        return Link(position, event_id, None, digest)
    return Link(position, event_id, Event(id_, at, kind, actor_id, subject, detail), digest)


def _head(row: Sequence[Any]) -> Head:
    position, digest, signed_at, key, signature = row
    # A time that is none is another than the one that was signed.
    return Head(
        position, digest, _time(signed_at) or datetime.min.replace(tzinfo=UTC), key, signature
    )


def _time(kept: object) -> datetime | None:
    """The time that a database keeps, as a text or not; None for what is none."""
    if isinstance(kept, datetime):
        return kept.replace(tzinfo=UTC)
    try:
        return datetime.fromisoformat(str(kept)).replace(tzinfo=UTC)
    except ValueError:
        return None
