"""First attempts for item statistics: read in batches, each as it was handed in and graded then."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.attempts import counted_until
from lms.domain.questions import Answer
from lms.store.attempts import Item
from lms.store.columns import from_text
from lms.store.rows import (
    AnswerRow,
    AttemptRow,
    CourseEditionRow,
    CourseRow,
    EnrollmentRow,
    GradeRow,
    QuestionVersionRow,
)

# So many attempts are in memory at a time; all their answers are named in one query, of which
# SQLite takes 32,766 parameters.
BATCH = 100


@dataclass(frozen=True)
class FirstAttempt:
    """A first attempt as it was handed in; answers that came too late are not in it.

    `marks` are the shares and points of its items in their order, `given` the position and moment
    of every answer that counted.
    """

    edition: int
    items: tuple[Item, ...]
    marks: tuple[tuple[Fraction, int], ...]
    earned: Fraction
    possible: int
    is_passed: bool
    started_at: datetime
    answers: Mapping[int, Answer]
    given: tuple[tuple[int, datetime], ...]


class _Sitting(NamedTuple):
    """An attempt with its first grade, as their tables have them."""

    id: int
    plan: str
    started_at: datetime
    deadline_at: datetime | None
    handed_in_at: datetime
    edition: int
    marks: str
    earned: str
    possible: int
    is_passed: bool


class _Moment(NamedTuple):
    """When an answer was given."""

    attempt_id: int
    id: int
    position: int
    given_at: datetime


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
_IDS = (
    select(AttemptRow.id)
    .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
    .join(CourseRow, CourseRow.id == EnrollmentRow.course_id)
    .where(CourseRow.slug == bindparam("course"))
    .where(AttemptRow.module == bindparam("module"))
    .where(AttemptRow.number == 1)
    .where(AttemptRow.handed_in_at.is_not(None))
    .where(~_IS_SECOND_CYCLE)
    .order_by(AttemptRow.id)
)
_OF_BATCH: BindParameter[Any] = bindparam("ids", expanding=True)
_FIRST_GRADES = (
    select(func.min(GradeRow.id))
    .where(GradeRow.attempt_id.in_(_OF_BATCH))
    .group_by(GradeRow.attempt_id)
)
_ATTEMPTS = (
    select(
        AttemptRow.id,
        AttemptRow.plan,
        AttemptRow.started_at,
        AttemptRow.deadline_at,
        AttemptRow.handed_in_at,
        CourseEditionRow.number,
        GradeRow.marks,
        GradeRow.earned,
        GradeRow.possible,
        GradeRow.is_passed,
    )
    .join(CourseEditionRow, CourseEditionRow.id == AttemptRow.edition_id)
    .join(GradeRow, GradeRow.attempt_id == AttemptRow.id)
    .where(GradeRow.id.in_(_FIRST_GRADES))
    .order_by(AttemptRow.id)
)
# Without their texts, of which whoever writes long ones leaves hundreds behind.
_MOMENTS = (
    select(AnswerRow.attempt_id, AnswerRow.id, AnswerRow.position, AnswerRow.given_at)
    .where(AnswerRow.attempt_id.in_(_OF_BATCH))
    .order_by(AnswerRow.sequence)
)
_TEXTS = select(AnswerRow.id, AnswerRow.answer).where(AnswerRow.id.in_(_OF_BATCH))


def list_first_attempts(session: Session, course: str, module: str) -> Iterator[FirstAttempt]:
    """Every first attempt on a module's quiz that was handed in, in whatever edition, streamed."""
    connection = session.connection()
    ids = connection.scalars(_IDS, {"course": course, "module": module}).all()
    for first in range(0, len(ids), BATCH):
        yield from _read(session, ids[first : first + BATCH])


def _read(session: Session, ids: Sequence[int]) -> Iterator[FirstAttempt]:
    connection = session.connection()
    sittings = [_Sitting._make(row) for row in connection.execute(_ATTEMPTS, {"ids": ids})]
    until = {it.id: counted_until(it.deadline_at, it.handed_in_at) for it in sittings}
    counted: dict[int, list[_Moment]] = defaultdict(list)
    for it in map(_Moment._make, connection.execute(_MOMENTS, {"ids": ids})):
        if it.given_at <= until[it.attempt_id]:
            counted[it.attempt_id].append(it)
    # In the order of sequences, so that the last one of each position stays.
    standing = {id_: {it.position: it.id for it in all_} for id_, all_ in counted.items()}
    named = [answer for places in standing.values() for answer in places.values()]
    texts = {it.id: it.answer for it in connection.execute(_TEXTS, {"ids": named})}
    for sitting in sittings:
        places = standing.get(sitting.id, {})
        answers = {place: _answer(texts[it]) for place, it in places.items()}
        yield _first_attempt(sitting, answers, counted[sitting.id])


def _first_attempt(
    sitting: _Sitting, answers: Mapping[int, Answer], counted: Iterable[_Moment]
) -> FirstAttempt:
    marks = from_text(list[tuple[str, str, int]], sitting.marks)
    return FirstAttempt(
        edition=sitting.edition,
        items=from_text(tuple[Item, ...], sitting.plan),
        marks=tuple((_fraction(share), points) for _stamp, share, points in marks),
        earned=_fraction(sitting.earned),
        possible=sitting.possible,
        is_passed=sitting.is_passed,
        started_at=sitting.started_at,
        answers=answers,
        given=tuple((it.position, it.given_at) for it in counted),
    )


# Most learners give one of a few answers, and earn one of a few marks.
@lru_cache(1000)
def _fraction(text: str) -> Fraction:
    return Fraction(text)


@lru_cache(1000)
def _answer(text: str) -> Answer:
    return from_text(Answer, text)


_COUNTS = (
    select(AttemptRow.module, func.count().label("learners"))
    .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
    .where(EnrollmentRow.course_id == bindparam("course_id"))
    .where(AttemptRow.number == 1)
    .where(AttemptRow.handed_in_at.is_not(None))
    .where(~_IS_SECOND_CYCLE)
    .group_by(AttemptRow.module)
)


def count_first_attempts(session: Session, course_id: int) -> dict[str, int]:
    """How many first attempts were handed in, by module; one without any is not in it."""
    counted = session.connection().execute(_COUNTS, {"course_id": course_id})
    return {it.module: it.learners for it in counted}


_VERSIONS = select(QuestionVersionRow.hash).where(
    QuestionVersionRow.stamp.in_(bindparam("stamps", expanding=True))
)


def list_versions(session: Session, stamps: Iterable[str]) -> tuple[str, ...]:
    """The address of every edition of these questions, in whatever course they were asked."""
    return tuple(session.connection().scalars(_VERSIONS, {"stamps": sorted(set(stamps))}))
