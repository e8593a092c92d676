"""Line endings of a text that came back from a form, where every line ends in CR LF."""

from collections.abc import Sequence
from difflib import Match

from lms.content.source import BYTE_ORDER_MARK, Source, read_source
from lms.domain.matching import Matcher, TooManySteps, count_alike

MOST_COMPARED = 2_000
"""Lines of a file with mixed endings that are told apart; a module has some hundreds."""


def as_before(typed: str, before: bytes) -> bytes:
    """The typed text as UTF-8, with each line ended as in the file before (FORMAT section 1).

    A line that stands in both keeps its own ending; a new one gets the ending that the file
    uses most. A mark at the beginning of the file stays where it was.
    """
    source = read_source("", before)
    lines = _plain(typed).split("\n")
    endings = _endings(lines, source)
    mark = BYTE_ORDER_MARK.encode() if before.startswith(BYTE_ORDER_MARK.encode()) else b""
    text = b"".join(
        line.encode() + ending for line, ending in zip(lines[:-1], endings[:-1], strict=True)
    )
    return mark + text + lines[-1].encode()


def _endings(lines: list[str], source: Source) -> list[bytes]:
    """What each line ends in; comparing takes long for long texts, and few files mix endings."""
    endings = [source.usual_ending] * len(lines)
    is_mixed = len({line.ending for line in source.lines if line.ending}) > 1
    if is_mixed and max(len(lines), len(source.lines)) <= MOST_COMPARED:
        old = [line.text.removeprefix(BYTE_ORDER_MARK) for line in source.lines]
        for block in _common(old, lines):
            for step in range(block.size):
                kept = source.lines[block.a + step].ending
                endings[block.b + step] = kept or source.usual_ending
    return endings


def _common(old: Sequence[str], lines: Sequence[str]) -> list[Match]:
    """What stands in both: no more than their start and end where looking on takes too long."""
    start = count_alike(old, lines)
    end = min(count_alike(old[::-1], lines[::-1]), min(len(old), len(lines)) - start)
    ends = [Match(0, 0, start), Match(len(old) - end, len(lines) - end, end)]
    # An empty line may be any other, and goes with its neighbors.
    old, lines = (it[start : len(it) - end] for it in (old, lines))
    matcher = Matcher(lambda line: not line, old, lines, autojunk=False)
    try:
        between = matcher.get_matching_blocks()
    except TooManySteps:
        return ends
    return [*ends, *(Match(start + it.a, start + it.b, it.size) for it in between)]


def shown(content: bytes) -> str | None:
    """A file's text as a form shows it, or None for bytes that are not UTF-8."""
    try:
        return _plain(content.decode().removeprefix(BYTE_ORDER_MARK))
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
