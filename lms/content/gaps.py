"""Gaps in a text, `[[word]]`: finding them, and what stands in their places (FORMAT 4.2)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from itertools import accumulate, groupby

from lms.content.body import BodyLine
from lms.content.code_spans import without_code
from lms.content.passages import Passage
from lms.content.render_lines import MARK, gap_mark

# Three underscores, as Markdown has them where they are no emphasis.
BLANK = r"\_\_\_"

_OPENS = re.compile(r"(?<!\\)\[\[")
# It may go on in the next line, and never beyond its paragraph.
_GAP = re.compile(_OPENS.pattern + r"([^\[\]\n]*(?:\n(?![ \t]*\n)[^\[\]\n]*)*)\]\]")
_NEXT_LINE = re.compile(r"\n[ \t>]*")


@dataclass(frozen=True)
class Gap:
    """A gap and its place; `inside` is what stands between its brackets, spaces made single."""

    line: int
    column: int
    inside: str


def opens_gap(line: BodyLine) -> bool:
    """True when a gap begins on a line."""
    return not line.is_code and has_gap(line.bare)


def has_gap(text: str) -> bool:
    """True when a gap begins in a text."""
    return _OPENS.search(without_code(text)) is not None


def find_gaps(text: Passage, code: Set[int]) -> tuple[Gap, ...]:
    """The gaps of a passage in their order; `code` has the numbers of the lines that are code."""
    return tuple(
        Gap(*place, _flat(text.markdown[match.start(1) : match.end(1)]))
        for match, place in _placed(text, _GAP, _seen(text, code))
    )


def _flat(inside: str) -> str:
    return " ".join(_NEXT_LINE.sub(" ", inside).split())


def find_unclosed(text: Passage, code: Set[int]) -> Gap | None:
    """The first gap that is begun and not ended, or None."""
    rest = _GAP.sub(lambda gap: " " * len(gap[0]), _seen(text, code))
    place = next((place for _, place in _placed(text, _OPENS, rest)), None)
    return Gap(*place, "") if place else None


def with_marks(text: Passage, code: Set[int]) -> Passage:
    """The passage with a mark for the renderer in the place of each gap, numbered from 1."""
    marked = _replaced(text.markdown, _seen(text, code), gap_mark)
    return Passage(text.line, tuple(marked.split("\n")))


def with_blanks(text: str) -> str:
    """A text of one line as it may be shown to everybody: nothing tells what fills its gaps."""
    return _replaced(text, without_code(text), lambda _: BLANK)


def with_blanks_in(text: Passage, code: Set[int]) -> str:
    """The passage's Markdown without what fills its gaps."""
    return _replaced(text.markdown, _seen(text, code), lambda _: BLANK)


def _replaced(written: str, seen: str, new: Callable[[int], str]) -> str:
    kept, at = list[str](), 0
    for number, match in enumerate(_GAP.finditer(seen), start=1):
        kept += [MARK.sub("", written[at : match.start()]), new(number)]
        at = match.end()
    return "".join([*kept, MARK.sub("", written[at:])])


def _seen(text: Passage, code: Set[int]) -> str:
    """The passage's text, as long as it is, with everything blanked out that is code."""
    rows = [" " * len(row) if n in code else row for n, row in enumerate(text.texts, text.line)]
    # A backtick that is not closed in its paragraph opens no code.
    paragraphs = groupby(rows, key=lambda row: not row.strip())
    return "\n".join(without_code("\n".join(paragraph)) for _, paragraph in paragraphs)


def _placed(
    text: Passage, pattern: re.Pattern[str], seen: str
) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """What matches, each with its line and column."""
    starts = [0, *accumulate(len(row) + 1 for row in text.texts)]
    for match in pattern.finditer(seen):
        row = bisect_right(starts, match.start()) - 1
        yield match, (text.line + row, match.start() - starts[row] + 1)
