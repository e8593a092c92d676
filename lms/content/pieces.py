"""A question's lines cut into pieces: text, options and labels (FORMAT 4.1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.content.body import BodyLine
from lms.content.gaps import has_gap, opens_gap
from lms.content.labels import ANSWERS, LONG, FoundLabel, Label, bold_label, plain_label
from lms.content.option_lines import (
    ChoiceLine,
    OptionLine,
    is_list_item,
    option_line,
    step_line,
)

_QUOTE = re.compile(r"[ \t]*> ?")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_INSIDE = 2


@dataclass(frozen=True)
class Boxless:
    """What begins a list item that should have been an option."""


Begins = OptionLine | ChoiceLine | FoundLabel | Boxless | None


@dataclass
class Piece:
    """Lines that belong together, and what their first line says; None for running text."""

    begins: Begins = None
    lines: list[BodyLine] = field(default_factory=list)


def is_quote(line: BodyLine) -> bool:
    """True for a line of a quote, in code or out of it."""
    return _QUOTE.match(line.text) is not None


def unquoted(line: BodyLine) -> str:
    """The text of a line without its quotation mark."""
    text = line.text if line.is_code else line.bare
    return text[match.end() :] if (match := _QUOTE.match(text)) else text.lstrip()


def is_inside_option(line: BodyLine) -> bool:
    """True when a line is indented enough to belong to the option above it."""
    return line.indent >= _INSIDE


def is_rule(text: str) -> bool:
    """True for a line that draws a rule, such as ---."""
    return _RULE.fullmatch(text) is not None


def cut(lines: Iterable[BodyLine], heading: str) -> tuple[Piece, ...]:
    """The lines of one question in pieces, in their order; the first is text, perhaps empty."""
    pieces = [Piece()]
    is_after_blank = True
    # Gaps are the answer of the text that they stand in.
    is_answered = has_gap(heading)
    for line in lines:
        current = pieces[-1]
        if line.is_code or line.is_blank or (is_after_blank and is_rule(line.bare)):
            current.lines.append(line)
            is_after_blank = not line.is_code
            continue
        begins = _first_says(line, current, is_after_blank)
        if begins or (is_after_blank and _ends(current, line, is_answered)):
            pieces.append(Piece(begins))
        pieces[-1].lines.append(line)
        is_answered = is_answered or is_answer(begins)
        is_answered = is_answered or (pieces[-1].begins is None and opens_gap(line))
        is_after_blank = False
    return tuple(pieces)


def is_answer(begins: Begins) -> bool:
    """True for what the learner is to choose, type or do: from here on the stem has ended."""
    return isinstance(begins, OptionLine | Boxless) or (
        isinstance(begins, FoundLabel) and begins.name in ANSWERS
    )


def is_gapped(piece: Piece) -> bool:
    """True for running text that has gaps to fill in."""
    return piece.begins is None and any(map(opens_gap, piece.lines))


def _first_says(line: BodyLine, current: Piece, is_after_blank: bool) -> Begins:
    if option := option_line(line.bare):
        return option
    if label := bold_label(line.bare):
        return label
    is_start = is_after_blank or current.begins is not None
    if is_start and (label := plain_label(line.bare)):
        return label
    if isinstance(current.begins, OptionLine | Boxless) and is_list_item(line.bare):
        return Boxless()
    return None


def _ends(current: Piece, line: BodyLine, is_answered: bool) -> bool:
    """True when a new paragraph does not belong to the piece above it."""
    if current.begins is None or is_quote(line):
        return False
    if isinstance(current.begins, FoundLabel):
        if current.begins.name is Label.CORRECT_ORDER:
            return step_line(line.bare) is None and not is_inside_option(line)
        if current.begins.name is Label.CORRECT_PAIRS:
            return "|" not in line.bare
        # Above the answer a label has one paragraph: the next is the stem.
        return current.begins.name not in LONG or not is_answered
    return not is_inside_option(line)
