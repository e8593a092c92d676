"""Later parts of a case: `### Later: …`, a text and the questions after it (FORMAT 4.2)."""

import re
from collections.abc import Sequence

from lms.content.drafts import PartDraft
from lms.content.findings import Findings
from lms.content.groups import Group, Item
from lms.content.headings import Heading
from lms.content.labels import bold_label
from lms.content.option_lines import option_line
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.wording import plain, quoted

_LATER = re.compile(r"later ?:[ \t]*", re.IGNORECASE)


def is_later(item: Item) -> bool:
    """True for a heading that begins a later part, and no question."""
    return _LATER.match(item.heading.text) is not None


def read_parts(page: Page, items: Sequence[Item], findings: Findings) -> tuple[PartDraft, ...]:
    """The later parts of a case, each with the place of its first question among the case's."""
    parts, asked = [], 0
    for item in items:
        if is_later(item):
            _check_part(item, asked, findings)
            parts.append(_part(page, item, asked))
        else:
            asked += 1
    _check_asked(parts, asked, findings)
    return tuple(parts)


def check_outside(group: Group, findings: Findings) -> None:
    """Finds later parts that are in no case."""
    found = [item.heading for item in group.items if is_later(item)]
    if group.heading and _LATER.match(group.heading.text):
        found = [group.heading, *found]
    for heading in found:
        message = f"{quoted(heading.text)} is in no case, so nothing goes on with it."
        tip = "Write it as ### Later: … below a heading ## Case: … and its first questions."
        findings.add("later-outside", heading.line, message, tip)


def _check_asked(parts: Sequence[PartDraft], asked: int, findings: Findings) -> None:
    ends = [*(part.first for part in parts[1:]), asked]
    for part, end in zip(parts, ends, strict=False):
        if part.first == end:
            message = f"No question follows the later part {quoted(part.title)}."
            tip = "Write one below it: ### …, or delete the part."
            findings.add("later-without-question", part.line, message, tip)


def _part(page: Page, item: Item, first: int) -> PartDraft:
    return PartDraft(
        line=item.heading.line,
        title=_title(item.heading),
        text=block(page.file, passage_of(item.lines, item.heading.line)),
        first=first,
    )


def _title(heading: Heading) -> str:
    said = _LATER.match(heading.text)
    return plain(heading.text[said.end() if said else 0 :]) or "Later"


def _check_part(item: Item, asked: int, findings: Findings) -> None:
    line, name = item.heading.line, quoted(item.heading.text)
    if not asked:
        message = f"{name} stands before any question of its case."
        tip = "Put it below the first questions, or make it a part of the case's own text."
        findings.add("later-too-early", line, message, tip)
    if passage_of(item.lines, line).is_empty:
        message = f"{name} has no text."
        findings.add("later-without-text", line, message, "Tell below it how the story goes on.")
    _check_lines(item, findings)


def _check_lines(item: Item, findings: Findings) -> None:
    for line in item.lines:
        label = None if line.is_code else bold_label(line.bare)
        if not line.is_code and option_line(line.bare):
            message = "These options belong to no question."
            tip = "Begin the question above them with a line ### …"
            findings.add("options-outside", line.number, message, tip)
            return
        if label:
            message = f"“{label.name}” stands in the text of a later part, which asks nothing."
            tip = "Begin the question above it with a line ### …"
            findings.add("misplaced-label", line.number, message, tip, column=label.column)
            return
