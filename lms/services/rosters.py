"""Rosters: what is to be reported to whom, in batches that hold only what was not reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import BinaryIO

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.errors import FieldRefusal, NotFound, Refusal, together
from lms.domain.names import clean_line
from lms.domain.paging import Paged, page_of
from lms.domain.roster_numbers import TRACKING_PREFIXES, why_no_tracking_number
from lms.domain.rosters import (
    DATES,
    DECIMALS,
    GENERIC_HEAD,
    PARS_HEAD,
    Kind,
    Numbers,
    Permission,
    Refused,
    clean_permission,
    lines_of,
)
from lms.domain.spreadsheets import Cell, write_csv
from lms.exchange import tables
from lms.store import audit, locks, outbox, people, rosters, teaching
from lms.store.rosters import Batch, ToldByHand, Waiting

JOB = "make roster"
# So many completions go into a batch in one transaction.
AT_ONCE = 500
ABOUT = ("provider", "course", "profession")
# A file for CE Broker has no head.
HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.GENERIC: GENERIC_HEAD,
    Kind.CE_BROKER: (),
    Kind.PARS: PARS_HEAD,
}
# The files that each is offered as, the one that its readers take first.
FORMATS = {
    Kind.GENERIC: ("csv", "xlsx"),
    Kind.CE_BROKER: ("xls", "xlsx"),
    Kind.PARS: ("csv", "xlsx"),
}


class NothingWaits(Refusal):
    """Everything was reported."""

    sentence = "Everything was reported. A batch holds only what was not reported before."


class NobodyToReport(Refusal):
    """A batch would leave out everything that waits."""

    sentence = (
        "A batch would hold nobody: everything that waits has a reason beside it. "
        "Do what the reasons say, or say what was told by hand."
    )


@dataclass(frozen=True)
class Looked:
    """A completion that waits, and why a batch would leave it, or a license of it, out."""

    serial: str
    legal_name: str
    refused: Refused | None
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class PreFlight:
    """What a batch would hold now: every completion that waits, and who is left out and why."""

    kind: Kind
    page: Paged[Looked]
    numbers: Numbers
    courses: tuple[str, ...]
    professions: tuple[str, ...]
    making: Batch | None


# -- before --------------------------------------------------------------------------


def get_pre_flight(session: Session, kind: Kind, wanted: int = 1) -> PreFlight:
    """A page of what waits to be told to that body: six queries, however many there are."""
    numbers = rosters.list_numbers(session, kind)

    def fetch(start: int, count: int) -> tuple[Looked, ...]:
        found = rosters.list_waiting_from(session, kind, start, count)
        return tuple(_looked(kind, it, numbers) for it in found)

    named = {name for about, name in numbers if about == "course"}
    practiced = {name for about, name in numbers if about == "profession"}
    return PreFlight(
        kind=kind,
        page=page_of(rosters.count_waiting(session, kind), wanted, fetch),
        numbers=numbers,
        courses=tuple(sorted(named | set(teaching.list_slugs(session)))),
        professions=tuple(sorted(practiced | set(rosters.list_professions(session)))),
        making=rosters.find_open_batch(session, kind),
    )


def _looked(kind: Kind, it: Waiting, numbers: Numbers) -> Looked:
    lines = lines_of(kind, it.entry, numbers)
    name = it.entry.snapshot.legal_name
    return Looked(it.entry.certificate.serial, name, lines.refused, lines.skipped)


def tell_by_hand(session: Session, person: Person, kind: Kind, serial: str, now: datetime) -> None:
    """Keep that a completion which no batch can hold was told by hand, or never is to be.

    It waits no longer; saying so twice is once. Refusal for one that a batch would hold.
    """
    locks.hold_reporting(session)
    found = rosters.find_waiting(session, kind, serial)
    if found is None:
        return
    if not lines_of(kind, found.entry, rosters.list_numbers(session, kind)).refused:
        raise Refusal("A batch would hold this completion. Make the batch instead.")
    subject = f"roster {rosters.keep_told(session, kind, found, person.id, now)}"
    audit.record(session, now, "told by hand", person.id, subject, body=kind, serial=serial)


def set_numbers(
    session: Session, person: Person, kind: Kind, typed: Numbers, now: datetime
) -> None:
    """Keep the numbers that a body gave; an empty one is taken away.

    NotFound for a number of what no body numbers, FormRefusal for one that it never gives.
    """
    if any(about not in ABOUT or clean_line(about, name) != name for about, name in typed):
        raise NotFound
    asked = [partial(_clean_number, kind, about, name, it) for (about, name), it in typed.items()]
    cleaned = dict(zip(typed, together(*asked), strict=True))
    known = rosters.list_numbers(session, kind)
    changed = {key: number for key, number in cleaned.items() if number != known.get(key, "")}
    for (about, name), number in changed.items():
        rosters.set_number(session, kind, about, name, number)
    if changed:
        audit.record(session, now, "roster numbers changed", person.id, f"roster {kind}")


def _clean_number(kind: Kind, about: str, name: str, typed: str) -> str:
    field = "-".join(f"{about} {name}".split())
    number = clean_line(field, typed)
    is_tracking = kind is Kind.CE_BROKER and about in TRACKING_PREFIXES
    why = why_no_tracking_number(about, number) if number and is_tracking else ""
    if why:
        raise FieldRefusal(field, why)
    return number


def count_waiting(session: Session, kind: Kind) -> int:
    """How many completions were not reported to that body."""
    return rosters.count_waiting(session, kind)


# -- making --------------------------------------------------------------------------


def refuse_empty(session: Session, kind: Kind) -> None:
    """Refusal when a batch would hold nobody; looked at before, since it may take a while.

    While a batch of that kind is being made, that one is what an order gives.
    """
    if rosters.find_open_batch(session, kind) is not None:
        return
    if not rosters.count_waiting(session, kind):
        raise NothingWaits
    numbers, upto = rosters.list_numbers(session, kind), rosters.newest_id(session)
    after: int | None = 0
    while after is not None:
        found = rosters.list_waiting(session, kind, after, upto, AT_ONCE)
        if not all(lines_of(kind, it.entry, numbers).refused for it in found):
            return
        after = found[-1].id if found else None
    raise NobodyToReport


def order(session: Session, person: Person | None, kind: Kind, now: datetime) -> str:
    """Begin a batch of everything that waits; a worker makes it. Its address comes back.

    While a batch of that kind is being made, that one is the answer: ordering twice is once.
    Refusal when nothing waits. Nobody's name is known where it is ordered with the `lms` command.
    """
    locks.hold_reporting(session)
    making = rosters.find_open_batch(session, kind)
    if making is not None:
        return making.public_id
    if not rosters.count_waiting(session, kind):
        raise NothingWaits
    person_id = person.id if person else None
    batch = rosters.add_batch(session, kind, rosters.newest_id(session), person_id, now)
    outbox.add(session, JOB, batch.public_id, now)
    audit.record(session, now, "roster ordered", person_id, f"roster {batch.public_id}", body=kind)
    return batch.public_id


def go_on(session: Session, public_id: str, after: int, now: datetime) -> int | None:
    """Add some hundred completions to a batch; from where to go on, None once it is made."""
    batch = find_batch(session, public_id)
    if batch is None or batch.made_at is not None:
        return None
    numbers = rosters.list_numbers(session, batch.kind)
    found = rosters.list_waiting(session, batch.kind, after, batch.upto_id, AT_ONCE)
    lines = [(it, lines_of(batch.kind, it.entry, numbers)) for it in found]
    fine = [(it, each.rows) for it, each in lines if not each.refused]
    rosters.add_part(
        session,
        batch,
        [it for it, _ in fine],
        [row for _, rows in fine for row in rows],
    )
    if found:
        return found[-1].id
    if not get_batch(session, public_id).rows:
        # Whoever could be reported when it was ordered cannot any more.
        rosters.drop_batch(session, batch)
        audit.record(session, now, "roster dropped", None, f"roster {public_id}")
        return None
    rosters.finish_batch(session, batch, now)
    audit.record(session, now, "roster made", None, f"roster {public_id}")
    return None


# -- afterwards --------------------------------------------------------------------------


def list_batches(session: Session, wanted: int) -> Paged[Batch]:
    """Every batch, the newest first."""
    return page_of(
        rosters.count_batches(session),
        wanted,
        lambda start, count: rosters.list_batches(session, start, count),
    )


def list_by_hand(session: Session, wanted: int) -> Paged[ToldByHand]:
    """What somebody told by hand, or said never is to be told, the newest first."""
    return page_of(
        rosters.count_by_hand(session),
        wanted,
        lambda start, count: rosters.list_by_hand(session, start, count),
    )


def find_batch(session: Session, public_id: str) -> Batch | None:
    """A batch, or None where there is none of that address."""
    return rosters.find_batch(session, public_id)


def get_batch(session: Session, public_id: str) -> Batch:
    """A batch; NotFound where there is none of that address."""
    batch = rosters.find_batch(session, public_id)
    if batch is None:
        raise NotFound
    return batch


def take(session: Session, person: Person, public_id: str, suffix: str, now: datetime) -> Batch:
    """Record that somebody took a batch's file out of the house; the batch comes back.

    NotFound for a format that it is not offered in, and while it is being made.
    """
    batch = get_batch(session, public_id)
    _refuse_format(batch, suffix)
    subject = f"roster {public_id}"
    audit.record(session, now, "roster taken", person.id, subject, format=suffix)
    return batch


def write_file(session: Session, batch: Batch, suffix: str, file: BinaryIO) -> None:
    """Write a batch as it was reported into a file: the same bytes whenever it is asked for.

    NotFound for a format that the batch is not offered in, and while it is being made.
    """
    made_at = _refuse_format(batch, suffix)
    head, rows = HEADS[batch.kind], _rows(session, batch)
    if suffix == "csv":
        write_csv(file, head, rows)
    elif suffix == "xls":
        tables.write_xls(file, head, rows)
    else:
        tables.write_xlsx(file, head, rows, made_at)


def _refuse_format(batch: Batch, suffix: str) -> datetime:
    """When the batch was made; NotFound where there is no such file of it."""
    if suffix not in FORMATS[batch.kind] or batch.made_at is None:
        raise NotFound
    return batch.made_at


def _rows(session: Session, batch: Batch) -> Iterator[list[Cell]]:
    """The lines of a batch, dates as dates and numbers as numbers, some hundreds at once."""
    for line in rosters.read_lines(session, batch):
        cells: list[Cell] = list(line)
        if day := line[DATES[batch.kind]]:
            cells[DATES[batch.kind]] = date.fromisoformat(str(day))
        for at in DECIMALS[batch.kind]:
            if (number := line[at]) is not None:
                cells[at] = Decimal(str(number))
        yield cells


# -- permission --------------------------------------------------------------------------


def find_permission(session: Session, person: Person) -> Permission | None:
    """Whether the person lets PARS be told of their completions."""
    return rosters.find_permission(session, person.id)


def is_pars_used(session: Session) -> bool:
    """True when the provider reports to PARS: it is off until a course has a number there."""
    return bool(rosters.list_numbers(session, Kind.PARS))


def set_permission(
    session: Session, person: Person, typed: tuple[str, str] | None, now: datetime
) -> None:
    """Keep or take back the permission; `typed` are month and day of birth, never a year."""
    given = None if typed is None else clean_permission(*typed, now)
    people.hold_open_account(session, person.id)
    rosters.set_permission(session, person.id, given)
    kind = "permission given" if given else "permission withdrawn"
    audit.record(session, now, kind, person.id, f"person {person.id}")
