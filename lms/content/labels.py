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
NOT_YET = {
    Label.ALSO_ACCEPT: "Short text answers",
    Label.CORRECT_ORDER: "Ordering",
    Label.CORRECT_PAIRS: "Matching",
    Label.REFLECTION: "Reflection",
    Label.ENDING: "Scenarios",
}

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
    """A label at the beginning of a line; `name` is None for a bold one that nobody knows."""

    name: Label | None
    written: str
    value: str
    column: int
    is_bold: bool


def bold_label(text: str) -> FoundLabel | None:
    """The bold label that a line begins with, known or not."""
    straight = straightened(text)
    match = _BOLD.fullmatch(straight)
    if match:
        return _found(match, text, is_bold=True)
    alone = _BOLD_ALONE.fullmatch(straight)
    # A bold line without a colon is a label only by a known name; else it is somebody's emphasis.
    found = _found(alone, text, is_bold=True) if alone else None
    return found if found and found.name else None


def plain_label(text: str) -> FoundLabel | None:
    """The known label that a line begins with, though it is not bold."""
    match = _PLAIN.fullmatch(straightened(text))
    found = _found(match, text, is_bold=False) if match else None
    return found if found and found.name else None


def bolded(found: FoundLabel) -> str:
    """The line of a label as the format writes it."""
    name = found.name.value if found.name else found.written
    return f"**{name}:** {found.value}".rstrip()


def meant(found: FoundLabel) -> str:
    """The known label that an unknown one may stand for, or nothing."""
    close = get_close_matches(found.written.casefold(), _NAMES, n=1, cutoff=0.75)
    return _NAMES[close[0]].value if close else ""


def _found(match: re.Match[str], text: str, *, is_bold: bool) -> FoundLabel:
    written = " ".join(match["name"].split())
    start = match.start("value")
    value = text[start:].strip() if start >= 0 else ""
    column = len(text) - len(text.lstrip()) + 1
    return FoundLabel(_NAMES.get(written.casefold()), written, value, column, is_bold)
