"""The audit log in the office: what happened, newest first, and how its chain stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.audit import NOTHING_BEFORE, canonical, event_fields
from lms.domain.errors import FieldRefusal, FormRefusal, NotFound, together
from lms.domain.paging import Paged, page_of
from lms.store import audit, people, sealing
from lms.store.audit import Entry, Search

LONGEST_ID = 9


@dataclass(frozen=True)
class Typed:
    """What somebody looks for, as they typed it; empty text asks for any."""

    kind: str = ""
    subject: str = ""
    actor: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Standing:
    """How the chain stands: what is sealed, what waits, and the newest signed head."""

    position: int
    waiting: int
    signed_position: int
    signed_at: datetime | None


@dataclass(frozen=True)
class Log:
    """A page of the log, every kind of event that there is, and how the chain stands."""

    page: Paged[Entry]
    kinds: tuple[str, ...]
    standing: Standing
    problems: dict[str, str]


@dataclass(frozen=True)
class Shown:
    """One event with all that a stranger needs to compute its digest."""

    entry: Entry
    text: str
    previous: str


def get_log(session: Session, typed: Typed, zone: tzinfo, wanted: int) -> Log:
    """The page of what is looked for; a search that makes no sense finds nothing and says why."""
    problems: dict[str, str] = {}
    kinds = audit.list_kinds(session)
    page: Paged[Entry] = Paged((), 1, 0)
    try:
        search = _search(session, typed, kinds, zone)
        page = page_of(
            audit.count_events(session, search),
            wanted,
            lambda start, count: audit.list_entries(session, search, start, count),
        )
    except FormRefusal as refusal:
        problems = refusal.problems
    return Log(page, kinds, _standing(session), problems)


def get_event(session: Session, event_id: int | None) -> Shown:
    """One event and its link; NotFound where there is none."""
    entry = None if event_id is None else audit.find_entry(session, event_id)
    if entry is None:
        raise NotFound
    previous = sealing.find_digest(session, entry.position - 1) or NOTHING_BEFORE
    return Shown(entry, canonical(event_fields(entry.event)), previous)


def _standing(session: Session) -> Standing:
    ends = sealing.get_ends(session)
    waiting = audit.count_events(session, Search()) - ends.newest_position
    return Standing(ends.newest_position, waiting, ends.signed_position, ends.signed_at)


def _search(session: Session, typed: Typed, kinds: tuple[str, ...], zone: tzinfo) -> Search:
    asked: list[Callable[[], Any]] = [
        lambda: _kind(typed.kind, kinds),
        lambda: _actor_id(session, typed.actor),
        lambda: _start("since", typed.since, 0, zone),
        lambda: _start("until", typed.until, 1, zone),
    ]
    kind, actor_id, since, until = together(*asked)
    return Search(kind, typed.subject, actor_id, since, until)


def _kind(typed: str, kinds: tuple[str, ...]) -> str:
    if typed and typed not in kinds:
        raise FieldRefusal(
            "kind", f"No event in the log is called “{typed}”. Choose one of the list."
        )
    return typed


def _actor_id(session: Session, typed: str) -> int | None:
    if not typed:
        return None
    if typed.isdecimal() and typed.isascii() and len(typed) <= LONGEST_ID:
        return int(typed)
    account = people.find_account(session, typed.lower())
    if account is None:
        raise FieldRefusal(
            "actor", "Nobody here has this e-mail address. Compare it, or give a person’s number."
        )
    return account.person.id


def _start(field: str, typed: str, days_after: int, zone: tzinfo) -> datetime | None:
    """When that day begins, or one after it; None where none was typed."""
    try:
        if not typed:
            return None
        day = date.fromisoformat(typed)
        return datetime.combine(day + timedelta(days=days_after), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise FieldRefusal(field, f"“{typed}” is no day. Write it as 2026-11-28.") from fault
