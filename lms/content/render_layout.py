"""Lines set out as the Markdown library wants them, read as Git hosts read them.

The library asks for four columns where GitHub is content with two, and for an empty line before a
list, a table or a quote. Authors write what GitHub shows them. Fenced code is taken out on the way.
"""

import re
from collections.abc import Sequence

from lms.content.render_lines import CHECK, Fences, code_mark

_WIDTH = 4
_DEEPEST = 12
_ITEM = re.compile(r"(?P<mark>[-+*]|(?P<number>\d{1,9})[.)])(?P<space> +|$)")
_RULE = re.compile(r"([-*_])(?: *\1){2,} *")
_HEADING = re.compile(r"#{1,6}")
_COLUMNS = re.compile(r"\|?[ :|-]*-[ :|-]*")
_QUOTE = re.compile(r" {0,3}> ?")


def laid_out(lines: Sequence[str], code: list[str], depth: int = 0) -> list[str]:
    """The lines with the indents and empty lines that the library needs.

    Fenced code is added to `code`, and a mark with its number stands where it was.
    """
    layout = _Layout(lines, code, depth)
    while layout.at < len(lines):
        layout.step()
    return layout.out


class _Layout:
    """Walks the lines once; `columns` are those where the text of each open list item begins."""

    def __init__(self, lines: Sequence[str], code: list[str], depth: int) -> None:
        self.out: list[str] = []
        self.at = 0
        self._lines = lines
        self._code = code
        self._depth = depth
        self._fences = Fences(lines)
        self._columns: list[int] = []
        self._kinds: list[bool] = []
        self._is_in_paragraph = False
        # Where the lines since the last empty one began, and whether with an item.
        self._start = (0, False)

    def step(self) -> None:
        """Take the next line, or the next fence or quote as a whole."""
        line = self._lines[self.at]
        text = line.lstrip(" ")
        if not text:
            self.out.append("")
            self._is_in_paragraph = False
            self.at += 1
            return
        indent = len(line) - len(text)
        level = sum(column <= indent for column in self._columns)
        extra = indent - (self._columns[level - 1] if level else 0)
        if CHECK.fullmatch(line):
            self._alone(0, [line])
        elif extra >= _WIDTH or not self._block(line, text, indent, level):
            self._text(line, text, level)
        self.at += 1

    def _block(self, line: str, text: str, indent: int, level: int) -> bool:
        """Take a line that begins something; False when it is text."""
        item = None if _RULE.fullmatch(text) else _ITEM.match(text)
        if (code := self._fenced(text, indent)) is not None:
            self._alone(level, [code])
        elif text[0] == ">":
            self._quote(level)
        elif _HEADING.match(text):
            self._alone(level, [text])
        elif item:
            return self._item(text, item, indent, level)
        elif _RULE.fullmatch(text) and level < len(self._columns):
            self._alone(level, [text])
        elif self._begins_table(text) and self._is_in_paragraph:
            self._open()
            self._text(line, text, level)
        else:
            return False
        return True

    def _item(self, text: str, item: re.Match[str], indent: int, level: int) -> bool:
        is_numbered = item["number"] is not None
        is_next = level < len(self._columns) and self._kinds[level] == is_numbered
        # A year at the start of a line is no list: in a paragraph only a list from 1 may begin.
        may_begin = item["number"] in {None, "1"} and text[item.end() :].strip()
        if self._is_in_paragraph and not (is_next or may_begin):
            return False
        start, is_after_item = self._start
        is_other = level < len(self._columns) and not is_next
        # The library would take such an item for a part of the paragraph or list before it.
        if is_other or level < start or (level == start and not is_after_item):
            self._open()
        space = len(item["space"])
        wide = 1 if not 1 <= space <= _WIDTH else space
        self._columns[level:] = [indent + len(item["mark"]) + wide]
        self._kinds[level:] = [is_numbered]
        mark = f"{item['number']}." if is_numbered else item["mark"]
        inside = text[item.end() :]
        code = self._fenced(inside, self._columns[-1])
        self._put(level, f"{mark} {inside if code is None else code}", is_item=True)
        self._is_in_paragraph = code is None
        return True

    def _fenced(self, text: str, indent: int) -> str | None:
        """The mark for the fenced code that begins with this line's text, all of it taken."""
        end = self._fences.end(self.at, text) if text[:1] in {"`", "~"} else None
        if end is None:
            return None
        rows = self._lines[self.at + 1 : end]
        self._code.append("\n".join(_dedented(row, indent) for row in rows))
        self.at = end
        return code_mark(len(self._code) - 1)

    def _quote(self, level: int) -> None:
        """Take a quote with the lines that continue its last paragraph, and lay out the inside."""
        rows: list[str] = []
        while self.at < len(self._lines):
            row = self._lines[self.at].lstrip(" ")
            is_quoted = row.startswith(">")
            if not row or not (is_quoted or (rows[-1].strip() and not self._begins_block(row))):
                break
            rows.append(_QUOTE.sub("", row, count=1) if is_quoted else row)
            self.at += 1
        self.at -= 1
        inside = laid_out(rows, self._code, self._depth + 1) if self._depth < _DEEPEST else rows
        self._alone(level, [f"> {row}" if row else ">" for row in inside])

    def _begins_block(self, text: str) -> bool:
        return bool(
            _ITEM.match(text)
            or _HEADING.match(text)
            or _RULE.fullmatch(text)
            or CHECK.fullmatch(text)
            or text.startswith(("```", "~~~"))
        )

    def _begins_table(self, text: str) -> bool:
        below = self._lines[self.at + 1].strip() if self.at + 1 < len(self._lines) else ""
        return "|" in text and "|" in below and _COLUMNS.fullmatch(below) is not None

    def _text(self, line: str, text: str, level: int) -> None:
        if self._is_in_paragraph and self._columns:
            # It goes on in its item, wherever it stands; the library would see a new item here.
            if _ITEM.match(text):
                self.out[-1] += f" {text}"
            else:
                self._put(len(self._columns) - 1, text)
            return
        del self._columns[level:], self._kinds[level:]
        self._put(level, line[self._columns[-1] :] if self._columns else line)
        self._is_in_paragraph = True

    def _alone(self, level: int, rows: list[str]) -> None:
        """Put rows with an empty line before and after them."""
        del self._columns[level:], self._kinds[level:]
        self._open()
        for row in rows:
            self._put(level, row)
        self.out.append("")
        self._is_in_paragraph = False

    def _open(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")
        self._is_in_paragraph = False

    def _put(self, level: int, row: str, *, is_item: bool = False) -> None:
        if not self.out or not self.out[-1]:
            self._start = (level, is_item)
        self.out.append(" " * (_WIDTH * level) + row if row else "")


def _dedented(row: str, columns: int) -> str:
    return row[min(columns, len(row) - len(row.lstrip(" "))) :]
