"""Rosters in and out of the database: what is not reported yet, batches, numbers, permissions."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import reduce
from itertools import product
from operator import add
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from lms.domain.certificates import Snapshot
from lms.domain.reporting import Told, is_to_be_told
from lms.domain.rosters import Entry, Kind, Numbers, Permission, RosterFacts
from lms.domain.spreadsheets import Cell
from lms.store.columns import from_text, insert_unless_taken, to_text
from lms.store.record import CERTIFICATE, certificate_of
from lms.store.rows import (
    CertificateRow,
    CompletionRow,
    LicenseRow,
    PersonRow,
    RosterBatchRow,
    RosterFactsRow,
    RosterNumberRow,
    RosterPartRow,
    RosterPermissionRow,
    RosterReportedRow,
)

# The last certificate looked at, of an act by which one alone was told by hand: it looked at none.
BY_HAND = 0
_IS_BATCH = RosterBatchRow.upto_id != BY_HAND


@dataclass(frozen=True)
class Batch:
    """A batch: how many lines it has so far, and how many it left out, which is known once made."""

    id: int
    public_id: str
    kind: Kind
    upto_id: int
    rows: int
    refused: int
    asked_at: datetime
    made_at: datetime | None


@dataclass(frozen=True)
class ToldByHand:
    """That somebody told a body of a completion by hand, or said that it never is to be told."""

    kind: Kind
    serial: str
    legal_name: str
    is_voided: bool
    told_at: datetime
    by: str


@dataclass(frozen=True)
class Waiting:
    """A completion that was not reported, under its certificate's number in the table."""

    id: int
    entry: Entry


def keep_facts(session: Session, completion_id: int, facts: RosterFacts) -> None:
    """Keep what a roster says of a completion, in the transaction that records it."""
    session.execute(
        insert(RosterFactsRow).values(completion_id=completion_id, facts=to_text(facts))
    )


# -- what is not reported ------------------------------------------------------------


def newest_id(session: Session) -> int:
    """The number of the newest certificate; 0 before there is any."""
    return session.scalars(select(func.coalesce(func.max(CertificateRow.id), 0))).one()


def list_waiting(
    session: Session, kind: Kind, after: int, upto: int, count: int
) -> tuple[Waiting, ...]:
    """Completions that were not reported to that body, or not since they were voided: one query.

    Only the provider's own roster reports a voiding; the others are told by hand.
    """
    in_turn = _waiting_ones(kind).where(CertificateRow.id > after, CertificateRow.id <= upto)
    return _all_of(session, in_turn.limit(count))


def list_waiting_from(session: Session, kind: Kind, start: int, count: int) -> tuple[Waiting, ...]:
    """A stretch of them, the oldest first: one query."""
    return _all_of(session, _waiting_ones(kind).offset(start).limit(count))


def find_waiting(session: Session, kind: Kind, serial: str) -> Waiting | None:
    """The one whose certificate has that serial, or None."""
    found = _all_of(session, _waiting_ones(kind).where(CertificateRow.serial == serial))
    return next(iter(found), None)


def _waiting_ones(kind: Kind) -> Select[*tuple[Any, ...]]:
    return (
        _unreported(kind, CERTIFICATE)
        .add_columns(
            CertificateRow.id,
            RosterFactsRow.facts,
            RosterPermissionRow.birth_month,
            RosterPermissionRow.birth_day,
            RosterPermissionRow.given_at,
            _is_known(kind),
        )
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .outerjoin(RosterFactsRow, RosterFactsRow.completion_id == CompletionRow.id)
        .outerjoin(RosterPermissionRow, RosterPermissionRow.person_id == CompletionRow.person_id)
        .order_by(CertificateRow.id)
    )


def _all_of(session: Session, waiting: Select[*tuple[Any, ...]]) -> tuple[Waiting, ...]:
    return tuple(_waiting(tuple(row)) for row in session.execute(waiting))


def count_waiting(session: Session, kind: Kind) -> int:
    """How many completions were not reported to that body: one query."""
    waiting = _unreported(kind, select(CertificateRow.id)).subquery()
    return session.scalars(select(func.count()).select_from(waiting)).one()


def _unreported(kind: Kind, certificates: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Those of these certificates that the rule of the domain says are to be told."""
    weights = [2**place for place in range(len(fields(Told)))]
    flags = zip(_flags(kind), weights, strict=True)
    # One number for all of it, so that the rule stands in one place and each is looked up once.
    number = reduce(add, (case((flag, weight), else_=0) for flag, weight in flags))
    cases = [
        sum(weight for flag, weight in zip(told, weights, strict=True) if flag)
        for told in product((False, True), repeat=len(weights))
        if is_to_be_told(kind, Told(*told))
    ]
    return certificates.where(number.in_(cases))


def _flags(kind: Kind) -> tuple[ColumnElement[bool], ...]:
    """What `Told` says of a certificate, in the order of its fields."""
    it, reported, newer = CertificateRow, RosterReportedRow, aliased(CertificateRow)
    of_it = and_(reported.kind == kind, reported.certificate_id == it.id)
    return (
        it.voided_at.is_not(None),
        exists().where(newer.replaces_id == it.id),
        exists().where(of_it, reported.is_voided.is_(False)),
        exists().where(of_it, reported.is_voided.is_(True)),
        _is_known(kind),
    )


def _is_known(kind: Kind) -> Exists:
    """Whether another certificate of the same completion was reported to that body."""
    other, reported = aliased(CertificateRow), RosterReportedRow
    # One within the other: as a join, SQLite walks all that was ever reported for each row.
    is_told = exists().where(reported.kind == kind, reported.certificate_id == other.id)
    return exists().where(
        other.completion_id == CertificateRow.completion_id,
        other.id != CertificateRow.id,
        is_told,
    )


def _waiting(row: tuple[object, ...]) -> Waiting:
    *certificate, id_, facts, month, day, given_at, is_known = row
    permission = Permission(month, day, given_at) if month else None  # type: ignore[arg-type]
    entry = Entry(
        certificate_of(tuple(certificate)),
        from_text(RosterFacts, str(facts)) if facts else None,
        permission,
        bool(is_known),
    )
    return Waiting(id_, entry)  # type: ignore[arg-type]


# -- batches -----------------------------------------------------------------------


def add_batch(
    session: Session, kind: Kind, upto: int, person_id: int | None, now: datetime
) -> Batch:
    """Begin a batch of what is not reported up to that certificate."""
    public_id = secrets.token_hex(8)
    row = RosterBatchRow(
        public_id=public_id,
        kind=kind.value,
        upto_id=upto,
        rows=0,
        refused=0,
        asked_at=now,
        asked_by_id=person_id,
        made_at=None,
    )
    session.add(row)
    session.flush()
    return _batch(row)


def add_part(
    session: Session,
    batch: Batch,
    reported: Sequence[Waiting],
    lines: Sequence[Sequence[Cell]],
) -> None:
    """Add lines to a batch, and that the completions behind them are reported."""
    if not lines:
        return
    part = {"position": _next_position(session, batch), "lines": to_text(lines)}
    session.execute(insert(RosterPartRow).values(batch_id=batch.id, **part))
    _report(session, batch, reported)
    session.execute(
        update(RosterBatchRow)
        .where(RosterBatchRow.id == batch.id)
        .values(rows=RosterBatchRow.rows + len(lines))
    )


def _next_position(session: Session, batch: Batch) -> int:
    it = RosterPartRow
    last = select(func.coalesce(func.max(it.position), 0)).where(it.batch_id == batch.id)
    return 1 + session.scalars(last).one()


def _report(session: Session, batch: Batch, reported: Sequence[Waiting]) -> None:
    session.execute(
        insert(RosterReportedRow),
        [
            {
                "kind": batch.kind.value,
                "certificate_id": one.id,
                "is_voided": one.entry.certificate.voided_at is not None,
                "batch_id": batch.id,
            }
            for one in reported
        ],
    )


def keep_told(
    session: Session, kind: Kind, one: Waiting, person_id: int | None, now: datetime
) -> str:
    """Keep that somebody told a body of a completion, or of its voiding; the act's public id."""
    act = add_batch(session, kind, BY_HAND, person_id, now)
    _report(session, act, [one])
    session.execute(update(RosterBatchRow).where(RosterBatchRow.id == act.id).values(made_at=now))
    return act.public_id


def drop_batch(session: Session, batch: Batch) -> None:
    """Forget a batch in which nothing was reported: there is none."""
    session.execute(delete(RosterBatchRow).where(RosterBatchRow.id == batch.id))


def finish_batch(session: Session, batch: Batch, now: datetime) -> None:
    """Mark a batch as made: it never changes again."""
    # Counted once, and not while it is made: who begins anew looks at the same ones again.
    refused = _count_left_out(session, batch)
    session.execute(
        update(RosterBatchRow)
        .where(RosterBatchRow.id == batch.id)
        .values(made_at=now, refused=refused)
    )


def _count_left_out(session: Session, batch: Batch) -> int:
    """How many a batch looked at and did not report; one voided since was reported all the same."""
    it, reported = CertificateRow, RosterReportedRow
    is_in_it = exists().where(reported.batch_id == batch.id, reported.certificate_id == it.id)
    left = _unreported(batch.kind, select(it.id)).where(it.id <= batch.upto_id, ~is_in_it)
    return session.scalars(select(func.count()).select_from(left.subquery())).one()


def find_batch(session: Session, public_id: str) -> Batch | None:
    """The batch of that address, or None."""
    named = select(RosterBatchRow).where(RosterBatchRow.public_id == public_id, _IS_BATCH)
    row = session.scalar(named)
    return None if row is None else _batch(row)


def find_open_batch(session: Session, kind: Kind) -> Batch | None:
    """The batch of that kind that is being made, or None."""
    row = session.scalar(
        select(RosterBatchRow).where(RosterBatchRow.kind == kind, RosterBatchRow.made_at.is_(None))
    )
    return None if row is None else _batch(row)


def count_batches(session: Session) -> int:
    """How many batches there are."""
    return session.scalars(select(func.count()).select_from(RosterBatchRow).where(_IS_BATCH)).one()


def list_batches(session: Session, start: int, count: int) -> tuple[Batch, ...]:
    """Batches, the newest first: one query."""
    newest = select(RosterBatchRow).where(_IS_BATCH).order_by(RosterBatchRow.id.desc())
    return tuple(_batch(row) for row in session.scalars(newest.offset(start).limit(count)))


# -- by hand -----------------------------------------------------------------------


def count_by_hand(session: Session) -> int:
    """How many completions, or voidings, somebody told by hand."""
    counted = select(func.count()).select_from(RosterBatchRow).where(~_IS_BATCH)
    return session.scalars(counted).one()


def list_by_hand(session: Session, start: int, count: int) -> tuple[ToldByHand, ...]:
    """What was told by hand, the newest first: one query."""
    act, reported = RosterBatchRow, RosterReportedRow
    newest = (
        select(
            act.kind,
            CertificateRow.serial,
            CertificateRow.snapshot,
            reported.is_voided,
            act.asked_at,
            func.coalesce(PersonRow.legal_name, ""),
        )
        .join(reported, reported.batch_id == act.id)
        .join(CertificateRow, CertificateRow.id == reported.certificate_id)
        .outerjoin(PersonRow, PersonRow.id == act.asked_by_id)
        .where(~_IS_BATCH)
        .order_by(act.id.desc())
    )
    return tuple(
        ToldByHand(Kind(kind), serial, from_text(Snapshot, said).legal_name, is_voided, at, by)
        for kind, serial, said, is_voided, at, by in session.execute(
            newest.offset(start).limit(count)
        )
    )


def read_lines(session: Session, batch: Batch) -> Iterator[list[str | int | None]]:
    """The lines of a batch one after the other, some hundreds of them in memory at once."""
    it = RosterPartRow
    parts = select(it.lines).where(it.batch_id == batch.id).order_by(it.position)
    for text in session.scalars(parts.execution_options(yield_per=1)):
        yield from from_text(list[list[str | int | None]], text)


def _batch(row: RosterBatchRow) -> Batch:
    return Batch(
        row.id,
        row.public_id,
        Kind(row.kind),
        row.upto_id,
        row.rows,
        row.refused,
        row.asked_at,
        row.made_at,
    )


# -- numbers and permissions -----------------------------------------------------------


def list_numbers(session: Session, kind: Kind) -> Numbers:
    """Every number that a body gave: one query."""
    it = RosterNumberRow
    rows = session.execute(select(it.about, it.name, it.number).where(it.kind == kind))
    return {(about, name): number for about, name, number in rows}


def list_professions(session: Session) -> tuple[str, ...]:
    """Every profession that somebody has a license of, in the order of names."""
    return tuple(
        session.scalars(select(LicenseRow.profession).distinct().order_by(LicenseRow.profession))
    )


def set_number(session: Session, kind: Kind, about: str, name: str, number: str) -> None:
    """Keep a number in place of the one before; an empty one is taken away."""
    it = RosterNumberRow
    key = {"kind": kind.value, "about": about, "name": name}
    if not number:
        session.execute(delete(it).filter_by(**key))
        return
    session.execute(
        insert_unless_taken(session, it)
        .values(**key, number=number)
        .on_conflict_do_update(index_elements=list(key), set_={"number": number})
    )


def find_permission(session: Session, person_id: int) -> Permission | None:
    """A learner's permission to be reported to PARS, or None."""
    row = session.get(RosterPermissionRow, person_id)
    return None if row is None else Permission(row.birth_month, row.birth_day, row.given_at)


def set_permission(session: Session, person_id: int, given: Permission | None) -> None:
    """Keep a permission in place of the one before; None takes it back."""
    session.execute(delete(RosterPermissionRow).where(RosterPermissionRow.person_id == person_id))
    if given is not None:
        session.execute(
            insert(RosterPermissionRow).values(
                person_id=person_id,
                birth_month=given.birth_month,
                birth_day=given.birth_day,
                given_at=given.given_at,
            )
        )
