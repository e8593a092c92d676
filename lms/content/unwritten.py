"""Placeholders: `[Write here: …]` stands where only an author knows what belongs (CE_RULES 1).

The worked example, new modules and the Insert menus leave them; the checks find those that nobody
replaced. In a head, such as a disclosure, they stop publishing: no fact is stated that nobody made.
"""

import re
from collections.abc import Iterable, Iterator

from lms.content.body import BodyLine
from lms.content.code_spans import without_code
from lms.content.findings import Findings
from lms.content.wording import quoted

# Its end may stand on another line, and what it asks for may have been changed a little.
_PLACEHOLDER = re.compile(r"\[\s*write\s+here\s*(?::[^\[\]]*+\]?+|\])", re.IGNORECASE)


def placeholders_in(text: str) -> Iterator[tuple[str, int]]:
    """Each placeholder in a text, and the column where it begins."""
    found = _PLACEHOLDER.finditer(text)
    return ((it[0], it.start() + 1) for it in found if not _is_link(text, it))


def _is_link(text: str, found: re.Match[str]) -> bool:
    """True where it leads somewhere; the words of a picture are read out as they stand."""
    return text.startswith("(", found.end()) and not text.endswith("!", 0, found.start())


def check_said(text: str, line: int, column: int, findings: Findings) -> None:
    """Reports a fact that nobody has stated yet."""
    for found, _ in placeholders_in(text):
        message = f"Nobody has written this yet: {quoted(found)}."
        tip = "Put what is so in its place, brackets and all. Nobody else can say it for you."
        findings.add("unwritten-fact", line, message, tip, column=column)
        return


def check_written(body: Iterable[BodyLine], findings: Findings) -> None:
    """Reports placeholders in the text of a page, which learners would read as they stand."""
    for line in body:
        for found, column in placeholders_in(without_code(line.bare)):
            message = f"Nobody has written this yet: {quoted(found)}."
            tip = "Put your own words in its place, brackets and all; learners would read it so."
            findings.add("unwritten-text", line.number, message, tip, column=column)
