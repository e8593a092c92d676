"""The lines below a head, with code and comments told apart from text.

`bare` is a line as the readers of the format look at it: comments blanked out and code left empty,
so that nothing in them is taken for a heading, an option or a link. Columns stay as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.code_spans import without_code
from lms.content.findings import Findings

# As the renderer has it, code may begin beside the mark of its list item.
_FENCE = re.compile(
    r"[ \t>]*(?P<item>(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)?(?P<fence>`{3,}(?=[^`]*\Z)|~{3,}).*"
)
_CLOSING = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t>]*")
_LIST_LIKE = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)]|:|\[\^[^\]]*\]:)[ \t]")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_OPENS, _CLOSES = "<!--", "-->"


@dataclass(frozen=True)
class Comment:
    """An HTML comment that opens and closes on one line, and the column where it begins."""

    text: str
    column: int


@dataclass(frozen=True)
class BodyLine:
    """A line of the body: as it stands, and as text alone."""

    number: int
    text: str
    bare: str
    is_code: bool
    comments: tuple[Comment, ...]

    @property
    def is_blank(self) -> bool:
        """True when a reader sees nothing on it."""
        return not self.is_code and not self.bare.strip()

    @property
    def indent(self) -> int:
        """How many columns of space it begins with."""
        lead = self.bare[: len(self.bare) - len(self.bare.lstrip())]
        return len(lead.expandtabs(4))


def read_body(texts: Sequence[str], first: int, findings: Findings) -> tuple[BodyLine, ...]:
    """The body's lines; `first` is the number of the first one in its file."""
    scanner = _Scanner(texts, first, findings)
    return tuple(scanner.line(index, text) for index, text in enumerate(texts))


class _Scanner:
    """Walks the lines once, remembering the fence, comment or list it is in."""

    def __init__(self, texts: Sequence[str], first: int, findings: Findings) -> None:
        self._first = first
        self._findings = findings
        self._closings_after = _closings_after(texts)
        self._last_end = max((i for i, text in enumerate(texts) if _CLOSES in text), default=-1)
        self._fence = ""
        self._is_in_comment = False
        self._is_in_list = False
        self._may_be_code = True

    def line(self, index: int, text: str) -> BodyLine:
        number = index + self._first
        if self._fence:
            closing = _CLOSING.fullmatch(text)
            if closing and closing[1].startswith(self._fence):
                self._fence = ""
            return BodyLine(number, text, "", True, ())
        if not self._is_in_comment and (self._opens_fence(index, text) or self._is_code(text)):
            return BodyLine(number, text, "", True, ())
        bare, comments = self._without_comments(index, text)
        self._look_back_later(bare)
        return BodyLine(number, text, bare, False, comments)

    def _opens_fence(self, index: int, text: str) -> bool:
        opening = _FENCE.fullmatch(text)
        if not opening:
            return False
        fence = opening["fence"]
        if self._closings_after[index].get(fence[0], 0) >= len(fence):
            self._fence = fence
            self._is_in_list = self._is_in_list or opening["item"] is not None
            return True
        self._findings.add(
            "unclosed-code",
            index + self._first,
            "The code block that begins here has no end.",
            f"Close it with a line of {fence}",
        )
        return False

    def _is_code(self, text: str) -> bool:
        """Indented code: four spaces after an empty line, outside a list."""
        return bool(
            self._may_be_code and not self._is_in_list and text.strip() and _INDENTED.match(text)
        )

    def _look_back_later(self, bare: str) -> None:
        is_blank = not bare.strip()
        if _LIST_LIKE.match(bare):
            self._is_in_list = True
        elif self._may_be_code and not is_blank and not bare[0].isspace():
            self._is_in_list = False
        self._may_be_code = is_blank

    def _without_comments(self, index: int, text: str) -> tuple[str, tuple[Comment, ...]]:
        if not self._is_in_comment and _OPENS not in text:
            return text, ()
        seen = without_code(text)
        kept: list[str] = []
        comments: list[Comment] = []
        at = 0
        while at < len(text):
            if self._is_in_comment:
                end = text.find(_CLOSES, at)
                stop = len(text) if end < 0 else end + len(_CLOSES)
                self._is_in_comment = end < 0
                kept.append(" " * (stop - at))
                at = stop
                continue
            start = seen.find(_OPENS, at)
            if start < 0 or self._never_closes(index, text, start):
                break
            kept.append(text[at:start])
            at = start
            end = text.find(_CLOSES, at + len(_OPENS))
            if end >= 0:
                comments.append(Comment(text[at + len(_OPENS) : end].strip(), at + 1))
            self._is_in_comment = True
        return "".join([*kept, text[at:]]), tuple(comments)

    def _never_closes(self, index: int, text: str, start: int) -> bool:
        if self._last_end > index or text.find(_CLOSES, start + len(_OPENS)) >= 0:
            return False
        self._findings.add(
            "unclosed-comment",
            index + self._first,
            "The comment that begins here has no end.",
            "Close it with: -->",
            column=start + 1,
        )
        return True


def _closings_after(texts: Sequence[str]) -> list[dict[str, int]]:
    """For each line the longest closing fence of each kind that comes later."""
    later: dict[str, int] = {}
    found = []
    for text in reversed(texts):
        found.append(later)
        if closing := _CLOSING.fullmatch(text):
            mark = closing[1][0]
            later = {**later, mark: max(later.get(mark, 0), len(closing[1]))}
    return found[::-1]
