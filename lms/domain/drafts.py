"""Drafts: what authors wrote since the edition that learners see, as a line of saves.

A save is acknowledged once and stands for good. Whoever saves names the save that they began
from; only whoever began from the newest one goes on with the line. A later one is kept beside it,
and its author is shown both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

AS_PUBLISHED = 0
"""Where a file begins: the number that stands for the edition's own text, before any save."""

ANOTHER = -1
"""A number that no save has: whoever finds it newest did not begin from it."""

LONGEST_NAME = 32
"""As many characters as the name of a save has at most."""


@dataclass(frozen=True)
class Save:
    """One state of one file that its author was told is saved; numbers count within a draft."""

    number: int
    path: str
    since: int
    """The save that its author began from, or AS_PUBLISHED."""
    content_hash: str | None
    """The address of the text, or None where the file was taken out of the course."""
    author_id: int
    author: str
    """Their legal name, which two authors may share."""
    saved_at: datetime
    is_aside: bool
    """True when others had saved meanwhile: it is kept, and the line goes on without it."""


class FileState(StrEnum):
    """How a file of a draft stands beside the edition that the draft is based on."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"


def save_name(*told_apart: str) -> str:
    """The name of a save, the same for the same request, so that a save sent twice is one."""
    return sha256(":".join(told_apart).encode()).hexdigest()[:LONGEST_NAME]


def is_aside(since: int, newest: int) -> bool:
    """The rule of two tabs: whoever did not begin from the newest save changes nothing by it."""
    return since != newest


def newest_on_line(saves: Iterable[Save]) -> dict[str, Save]:
    """The save that each path stands at, of those that were ever saved."""
    line = sorted((it for it in saves if not it.is_aside), key=lambda it: it.number)
    return {save.path: save for save in line}


def undecided(saves: Iterable[Save]) -> tuple[Save, ...]:
    """The texts kept beside the draft after which nobody has saved their file yet, by path: who
    saves it next has seen both, or goes past the other one knowingly."""
    saves = tuple(saves)
    line = newest_on_line(saves)
    beside = {it.path: it for it in sorted(saves, key=lambda it: it.number) if it.is_aside}
    open_ = (it for path, it in beside.items() if path not in line or line[path].number < it.number)
    return tuple(sorted(open_, key=lambda it: it.path))


def hashes_now(published: Mapping[str, str], line: Mapping[str, Save]) -> dict[str, str]:
    """The address of every file's text as the draft stands, by path."""
    now = dict(published)
    for path, save in line.items():
        if save.content_hash is None:
            now.pop(path, None)
        else:
            now[path] = save.content_hash
    return dict(sorted(now.items()))


def states(published: Mapping[str, str], now: Mapping[str, str]) -> dict[str, FileState]:
    """How each file stands beside the edition, by path; removed files are among them."""
    found = {}
    for path in sorted({*published, *now}):
        if path not in now:
            found[path] = FileState.REMOVED
        elif path not in published:
            found[path] = FileState.NEW
        else:
            is_same = now[path] == published[path]
            found[path] = FileState.SAME if is_same else FileState.CHANGED
    return found


def list_touched(
    folder: Mapping[str, bytes], newest: Mapping[str, bytes], before: Mapping[str, bytes]
) -> tuple[str, ...]:
    """The files that were written in the browser and are another in a folder.

    `before` is the last edition that came from files, `newest` the one that learners see: what
    changed between them was written here.
    """
    written = {path for path in {*before, *newest} if before.get(path) != newest.get(path)}
    return tuple(sorted(path for path in written if folder.get(path) != newest.get(path)))


def descended_from(folder: Mapping[str, str], editions: Mapping[int, Mapping[str, str]]) -> int:
    """The edition that a folder was exported from, as far as its files tell: the one that has most
    files in common with it. Of two that could be it the first, after which more was written.

    Both name the address of each file's content by its path; there is at least one edition.
    """
    return max(editions, key=lambda it: len(folder.items() & editions[it].items()))
