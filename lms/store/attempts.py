"""Attempts and answers: what was shown, and what was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from lms.domain.cases import CasePlace
from lms.domain.questions import Answer
from lms.store.columns import from_text, to_text
from lms.store.prepared import Prepared
from lms.store.rows import (
    ANSWER_LENGTH,
    AnswerRow,
    AttemptRow,
    CourseRow,
    EnrollmentRow,
    PartOpenedRow,
    PersonRow,
)


@dataclass(frozen=True)
class Item:
    """One item of an attempt's plan: which question's edition, and the options in order."""

    question_hash: str
    option_keys: tuple[str, ...]
    block_title: str
    intro_html: str
    # Of the first item of a later part of a case.
    part_title: str = ""
    part_html: str = ""
    # Where it stands in a case that has later parts.
    place: CasePlace | None = None


@dataclass(frozen=True)
class Attempt:
    """A sitting, as it was fixed when it began."""

    id: int
    public_id: str
    enrollment_id: int
    edition_id: int
    module: str
    number: int
    items: tuple[Item, ...]
    started_at: datetime
    deadline_at: datetime | None
    handed_in_at: datetime | None

    @property
    def places(self) -> tuple[CasePlace | None, ...]:
        """Where each item stands in a case with later parts; None for all others."""
        return tuple(item.place for item in self.items)


@dataclass(frozen=True)
class Given:
    """An answer as it was kept."""

    position: int
    sequence: int
    answer: Answer
    given_at: datetime


_ATTEMPT = select(
    AttemptRow.id,
    AttemptRow.public_id,
    AttemptRow.enrollment_id,
    AttemptRow.edition_id,
    AttemptRow.module,
    AttemptRow.number,
    AttemptRow.plan,
    AttemptRow.started_at,
    AttemptRow.deadline_at,
    AttemptRow.handed_in_at,
)
_FOR_PERSON = (
    _ATTEMPT.join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
    .where(AttemptRow.public_id == bindparam("public_id"))
    .where(EnrollmentRow.person_id == bindparam("person_id"))
)


def _attempt(row: tuple[object, ...]) -> Attempt:
    id_, public_id, enrollment_id, edition_id, module, number, plan, started, deadline, handed = row
    return Attempt(
        id=id_,  # type: ignore[arg-type]
        public_id=str(public_id),
        enrollment_id=enrollment_id,  # type: ignore[arg-type]
        edition_id=edition_id,  # type: ignore[arg-type]
        module=str(module),
        number=number,  # type: ignore[arg-type]
        items=from_text(tuple[Item, ...], str(plan)),
        started_at=started,  # type: ignore[arg-type]
        deadline_at=deadline,  # type: ignore[arg-type]
        handed_in_at=handed,  # type: ignore[arg-type]
    )


def find_for(session: Session, person_id: int, public_id: str) -> Attempt | None:
    """The person's own attempt of that address, or None: one query (AC-03)."""
    row = (
        session.connection()
        .execute(_FOR_PERSON, {"public_id": public_id, "person_id": person_id})
        .first()
    )
    return None if row is None else _attempt(tuple(row))


@dataclass(frozen=True)
class Sat:
    """An attempt with who sat it, in which course."""

    attempt: Attempt
    course: str
    person: str
    legal_name: str


_SAT = (
    _ATTEMPT.add_columns(CourseRow.slug, PersonRow.public_id, PersonRow.legal_name)
    .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .join(PersonRow, PersonRow.id == EnrollmentRow.person_id)
    .where(AttemptRow.public_id == bindparam("public_id"))
)


def find_sat(session: Session, public_id: str) -> Sat | None:
    """Anybody's attempt of that address, or None; whoever asks must teach its course (AC-03)."""
    row = session.execute(_SAT, {"public_id": public_id}).first()
    if row is None:
        return None
    *attempt, course, person, legal_name = row
    return Sat(_attempt(tuple(attempt)), course, person, legal_name)


_HELD_IN = (
    _FOR_PERSON.join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .where(CourseRow.slug == bindparam("course"))
    .where(AttemptRow.module == bindparam("module"))
    .where(EnrollmentRow.left_at.is_(None))
    # Both: whoever begins an attempt holds the enrollment alone, and must see what was handed in.
    .with_for_update(of=(EnrollmentRow, AttemptRow))
)


def hold_in(
    session: Session, person_id: int, course: str, module: str, public_id: str
) -> Attempt | None:
    """The same where it is of that course and module and its enrollment is open, else None.

    Nobody else changes it until the transaction ends.
    """
    named = {
        "person_id": person_id,
        "course": course,
        "module": module,
        "public_id": public_id,
    }
    row = session.connection().execute(_HELD_IN, named).first()
    return None if row is None else _attempt(tuple(row))


def list_attempts(session: Session, enrollment_id: int, module: str) -> tuple[Attempt, ...]:
    """Every attempt on a module's quiz, oldest first."""
    rows = session.execute(
        _ATTEMPT.where(
            AttemptRow.enrollment_id == enrollment_id, AttemptRow.module == module
        ).order_by(AttemptRow.number)
    )
    return tuple(_attempt(tuple(row)) for row in rows)


def add_attempt(session: Session, attempt: Attempt) -> None:
    """Begin a sitting; its id is given by the table."""
    session.execute(
        insert(AttemptRow).values(
            public_id=attempt.public_id,
            enrollment_id=attempt.enrollment_id,
            edition_id=attempt.edition_id,
            module=attempt.module,
            number=attempt.number,
            plan=to_text(attempt.items),
            started_at=attempt.started_at,
            deadline_at=attempt.deadline_at,
            handed_in_at=None,
        )
    )


# Statements of hot paths are made once, and go past the unit of work (DESIGN 6).
_CLOSE = (
    update(AttemptRow)
    .where(AttemptRow.id == bindparam("attempt_id"))
    .values(handed_in_at=bindparam("now"))
)
_ADD_ANSWERS = insert(AnswerRow)


def close_attempt(session: Session, attempt_id: int, now: datetime) -> None:
    """Mark a sitting that is held as handed in."""
    session.connection().execute(_CLOSE, {"attempt_id": attempt_id, "now": now})


# -- answers -----------------------------------------------------------------------

# Straight from the index: whoever types a long text leaves hundreds of answers behind.
_NEWEST = (
    select(AnswerRow.position, func.max(AnswerRow.sequence).label("sequence"))
    .where(AnswerRow.attempt_id == bindparam("attempt_id"))
    .group_by(AnswerRow.position)
    .subquery()
)
_LATEST: Prepared[tuple[int, int, str, datetime]] = Prepared(
    select(AnswerRow.position, AnswerRow.sequence, AnswerRow.answer, AnswerRow.given_at)
    .join(
        _NEWEST,
        and_(
            _NEWEST.c.position == AnswerRow.position,
            _NEWEST.c.sequence == AnswerRow.sequence,
        ),
    )
    .where(AnswerRow.attempt_id == bindparam("attempt_id")),
    tuple[int, int, str, datetime],
)


def list_latest(session: Session, attempt_id: int) -> dict[int, Given]:
    """The answer that counts for each position: one query."""
    return {
        position: Given(position, sequence, from_text(Answer, answer), given_at)
        for position, sequence, answer, given_at in _LATEST.ask(session, attempt_id=attempt_id)
    }


def is_too_long(answer: Answer) -> bool:
    """True for an answer that the table does not keep."""
    return len(to_text(answer)) > ANSWER_LENGTH


def list_numbered(
    session: Session, attempt_id: int, sequences: Mapping[int, int]
) -> dict[int, Answer]:
    """The answer of that sequence for each position that has one."""
    if not sequences:
        return {}
    rows = session.execute(
        select(AnswerRow.position, AnswerRow.answer)
        .where(AnswerRow.attempt_id == attempt_id)
        .where(tuple_(AnswerRow.position, AnswerRow.sequence).in_(list(sequences.items())))
    )
    return {position: from_text(Answer, answer) for position, answer in rows}


_GIVEN = (
    select(AnswerRow.position, AnswerRow.sequence, AnswerRow.answer, AnswerRow.given_at)
    .where(AnswerRow.attempt_id == bindparam("attempt_id"))
    .order_by(AnswerRow.sequence)
)


def list_standing(session: Session, attempt_id: int, until: datetime) -> dict[int, Given]:
    """The answers that stood at that moment; later ones are kept, and do not count (DS-07)."""
    rows = session.connection().execute(_GIVEN, {"attempt_id": attempt_id})
    standing = _last_in_time((row.position, row, until) for row in rows)
    return {
        position: Given(position, row.sequence, from_text(Answer, row.answer), row.given_at)
        for position, row in standing.items()
    }


def list_answers_of(
    session: Session, places: Mapping[int, int], until: Mapping[int, datetime]
) -> dict[int, Answer]:
    """The answer that stood, by attempt, each in a place and at a moment of its own: one query."""
    if not places:
        return {}
    rows = session.execute(
        select(AnswerRow.attempt_id, AnswerRow.given_at, AnswerRow.answer)
        .where(tuple_(AnswerRow.attempt_id, AnswerRow.position).in_(list(places.items())))
        .order_by(AnswerRow.sequence)
    )
    standing = _last_in_time((row.attempt_id, row, until[row.attempt_id]) for row in rows)
    return {attempt: from_text(Answer, row.answer) for attempt, row in standing.items()}


def _last_in_time(given: Iterable[tuple[int, Any, datetime]]) -> dict[int, Any]:
    """Of answers in the order of their sequences the last in each place that came in time.

    Each is told with its place, and with the moment until which it counts (DS-07).
    """
    return {place: row for place, row, until in given if row.given_at <= until}


def add_answers(session: Session, attempt_id: int, given: list[Given]) -> None:
    """Keep answers, many rows in one insert."""
    if not given:
        return
    session.connection().execute(
        _ADD_ANSWERS,
        [
            {
                "attempt_id": attempt_id,
                "position": g.position,
                "sequence": g.sequence,
                "answer": to_text(g.answer),
                "given_at": g.given_at,
            }
            for g in given
        ],
    )


# -- parts of cases ----------------------------------------------------------------

_OPENED = select(PartOpenedRow.position).where(PartOpenedRow.attempt_id == bindparam("attempt_id"))
_ADD_OPENED = insert(PartOpenedRow)


def list_opened(session: Session, attempt: Attempt) -> frozenset[int]:
    """Where the later parts begin that were opened; no query where the plan has none to open."""
    if not any(attempt.places):
        return frozenset()
    rows = session.connection().execute(_OPENED, {"attempt_id": attempt.id})
    return frozenset(row.position for row in rows)


def add_opened(session: Session, attempt_id: int, position: int, now: datetime) -> None:
    """Open the part that begins there, in a sitting that is held."""
    opened = {"attempt_id": attempt_id, "position": position, "opened_at": now}
    session.connection().execute(_ADD_OPENED, opened)
