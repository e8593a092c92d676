"""First attempts for item statistics: streamed, each as it was handed in, without its marks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.attempts import counted_until
from lms.domain.questions import Answer
from lms.store.attempts import Item
from lms.store.columns import from_text, to_text
from lms.store.editions import StoredQuiz, digest
from lms.store.rows import (
    AnswerRow,
    AttemptRow,
    CourseEditionRow,
    EditionModuleRow,
    EnrollmentRow,
    GradeRow,
    QuizVersionRow,
)

# So many rows are in memory at a time.
BATCH = 2000


@dataclass(frozen=True)
class FirstAttempt:
    """A first attempt as it was handed in; answers that came too late are not in it.

    `given` are the position and moment of every answer that counted.
    """

    edition: int
    pass_mark_percent: int
    items: tuple[Item, ...]
    started_at: datetime
    answers: Mapping[int, Answer]
    given: tuple[tuple[int, datetime], ...]


class _Sitting(NamedTuple):
    """An attempt with the pass mark it was graded by, as their tables have them."""

    id: int
    plan: str
    started_at: datetime
    deadline_at: datetime | None
    handed_in_at: datetime
    edition: int
    pass_mark_percent: int


class _Given(NamedTuple):
    """An answer that was given; without its text where a later one surely counts in its place."""

    attempt_id: int
    position: int
    given_at: datetime
    text: str | None


_EARLIER: type[EnrollmentRow] = aliased(EnrollmentRow)
_TRIED: type[AttemptRow] = aliased(AttemptRow)
# Whoever enrolls again after a certificate begins anew, and knows the quiz.
_IS_SECOND_CYCLE = exists().where(
    _EARLIER.person_id == EnrollmentRow.person_id,
    _EARLIER.course_id == EnrollmentRow.course_id,
    _EARLIER.id < EnrollmentRow.id,
    _TRIED.enrollment_id == _EARLIER.id,
    _TRIED.module == AttemptRow.module,
    _TRIED.handed_in_at.is_not(None),
)


def _of_first_attempts(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(AttemptRow)
        .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
        .where(EnrollmentRow.course_id == bindparam("course_id"))
        .where(AttemptRow.number == 1)
        .where(AttemptRow.handed_in_at.is_not(None))
        .where(~_IS_SECOND_CYCLE)
    )


_OF_MODULE = AttemptRow.module == bindparam("module")
_FIRST_GRADE = (
    select(func.min(GradeRow.id))
    .where(GradeRow.attempt_id == AttemptRow.id)
    .correlate(AttemptRow)
    .scalar_subquery()
)
_SITTINGS = (
    _of_first_attempts(
        AttemptRow.id,
        AttemptRow.plan,
        AttemptRow.started_at,
        AttemptRow.deadline_at,
        AttemptRow.handed_in_at,
        CourseEditionRow.number,
        GradeRow.pass_mark_percent,
    )
    .join(CourseEditionRow, CourseEditionRow.id == AttemptRow.edition_id)
    .join(GradeRow, GradeRow.id == _FIRST_GRADE)
    .where(_OF_MODULE)
    .order_by(AttemptRow.id)
)
_NEXT_AT: ColumnElement[datetime | None] = func.lead(AnswerRow.given_at).over(
    partition_by=(AnswerRow.attempt_id, AnswerRow.position), order_by=AnswerRow.sequence
)
_IN_TIME = func.coalesce(AttemptRow.deadline_at, AttemptRow.handed_in_at)
_GIVEN = (
    _of_first_attempts(
        AnswerRow.attempt_id,
        AnswerRow.position,
        AnswerRow.given_at,
        # Whoever writes long ones leaves hundreds of texts behind.
        case((_NEXT_AT <= _IN_TIME, None), else_=AnswerRow.answer),
    )
    .join(AnswerRow, AnswerRow.attempt_id == AttemptRow.id)
    .where(_OF_MODULE)
    .order_by(AnswerRow.attempt_id, AnswerRow.position, AnswerRow.sequence)
)


def list_first_attempts(session: Session, course_id: int, module: str) -> Iterator[FirstAttempt]:
    """Every first attempt on a module's quiz that was handed in, in whatever edition.

    Two queries that are read side by side, however many attempts there are.
    """
    named = {"course_id": course_id, "module": module}
    sittings = map(_Sitting._make, _streamed(session, _SITTINGS, named))
    given = map(_Given._make, _streamed(session, _GIVEN, named))
    for sitting, its_own in _side_by_side(sittings, given):
        yield _first_attempt(sitting, its_own)


def _streamed(session: Session, query: Select[Any], named: Mapping[str, Any]) -> Iterable[Any]:
    connection = session.connection()
    return connection.execute(query, named, execution_options={"yield_per": BATCH})


def _side_by_side(
    sittings: Iterable[_Sitting], given: Iterable[_Given]
) -> Iterator[tuple[_Sitting, list[_Given]]]:
    """Each attempt with what was given in it; both come in the order of attempts."""
    groups = groupby(given, key=lambda it: it.attempt_id)
    group = next(groups, None)
    for sitting in sittings:
        while group and group[0] < sitting.id:
            group = next(groups, None)
        yield sitting, list(group[1]) if group and group[0] == sitting.id else []


def _first_attempt(sitting: _Sitting, given: Iterable[_Given]) -> FirstAttempt:
    until = counted_until(sitting.deadline_at, sitting.handed_in_at)
    counted = [it for it in given if it.given_at <= until]
    # In the order of sequences, so that the last one of each position stays.
    standing = {it.position: it.text for it in counted}
    return FirstAttempt(
        edition=sitting.edition,
        pass_mark_percent=sitting.pass_mark_percent,
        items=from_text(tuple[Item, ...], sitting.plan),
        started_at=sitting.started_at,
        answers={position: _answer(it) for position, it in standing.items() if it is not None},
        given=tuple((it.position, it.given_at) for it in counted),
    )


# Most learners give one of a few answers.
@lru_cache(1000)
def _answer(text: str) -> Answer:
    return from_text(Answer, text)


_STATE = _of_first_attempts(
    func.count(),
    func.sum(AttemptRow.id),
    func.max(AttemptRow.handed_in_at),
    func.min(AttemptRow.public_id),
    func.max(AttemptRow.public_id),
).where(_OF_MODULE)


def get_address(session: Session, course_id: int, module: str, stored: StoredQuiz) -> str:
    """What tells the statistics of a quiz from those of any other, and of any other moment.

    It is made of the quiz as it is asked now and of which first attempts there are, none of which
    changes once it was handed in. Their public ids are random, so that it differs between databases
    too: one process may see another after a restore.
    """
    named = {"course_id": course_id, "module": module}
    state = session.connection().execute(_STATE, named).one()
    return digest(f"{to_text(stored)}\n{state}".encode())


_COUNTS = _of_first_attempts(AttemptRow.module, func.count().label("learners")).group_by(
    AttemptRow.module
)


def count_first_attempts(session: Session, course_id: int) -> dict[str, int]:
    """How many first attempts were handed in, by module; one without any is not in it."""
    counted = session.connection().execute(_COUNTS, {"course_id": course_id})
    return {it.module: it.learners for it in counted}


_VERSIONS = (
    select(QuizVersionRow.content)
    .join(EditionModuleRow, EditionModuleRow.quiz_hash == QuizVersionRow.hash)
    .join(CourseEditionRow, CourseEditionRow.id == EditionModuleRow.edition_id)
    .where(CourseEditionRow.course_id == bindparam("course_id"))
    .where(EditionModuleRow.slug == bindparam("module"))
    .distinct()
)


def list_ever_asked(session: Session, course_id: int, module: str) -> frozenset[str]:
    """The address of every question that a module's quiz asked in any edition: one query."""
    named = {"course_id": course_id, "module": module}
    texts = session.connection().scalars(_VERSIONS, named)
    kept = (from_text(StoredQuiz, text) for text in texts)
    return frozenset(hash_ for it in kept for block in it.hashes for hash_ in block)
