"""Markdown source made ready for the parser: characters, comments and marks."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lms.content.code_spans import code_spans

# Marks are of private-use characters alone, digits too, so that nothing in a text can match a part
# of one: not a word, not an abbreviation.
_END, _CHECK, _CODE, _ICON, _GAP = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_ZERO = 0xE010
_NUMBER = f"([{chr(_ZERO)}-{chr(_ZERO + 9)}]{{1,7}}){_END}"
CHECK, CODE, ICON, GAP = (re.compile(kind + _NUMBER) for kind in (_CHECK, _CODE, _ICON, _GAP))
# What is put in while text is written: fenced code, and the place of a gap.
INSET = re.compile(f"(?:{CODE.pattern}|{GAP.pattern})")
MARK = re.compile("[\ue000-\ue019]")
# Between these stands the number of a gap, in digits, when the HTML is safe.
GAP_OPENS, GAP_ENDS = "\ue000", "\ue001"
_NUMBERED = re.compile(f"{GAP_OPENS}([0-9]+){GAP_ENDS}")
# In HTML that was sanitized: quotes are double, and none stands in a value.
_TAG = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')
_NO_FIELDS = re.compile(r"<(a|button|code)\b.*?</\1>", re.DOTALL)
# Characters that are only unassigned stay: they may be next year's letters.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co"})
_FENCE = re.compile(r"(?:[ >]|[-+*] |\d{1,9}[.)] )*(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_BREAK = re.compile(r"\r\n?|\n")


def check_line(n: int) -> str:
    """The line that marks where the n-th knowledge check stands in a module."""
    return _mark(_CHECK, n)


def code_mark(n: int) -> str:
    """What stands for the n-th stretch of fenced code while the rest is parsed."""
    return _mark(_CODE, n)


def icon_mark(n: int) -> str:
    """What stands for an icon until the HTML is safe."""
    return _mark(_ICON, n)


def gap_mark(n: int) -> str:
    """What stands for the n-th gap of a stem until the HTML is safe."""
    return _mark(_GAP, n)


def with_gaps(html: str) -> str:
    """Sanitized HTML with the numbers of the gaps in their places, and never inside a tag."""
    text = _TAG.sub(lambda tag: MARK.sub("", tag[0]), html)
    return GAP.sub(lambda mark: f"{GAP_OPENS}{number_of(mark)}{GAP_ENDS}", text)


def gaps_in(html: str) -> list[str]:
    """The numbers of the gaps in rendered HTML that a field can be put into."""
    return _NUMBERED.findall(_NO_FIELDS.sub("", html))


def number_of(match: re.Match[str]) -> int:
    """The number in a mark."""
    return int("".join(str(ord(char) - _ZERO) for char in match[1]))


def _mark(kind: str, n: int) -> str:
    return f"{kind}{''.join(chr(_ZERO + int(digit)) for digit in str(n))}{_END}"


def without_marks(text: str) -> str:
    """An author's text without the characters that nobody sees or that the renderer needs.

    Call it before setting check lines, so that nobody can type one.
    """
    lines = _BREAK.sub("\n", text).expandtabs(4).removeprefix("\ufeff")
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in _UNPRINTABLE)


def readable(text: str) -> list[str]:
    """The source as lines, without what no reader may see: odd characters and comments."""
    lines = _BREAK.split(text)
    return list(_without_comments([x if CHECK.fullmatch(x) else without_marks(x) for x in lines]))


def readable_with_gaps(text: str) -> list[str]:
    """The same for a text in which only we can have set the marks of gaps."""
    lines = _BREAK.split(text)
    return list(_without_comments([_with_gap_marks(line) for line in lines]))


def _with_gap_marks(line: str) -> str:
    kept, at = list[str](), 0
    for mark in GAP.finditer(line):
        kept += [without_marks(line[at : mark.start()]), mark[0]]
        at = mark.end()
    return "".join([*kept, without_marks(line[at:])])


class Fences:
    """Where the fenced code of some lines begins and ends; a fence that never closes is text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._unclosed: dict[str, int] = {}

    def end(self, start: int, text: str) -> int | None:
        """The line that closes the code which the text of line `start` opens, if any does."""
        opening = _FENCE.match(text)
        if not opening:
            return None
        mark, length = opening["fence"][0], len(opening["fence"])
        # Once a fence has looked in vain for its end, those behind it need not look again.
        if length >= self._unclosed.get(mark, length + 1):
            return None
        for number in range(start + 1, len(self._lines)):
            rest = self._lines[number].strip(" >")
            if len(rest) >= length and not rest.strip(mark):
                return number
        self._unclosed[mark] = length
        return None


def _without_comments(lines: Sequence[str]) -> Iterator[str]:
    """The lines without HTML comments; code keeps them, and so does text that never closes one."""
    fences = Fences(lines)
    last_end = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    code_until, is_open = -1, False
    for number, line in enumerate(lines):
        if not is_open and number > code_until:
            code_until = fences.end(number, line) or -1
        if number <= code_until:
            yield line
            continue
        text, is_open = _visible(line, is_open, may_open=number < last_end)
        if text.strip() or not line.strip():
            yield text


def _visible(line: str, is_open: bool, *, may_open: bool) -> tuple[str, bool]:
    """The line without its comments, and whether one goes on in the next line."""
    if not is_open and "<!--" not in line:
        return line, False
    spans = iter(code_spans(line))
    span = next(spans, None)
    kept: list[str] = []
    at = 0
    while at < len(line):
        if is_open:
            end = line.find("-->", at)
            if end < 0:
                return "".join(kept), True
            at, is_open = end + 3, False
            continue
        start = line.find("<!--", at)
        while span and span[1] <= max(start, at):
            span = next(spans, None)
        is_code = span is not None and span[0] < start
        if start < 0 or not (is_code or may_open or line.find("-->", start) >= 0):
            break
        stop = span[1] if span and is_code else start
        kept.append(line[at:stop])
        at, is_open = stop, not is_code
    return "".join([*kept, line[at:]]), is_open
