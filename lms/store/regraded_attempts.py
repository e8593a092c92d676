"""Attempts that a corrected key is about, and what each of them was graded anew."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from lms.domain.attempts import counted_until
from lms.domain.grading import Grade
from lms.domain.proposals import Covered
from lms.domain.questions import Answer
from lms.domain.regrading import RegradePolicy
from lms.store.attempts import Item, list_answers_of
from lms.store.columns import from_text
from lms.store.grades import grade_values, list_latest_grades
from lms.store.regrades import Regrade
from lms.store.rows import (
    AttemptRow,
    CompletionRow,
    EditionModuleRow,
    EnrollmentRow,
    GradeRow,
    PersonRow,
    QuestionVersionRow,
    RegradedAttemptRow,
    RegradeRow,
    RegradeUndoRow,
)


@dataclass(frozen=True)
class Where:
    """Which attempts are looked at: on a module's quiz, asked one of these versions."""

    course_id: int
    module: str
    hashes: frozenset[str]


class Reached(NamedTuple):
    """How far a walk over attempts has come: to an enrollment, and a number of its attempts."""

    enrollment_id: int
    number: int


FROM_START = Reached(0, 0)


@dataclass(frozen=True)
class Batch:
    """Some attempts in the order of the walk, and how far it has come; None when none is left."""

    covered: tuple[Covered, ...]
    reached: Reached | None


@dataclass(frozen=True)
class NewGrade:
    """A grade that a regrade, or its undoing, gives to an attempt."""

    attempt_id: int
    grade: Grade
    at: datetime


# -- attempts that are covered -----------------------------------------------------


class _Attempt(NamedTuple):
    """A row of an attempt that may be covered."""

    id: int
    public_id: str
    number: int
    plan: str
    handed_in_at: datetime
    deadline_at: datetime | None
    person: str
    legal_name: str
    completion: int | None
    enrollment_id: int


_ATTEMPTS = (
    select(
        AttemptRow.id,
        AttemptRow.public_id.label("attempt"),
        AttemptRow.number,
        AttemptRow.plan,
        AttemptRow.handed_in_at,
        AttemptRow.deadline_at,
        PersonRow.public_id.label("person"),
        PersonRow.legal_name,
        CompletionRow.id.label("completion"),
        AttemptRow.enrollment_id,
    )
    .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
    .join(PersonRow, PersonRow.id == EnrollmentRow.person_id)
    .outerjoin(CompletionRow, CompletionRow.enrollment_id == EnrollmentRow.id)
    .where(AttemptRow.handed_in_at.is_not(None))
)


# As plans have the addresses of questions; nothing else in them is so long.
_HASH = re.compile(r'"([0-9a-f]{64})"')
_AT_A_TIME = 1000


def count_asked(
    session: Session, course_id: int, modules: Collection[str]
) -> Counter[tuple[str, str]]:
    """How many attempts were handed in that asked each version, by module and hash: one query.

    Each plan is read once, however many versions there are to be looked for.
    """
    if not modules:
        return Counter()
    rows = session.execute(
        select(AttemptRow.module, AttemptRow.plan)
        .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
        .where(EnrollmentRow.course_id == course_id, AttemptRow.handed_in_at.is_not(None))
        .where(AttemptRow.module.in_(modules)),
        execution_options={"yield_per": _AT_A_TIME},
    )
    return Counter((module, hash_) for module, plan in rows for hash_ in _HASH.findall(plan))


def count_affected(session: Session, asking: Collection[tuple[str, str]]) -> dict[int, int]:
    """How many attempts were handed in that were asked any of these versions, by course: one query.

    Each version is told with the address of every quiz that has it, so that a plan is looked
    through for those alone that can be in it.
    """
    # Rows to look up, since a condition for each would be more than SQLite reads.
    is_asked = exists().where(
        tuple_(EditionModuleRow.quiz_hash, QuestionVersionRow.hash).in_(asking),
        AttemptRow.plan.contains(QuestionVersionRow.hash),
    )
    quizzes = {quiz for quiz, _version in asking}
    rows = session.execute(
        select(EnrollmentRow.course_id, func.count().label("attempts"))
        .select_from(AttemptRow)
        .join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id)
        .join(
            EditionModuleRow,
            and_(
                EditionModuleRow.edition_id == AttemptRow.edition_id,
                EditionModuleRow.slug == AttemptRow.module,
            ),
        )
        .where(EditionModuleRow.quiz_hash.in_(quizzes), AttemptRow.handed_in_at.is_not(None))
        .where(is_asked)
        .group_by(EnrollmentRow.course_id)
    )
    return {row.course_id: row.attempts for row in rows}


def _is_asked(where: Where) -> ColumnElement[bool]:
    # Hashes are hexadecimal: nothing in them means anything to LIKE.
    asked = or_(*(AttemptRow.plan.like(f"%{hash_}%") for hash_ in sorted(where.hashes)))
    return and_(AttemptRow.module == where.module, asked)


def list_covered(session: Session, where: Where, after: Reached, count: int) -> Batch:
    """The next attempts that were handed in, by enrollment and number: three queries."""
    if not where.hashes:
        return Batch((), None)
    # As two indexes have them in order: sorted by attempt, each batch would read the whole course.
    rows = session.execute(
        _ATTEMPTS.where(EnrollmentRow.course_id == where.course_id)
        .where(EnrollmentRow.id >= after.enrollment_id, _is_asked(where))
        .where(tuple_(AttemptRow.enrollment_id, AttemptRow.number) > after)
        .order_by(EnrollmentRow.id, AttemptRow.number)
        .limit(count)
    )
    found = [_Attempt._make(row) for row in rows]
    last = Reached(found[-1].enrollment_id, found[-1].number) if len(found) == count else None
    return Batch(_covered(session, found, where.hashes), last)


def _covered(
    session: Session, found: Sequence[_Attempt], hashes: frozenset[str]
) -> tuple[Covered, ...]:
    places = {row.id: _place(row.plan, hashes) for row in found}
    until = {row.id: counted_until(row.deadline_at, row.handed_in_at) for row in found}
    answers = list_answers_of(session, {id_: at for id_, (at, _) in places.items()}, until)
    grades = list_latest_grades(session, [row.id for row in found])
    return tuple(
        Covered(
            attempt_id=row.id,
            attempt=row.public_id,
            number=row.number,
            person=row.person,
            legal_name=row.legal_name,
            has_completed=row.completion is not None,
            question_hash=places[row.id][1],
            answer=answers.get(row.id, Answer()),
            grade=grades[row.id][0],
            graded_at=grades[row.id][1],
        )
        for row in found
    )


def _place(plan: str, hashes: frozenset[str]) -> tuple[int, str]:
    items = from_text(tuple[Item, ...], plan)
    return next(
        (at, item.question_hash) for at, item in enumerate(items) if item.question_hash in hashes
    )


# -- grading anew ------------------------------------------------------------------


@dataclass(frozen=True)
class Regraded:
    """How many attempts a regrade gave another grade, and its undoing.

    Those that met it when they were handed in got no other: their first grade is by it.
    """

    changed: int = 0
    met: int = 0
    restored: int = 0


_EARLIER: type[GradeRow] = aliased(GradeRow)
_IS_ANOTHER = exists().where(
    _EARLIER.attempt_id == RegradedAttemptRow.attempt_id,
    _EARLIER.id < RegradedAttemptRow.grade_id,
)


def count_regraded(session: Session, regrade_ids: Sequence[int]) -> dict[int, Regraded]:
    """How many attempts each of these regrades has reached so far: one query."""
    is_undo = RegradedAttemptRow.is_undo
    kinds = (and_(~is_undo, _IS_ANOTHER), and_(~is_undo, ~_IS_ANOTHER), is_undo)
    rows = session.execute(
        select(
            RegradedAttemptRow.regrade_id,
            *(func.sum(case((kind, 1), else_=0)) for kind in kinds),
        )
        .where(RegradedAttemptRow.regrade_id.in_(regrade_ids))
        .group_by(RegradedAttemptRow.regrade_id)
    )
    return {regrade: Regraded(*map(int, counts)) for regrade, *counts in rows}


def add_grades(
    session: Session, regrade: Regrade, new: Sequence[NewGrade], reason: str, *, is_undo: bool
) -> None:
    """Keep new grades with what gave them, many rows in one insert."""
    if not new:
        return
    rows = [grade_values(it.attempt_id, it.grade, reason, it.at) for it in new]
    ids = session.scalars(
        insert(GradeRow).returning(GradeRow.id, sort_by_parameter_order=True), rows
    ).all()
    session.execute(
        insert(RegradedAttemptRow),
        [
            {
                "regrade_id": regrade.id,
                "attempt_id": it.attempt_id,
                "grade_id": grade_id,
                "is_undo": is_undo,
            }
            for it, grade_id in zip(new, ids, strict=True)
        ],
    )


def add_ruled(session: Session, regrade_ids: Sequence[int], attempt_id: int) -> None:
    """Keep which rulings an attempt met when it was handed in; its grade is kept already."""
    if not regrade_ids:
        return
    grade_id = session.scalar(
        select(func.max(GradeRow.id)).where(GradeRow.attempt_id == attempt_id)
    )
    session.execute(
        insert(RegradedAttemptRow),
        [
            {
                "regrade_id": regrade_id,
                "attempt_id": attempt_id,
                "grade_id": grade_id,
                "is_undo": False,
            }
            for regrade_id in regrade_ids
        ],
    )


# -- for the learner ---------------------------------------------------------------


@dataclass(frozen=True)
class LaterGrade:
    """One later grade of an attempt: what it earned then, by which regrade, and why.

    `is_undone` says that the regrade was undone since, whether or not that changed this attempt.
    """

    regrade_id: int
    stamp: str
    policy: RegradePolicy
    reason: str
    is_undo: bool
    is_undone: bool
    earned: Fraction
    is_passed: bool
    at: datetime


def list_later_grades(session: Session, attempt_id: int) -> tuple[LaterGrade, ...]:
    """Every later grade of an attempt, oldest first: one query."""
    rows = session.execute(
        select(
            RegradeRow.id,
            RegradeRow.stamp,
            RegradeRow.policy,
            RegradeRow.reason,
            RegradeUndoRow.reason,
            RegradedAttemptRow.is_undo,
            GradeRow.earned,
            GradeRow.is_passed,
            GradeRow.graded_at,
        )
        .join(RegradeRow, RegradeRow.id == RegradedAttemptRow.regrade_id)
        .join(GradeRow, GradeRow.id == RegradedAttemptRow.grade_id)
        .outerjoin(RegradeUndoRow, RegradeUndoRow.regrade_id == RegradeRow.id)
        .where(RegradedAttemptRow.attempt_id == attempt_id)
        .order_by(RegradedAttemptRow.id)
    )
    return tuple(
        LaterGrade(
            regrade_id=regrade_id,
            stamp=stamp,
            policy=RegradePolicy(policy),
            reason=undone if is_undo else reason,
            is_undo=bool(is_undo),
            is_undone=undone is not None,
            earned=Fraction(earned),
            is_passed=bool(is_passed),
            at=at,
        )
        for regrade_id, stamp, policy, reason, undone, is_undo, earned, is_passed, at in rows
    )
