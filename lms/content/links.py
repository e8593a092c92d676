"""Links, images and citations in running text, each with its place."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.content.body import BodyLine
from lms.content.citations import CITATION, read_citation
from lms.content.code_spans import without_code

# For the renderer a backslash before `<` is a backslash.
_MARKS = re.compile(
    r"\\[^<]|!?\[|\]|<(?:(?i:https?|ftps?)://[^<>]*|[A-Za-z][A-Za-z0-9+.-]{0,30}:[^<>\s]*)>",
    re.DOTALL,
)
_TARGET = re.compile(r"\([ \t\n]*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.)*(?:\([^\s()]*\)[^\s()]*)*))")
_NAMED = re.compile(r"\s?\[([^\[\]]*)\]")
# What a block quote writes before the second line of a citation.
_QUOTE_MARKS = re.compile(r"\n[ \t]*>[> \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\[\]\s]+)\]")
_NOTE = re.compile(r" {0,3}\[\^([^\[\]\s]+)\]:")
_TITLE = r"(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))"
# It may stand in a quote or a list, and its address on the line below; at most a title follows.
_DEFINITION = re.compile(
    r"^(?:[ \t>]|(?:[-+*]|[0-9]{1,9}[.)])[ \t])*"
    r"\[(?!\^)([^\[\]\n]+)\]:[ \t]*+(?:\n[ \t>]*+)?"
    rf"(\S++(?=[ \t]*+(?:\n[ \t>]*+)?{_TITLE}?[ \t]*+$)|\S[^\s(\"']*+(?={_TITLE}[ \t]*+$))",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Link:
    """A link or an image; `text` is what is shown, or the image's alternative text."""

    line: int
    column: int
    text: str
    target: str
    is_image: bool


@dataclass(frozen=True)
class Citation:
    """A work that the text cites."""

    line: int
    column: int
    key: str


@dataclass(frozen=True)
class NoteMark:
    """A place that refers to a footnote."""

    line: int
    column: int
    label: str


class Stretch:
    """Consecutive lines of text as one string, which knows the place of each character."""

    def __init__(self, lines: Sequence[BodyLine]) -> None:
        self.written = "\n".join(line.bare for line in lines)
        self.text = without_code(self.written)
        self._lines = lines
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(line.bare) + 1)

    def place(self, index: int) -> tuple[int, int]:
        """The line and column, counted from 1."""
        row = bisect_right(self._starts, index) - 1
        return self._lines[row].number, index - self._starts[row] + 1


def stretches(body: Iterable[BodyLine]) -> Iterator[Stretch]:
    """The paragraphs and the like: runs of lines without an empty one or code between them."""
    lines: list[BodyLine] = []
    for line in body:
        if line.is_code or line.is_blank:
            if lines:
                yield Stretch(lines)
            lines = []
        else:
            lines.append(line)
    if lines:
        yield Stretch(lines)


def find_citations(body: Iterable[BodyLine]) -> tuple[Citation, ...]:
    """Every work cited in brackets, in reading order."""
    return tuple(
        citation
        for stretch in stretches(body)
        for match in CITATION.finditer(stretch.text)
        for citation in _cited(stretch, match)
    )


def _cited(stretch: Stretch, match: re.Match[str]) -> Iterator[Citation]:
    at = match.start(1)
    for cited in read_citation(_QUOTE_MARKS.sub(" ", match[1])):
        at = stretch.text.index(f"@{cited.key}", at)
        yield Citation(*stretch.place(at), cited.key)
        at += 1


def find_lost_notes(body: Sequence[BodyLine]) -> tuple[NoteMark, ...]:
    """The footnote marks whose note is nowhere."""
    notes = {match[1] for line in body if (match := _NOTE.match(line.bare))}
    return tuple(
        NoteMark(*stretch.place(match.start()), match[1])
        for stretch in stretches(body)
        for match in _NOTE_MARK.finditer(stretch.text)
        if match[1] not in notes
    )


def find_links(body: Sequence[BodyLine]) -> tuple[Link, ...]:
    """Every link and image, in reading order; then the definitions that none of them uses."""
    defined = _definitions(body)
    named = {link.text: link.target for link in defined}
    found = [link for stretch in stretches(body) for link in _links(stretch, named)]
    used = {link.target for link in found}
    return (*found, *(link for link in defined if link.target not in used))


def _definitions(body: Sequence[BodyLine]) -> list[Link]:
    """The `[name]: target` lines, by their names as names are compared."""
    return [
        Link(*stretch.place(match.start(1) - 1), _name(match[1]), match[2].strip("<>"), False)
        for stretch in stretches(body)
        for match in _DEFINITION.finditer(stretch.written)
    ]


def _name(written: str) -> str:
    return " ".join(written.casefold().split())


def _links(stretch: Stretch, named: dict[str, str]) -> Iterator[Link]:
    text = stretch.text
    opened: list[re.Match[str]] = []
    definitions = {match.start(1) - 1 for match in _DEFINITION.finditer(stretch.written)}
    read_to = 0
    for mark in _MARKS.finditer(text):
        if mark.start() < read_to:
            continue
        if mark[0] in ("[", "!["):
            opened.append(mark)
        elif mark[0].startswith("<"):
            yield Link(*stretch.place(mark.start()), mark[0][1:-1], mark[0][1:-1], False)
        elif mark[0] == "]" and opened:
            opening = opened.pop()
            if opening.start() in definitions:
                continue
            shown = text[opening.end() : mark.start()]
            target, read_to = _target(text, mark.end(), shown, named)
            if target is not None:
                place = stretch.place(opening.start())
                yield Link(*place, " ".join(shown.split()), target, opening[0] == "![")


def _target(text: str, at: int, shown: str, named: dict[str, str]) -> tuple[str | None, int]:
    """Where the brackets that end at `at` lead (or None), and where the link ends.

    An address stands in parentheses; a name in brackets, or the text itself, is defined elsewhere.
    """
    if text.startswith("(", at):
        match = _TARGET.match(text, at)
        return (match[1] or match[2] or "", match.end()) if match else (None, at)
    if not named:
        return None, at
    match = _NAMED.match(text, at)
    name = match[1] if match and match[1] else shown
    target = named.get(_name(name))
    return target, match.end() if match and target is not None else at
