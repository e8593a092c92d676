"""Whether certificates still say what the audit log holds that they said when they were issued."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """What a certificate of the record says now, as digests: one, unless its completion differs."""

    serial: str
    digests: frozenset[str]


@dataclass(frozen=True)
class Told:
    """That a certificate was issued, by which event; no digest where the log held none yet."""

    event_id: int
    serial: str
    digest: str


@dataclass(frozen=True)
class Compared:
    """How many certificates say what they said, of how many nobody can tell, and what is wrong."""

    agreeing: int
    untold: int
    faults: tuple[str, ...]


NONE_COMPARED = Compared(0, 0, ())


def compare(kept: Iterable[Kept], told: Mapping[str, Told]) -> Compared:
    """Every certificate of the record against the event of its being issued, by its serial."""
    agreeing, untold, faults, missing = 0, 0, list[str](), dict(told)
    first = min((it.event_id for it in told.values() if it.digest), default=None)
    for it in kept:
        event = missing.pop(it.serial, None)
        if event is None:
            faults.append(f"Certificate {it.serial} was put there: no event says it was issued.")
        elif not event.digest and (first is None or event.event_id < first):
            untold += 1
        elif it.digests == {event.digest}:
            agreeing += 1
        else:
            faults.append(_changed(event))
    faults += map(_removed, missing.values())
    return Compared(agreeing, untold, tuple(faults))


def _changed(event: Told) -> str:
    if not event.digest:
        return (
            f"Certificate {event.serial} has no digest in event {event.event_id}, as every event "
            "of its time has: it was put there."
        )
    return (
        f"Certificate {event.serial} does not say what was issued by event {event.event_id}: its "
        "snapshot, or that of its completion, was changed."
    )


def _removed(event: Told) -> str:
    return f"Certificate {event.serial}, issued by event {event.event_id}, was removed."
