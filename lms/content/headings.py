"""Headings and the anchors that links to them use."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.content.body import BodyLine
from lms.content.render_page import Ids, slug_of
from lms.content.wording import plain

_HASHES = re.compile(r" {0,3}(#{1,6})(?!#)(?=\S|\s|\Z)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NOT_A_PARAGRAPH = re.compile(
    r" {0,3}(?:#|>|\||[-*+][ \t]|[0-9]{1,9}[.)][ \t]|(?:[-_*][ \t]*){3,}\Z)"
)


@dataclass(frozen=True)
class Heading:
    """A heading with its level, its words and where they begin."""

    line: int
    level: int
    text: str
    has_space: bool


def heading_of(line: BodyLine) -> Heading | None:
    """The heading on a line that begins with hashes, or None."""
    match = _HASHES.match(line.bare)
    if match is None:
        return None
    rest = line.bare[match.end() :]
    text = rest.strip()
    unclosed = text.rstrip("#")
    if not unclosed or unclosed[-1].isspace():
        text = unclosed.rstrip()
    return Heading(line.number, len(match[1]), text, not rest or rest[0].isspace())


def underlined(above: BodyLine, line: BodyLine) -> Heading | None:
    """The heading made of a line of text and a line of === or --- below it, or None."""
    match = _UNDERLINE.fullmatch(line.bare)
    if not match or above.is_code or not above.bare.strip() or _NOT_A_PARAGRAPH.match(above.bare):
        return None
    return Heading(above.number, 1 if match[1][0] == "=" else 2, above.bare.strip(), True)


def headings(lines: Sequence[BodyLine]) -> tuple[Heading, ...]:
    """Every heading, in reading order."""
    found = [heading_of(lines[0])] if lines else []
    for above, line in pairwise(lines):
        found.append(heading_of(line) or underlined(above, line))
    return tuple(heading for heading in found if heading)


def anchors(found: Iterable[Heading]) -> frozenset[str]:
    """The anchors of headings, as the renderer gives them."""
    ids = Ids()
    return frozenset(ids.take(slug_of(plain(heading.text))) for heading in found)
