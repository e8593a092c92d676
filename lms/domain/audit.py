"""The audit log as a chain: each link is over an event and all before it (AU-02).

docs/auditing.md says byte for byte how a stranger computes the same, and has a script that does.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import chain, pairwise

from lms.domain.errors import Refusal

# What stands for the digest before the first link.
NOTHING_BEFORE = "0" * 64
HEAD_OF_WHAT = "lms audit head"
# Whoever seals signs in the same breath, but not more often than this.
SIGN_EVERY = timedelta(minutes=1)
# A head may still be on its way, and the clocks of two machines differ.
SETTLED_AFTER = timedelta(minutes=5)
KEY_MADE = "audit key made"
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
    """How far a log was found whole, how many heads were signed of it, and with which keys.

    `made` are the keys that the log itself says were made; `overdue` is the first link after the
    newest head that came so late that a head of it was due.
    """

    position: int
    digest: str
    heads: int
    newest_head: Head | None
    keys: frozenset[str]
    made: frozenset[str]
    overdue: Link | None


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
    position, digest, heads = 0, NOTHING_BEFORE, 0
    newest: Head | None = None
    overdue: Link | None = None
    keys, made = set[str](), set[str]()
    for entry, following in pairwise(chain(entries, (None,))):
        if isinstance(entry, Head):
            _refuse_head(entry, position, digest, doubt(entry))
            heads, newest, overdue = heads + 1, entry, None
            keys.add(entry.key)
        elif entry is not None:
            after = following if isinstance(following, Link) else None
            _refuse_link(entry, after, position, digest)
            position, digest = entry.position, entry.digest
            made |= _made_in(entry)
            overdue = overdue or _overdue(entry, newest)
    return Checked(position, digest, heads, newest, frozenset(keys), frozenset(made), overdue)


def find_gap(checked: Checked, keys: Collection[str], unsealed: int, now: datetime) -> str:
    """Why no signed head covers what one should, in words; empty where nothing is missing.

    It was to be signed where one of our keys is known, or the log says that one was made.
    """
    newest, overdue = checked.newest_head, checked.overdue
    if newest is None:
        is_to_sign = (keys or checked.made) and (checked.position or unsealed)
        return _NO_HEAD if is_to_sign else ""
    if overdue is None or overdue.event is None or overdue.event.at > now - SETTLED_AFTER:
        return ""
    return (
        f"From position {overdue.position} on the audit log is not covered by a signed head: event "
        f"{overdue.event_id} is of {overdue.event.at:%Y-%m-%d %H:%M} UTC, and the newest head, of "
        f"position {newest.position}, was signed at {newest.signed_at:%Y-%m-%d %H:%M} UTC, though "
        f"another was due within a minute of the event. Newer heads were removed, or {_UNSIGNED}"
    )


_UNSIGNED = (
    "nobody could sign since then. Compare with a line that you kept elsewhere; "
    "`lms audit verify --sign` signs what is here now."
)
_NO_HEAD = (
    "The audit log is not covered by a signed head: there is a key that signs it, and no head at "
    f"all. The heads were removed, or the key is new and {_UNSIGNED}"
)


def _made_in(it: Link) -> set[str]:
    is_of_key = it.event is not None and it.event.kind == KEY_MADE
    return {it.event.subject} if is_of_key and it.event else set()


def _overdue(it: Link, newest: Head | None) -> Link | None:
    if newest is None or it.event is None:
        return None
    return it if it.event.at - newest.signed_at > SIGN_EVERY else None


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
