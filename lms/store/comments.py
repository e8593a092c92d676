"""Comments on drafts: threads by the passage that they are about, and what is said in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from lms.domain.comments import Act, Comment, Thread, is_open_after
from lms.domain.quotations import Quotation
from lms.store.rows import CommentMoveRow, CommentRow, CommentThreadRow, PersonRow

_FIRST = aliased(CommentRow)
_ACT = aliased(CommentRow)
_FIRST_ID = (
    select(func.min(CommentRow.id))
    .where(CommentRow.thread_id == CommentThreadRow.id)
    .correlate(CommentThreadRow)
    .scalar_subquery()
)
_COUNT = (
    select(func.count())
    .where(CommentRow.thread_id == CommentThreadRow.id)
    .correlate(CommentThreadRow)
    .scalar_subquery()
)
_NEWEST_ACT = (
    select(_ACT.act)
    .where(_ACT.thread_id == CommentThreadRow.id, _ACT.act != Act.SAID)
    .order_by(_ACT.id.desc())
    .limit(1)
    .correlate(CommentThreadRow)
    .scalar_subquery()
)
_MOVED_TO = (
    select(CommentMoveRow.path)
    .where(CommentMoveRow.thread_id == CommentThreadRow.id)
    .order_by(CommentMoveRow.id.desc())
    .limit(1)
    .correlate(CommentThreadRow)
    .scalar_subquery()
)
# What the file is called by now.
_PATH: ColumnElement[str] = func.coalesce(_MOVED_TO, CommentThreadRow.path)
_THREADS = (
    select(
        CommentThreadRow.public_id,
        _PATH.label("path"),
        CommentThreadRow.exact,
        CommentThreadRow.prefix,
        CommentThreadRow.suffix,
        _FIRST.act,
        _FIRST.text,
        PersonRow.legal_name,
        _FIRST.made_at,
        _COUNT.label("comments"),
        _NEWEST_ACT.label("newest_act"),
    )
    .select_from(CommentThreadRow)
    .join(_FIRST, _FIRST.id == _FIRST_ID)
    .join(PersonRow, PersonRow.id == _FIRST.author_id)
)


@dataclass(frozen=True)
class Which:
    """Which threads of a course are meant: those that are open or not, of one file or of all."""

    course_id: int
    is_open: bool
    path: str | None = None

    @property
    def conditions(self) -> Iterable[ColumnElement[bool]]:
        """The same for the database."""
        is_resolved = func.coalesce(_NEWEST_ACT, Act.REOPENED.value) == Act.RESOLVED.value
        yield CommentThreadRow.course_id == self.course_id
        yield ~is_resolved if self.is_open else is_resolved
        if self.path is not None:
            yield _PATH.in_([self.path])


def count_threads(session: Session, which: Which) -> int:
    """How many threads there are of these."""
    counted = select(func.count()).select_from(CommentThreadRow).where(*which.conditions)
    return session.scalars(counted).one()


def list_threads(session: Session, which: Which, start: int, count: int) -> tuple[Thread, ...]:
    """A stretch of these threads, the newest first."""
    asked = _THREADS.where(*which.conditions).order_by(CommentThreadRow.id.desc())
    return tuple(_read(session, asked.offset(start).limit(count)))


def find_thread(session: Session, course_id: int, public_id: str) -> tuple[int, Thread] | None:
    """A thread of a course with its place in the table, or None."""
    its = (CommentThreadRow.course_id == course_id, CommentThreadRow.public_id == public_id)
    id_ = session.scalar(select(CommentThreadRow.id).where(*its))
    found = _read(session, _THREADS.where(*its))
    return (id_, found[0]) if id_ is not None and found else None


def hold_thread(session: Session, thread_id: int) -> None:
    """Let nobody else resolve or reopen a thread until this ends."""
    held = select(CommentThreadRow.id).where(CommentThreadRow.id == thread_id)
    session.execute(held.with_for_update())


def add_thread(
    session: Session, course_id: int, public_id: str, path: str, quotation: Quotation
) -> int:
    """Keep a passage that is commented on; its place in the table comes back."""
    row = CommentThreadRow(
        public_id=public_id,
        course_id=course_id,
        path=path,
        exact=quotation.exact,
        prefix=quotation.prefix,
        suffix=quotation.suffix,
    )
    session.add(row)
    session.flush()
    return row.id


def move_threads(session: Session, course_id: int, path: str, to: str, now: datetime) -> None:
    """Let every thread about a file, open or not, be about the file of another name."""
    its = select(CommentThreadRow.id, literal(to), literal(now)).where(
        CommentThreadRow.course_id == course_id, _PATH.in_([path])
    )
    session.execute(insert(CommentMoveRow).from_select(["thread_id", "path", "moved_at"], its))


def add_comment(
    session: Session, thread_id: int, act: Act, text: str, author_id: int, now: datetime
) -> None:
    """Keep what somebody said or did in a thread."""
    row = {"act": act, "text": text, "author_id": author_id, "made_at": now}
    session.execute(insert(CommentRow).values(thread_id=thread_id, **row))


def list_comments(session: Session, thread_id: int, start: int, count: int) -> tuple[Comment, ...]:
    """A stretch of what was said in a thread, from its beginning."""
    rows = session.execute(
        select(CommentRow.act, CommentRow.text, PersonRow.legal_name, CommentRow.made_at)
        .join(PersonRow, PersonRow.id == CommentRow.author_id)
        .where(CommentRow.thread_id == thread_id)
        .order_by(CommentRow.id)
        .offset(start)
        .limit(count)
    )
    return tuple(Comment(Act(act), text, name, at) for act, text, name, at in rows)


def _read(session: Session, asked: Select[Any]) -> list[Thread]:
    return [
        Thread(
            public_id=it.public_id,
            path=it.path,
            quotation=Quotation(it.exact, it.prefix, it.suffix),
            first=Comment(Act(it.act), it.text, it.legal_name, it.made_at),
            comments=it.comments,
            is_open=is_open_after(None if it.newest_act is None else Act(it.newest_act)),
        )
        for it in session.execute(asked)
    ]
