"""The drafts of courses: save by save, and never one less."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.courses import SourceFile
from lms.domain.drafts import Save, hashes_now, newest_on_line
from lms.store.columns import insert_unless_taken
from lms.store.editions import digest, list_hashes
from lms.store.rows import (
    BlobRow,
    CourseEditionRow,
    DraftBaseRow,
    DraftRow,
    DraftSaveRow,
    PersonRow,
)

_SAVE = select(
    DraftSaveRow.number,
    DraftSaveRow.path,
    DraftSaveRow.since,
    DraftSaveRow.blob_hash,
    DraftSaveRow.author_id,
    PersonRow.legal_name,
    DraftSaveRow.saved_at,
    DraftSaveRow.is_aside,
).join(PersonRow, PersonRow.id == DraftSaveRow.author_id)


# -- the draft itself --------------------------------------------------------------


def find_draft(session: Session, course_id: int) -> int | None:
    """The draft of a course, or None where nobody has saved anything in it yet."""
    return session.scalar(select(DraftRow.id).where(DraftRow.course_id == course_id))


def hold_draft(session: Session, course_id: int, now: datetime) -> int:
    """The draft of a course, begun where there is none; nobody else saves before this ends."""
    begun = insert_unless_taken(session, DraftRow).values(course_id=course_id, begun_at=now)
    session.execute(begun.on_conflict_do_nothing(index_elements=["course_id"]))
    held = select(DraftRow.id).where(DraftRow.course_id == course_id).with_for_update()
    return session.scalars(held).one()


def add_base(session: Session, draft_id: int, edition_id: int, now: datetime) -> None:
    """Let a draft go on from that edition."""
    session.execute(
        insert(DraftBaseRow).values(draft_id=draft_id, edition_id=edition_id, taken_at=now)
    )


def find_base(session: Session, draft_id: int) -> tuple[int, int] | None:
    """The edition that a draft goes on from: its place in the table, and its number."""
    row = session.execute(
        select(CourseEditionRow.id, CourseEditionRow.number)
        .join(DraftBaseRow, DraftBaseRow.edition_id == CourseEditionRow.id)
        .where(DraftBaseRow.draft_id == draft_id)
        .order_by(DraftBaseRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.id, row.number)


def find_first_base(session: Session, draft_id: int) -> int | None:
    """The edition that a draft began from: what AS_PUBLISHED stands for.

    None for one that began from none; what it goes on from was taken later than it was begun.
    """
    first = (
        select(DraftBaseRow.edition_id)
        .join(DraftRow, DraftRow.id == DraftBaseRow.draft_id)
        .where(DraftBaseRow.draft_id == draft_id, DraftBaseRow.taken_at == DraftRow.begun_at)
    )
    return session.scalar(first.order_by(DraftBaseRow.id).limit(1))


# -- saves -------------------------------------------------------------------------


def list_line(session: Session, draft_id: int, upto: int | None = None) -> tuple[Save, ...]:
    """The save that each path stands at, and the newest one kept beside each, or as they were when
    that many had been made."""
    newest = (
        select(func.max(DraftSaveRow.number))
        .where(DraftSaveRow.draft_id == draft_id)
        .group_by(DraftSaveRow.path, DraftSaveRow.is_aside)
    )
    if upto is not None:
        newest = newest.where(DraftSaveRow.number <= upto)
    rows = session.execute(
        _SAVE.where(DraftSaveRow.draft_id == draft_id, DraftSaveRow.number.in_(newest)).order_by(
            DraftSaveRow.path
        )
    )
    return tuple(Save(*row) for row in rows)


def list_last_held(session: Session, draft_id: int) -> dict[str, str]:
    """The address of the last bytes that each path was saved with, also where it was taken out."""
    last = (
        select(func.max(DraftSaveRow.number))
        .where(
            DraftSaveRow.draft_id == draft_id,
            DraftSaveRow.is_aside.is_(False),
            DraftSaveRow.blob_hash.is_not(None),
        )
        .group_by(DraftSaveRow.path)
    )
    rows = session.execute(
        select(DraftSaveRow.path, DraftSaveRow.blob_hash).where(
            DraftSaveRow.draft_id == draft_id, DraftSaveRow.number.in_(last)
        )
    )
    return {row.path: row.blob_hash for row in rows}


def find_newest(session: Session, draft_id: int, path: str) -> Save | None:
    """The save that a path stands at, or None where it is as the first edition had it."""
    row = session.execute(
        _SAVE.where(
            DraftSaveRow.draft_id == draft_id,
            DraftSaveRow.path == path,
            DraftSaveRow.is_aside.is_(False),
        )
        .order_by(DraftSaveRow.number.desc())
        .limit(1)
    ).first()
    return None if row is None else Save(*row)


def find_save(session: Session, draft_id: int, number: int) -> Save | None:
    """The save of that number, or None."""
    row = session.execute(
        _SAVE.where(DraftSaveRow.draft_id == draft_id, DraftSaveRow.number == number)
    ).first()
    return None if row is None else Save(*row)


def find_by_token(session: Session, draft_id: int, token: str) -> Save | None:
    """The save that an author's browser called so, or None."""
    row = session.execute(
        _SAVE.where(DraftSaveRow.draft_id == draft_id, DraftSaveRow.token == token)
    ).first()
    return None if row is None else Save(*row)


def count_saves(session: Session, draft_id: int, path: str | None = None) -> int:
    """How many saves a draft has, or one path of it."""
    counted = select(func.count()).where(DraftSaveRow.draft_id == draft_id)
    if path is not None:
        counted = counted.where(DraftSaveRow.path == path)
    return session.scalars(counted).one()


def list_saves(
    session: Session, draft_id: int, path: str | None, start: int, count: int
) -> tuple[Save, ...]:
    """A stretch of a draft's saves, the newest first; of one path, or of all where it is None."""
    asked = _SAVE.where(DraftSaveRow.draft_id == draft_id)
    if path is not None:
        asked = asked.where(DraftSaveRow.path == path)
    rows = session.execute(asked.order_by(DraftSaveRow.number.desc()).offset(start).limit(count))
    return tuple(Save(*row) for row in rows)


def add_save(
    session: Session, draft_id: int, save: Save, content: bytes | None, token: str
) -> None:
    """Keep one more save with its text; the caller holds the draft and gives the next number."""
    if content is not None:
        kept = insert_unless_taken(session, BlobRow).values(hash=digest(content), content=content)
        session.execute(kept.on_conflict_do_nothing(index_elements=["hash"]))
    session.execute(
        insert(DraftSaveRow).values(
            draft_id=draft_id,
            number=save.number,
            path=save.path,
            since=save.since,
            blob_hash=save.content_hash,
            is_aside=save.is_aside,
            token=token,
            author_id=save.author_id,
            saved_at=save.saved_at,
        )
    )


def next_number(session: Session, draft_id: int) -> int:
    """The number of the next save, for whoever holds the draft."""
    newest = select(func.max(DraftSaveRow.number)).where(DraftSaveRow.draft_id == draft_id)
    return (session.scalar(newest) or 0) + 1


# -- texts -------------------------------------------------------------------------


def list_files(
    session: Session, draft_id: int, base_id: int | None, upto: int | None = None
) -> tuple[SourceFile, ...]:
    """Every file of a draft that goes on from that edition, as it stands, or stood at a save."""
    published = {} if base_id is None else list_hashes(session, base_id)
    now = hashes_now(published, newest_on_line(list_line(session, draft_id, upto)))
    contents = list_contents(session, now.values())
    return tuple(SourceFile(path, contents[hash_]) for path, hash_ in now.items())


def list_contents(session: Session, hashes: Iterable[str]) -> dict[str, bytes]:
    """The bytes at each of these addresses, in one query."""
    rows = session.execute(
        select(BlobRow.hash, BlobRow.content).where(BlobRow.hash.in_(sorted(set(hashes))))
    )
    return {row.hash: row.content for row in rows}
