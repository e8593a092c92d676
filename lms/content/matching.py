"""`**Correct pairs:**` and a table of two columns: the lines of a matching item (FORMAT 4.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.content.answer_lines import lines_below, misplaced_text
from lms.content.body import BodyLine
from lms.content.choices import option_key, points_at_others
from lms.content.code_spans import without_code
from lms.content.drafts import OptionDraft, SlotDraft
from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText
from lms.content.passages import Passage, inline_or_block
from lms.content.render_shapes import Fragment
from lms.content.wording import quoted, twins

COLUMNS = 2
FEWEST_LINES = 2

# The header of a table is no pair, and neither is the line of dashes.
_ABOVE_PAIRS = 2
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r" *:?-+:? *")
_TIP = "Write a header, | Term | Meaning |, below it | --- | --- |, and below that the pairs."


@dataclass(frozen=True)
class _Pair:
    """A line of the table; without a left cell, its right one is a distractor."""

    line: int
    left: str
    right: str


def read_pairs(
    file: str, item: ItemText, label: LabelText, findings: Findings
) -> tuple[tuple[OptionDraft, ...], tuple[SlotDraft, ...]]:
    """The distinct right cells and the lines to match, with what is wrong among the findings."""
    table = _table(lines_below(item, label, findings), label, findings)
    pairs = tuple(_pairs(table, item, label, findings))
    _check_lefts(pairs, item, findings)
    _check_rights(pairs, item, findings)
    options = _options(file, pairs)
    keys = tuple(option.key for option in options)
    slots = tuple(_slot(file, pair, keys) for pair in pairs if pair.left)
    return options, slots


def cells(row: str) -> list[str]:
    """The cells of a table's row; the bars at its ends may be missing."""
    text = row.strip()
    bars = [bar.start() for bar in _BAR.finditer(without_code(text))]
    ends = [-1, *bars, len(text)]
    if 0 in bars:
        ends = ends[1:]
    if len(text) - 1 in bars:
        ends = ends[:-1]
    found = [text[ends[i] + 1 : ends[i + 1]].strip() for i in range(len(ends) - 1)]
    return [cell.replace("\\|", "|") for cell in found]


def _table(lines: Sequence[BodyLine], label: LabelText, findings: Findings) -> tuple[BodyLine, ...]:
    """The lines of the one table; what else stands there is reported."""
    start = next((i for i, line in enumerate(lines) if "|" in line.bare), len(lines))
    end = next((i for i in range(start, len(lines)) if lines[i].is_blank), len(lines))
    for around in (lines[:start], lines[end:]):
        stray = next((line for line in around if not line.is_blank), None)
        if stray:
            misplaced_text(stray.number, stray.text, label, findings)
    return tuple(lines[start:end])


def _pairs(
    table: Sequence[BodyLine], item: ItemText, label: LabelText, findings: Findings
) -> Iterator[_Pair]:
    name = quoted(item.heading.text)
    if not table:
        message = f"{name} has no table below **{label.name}:**."
        findings.add("no-pairs", label.line, message, _TIP)
    elif len(table) < FEWEST_LINES or not all(map(_DASHES.fullmatch, cells(table[1].bare))):
        message = f"The table of {name} has no line of dashes below its header."
        findings.add("no-pairs", table[0].number, message, _TIP)
    else:
        for row, line in enumerate(table):
            found = cells(line.bare)
            if len(found) != COLUMNS:
                _not_two(line, len(found), findings)
            elif row >= _ABOVE_PAIRS:
                yield _Pair(line.number, *found)


def _not_two(line: BodyLine, columns: int, findings: Findings) -> None:
    message = f"This line of the table has {columns} cells, and pairs have two."
    if columns == 1:
        message = "This line of the table has one cell, and pairs have two."
    tip = "Write it as: | left | right |, and a bar that is meant as text as \\|"
    findings.add("two-columns", line.number, message, tip)


def _check_lefts(pairs: Sequence[_Pair], item: ItemText, findings: Findings) -> None:
    lines = [pair for pair in pairs if pair.left]
    if pairs and len(lines) < FEWEST_LINES:
        message = f"{quoted(item.heading.text)} has fewer than two pairs."
        findings.add("one-pair", pairs[0].line, message, "Add a line: | left | right |")
    for place, first in twins([pair.left for pair in lines]):
        pair = lines[place]
        message = (
            f"{quoted(pair.left)} stands twice at the left; line {lines[first].line} has it first."
        )
        findings.add("equal-pairs", pair.line, message, "Change or delete one of the two.")


def _check_rights(pairs: Sequence[_Pair], item: ItemText, findings: Findings) -> None:
    for pair in pairs:
        if not pair.right:
            beside = f"Nothing stands beside {quoted(pair.left)}."
            message = beside if pair.left else "This line of the table says nothing."
            findings.add("empty-pair", pair.line, message, "Write the right cell: | left | right |")
    for place, first in twins([pair.right for pair in pairs]):
        pair, earlier = pairs[place], pairs[first]
        if pair.left and earlier.left and option_key(pair.right) == option_key(earlier.right):
            continue  # Two lines may share what they are matched with.
        message = f"{quoted(pair.right)} stands in line {earlier.line} already."
        tip = "Write both alike, or say how they differ."
        if not (pair.left and earlier.left):
            tip = "Write a distractor that is right for no line, or delete it."
        findings.add("equal-options", pair.line, message, tip)
    rights = {option_key(pair.right) for pair in pairs if pair.right}
    if len(pairs) >= FEWEST_LINES and len(rights) == 1:
        message = f"Every line of {quoted(item.heading.text)} is matched with the same."
        tip = "Add a distractor, with an empty left cell: |  | wrong |"
        findings.add("one-option", pairs[0].line, message, tip)


def _options(file: str, pairs: Sequence[_Pair]) -> tuple[OptionDraft, ...]:
    rights = {option_key(pair.right) for pair in pairs if pair.left}
    options: dict[str, OptionDraft] = {}
    for pair in pairs:
        key = option_key(pair.right)
        options.setdefault(
            key,
            OptionDraft(
                line=pair.line,
                column=1,
                key=key,
                text=pair.right,
                shown=_fragment(file, pair, pair.right),
                is_right=key in rights,
                feedback=None,
                stays_last=points_at_others(pair.right),
            ),
        )
    return tuple(options.values())


def _slot(file: str, pair: _Pair, keys: tuple[str, ...]) -> SlotDraft:
    return SlotDraft(
        line=pair.line,
        column=1,
        key=option_key(pair.left),
        shown=_fragment(file, pair, pair.left),
        choices=keys,
        accepted=(option_key(pair.right),),
    )


def _fragment(file: str, pair: _Pair, text: str) -> Fragment:
    return inline_or_block(file, Passage(pair.line, (text,)))
