"""Lines that offer an option: a bullet and a box, in every form that people type."""

import re
from dataclasses import dataclass

from lms.content.wording import straightened

_BOX = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<bullet>[-*+•]|[0-9]{1,9}[.)])[ \t]*)?"
    r"\[(?P<box>[^\[\]]{0,3})\](?!\()(?P<space>[ \t]*)(?P<text>.*)"
)
_BULLET = re.compile(r" ?(?:[-*+•]|[0-9]{1,9}[.)])[ \t]+(?=\S)")
_STEP = re.compile(
    r"[ \t]*(?:(?P<number>[0-9]{1,9})[.)](?=\D|\Z)|[-*+•](?=[ \t]|\Z))(?P<space>[ \t]*)(?P<text>.*)"
)
# Its text may go on in the next line.
_LINK = re.compile(r"\[(?!\^)(?:[^\]\\\[]|\\.|\[[^\]\[]*\])*(?:\]\(|\\?\Z)")
_CHECKED = frozenset("xX✓✔☑✅")
_INDENT_OF_TEXT = 3


@dataclass(frozen=True)
class OptionLine:
    """The first line of an option. `is_right` is None when the box holds something unknown."""

    is_right: bool | None
    box: str
    text: str
    box_column: int
    tidy: str


def option_line(text: str) -> OptionLine | None:
    """The option that a line begins, or None."""
    match = _BOX.fullmatch(straightened(text))
    if match is None:
        return None
    mark = match["box"].strip()
    is_known = not mark or mark in _CHECKED
    if len(mark) > 1 or not (match["bullet"] or is_known):
        return None
    if not match["bullet"] and len(match["indent"]) > _INDENT_OF_TEXT:
        return None
    is_right = (mark in _CHECKED) if is_known else None
    words = text[match.start("text") :].rstrip()
    box = "x" if is_right else mark or " "
    return OptionLine(is_right, mark, words, match.start("box"), f"- [{box}] {words}".rstrip())


@dataclass(frozen=True)
class StepLine:
    """The first line of a step; `number` is None where a bullet stands for it."""

    number: str | None
    text: str
    is_tidy: bool


def step_line(text: str) -> StepLine | None:
    """The step that a line begins, or None."""
    match = _STEP.fullmatch(straightened(text))
    if match is None:
        return None
    words = text[match.start("text") :].rstrip()
    is_tidy = match["number"] is not None and bool(match["space"] or not words)
    return StepLine(match["number"], words, is_tidy)


@dataclass(frozen=True)
class ChoiceLine:
    """The first line of an option that is a link; with a mark, somebody holds it to be right."""

    mark: str
    text: str
    column: int


def choice_line(text: str) -> ChoiceLine | None:
    """The option of a scene that a line begins: a list item that begins with a link, or a box."""
    straight = straightened(text)
    if box := option_line(text):
        return ChoiceLine(box.box, box.text, text.rfind(box.text) + 1)
    item = _BULLET.match(straight)
    if item is None or not _LINK.match(straight, item.end()):
        return None
    return ChoiceLine("", text[item.end() :].rstrip(), item.end() + 1)


def is_list_item(text: str) -> bool:
    """True for a list item at the margin."""
    return _BULLET.match(straightened(text)) is not None
