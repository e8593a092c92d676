"""What was told to PARS of one person: lines of rosters that hold the day of birth for good."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session

from lms.domain.certificates import Snapshot
from lms.domain.rosters import PARS_HEAD, Kind, is_pars_line_of
from lms.store.columns import from_text, to_text
from lms.store.rows import (
    CertificateRow,
    CompletionRow,
    RosterBatchRow,
    RosterPartRow,
    RosterReportedRow,
)

BATCH = "roster"


def count_pars_reports(session: Session, person_id: int) -> int:
    """How many of a person's certificates PARS was told of in a roster: one query."""
    counted = (
        select(func.count())
        .select_from(RosterReportedRow)
        .join(CertificateRow, CertificateRow.id == RosterReportedRow.certificate_id)
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .join(RosterBatchRow, RosterBatchRow.id == RosterReportedRow.batch_id)
        .where(CompletionRow.person_id == person_id, RosterReportedRow.kind == Kind.PARS)
        # What somebody told by hand has no line.
        .where(RosterBatchRow.rows > 0)
    )
    return session.scalars(counted).one()


def list_pars_lines(session: Session, person_id: int) -> tuple[Mapping[str, object], ...]:
    """What stands of a person in rosters for PARS, the oldest first.

    A line names no certificate, so it is known by what it says. Only parts in which a license of
    theirs stands are read, one at a time.
    """
    batches: dict[tuple[int, str], list[Snapshot]] = {}
    for batch_id, public_id, snapshot in session.execute(_reported(person_id)):
        known = batches.setdefault((batch_id, public_id), [])
        known.append(from_text(Snapshot, snapshot))
    return tuple(
        {BATCH: public_id} | dict(zip(PARS_HEAD, line, strict=True))
        for (batch_id, public_id), theirs in batches.items()
        for text in session.scalars(_parts(batch_id, theirs).execution_options(yield_per=1))
        for line in from_text(list[list[str | int | None]], text)
        if any(is_pars_line_of(line, it) for it in theirs)
    )


def _reported(person_id: int) -> Select[int, str, str]:
    reported = RosterReportedRow
    return (
        select(RosterBatchRow.id, RosterBatchRow.public_id, CertificateRow.snapshot)
        .join(reported, reported.batch_id == RosterBatchRow.id)
        .join(CertificateRow, CertificateRow.id == reported.certificate_id)
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .where(CompletionRow.person_id == person_id, reported.kind == Kind.PARS)
        .order_by(RosterBatchRow.id)
    )


def _parts(batch_id: int, theirs: Sequence[Snapshot]) -> Select[str]:
    """The parts of a batch in which a number stands as it is kept of one of these licenses."""
    it = RosterPartRow
    numbers = {to_text(license_.number) for one in theirs for license_ in one.licenses}
    has_one = or_(
        false(), *(it.lines.contains(number, autoescape=True) for number in sorted(numbers))
    )
    return select(it.lines).where(it.batch_id == batch_id, has_one).order_by(it.position)
