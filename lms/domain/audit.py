"""The audit log as a chain: each link is over an event and all before it (AU-02).

docs/auditing.md says byte for byte how a stranger computes the same, and has a script that does.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, pairwise

from lms.domain.errors import Refusal

# What stands for the digest before the first link.
NOTHING_BEFORE = "0" * 64
HEAD_OF_WHAT = "lms audit head"
_MICROSECONDS = len("2026-11-28T12:00:00.000000")

# JSON without spaces, in ASCII: the same value is always the same bytes.
canonical = json.JSONEncoder(separators=(",", ":")).encode


class Tampered(Refusal):
    """The log is not as it was sealed; the sentence names the first place where it is not."""


@dataclass(frozen=True)
class Event:
    """What happened, as it is kept; `detail` is the text of a JSON object."""

    id: int
    at: datetime
    kind: str
    actor_id: int | None
    subject: str
    detail: str

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What its detail says, by name; nothing where the text is no JSON object."""
        try:
            return tuple((str(name), str(value)) for name, value in json.loads(self.detail).items())
        except (ValueError, AttributeError, RecursionError):
            return ()


@dataclass(frozen=True)
class Link:
    """An event's place in the chain; without an event when that is gone or cannot be read."""

    position: int
    event_id: int
    event: Event | None
    digest: str


@dataclass(frozen=True)
class Head:
    """The newest position and digest of a moment, signed; the key is the public one."""

    position: int
    digest: str
    signed_at: datetime
    key: str
    signature: str


@dataclass(frozen=True)
class Checked:
    """How far a log was found whole, and how many heads were signed of it, with which keys."""

    position: int
    digest: str
    heads: int
    newest_head: Head | None
    keys: frozenset[str]


def time_text(at: datetime) -> str:
    """A time in UTC with microseconds, such as 2026-11-28T12:00:00.000000Z."""
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')[:_MICROSECONDS]}Z"


def event_fields(event: Event) -> dict[str, int | str | None]:
    """An event's fields by name, in the order in which they are sealed."""
    return {
        "id": event.id,
        "at": time_text(event.at),
        "kind": event.kind,
        "actor": event.actor_id,
        "subject": event.subject,
        "detail": event.detail,
    }


def link(previous: str, event: Event) -> str:
    """The digest that seals an event: over the digest before it, and the event's canonical text."""
    return sha256(f"{previous}{canonical(event_fields(event))}".encode()).hexdigest()


def head_text(position: int, digest: str, signed_at: datetime) -> str:
    """What is signed of a head."""
    return f"{HEAD_OF_WHAT}\n{position}\n{digest}\n{time_text(signed_at)}\n"


def check(entries: Iterable[Link | Head], doubt: Callable[[Head], str]) -> Checked:
    """How far the chain goes; Tampered at the first link or head that is not as it should be.

    Each head comes after the link of its position. `doubt` says what is wrong with a signature.
    """
    position, digest, heads, newest = 0, NOTHING_BEFORE, 0, None
    keys: set[str] = set()
    for entry, following in pairwise(chain(entries, (None,))):
        if isinstance(entry, Head):
            _refuse_head(entry, position, digest, doubt(entry))
            heads, newest = heads + 1, entry
            keys.add(entry.key)
        elif entry is not None:
            after = following if isinstance(following, Link) else None
            _refuse_link(entry, after, position, digest)
            position, digest = entry.position, entry.digest
    return Checked(position, digest, heads, newest, frozenset(keys))


def _refuse_link(it: Link, after: Link | None, position: int, previous: str) -> None:
    due = position + 1
    if it.position != due:
        raise Tampered(_misplaced(it, after, due))
    if it.event is None:
        raise Tampered(f"Position {due}: event {it.event_id} was removed, or cannot be read.")
    if it.digest != link(previous, it.event):
        raise Tampered(f"Position {due}: {_what_became_of(it.event, it, after, previous)}")


def _misplaced(it: Link, after: Link | None, due: int) -> str:
    if it.position > due and (after is None or after.position != due):
        return f"Position {due} is missing: the event that was sealed there was removed."
    return f"Position {it.position} stands where position {due} is due: the log was reordered."


def _what_became_of(event: Event, it: Link, after: Link | None, previous: str) -> str:
    following = None if after is None else after.event
    if following is not None and link(previous, following) in (it.digest, after and after.digest):
        return f"event {event.id} stands before event {following.id}: they were reordered."
    return (
        f"event {event.id} ({event.kind}, {event.subject}) is not what was sealed there: "
        "it was changed, put there, or something before it was removed."
    )


def _refuse_head(head: Head, position: int, digest: str, doubt: str) -> None:
    if head.position > position:
        raise Tampered(
            f"Position {position + 1} is missing: a head was signed of position {head.position}, "
            "so what was sealed up to there was removed."
        )
    if head.position < position or head.digest != digest:
        raise Tampered(
            f"Position {head.position}: its signed head names another digest, so the log was "
            "sealed anew up to there, or the head was changed."
        )
    if doubt:
        raise Tampered(f"Position {head.position}: its signed head {doubt}.")
