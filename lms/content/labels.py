"""Bold labels, such as `**Answer:**`: finding them on a line and knowing their names."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from lms.content.wording import straightened


class Label(StrEnum):
    """The labels of FORMAT 4 and 5, by their names."""

    ANSWER = "Answer"
    COMMON_MISTAKE = "Common mistake"
    HINT = "Hint"
    EXPLANATION = "Explanation"
    OBJECTIVE = "Objective"
    SOURCE = "Source"
    SETTINGS = "Settings"
    ALSO_ACCEPT = "Also accept"
    CORRECT_ORDER = "Correct order"
    CORRECT_PAIRS = "Correct pairs"
    REFLECTION = "Reflection"
    ENDING = "Ending"
    SCALE = "Scale"
    COMMENT = "Comment"
    RATE_OBJECTIVES = "Rate each objective"


# What a question asks for, if not for one of its options.
ANSWERS = frozenset(
    {Label.ANSWER, Label.CORRECT_ORDER, Label.CORRECT_PAIRS, Label.REFLECTION, Label.ENDING}
    | {Label.SCALE, Label.COMMENT, Label.RATE_OBJECTIVES}
)
# Labels whose value may go on over several paragraphs.
LONG = frozenset(
    {Label.HINT, Label.EXPLANATION, Label.REFLECTION, Label.COMMENT, Label.ENDING}
    | {Label.CORRECT_ORDER, Label.CORRECT_PAIRS}
)
SURVEY = frozenset({Label.SCALE, Label.COMMENT, Label.RATE_OBJECTIVES})

_NAMES = {name.value.casefold(): name for name in Label}
_NAMES |= {f"{name.value.casefold()}s": name for name in Label}
_NAMES["setting"] = Label.SETTINGS

_BOLD = re.compile(
    r" {0,3}(?P<mark>\*\*|__) ?(?P<name>[^*_:]{1,40}?) ?(?::(?P=mark)|(?P=mark) ?:)"
    r"[ \t]?(?P<value>.*)"
)
_BOLD_ALONE = re.compile(r" {0,3}(?P<mark>\*\*|__)(?P<name>[^*_:]{1,40})(?P=mark)(?P<value>[ \t]*)")
_PLAIN = re.compile(r"(?P<name>[A-Za-z ]{1,40}?) ?:(?:[ \t](?P<value>.*)|\Z)")


@dataclass(frozen=True)
class FoundLabel:
    """A label at the beginning of a line, and the value after it."""

    name: Label
    value: str
    column: int
    is_bold: bool


@dataclass(frozen=True)
class UnknownLabel:
    """Bold text with a colon at the beginning of a line that is no label."""

    written: str
    column: int
    meant: str


def bold_label(text: str) -> FoundLabel | None:
    """The label that a line begins with, as the format writes it."""
    straight = straightened(text)
    return _found(_BOLD.fullmatch(straight) or _BOLD_ALONE.fullmatch(straight), text, is_bold=True)


def plain_label(text: str) -> FoundLabel | None:
    """The label that a line begins with, though it is not bold."""
    return _found(_PLAIN.fullmatch(straightened(text)), text, is_bold=False)


def unknown_label(text: str) -> UnknownLabel | None:
    """What looks like a label and is none. Without a colon it is somebody's emphasis."""
    match = _BOLD.fullmatch(straightened(text))
    if match is None or _name(match) in _NAMES:
        return None
    close = get_close_matches(_name(match), _NAMES, n=1, cutoff=0.75)
    return UnknownLabel(match["name"], _column(text), meant=_NAMES[close[0]].value if close else "")


def bolded(found: FoundLabel) -> str:
    """The line of a label as the format writes it."""
    return f"**{found.name}:** {found.value}".rstrip()


def _found(match: re.Match[str] | None, text: str, *, is_bold: bool) -> FoundLabel | None:
    if match is None or _name(match) not in _NAMES:
        return None
    start = match.start("value")
    value = text[start:].strip() if start >= 0 else ""
    return FoundLabel(_NAMES[_name(match)], value, _column(text), is_bold)


def _name(match: re.Match[str]) -> str:
    return " ".join(match["name"].split()).casefold()


def _column(text: str) -> int:
    return len(text) - len(text.lstrip()) + 1
