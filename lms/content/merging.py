"""Two changes of one text brought together, line by line, and of the files of a folder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from merge3 import Merge3, SequenceMatcherProtocol, SyncRegion

from lms.content.endings import as_before, shown
from lms.domain.courses import SourceFile
from lms.domain.drafts import list_touched
from lms.domain.matching import Matcher, TooManySteps

# A module has some 300 lines. Whoever takes an edition over holds the one place to write (DS-03),
# so what stayed among a file's lines that repeat is looked for in 0.4 s, and among more not at all.
MOST_MERGED = 3_000
# A mark has to stand on a line of Markdown, which other separators of Unicode do not end.
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
THEIRS, YOURS = "saved meanwhile", "yours"


@dataclass(frozen=True)
class Together:
    """What a folder lacks of what was written in the browser, in the order of paths."""

    files: tuple[SourceFile, ...]
    """Files to write, each with both changes in it."""
    gone: tuple[str, ...]
    """Files that were taken out in the browser, and that the folder has as they were."""
    touching: tuple[str, ...]
    """Files for people to decide: both changed the same lines, or lines that nobody can tell
    apart, or one of the files is gone."""

    @property
    def is_clean(self) -> bool:
        """True when the changes touch nowhere."""
        return not self.touching

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that publishing the folder would undo something of."""
        return tuple(sorted((*(it.path for it in self.files), *self.gone, *self.touching)))


def merged(began: str, yours: str, now: str) -> tuple[str, bool]:
    """A text with both changes in it, and whether they touch nowhere.

    Where they do, both stand in it with marks around them, as in any editor for programs. Where
    looking takes too long, as in texts of more than MOST_MERGED lines, both stand in it whole.
    """
    if began in (yours, now) or yours == now:
        return (now if yours == began else yours), True
    merge = _merge(began, yours, now)
    if merge is None:
        return _side_by_side(now, yours), False
    parts, is_clean = [], True
    for group in merge.merge_groups():
        if group[0] == "conflict":
            _, _, theirs, mine = group
            parts.append(_side_by_side("".join(theirs), "".join(mine)))
            is_clean = False
        else:
            parts.append("".join(group[1]))
    return "".join(parts), is_clean


def is_too_long(began: str, yours: str, now: str) -> bool:
    """True where looking which lines of the texts stayed takes too long."""
    return _merge(began, yours, now) is None


class _Merge(Merge3[str]):
    """The library's own, which looks once for what stayed and no longer than a Matcher does."""

    def __init__(self, base: list[str], a: list[str], b: list[str]) -> None:
        # Lists of named tuples are lists of tuples to everybody but the type checker.
        matcher = cast("type[SequenceMatcherProtocol[str]]", Matcher)
        super().__init__(base, a, b, sequence_matcher=matcher)
        self._stayed = super().find_sync_regions()

    def find_sync_regions(self) -> list[SyncRegion]:
        return self._stayed


def _merge(began: str, yours: str, now: str) -> _Merge | None:
    """The three texts brought together; None where that takes too long."""
    first, theirs, mine = (_LINE.findall(text) for text in (began, now, yours))
    if max(len(first), len(theirs), len(mine)) > MOST_MERGED:
        return None
    try:
        return _Merge(first, theirs, mine)
    except TooManySteps:
        return None


def _side_by_side(theirs: str, mine: str) -> str:
    """Both texts between their marks, each of which has a line of its own."""
    parts = (f"<<<<<<< {THEIRS}", theirs, "=======", mine, f">>>>>>> {YOURS}")
    return "".join(it if not it or it.endswith("\n") else f"{it}\n" for it in parts)


def brought_together(
    folder: Mapping[str, bytes], newest: Mapping[str, bytes], before: Mapping[str, bytes]
) -> Together:
    """What a folder lacks of the changes that led from `before` to `newest`."""
    files, gone, touching = [], [], []
    for path in list_touched(folder, newest, before):
        mine, theirs, began = folder.get(path), newest.get(path), before.get(path)
        if theirs is None and mine == began:
            gone.append(path)
            continue
        both = _both(mine, theirs, began)
        if both is None:
            touching.append(path)
        elif both != mine:
            files.append(SourceFile(path, both))
    return Together(tuple(files), tuple(gone), tuple(touching))


def _both(mine: bytes | None, theirs: bytes | None, began: bytes | None) -> bytes | None:
    """A file with both changes in it; None where they touch, or where it is text to nobody."""
    if theirs is None or (mine is None and began is not None):
        return None
    if mine is None or mine == began:
        return theirs
    texts = [shown(it) for it in (began or b"", mine, theirs)]
    if any(text is None for text in texts):
        return None
    first, yours, now = (text or "" for text in texts)
    text, is_clean = merged(first, yours, now)
    # Where lines repeat, a text may be read in two ways: then nobody could tell that it has both.
    is_clear = is_clean and merged(first, text, now) == (text, True)
    return as_before(text, mine) if is_clear else None
