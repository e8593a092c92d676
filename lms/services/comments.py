"""Comments: reviewers and authors talk about passages of a draft, whatever becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.comments import Act, Comment, Thread
from lms.domain.errors import FieldRefusal, NotFound
from lms.domain.names import COMMENT_LENGTH, clean_text
from lms.domain.paging import Paged, page_of
from lms.domain.quotations import Passage, find, quoted
from lms.services import draft_ground, drafts
from lms.services.written import Written
from lms.store import audit, comments
from lms.store.comments import Which


@dataclass(frozen=True)
class Typed:
    """A comment as it is sent: the words that it is about, those around them, and what is said."""

    quote: str
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class Opened:
    """A thread with a page of what was said in it, and where its passage stands now."""

    thread: Thread
    comments: Paged[Comment]
    passage: Passage | None
    is_there: bool
    """False where the draft has no such file any more."""


def list_threads(session: Session, taught: Written, wanted: int) -> Paged[Thread]:
    """A page of the open threads of a course, the newest first: two queries."""
    return _page(session, Which(taught.course_id, is_open=True), wanted)


def list_resolved(session: Session, taught: Written, wanted: int) -> Paged[Thread]:
    """A page of those that were resolved: two queries."""
    return _page(session, Which(taught.course_id, is_open=False), wanted)


def list_threads_of(session: Session, taught: Written, path: str, wanted: int) -> Paged[Thread]:
    """A page of the open threads about one file: two queries."""
    return _page(session, Which(taught.course_id, is_open=True, path=path), wanted)


def get_thread(session: Session, taught: Written, public_id: str, wanted: int) -> Opened:
    """A thread with what was said in it; NotFound for one of another course."""
    thread_id, thread = _found(session, taught, public_id)
    page = page_of(
        thread.comments,
        wanted,
        lambda start, count: comments.list_comments(session, thread_id, start, count),
    )
    try:
        text = drafts.get_text(session, taught, thread.path).text
    except (NotFound, draft_ground.TextUnreadable):
        return Opened(thread, page, None, is_there=False)
    return Opened(thread, page, find(text, thread.quotation), is_there=True)


def begin(
    session: Session, taught: Written, author: Person, path: str, typed: Typed, now: datetime
) -> str:
    """Comment on a passage of a file; the thread's address comes back.

    FieldRefusal where the words do not stand in the text, or nothing is said.
    """
    text = drafts.get_text(session, taught, path).text
    quotation = quoted(text, typed.quote, typed.before, typed.after)
    said = _said(typed.text)
    public_id = token_urlsafe(12)
    course_id = taught.course_id
    thread_id = comments.add_thread(session, course_id, public_id, path, quotation)
    _add(session, thread_id, public_id, Act.SAID, said, author, now)
    return public_id


def follow(session: Session, taught: Written, renamed: Mapping[str, str], now: datetime) -> None:
    """Let what was said of files stay with them under their new names."""
    for path, to in renamed.items():
        comments.move_threads(session, taught.course_id, path, to, now)


def answer(
    session: Session, taught: Written, author: Person, public_id: str, text: str, now: datetime
) -> None:
    """Say something in a thread."""
    thread_id, _ = _found(session, taught, public_id)
    _add(session, thread_id, public_id, Act.SAID, _said(text), author, now)


def resolve(
    session: Session, taught: Written, author: Person, public_id: str, text: str, now: datetime
) -> None:
    """Settle a thread, with a last word or without; doing it twice is doing it once, and what is
    said then is kept as said."""
    _settle(session, taught, author, public_id, Act.RESOLVED, text, now)


def reopen(
    session: Session, taught: Written, author: Person, public_id: str, text: str, now: datetime
) -> None:
    """Take up a thread again that was settled."""
    _settle(session, taught, author, public_id, Act.REOPENED, text, now)


def _settle(
    session: Session,
    taught: Written,
    author: Person,
    public_id: str,
    act: Act,
    text: str,
    now: datetime,
) -> None:
    thread_id, _ = _found(session, taught, public_id)
    comments.hold_thread(session, thread_id)
    _, thread = _found(session, taught, public_id)
    cleaned = clean_text("text", text, COMMENT_LENGTH)
    if thread.is_open is (act is Act.RESOLVED):
        _add(session, thread_id, public_id, act, cleaned, author, now)
    elif cleaned:
        _add(session, thread_id, public_id, Act.SAID, cleaned, author, now)


def _add(
    session: Session,
    thread_id: int,
    public_id: str,
    act: Act,
    text: str,
    author: Person,
    now: datetime,
) -> None:
    comments.add_comment(session, thread_id, act, text, author.id, now)
    audit.record(session, now, f"comment {act}", author.id, f"comment {public_id}")


def _said(text: str) -> str:
    said = clean_text("text", text, COMMENT_LENGTH)
    if not said:
        raise FieldRefusal("text", "Say what the comment is.")
    return said


def _found(session: Session, taught: Written, public_id: str) -> tuple[int, Thread]:
    found = comments.find_thread(session, taught.course_id, public_id)
    if found is None:
        raise NotFound
    return found


def _page(session: Session, which: Which, wanted: int) -> Paged[Thread]:
    return page_of(
        comments.count_threads(session, which),
        wanted,
        lambda start, count: comments.list_threads(session, which, start, count),
    )
