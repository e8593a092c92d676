"""A captions file read: what is said when, and what is wrong with it, each at its line (WebVTT)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from lms.domain.recordings import LARGEST_CAPTIONS, MEGABYTE

ENGLISH = "en"
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADER = "WEBVTT"
_ARROW = "-->"
_OTHERS = ("NOTE", "STYLE", "REGION")
_LANGUAGE = re.compile(r"Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*")
_NEGATIVE = re.compile(r"(?:^|-->)\s*-\d")
_EXAMPLE = "00:00:01.000 --> 00:00:04.000"
MOST_FLAWS = 20


@dataclass(frozen=True)
class Cue:
    """Words that are shown for a while; times in thousandths of a second."""

    line: int
    starts: int
    ends: int
    speaker: str
    text: str


@dataclass(frozen=True)
class CaptionFlaw:
    """What is wrong at a line of a captions file, and what to do."""

    code: str
    line: int
    message: str
    suggestion: str


@dataclass(frozen=True)
class Captions:
    """A captions file as far as it can be read."""

    language: str
    cues: tuple[Cue, ...]
    flaws: tuple[CaptionFlaw, ...]


@lru_cache(maxsize=200)
def read_captions(content: bytes) -> Captions:
    """The captions in a file; it never raises, whatever the bytes."""
    if len(content) > LARGEST_CAPTIONS:
        message = f"These captions are larger than {LARGEST_CAPTIONS // MEGABYTE} MB."
        return _nothing("too-large", message, "Let them hold the words that are said and no more.")
    try:
        lines = _LINE_END.split(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _nothing("not-utf8", "These captions are not UTF-8.", "Save them as UTF-8.", line)
    if lines[0].split(" ")[0].split("\t")[0] != _HEADER:
        message = f"The first line of captions is {_HEADER}, and here it is not."
        return _nothing(
            "bad-captions", message, "Export the captions as WebVTT, with the ending .vtt."
        )
    return _read(lines)


def _nothing(code: str, message: str, suggestion: str, line: int = 1) -> Captions:
    return Captions(ENGLISH, (), (CaptionFlaw(code, line, message, suggestion),))


def _read(lines: Sequence[str]) -> Captions:
    cues: list[Cue] = []
    flaws: list[CaptionFlaw] = []
    blocks = list(_blocks(lines))
    for first, block in blocks[1:]:
        try:
            cues += _cues(first, block)
        except (MalformedCaptionError, MalformedFileError):
            flaws.append(_unreadable(first, block))
        if not block[0].startswith(_OTHERS) and not any(_ARROW in row for row in block):
            message = "These words have no times, so nobody sees them."
            tip = f"Write times above them, or delete the empty line before: {_EXAMPLE}"
            flaws.append(CaptionFlaw("caption-times", first, message, tip))
    flaws += [*_empty(cues, flaws), *_times(cues)]
    language = next((it[1] for row in blocks[0][1] if (it := _LANGUAGE.fullmatch(row))), ENGLISH)
    kept = tuple(sorted(flaws, key=lambda it: it.line))[:MOST_FLAWS]
    return Captions(language, tuple(cues), kept)


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The runs of lines without an empty one between them, each with the number of its first."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []


def _cues(first: int, block: Sequence[str]) -> Iterator[Cue]:
    """The words of a block, or none of a note or a style; it is read alone to know its line."""
    read = WebVTT.from_string("\n".join([_HEADER, "", *block]), strict=True)
    for caption in read.captions:
        words = unescape(" ".join(caption.text.split()))
        yield Cue(
            line=first + _row_of_times(block),
            starts=caption.start_time.in_milliseconds(),
            ends=caption.end_time.in_milliseconds(),
            speaker=unescape(" ".join((caption.voice or "").split())),
            text=words,
        )


def _row_of_times(block: Sequence[str]) -> int:
    return next((row for row, text in enumerate(block) if _ARROW in text), 0)


def _unreadable(first: int, block: Sequence[str]) -> CaptionFlaw:
    row = _row_of_times(block)
    if _NEGATIVE.search(block[row]):
        message = "A caption cannot begin or end before the recording begins."
        return CaptionFlaw("bad-captions", first + row, message, "Let its times begin at zero.")
    message = "The times of this caption cannot be read."
    tip = f"Write them so, above its words and below an empty line: {_EXAMPLE}"
    return CaptionFlaw("bad-captions", first + row, message, tip)


def _empty(cues: Sequence[Cue], flaws: Sequence[CaptionFlaw]) -> Iterator[CaptionFlaw]:
    """Captions without a word, or a caption without one."""
    if not any(cue.text for cue in cues):
        if not flaws:
            message = "These captions have no words."
            tip = f"Write what is said, each time below its times: {_EXAMPLE}"
            yield CaptionFlaw("bad-captions", 1, message, tip)
        return
    for cue in cues:
        if not cue.text:
            message, tip = "This caption has no words.", "Write what is said, or delete it."
            yield CaptionFlaw("caption-times", cue.line, message, tip)


def _times(cues: Sequence[Cue]) -> Iterator[CaptionFlaw]:
    """Captions that last no time, and captions that come before the one above them has ended."""
    for cue in cues:
        if cue.ends <= cue.starts:
            message = "This caption ends before it begins, so nobody would see it."
            yield CaptionFlaw("bad-captions", cue.line, message, "Correct its second time.")
    for before, cue in pairwise(cues):
        if cue.starts < before.starts:
            message = "This caption begins before the one above it."
            tip = "Put captions in the order in which they are shown."
            yield CaptionFlaw("caption-times", cue.line, message, tip)
        elif cue.starts < before.ends and before.starts < before.ends:
            message = "This caption begins before the one above it has ended, so both are shown."
            tip = "Let the one above end earlier, unless two people speak at once."
            yield CaptionFlaw("caption-times", cue.line, message, tip)
