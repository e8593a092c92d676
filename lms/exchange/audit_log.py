"""The audit log as JSON Lines, for whoever checks it without the product; docs/auditing.md."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from lms.domain.audit import (
    NOTHING_BEFORE,
    Event,
    Head,
    Link,
    Tampered,
    canonical,
    event_fields,
    time_text,
)


def write_lines(entries: Iterable[Link | Head]) -> Iterator[str]:
    """A line for each link and head, and a last one that says what the end is."""
    end = _End()
    for entry in entries:
        end.pass_by(entry)
        yield _line(entry)
    yield end.line()


def read_lines(lines: Iterable[str]) -> Iterator[Link | Head]:
    """The links and heads of such a file; Tampered where a line is not as it is written here."""
    end, number = _End(), 0
    for number, line in enumerate(lines, start=1):
        if end.is_reached:
            raise Tampered(f"Line {number} stands after the end of the log: it was put there.")
        if line == end.line():
            end.is_reached = True
            continue
        entry = _read(line)
        if entry is None:
            raise Tampered(f"Line {number} is no line of an audit log: it was changed.")
        end.pass_by(entry)
        yield entry
    if not end.is_reached:
        raise Tampered(f"The file ends after line {number} without an end: lines were removed.")


class _End:
    """What the last line says: how far the log goes."""

    def __init__(self) -> None:
        self._position, self._digest, self._heads = 0, NOTHING_BEFORE, 0
        self.is_reached = False

    def pass_by(self, entry: Link | Head) -> None:
        """Note an entry."""
        if isinstance(entry, Head):
            self._heads += 1
        else:
            self._position, self._digest = entry.position, entry.digest

    def line(self) -> str:
        """The line that ends a log that goes so far."""
        end = {"position": self._position, "digest": self._digest, "heads": self._heads}
        return f"{canonical({'end': end})}\n"


def _line(entry: Link | Head) -> str:
    if isinstance(entry, Head):
        head = {
            "position": entry.position,
            "digest": entry.digest,
            "signed_at": time_text(entry.signed_at),
            "key": entry.key,
            "signature": entry.signature,
        }
        return f"{canonical({'head': head})}\n"
    event = event_fields(entry.event) if entry.event else {"id": entry.event_id}
    link = {"position": entry.position, "event": event, "digest": entry.digest}
    return f"{canonical(link)}\n"


def _read(line: str) -> Link | Head | None:
    """What a line holds; None where it holds something else, or the same in other words."""
    try:
        found = json.loads(line)
        entry = _head(found["head"]) if "head" in found else _link(found)
        return entry if _line(entry) == line else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _head(found: dict[str, Any]) -> Head:
    return Head(
        position=_whole(found["position"]),
        digest=_text(found["digest"]),
        signed_at=datetime.fromisoformat(found["signed_at"]),
        key=_text(found["key"]),
        signature=_text(found["signature"]),
    )


def _link(found: dict[str, Any]) -> Link:
    told, event = found["event"], None
    id_ = _whole(told["id"])
    if len(told) > 1:
        event = Event(
            id=id_,
            at=datetime.fromisoformat(told["at"]),
            kind=_text(told["kind"]),
            actor_id=None if told["actor"] is None else _whole(told["actor"]),
            subject=_text(told["subject"]),
            detail=_text(told["detail"]),
        )
    return Link(_whole(found["position"]), id_, event, _text(found["digest"]))


def _whole(found: object) -> int:
    if type(found) is not int:
        raise TypeError("It is no whole number.")
    return found


def _text(found: object) -> str:
    if type(found) is not str:
        raise TypeError("It is no text.")
    return found
