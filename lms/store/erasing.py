"""Erasing a person, as `personal.py` declares it, in the transaction that asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.retention import RECORD, Counted, Kept
from lms.store.columns import from_text, to_text
from lms.store.gathering import is_theirs
from lms.store.owners import IS_FINISHED, TABLES, of_person, within
from lms.store.personal import PARS_LINES, PERSONAL, Blank, Delete, Keep, Unfinished
from lms.store.reported import count_pars_reports
from lms.store.rows import (
    AttemptRow,
    Base,
    CompletionRow,
    CourseInstructorRow,
    CourseRow,
    EnrollmentRow,
    ErasureRow,
    ProgramCertificateRow,
)

# What refers to others stands after them, so it is deleted before them.
_LAST_FIRST = tuple(reversed(Base.metadata.sorted_tables))


@dataclass(frozen=True)
class Erasure:
    """That somebody was erased: their number, when, at whose wish, and what was kept."""

    person_id: int
    asked_at: datetime
    asked_by_id: int
    kept: tuple[Kept, ...]

    @property
    def is_own_wish(self) -> bool:
        """True when the person asked for it themselves."""
        return self.asked_by_id == self.person_id


# -- looking -----------------------------------------------------------------------


def count_kept(session: Session, person_id: int, today: date) -> tuple[Counted, ...]:
    """How many rows of each table an erasure would leave, and by which rule."""
    last = _last_record(session, person_id) or today
    counted = []
    for name, declared in PERSONAL.items():
        rule = declared.erased.rule if isinstance(declared.erased, Keep | Unfinished) else None
        if rule is None:
            continue
        count = _count(session, name, _kept_of(session, name, person_id))
        since = last if rule == RECORD else today
        counted.append(Counted(_lower_first(declared.name), count, rule, since))
    reports = count_pars_reports(session, person_id)
    counted.append(Counted(_lower_first(PARS_LINES), reports, RECORD, last))
    return tuple(counted)


def _lower_first(name: str) -> str:
    return name[0].lower() + name[1:]


def count_deleted(session: Session, person_id: int) -> tuple[tuple[str, int], ...]:
    """How many rows of each table an erasure would delete, of those that have any."""
    counted = []
    for name, declared in PERSONAL.items():
        whole = is_theirs(session, name, person_id)
        if isinstance(declared.erased, Delete):
            counted.append((declared.name, _count(session, name, whole)))
        elif isinstance(declared.erased, Unfinished):
            unfinished = _in_courses(name, person_id, ~IS_FINISHED)
            counted.append((declared.name, _count(session, name, unfinished)))
    return tuple((name, count) for name, count in counted if count)


def _kept_of(session: Session, name: str, person_id: int) -> ColumnElement[bool]:
    if isinstance(PERSONAL[name].erased, Unfinished):
        return _in_courses(name, person_id, IS_FINISHED)
    return is_theirs(session, name, person_id)


def _in_courses(name: str, person_id: int, which: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = (EnrollmentRow.person_id == person_id) & which
    found = within(TABLES[name], PERSONAL[name].whose, "enrollments", mine)
    if found is None:
        raise LookupError(f"{name} is not reached through enrollments.")
    return found


def _count(session: Session, name: str, condition: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(TABLES[name]).where(condition)).one()


def _last_record(session: Session, person_id: int) -> date | None:
    completed = select(func.max(CompletionRow.completed_at)).where(
        CompletionRow.person_id == person_id
    )
    issued = select(func.max(ProgramCertificateRow.issued_at)).where(
        ProgramCertificateRow.person_id == person_id
    )
    found = [at for at in (session.scalar(completed), session.scalar(issued)) if at is not None]
    return max(found).date() if found else None


def list_courses_taught(session: Session, person_id: int) -> tuple[str, ...]:
    """The addresses of the courses that a person teaches."""
    taught = (
        select(CourseRow.slug)
        .join(CourseInstructorRow, CourseInstructorRow.course_id == CourseRow.id)
        .where(CourseInstructorRow.person_id == person_id)
    )
    return tuple(session.scalars(taught.order_by(CourseRow.slug)))


# -- erasing -----------------------------------------------------------------------


def erase(session: Session, person_id: int, now: datetime) -> None:
    """Delete and blank what is declared so; the account must be held."""
    delete_learning(session, hold_unfinished(session, person_id))
    for table in _LAST_FIRST:
        declared = PERSONAL.get(table.name)
        if declared is None:
            continue
        mine = of_person(table, declared.whose, person_id)
        if isinstance(declared.erased, Delete):
            session.execute(delete(table).where(mine))
        elif isinstance(declared.erased, Unfinished) and declared.erased.blank:
            session.execute(update(table).where(mine).values(declared.erased.blank))
        elif isinstance(declared.erased, Blank):
            blanked = update(table).where(mine).values(declared.erased.to)
            session.execute(blanked, {"erased_at": now})


def hold_unfinished(session: Session, person_id: int) -> tuple[int, ...]:
    """The courses that a person began and did not complete; nothing is added to them any more."""
    mine = (EnrollmentRow.person_id == person_id) & ~IS_FINISHED
    return hold(session, session.scalars(select(EnrollmentRow.id).where(mine)).all())


def hold(session: Session, enrollments: Sequence[int]) -> tuple[int, ...]:
    """Keep others from adding to these enrollments until this transaction ends."""
    held = select(EnrollmentRow.id).where(EnrollmentRow.id.in_(enrollments))
    ids = tuple(session.scalars(held.order_by(EnrollmentRow.id).with_for_update()))
    attempts = select(AttemptRow.id).where(AttemptRow.enrollment_id.in_(ids))
    session.scalars(attempts.order_by(AttemptRow.id).with_for_update()).all()
    return ids


def delete_learning(session: Session, enrollments: Sequence[int]) -> int:
    """Delete unfinished enrollments with all that was done in them; how many rows come back."""
    rows = 0
    these = EnrollmentRow.id.in_(enrollments) & ~IS_FINISHED
    for table in _LAST_FIRST:
        declared = PERSONAL.get(table.name)
        if declared is None or not isinstance(declared.erased, Delete | Unfinished):
            continue
        theirs = within(table, declared.whose, "enrollments", these)
        if theirs is not None and enrollments:
            rows += session.execute(delete(table).where(theirs)).rowcount  # type: ignore[attr-defined]
    return rows


def add(session: Session, erasure: Erasure) -> None:
    """Keep that somebody was erased, and what was kept."""
    row = {
        "person_id": erasure.person_id,
        "asked_at": erasure.asked_at,
        "asked_by_id": erasure.asked_by_id,
        "kept": to_text(erasure.kept),
    }
    session.execute(insert(ErasureRow), row)


# -- what was erased ---------------------------------------------------------------


_ERASURES = select(
    ErasureRow.person_id, ErasureRow.asked_at, ErasureRow.asked_by_id, ErasureRow.kept
)


def is_erased(session: Session, person_id: int) -> bool:
    """True when that person was erased."""
    return find_erasure(session, person_id) is not None


def find_erasure(session: Session, person_id: int) -> Erasure | None:
    """The erasure of that person, or None."""
    row = session.execute(_ERASURES.where(ErasureRow.person_id == person_id)).first()
    return None if row is None else _erasure(*row)


def count_erasures(session: Session) -> int:
    """How many people were erased."""
    return session.scalars(select(func.count()).select_from(ErasureRow)).one()


def list_erasures(session: Session, start: int, count: int) -> tuple[Erasure, ...]:
    """Who was erased, the newest first."""
    newest = _ERASURES.order_by(ErasureRow.asked_at.desc(), ErasureRow.person_id.desc())
    rows = session.execute(newest.offset(start).limit(count))
    return tuple(_erasure(*row) for row in rows)


def _erasure(person_id: int, asked_at: datetime, asked_by_id: int, kept: str) -> Erasure:
    return Erasure(person_id, asked_at, asked_by_id, from_text(tuple[Kept, ...], kept))
