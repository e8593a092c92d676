"""Grades: what an attempt earned, each beside the ones before it, so that the latest stands."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.grading import Grade
from lms.domain.questions import Mark
from lms.store.columns import from_text, to_text
from lms.store.rows import GradeRow

_ADD_GRADE = insert(GradeRow)


def add_grade(session: Session, attempt_id: int, grade: Grade, reason: str, now: datetime) -> None:
    """Keep a grade; points are exact."""
    session.connection().execute(_ADD_GRADE, grade_values(attempt_id, grade, reason, now))


def grade_values(attempt_id: int, grade: Grade, reason: str, now: datetime) -> dict[str, Any]:
    """A grade as its row has it."""
    return {
        "attempt_id": attempt_id,
        "earned": str(grade.earned),
        "possible": grade.possible,
        "pass_mark_percent": grade.pass_mark_percent,
        "is_passed": grade.is_passed,
        "marks": to_text([[m.stamp, str(m.share), m.points] for m in grade.marks]),
        "reason": reason,
        "graded_at": now,
    }


def find_grade(session: Session, attempt_id: int) -> Grade | None:
    """The latest grade of an attempt, or None."""
    row = session.execute(
        select(GradeRow)
        .where(GradeRow.attempt_id == attempt_id)
        .order_by(GradeRow.id.desc())
        .limit(1)
    ).scalar()
    if row is None:
        return None
    return Grade(
        marks=marks_from(row.marks),
        earned=points_from(row.earned),
        possible=row.possible,
        pass_mark_percent=row.pass_mark_percent,
        is_passed=row.is_passed,
    )


def list_latest_grades(
    session: Session, attempt_ids: Sequence[int]
) -> dict[int, tuple[Grade, datetime]]:
    """The grade that stands for each of these attempts, and since when: one query.

    LookupError where one has none: whoever leaves it out in silence would take it for regraded.
    """
    newest = (
        select(func.max(GradeRow.id))
        .where(GradeRow.attempt_id.in_(attempt_ids))
        .group_by(GradeRow.attempt_id)
    )
    rows = session.execute(
        select(
            GradeRow.attempt_id,
            GradeRow.marks,
            GradeRow.earned,
            GradeRow.possible,
            GradeRow.pass_mark_percent,
            GradeRow.is_passed,
            GradeRow.graded_at,
        ).where(GradeRow.id.in_(newest))
    )
    grades = {
        attempt: (Grade(marks_from(marks), points_from(earned), possible, percent, passed), at)
        for attempt, marks, earned, possible, percent, passed, at in rows
    }
    without = sorted(set(attempt_ids).difference(grades))
    if without:
        raise LookupError(f"Attempt {without[0]} was handed in and has no grade.")
    return grades


# The same few shares are earned by everybody, and reading one takes longer than a row.
points_from = lru_cache(1000)(Fraction)


def marks_from(text: str) -> tuple[Mark, ...]:
    """The marks of a grade as its row has them."""
    marks = from_text(list[tuple[str, str, int]], text)
    return tuple(Mark(stamp, points_from(share), points) for stamp, share, points in marks)
