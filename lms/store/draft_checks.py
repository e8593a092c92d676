"""What was found when drafts were read last."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.draft_checks import DraftCheck, Drafted, Mark
from lms.store.columns import insert_unless_taken
from lms.store.rows import CourseRow, DraftBaseRow, DraftCheckRow, DraftRow, DraftSaveRow
from lms.store.starting import ahead_of

_NUMBER = (
    select(func.coalesce(func.max(DraftSaveRow.number), 0))
    .where(DraftSaveRow.draft_id == DraftRow.id, DraftSaveRow.is_aside.is_(False))
    .correlate(DraftRow)
    .scalar_subquery()
)
_BASE = (
    select(DraftBaseRow.edition_id)
    .where(DraftBaseRow.draft_id == DraftRow.id)
    .order_by(DraftBaseRow.id.desc())
    .limit(1)
    .correlate(DraftRow)
    .scalar_subquery()
)


def get_mark(session: Session, draft_id: int) -> Mark:
    """How far a draft has come."""
    row = session.execute(
        select(_NUMBER, _BASE).select_from(DraftRow).where(DraftRow.id == draft_id)
    )
    return Mark(*row.one())


def hold(session: Session, draft_id: int) -> Mark:
    """The same, and nobody saves in the draft before this ends."""
    session.execute(select(DraftRow.id).where(DraftRow.id == draft_id).with_for_update())
    return get_mark(session, draft_id)


def find_mark_read(session: Session, draft_id: int) -> Mark | None:
    """How far it had come when it was read last, or None where it never was."""
    row = session.execute(
        select(DraftCheckRow.number, DraftCheckRow.base_id).where(
            DraftCheckRow.draft_id == draft_id
        )
    ).first()
    return None if row is None else Mark(*row)


def find_slug(session: Session, draft_id: int) -> str | None:
    """The course that a draft is of, or None where there is no such draft."""
    asked = select(CourseRow.slug).join(DraftRow, DraftRow.course_id == CourseRow.id)
    return session.scalar(asked.where(DraftRow.id == draft_id))


def keep(
    session: Session, draft_id: int, mark: Mark, errors: int, warnings: int, now: datetime
) -> None:
    """Keep what was found in a draft as it was then, in place of what was known before."""
    found = {
        "number": mark.number,
        "base_id": mark.base_id,
        "errors": errors,
        "warnings": warnings,
        "checked_at": now,
    }
    kept = insert_unless_taken(session, DraftCheckRow).values(draft_id=draft_id, **found)
    session.execute(kept.on_conflict_do_update(index_elements=["draft_id"], set_=found))


def list_drafted(session: Session, course_ids: Iterable[int]) -> dict[int, Drafted]:
    """How the draft of each of these courses stands, of those that have one: one query."""
    ids = sorted(set(course_ids))
    check, ahead = DraftCheckRow, ahead_of(ids).subquery()
    rows = session.execute(
        select(DraftRow.course_id, func.coalesce(ahead.c.files, 0))
        .add_columns(check.errors, check.warnings, check.number, check.base_id)
        .add_columns(_NUMBER.label("newest"), _BASE.label("base"))
        .outerjoin(ahead, ahead.c.course_id == DraftRow.course_id)
        .outerjoin(check, check.draft_id == DraftRow.id)
        .where(DraftRow.course_id.in_(ids))
    )
    return {
        course: Drafted(
            files,
            None
            if number is None
            else DraftCheck(errors, warnings, Mark(number, base_id) == Mark(newest, base)),
        )
        for course, files, errors, warnings, number, base_id, newest, base in rows
    }
