"""Courses that somebody has begun to write, before and after their first edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.store.columns import insert_unless_taken
from lms.store.rows import (
    BlobRow,
    CourseEditionRow,
    CourseRow,
    DraftBaseRow,
    DraftRow,
    DraftSaveRow,
    EditionFileRow,
)


@dataclass(frozen=True)
class CoursePage:
    """The page of facts of a course without an edition, as its draft has it."""

    course_id: int
    slug: str
    content: bytes
    """Nothing where its authors have taken the page away."""
    discarded_at: datetime | None = None


def add_course(session: Session, slug: str) -> int | None:
    """A course of that address without an edition, or None where the address is taken."""
    added = insert_unless_taken(session, CourseRow).values(slug=slug, archived_at=None)
    session.execute(added.on_conflict_do_nothing(index_elements=["slug"]))
    course_id = find_course(session, slug)
    return None if course_id is None or _is_known(session, course_id) else course_id


def find_course(session: Session, slug: str) -> int | None:
    """The course of that address, published or not, or None."""
    return session.scalar(select(CourseRow.id).where(CourseRow.slug == slug))


def _is_known(session: Session, course_id: int) -> bool:
    published = select(CourseEditionRow.id).where(CourseEditionRow.course_id == course_id)
    begun = select(DraftRow.id).where(DraftRow.course_id == course_id)
    return any(session.scalars(it.limit(1)).first() is not None for it in (published, begun))


def list_begun(session: Session, slugs: Iterable[str], path: str) -> tuple[CoursePage, ...]:
    """Those of these courses that have no edition, with one page of each: one query."""
    newest = (
        select(func.max(DraftSaveRow.number))
        .where(
            DraftSaveRow.draft_id == DraftRow.id,
            DraftSaveRow.path == path,
            DraftSaveRow.is_aside.is_(False),
        )
        .correlate(DraftRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(CourseRow.id, CourseRow.slug, BlobRow.content, CourseRow.archived_at)
        .join(DraftRow, DraftRow.course_id == CourseRow.id)
        .outerjoin(
            DraftSaveRow,
            (DraftSaveRow.draft_id == DraftRow.id) & (DraftSaveRow.number == newest),
        )
        .outerjoin(BlobRow, BlobRow.hash == DraftSaveRow.blob_hash)
        .outerjoin(CourseEditionRow, CourseEditionRow.course_id == CourseRow.id)
        .where(CourseRow.slug.in_(sorted(set(slugs))), CourseEditionRow.id.is_(None))
        .order_by(CourseRow.slug)
    )
    return tuple(CoursePage(id_, slug, content or b"", at) for id_, slug, content, at in rows)


def ahead_of(course_ids: Iterable[int]) -> Select[int, int]:
    """In how many files the draft of each of these courses differs from the edition that it goes
    on from, to be selected from; a course without such a file is not in it."""
    base = (
        select(func.max(DraftBaseRow.id))
        .where(DraftBaseRow.draft_id == DraftRow.id)
        .correlate(DraftRow)
        .scalar_subquery()
    )
    drafts = select(DraftRow.id).where(DraftRow.course_id.in_(sorted(set(course_ids))))
    newest = (
        select(func.max(DraftSaveRow.number).label("number"), DraftSaveRow.draft_id)
        .where(DraftSaveRow.is_aside.is_(False), DraftSaveRow.draft_id.in_(drafts))
        .group_by(DraftSaveRow.draft_id, DraftSaveRow.path)
        .subquery()
    )
    return (
        select(DraftRow.course_id, func.count().label("files"))
        .join(newest, newest.c.draft_id == DraftRow.id)
        .join(
            DraftSaveRow,
            (DraftSaveRow.draft_id == DraftRow.id) & (DraftSaveRow.number == newest.c.number),
        )
        .outerjoin(DraftBaseRow, DraftBaseRow.id == base)
        .outerjoin(
            EditionFileRow,
            (EditionFileRow.edition_id == DraftBaseRow.edition_id)
            & (EditionFileRow.path == DraftSaveRow.path),
        )
        .where(
            DraftRow.id.in_(drafts),
            func.coalesce(DraftSaveRow.blob_hash, "")
            != func.coalesce(EditionFileRow.blob_hash, ""),
        )
        .group_by(DraftRow.course_id)
    )
