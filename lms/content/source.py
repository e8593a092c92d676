"""A file as lines that keep their bytes: reading and writing back changes none (FORMAT law 3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lms.content.findings import Findings

BYTE_ORDER_MARK = "\ufeff"

# Bytes of one line and its ending; a lone CR ends a line too, as it does for Markdown.
_LINE = re.compile(rb"([^\r\n]*)(\r\n|\n|\r|\Z)")
# As they stand around lines that two people changed.
_MARK = re.compile("<{7} |>{7} ")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Line:
    """One line: its text without the ending, and the very bytes it came from."""

    number: int
    text: str
    raw: bytes
    ending: bytes


@dataclass(frozen=True)
class Source:
    """A file of the course: its path inside the folder, and every line."""

    path: str
    lines: tuple[Line, ...]

    @property
    def content(self) -> bytes:
        """The file's bytes, exactly as they were read."""
        return b"".join(line.raw + line.ending for line in self.lines)

    @property
    def usual_ending(self) -> bytes:
        """The line ending that new lines get: that of the first line that has one."""
        return next((line.ending for line in self.lines if line.ending), b"\n")


def read_source(path: str, content: bytes) -> Source:
    """The file as lines; bytes that are not UTF-8 show as replacement characters."""
    return Source(path, tuple(_lines(content)))


def _lines(content: bytes) -> Iterable[Line]:
    for number, match in enumerate(_LINE.finditer(content), start=1):
        raw, ending = match.groups()
        if raw or ending:
            yield Line(number, raw.decode("utf-8", errors="replace"), raw, ending)


def check_encoding(source: Source, findings: Findings) -> None:
    """Finds what no text file should have: bytes that are not UTF-8 and control characters."""
    for line in source.lines:
        try:
            line.raw.decode("utf-8")
        except UnicodeDecodeError as error:
            findings.add(
                "not-utf8",
                line.number,
                "This file is not saved as UTF-8, so some characters cannot be read.",
                "Save it again with the encoding UTF-8.",
                column=error.start + 1,
            )
            return  # one is enough: every further line would say the same
    for line in source.lines:
        if found := _CONTROL.search(line.text):
            findings.add(
                "control-character",
                line.number,
                f"An invisible control character (U+{ord(found.group()):04X}) stands here.",
                "Delete it.",
                column=found.start() + 1,
            )


def check_marks(source: Source, findings: Findings) -> None:
    """Finds where two texts were put into one and nobody has said yet which of them stands."""
    for line in source.lines:
        if _MARK.match(line.text):
            findings.add(
                "conflict-mark",
                line.number,
                "Two texts stand here beside each other, as they were put together.",
                "Keep what should stand, and take out the lines with <<<<<<<, ======= and >>>>>>>.",
            )
