"""Saves: authors write in the browser, and none that was acknowledged is ever lost."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.content.endings import as_before
from lms.domain.access import Person
from lms.domain.drafts import AS_PUBLISHED, Save, hashes_now, is_aside
from lms.domain.errors import NotFound
from lms.services import draft_checks
from lms.services.draft_ground import (
    find_saved,
    ground_of,
    is_text,
    published_hashes,
    readable,
    refuse_too_long,
)
from lms.services.written import Written
from lms.store import audit, drafts, editions


@dataclass(frozen=True)
class Typed:
    """What an author sends: a text, the save that they began from, and a name for this save."""

    path: str
    text: str
    since: int
    token: str


def save(session: Session, taught: Written, author: Person, typed: Typed, now: datetime) -> Save:
    """Keep a text for good; the same save sent twice is one.

    Where others have saved the file since its author began, the text is kept beside the line
    (`is_aside`) and changes nothing; `get_collision` shows both.
    """
    draft_id = hold(session, taught, author, now)
    known = drafts.find_by_token(session, draft_id, typed.token)
    if known is not None:
        return known
    refuse_too_long(typed.text)
    newest = drafts.find_newest(session, draft_id, typed.path)
    content = as_before(typed.text, _bytes_now(session, taught, newest, typed.path))
    if newest and newest.content_hash == editions.digest(content):
        return newest  # whoever says the same as the newest save takes nothing from anybody
    since = AS_PUBLISHED if newest is None else newest.number
    return keep(session, draft_id, typed, content, author, since, now)


def restore(
    session: Session, taught: Written, author: Person, number: int, token: str, now: datetime
) -> Save:
    """Let a file say again what it said at a save: a new save, so that nothing is lost by it."""
    draft_id = hold(session, taught, author, now)
    known = drafts.find_by_token(session, draft_id, token)
    if known is not None:
        return known
    _, save_ = find_saved(session, taught, number)
    if save_.content_hash is None:
        raise NotFound
    content = drafts.list_contents(session, [save_.content_hash])[save_.content_hash]
    newest = drafts.find_newest(session, draft_id, save_.path)
    since = AS_PUBLISHED if newest is None else newest.number
    typed = Typed(save_.path, "", since, token)
    return keep(session, draft_id, typed, content, author, since, now)


def keep_file(
    session: Session,
    taught: Written,
    author: Person,
    path: str,
    content: bytes | None,
    now: datetime,
    token: str = "",
) -> Save:
    """Keep the bytes of a file for good, or take it out where they are None.

    The caller holds the draft and has looked at the newest save, so the line goes on.
    """
    draft_id = hold(session, taught, author, now)
    newest = drafts.find_newest(session, draft_id, path)
    since = AS_PUBLISHED if newest is None else newest.number
    typed = Typed(path, "", since, token or token_urlsafe(16))
    return keep(session, draft_id, typed, content, author, since, now)


def keep(
    session: Session,
    draft_id: int,
    typed: Typed,
    content: bytes | None,
    author: Person,
    newest: int,
    now: datetime,
) -> Save:
    """Add a save for whoever holds the draft; None for content takes the file out of it."""
    number = drafts.next_number(session, draft_id)
    if not 0 <= typed.since < number:
        raise NotFound
    new = Save(
        number=number,
        path=typed.path,
        since=typed.since,
        content_hash=None if content is None else editions.digest(content),
        author_id=author.id,
        author=author.legal_name,
        saved_at=now,
        is_aside=is_aside(typed.since, newest),
    )
    drafts.add_save(session, draft_id, new, content, typed.token)
    return new


def hold(session: Session, taught: Written, author: Person, now: datetime) -> int:
    """The draft of a course, begun where there is none; nobody else saves before this ends."""
    draft_id = drafts.hold_draft(session, taught.course_id, now)
    newest = taught.newest
    is_new = drafts.find_base(session, draft_id) is None and not drafts.count_saves(
        session, draft_id
    )
    if newest is not None and is_new:
        drafts.add_base(session, draft_id, newest.id, now)
        subject = f"course {taught.facts.slug}"
        audit.record(session, now, "draft begun", author.id, subject)
    draft_checks.ask(session, draft_id, now)
    return draft_id


def _bytes_now(session: Session, taught: Written, newest: Save | None, path: str) -> bytes:
    """What a text says as the draft stands, nothing where somebody took it out meanwhile; a file
    that is not UTF-8 is refused, and NotFound for what never was a text of the draft."""
    if not is_text(path):
        raise NotFound
    if newest is not None and newest.content_hash is None:
        return b""
    base_id, _, line = ground_of(session, taught)
    hash_ = hashes_now(published_hashes(session, base_id), line).get(path)
    if hash_ is None:
        raise NotFound
    content = drafts.list_contents(session, [hash_])[hash_]
    readable(content)
    return content
