"""What evaluations said, counted in the database; nothing here knows a person."""

from collections.abc import Sequence

from sqlalchemy import Subquery, func, select, tuple_
from sqlalchemy.orm import Session

from lms.domain.evaluation_reports import Heard
from lms.store.rows import (
    CourseEditionRow,
    CourseRow,
    EvaluationAnswerRow,
    EvaluationSentRow,
)


def list_heard(session: Session, course_id: int) -> tuple[Heard, ...]:
    """How often each item of each edition of a course was answered with what: one query."""
    it = EvaluationAnswerRow
    rows = session.execute(
        select(it.edition_id, it.item, it.rating, func.count())
        .join(CourseEditionRow, CourseEditionRow.id == it.edition_id)
        .where(CourseEditionRow.course_id == course_id)
        .group_by(it.edition_id, it.item, it.rating)
        .order_by(it.edition_id, it.item)
    )
    return tuple(Heard(*row) for row in rows)


def count_comments(session: Session, items: Sequence[tuple[int, str]]) -> int:
    """How many comments these items of these editions have."""
    return session.scalars(select(func.count()).select_from(_comments(items))).one()


def list_comments(
    session: Session, items: Sequence[tuple[int, str]], start: int, count: int
) -> tuple[tuple[int, str, str], ...]:
    """Comments with edition and item, some of them; their random keys tell no order of writing."""
    found = _comments(items)
    rows = session.execute(
        select(found.c.edition_id, found.c.item, found.c.comment)
        .order_by(found.c.item, found.c.id)
        .offset(start)
        .limit(count)
    )
    return tuple((edition, item, comment) for edition, item, comment in rows)


def count_sent(session: Session) -> dict[str, int]:
    """How many evaluations each course has, by its slug: one query."""
    rows = session.execute(
        select(CourseRow.slug, func.count(EvaluationSentRow.id))
        .join(CourseEditionRow, CourseEditionRow.course_id == CourseRow.id)
        .join(EvaluationSentRow, EvaluationSentRow.edition_id == CourseEditionRow.id)
        .group_by(CourseRow.slug)
        .order_by(CourseRow.slug)
    )
    return {str(slug): int(count) for slug, count in rows}


def _comments(items: Sequence[tuple[int, str]]) -> Subquery:
    it = EvaluationAnswerRow
    is_told = tuple_(it.edition_id, it.item).in_(items)
    return (
        select(it.id, it.edition_id, it.item, it.comment)
        .where(it.comment.is_not(None), is_told)
        .subquery()
    )
