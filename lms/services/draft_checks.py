"""Checks of drafts: each is read once its authors pause, so that a list can say how it is.

Reading a course takes up to a second, and a hostile one far more; so no page of a list does it.
Many saves ask for one reading, which is lent to one worker and done behind all other work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.content.problems import Problem, Severity
from lms.domain.courses import SourceFile
from lms.domain.draft_checks import Mark
from lms.store import draft_checks, drafts, outbox

JOB = "check draft"
# Saves come every two seconds while somebody types.
PAUSE = timedelta(seconds=20)
# Longer than any reading takes; a worker that ended in one is not waited for any longer.
LONGEST_READING = timedelta(minutes=10)


@dataclass(frozen=True)
class Unread:
    """A draft that is to be read, as it stands."""

    draft_id: int
    slug: str
    mark: Mark
    files: tuple[SourceFile, ...]


def ask(session: Session, draft_id: int, now: datetime) -> None:
    """Let a draft be read after a pause; whoever asks meanwhile asks for the same."""
    if outbox.find(session, JOB, str(draft_id)) is None:
        outbox.add(session, JOB, str(draft_id), now, now + PAUSE)


def find_unread(session: Session, draft_id: int) -> Unread | None:
    """A draft with its files, or None where what is known of it is about what it says."""
    slug = draft_checks.find_slug(session, draft_id)
    mark = None if slug is None else draft_checks.get_mark(session, draft_id)
    if slug is None or mark is None or mark == draft_checks.find_mark_read(session, draft_id):
        return None
    files = drafts.list_files(session, draft_id, mark.base_id)
    return Unread(draft_id, slug, mark, files)


def keep(session: Session, read: Unread, problems: Sequence[Problem], now: datetime) -> None:
    """Keep what was found in a draft as it was read."""
    errors, warnings = (
        sum(it.severity is severity for it in problems)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    draft_checks.keep(session, read.draft_id, read.mark, errors, warnings, now)


def is_known(session: Session, draft_id: int) -> bool:
    """True when what is known of a draft is about what it says; nobody saves before this ends."""
    return draft_checks.hold(session, draft_id) == draft_checks.find_mark_read(session, draft_id)
