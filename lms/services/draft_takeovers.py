"""Editions that were published while a draft was written: it goes on from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.content.endings import as_before, shown
from lms.content.merging import merged
from lms.domain.access import Person
from lms.domain.drafts import ANOTHER, Save
from lms.domain.errors import NotFound
from lms.services.draft_ground import ground_of, published_hashes
from lms.services.draft_saves import Typed, hold, keep
from lms.services.written import Written
from lms.store import drafts, editions


@dataclass(frozen=True)
class TakenOver:
    """What became of a draft that went on to a newer edition.

    `merged` are the files in which both changed different lines. In the files of `asides` both
    changed the same ones: the draft's text stands, and the edition's is kept beside it.
    """

    number: int
    merged: tuple[str, ...]
    asides: tuple[Save, ...]


def take_over(session: Session, taught: Written, author: Person, now: datetime) -> TakenOver:
    """Let a draft go on from the newest edition without losing a word of either."""
    draft_id = hold(session, taught, author, now)
    base_id, _, line = ground_of(session, taught)
    newest = editions.find_newest(session, taught.facts.slug)
    if newest is None:
        raise NotFound
    old, new = published_hashes(session, base_id), editions.list_hashes(session, newest.id)
    both, asides = [], []
    if newest.id != base_id:
        drafts.add_base(session, draft_id, newest.id, now)
    for path in sorted(line):
        if path in old and path not in new and line[path].content_hash == old[path]:
            # The edition has taken out what the draft had left as it was.
            typed = Typed(path, "", line[path].number, token_urlsafe(16))
            keep(session, draft_id, typed, None, author, line[path].number, now)
            continue
        if path not in new or new[path] in (old.get(path), line[path].content_hash):
            continue
        save_, is_clean = _taken_over(session, draft_id, author, line[path], old, new[path], now)
        if not is_clean:
            asides.append(save_)
        elif save_.content_hash != new[path]:
            both.append(path)
    return TakenOver(newest.number, tuple(both), tuple(asides))


def _taken_over(
    session: Session,
    draft_id: int,
    author: Person,
    mine: Save,
    old: Mapping[str, str],
    new: str,
    now: datetime,
) -> tuple[Save, bool]:
    """The save that brings the edition's text of a file into the draft, and whether it could."""
    first, theirs, yours = (_at(session, it) for it in (old.get(mine.path), new, mine.content_hash))
    texts = [shown(it) for it in (first, yours, theirs)]
    text, is_clean = merged(texts[0] or "", texts[1] or "", texts[2] or "")
    is_untouched = mine.content_hash in (old.get(mine.path), new)
    # What was taken out stays out until somebody puts it back; pictures have no lines to merge.
    is_mergeable = mine.content_hash is not None and None not in texts
    is_clean = is_untouched or (is_clean and is_mergeable)
    content = theirs if is_untouched or not is_clean else as_before(text, yours)
    typed = Typed(mine.path, "", mine.number, token_urlsafe(16))
    newest = mine.number if is_clean else ANOTHER
    return keep(session, draft_id, typed, content, author, newest, now), is_clean


def _at(session: Session, hash_: str | None) -> bytes:
    return b"" if hash_ is None else drafts.list_contents(session, [hash_])[hash_]
