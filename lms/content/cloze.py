"""What fills the gaps of a stem: words that are typed, or one of several choices (FORMAT 4.2)."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from lms.content.choices import option_key, points_at_others
from lms.content.drafts import OptionDraft, SlotDraft
from lms.content.findings import Findings
from lms.content.gaps import Gap, find_gaps, find_unclosed
from lms.content.intervals import read_interval
from lms.content.item_text import ItemText
from lms.content.passages import Passage, inline_or_block
from lms.content.wording import normalized, plain, quoted, twins
from lms.content.words import Given, can_be_typed, checked

FEWEST_CHOICES = 2
FEWEST_TYPED = 1

# In a table a bar needs a backslash before it.
_BAR = re.compile(r"\\?\|")
_SLASH = re.compile(r" / ?|/ ")
_TIGHT_SLASH = re.compile(r"[^\W\d_]{3,30}/[^\W\d_]{3}")
_EMPHASIS = re.compile(r"(\*{1,3})([^*]+)\1|(_{1,3})([^_]+)\3")


@dataclass(frozen=True)
class _Choice:
    """One of the choices that a gap offers."""

    text: str
    is_right: bool


def read_gaps(
    file: str, stem: Passage, code: Set[int], findings: Findings
) -> tuple[tuple[OptionDraft, ...], tuple[SlotDraft, ...]]:
    """What the gaps of a stem offer and accept, with what is wrong among the findings."""
    options: list[OptionDraft] = []
    slots: list[SlotDraft] = []
    for number, gap in enumerate(find_gaps(stem, code), start=1):
        if "|" in gap.inside or _EMPHASIS.fullmatch(gap.inside.strip()):
            choices = [_choice(part) for part in _BAR.split(gap.inside)]
            _check_choices(gap, choices, findings)
            offered = [_option(file, gap, number, choice) for choice in choices if choice.text]
            options += offered
            keys = tuple(option.key for option in offered)
            rights = tuple(option.key for option in offered if option.is_right)
            slots.append(_slot(gap, number, keys, rights))
        else:
            slots.append(_slot(gap, number, (), _typed(gap, findings)))
    check_unclosed(stem, code, findings)
    return tuple(options), tuple(slots)


def check_unclosed(stem: Passage, code: Set[int], findings: Findings) -> None:
    """Finds brackets that begin a gap and do not end it."""
    unclosed = find_unclosed(stem, code)
    if unclosed:
        message = "The brackets that open here make no gap."
        tip = "Write [[word]], without brackets inside, or \\[\\[ where they are meant as text."
        findings.add("bad-gap", unclosed.line, message, tip, column=unclosed.column)


def check_elsewhere(item: ItemText, findings: Findings) -> None:
    """Finds gaps outside of what is asked, where nothing can be filled in."""
    asked = {n for n, text in enumerate(item.asked.texts, item.asked.line) if text}
    others = [(line.number, line.bare) for line in item.lines if line.number not in asked]
    if item.heading.line not in asked:
        others.append((item.heading.line, item.heading.text))
    for number, text in others:
        for gap in find_gaps(Passage(number, (text,)), frozenset())[:1]:
            message = f"{quoted(f'[[{gap.inside}]]')} is shown as it stands: it is not in the stem."
            tip = "Move it into the text that asks, or put it into code: `[[ ]]`"
            findings.add("misplaced-gap", number, message, tip, column=gap.column)


def _choice(written: str) -> _Choice:
    emphasis = _EMPHASIS.fullmatch(written.strip())
    text = (emphasis[2] or emphasis[4]) if emphasis else written
    return _Choice(normalized(text), emphasis is not None)


def _typed(gap: Gap, findings: Findings) -> tuple[str, ...]:
    """The words that a gap accepts."""
    written = [normalized(plain(part)) for part in _SLASH.split(gap.inside)]
    if not all(map(can_be_typed, written)):
        empty = "Nothing can be typed into this gap."
        message = empty if len(written) == FEWEST_TYPED else "A word of this gap is missing."
        tip = "Write what fills it between the brackets: [[word]] or [[word / synonym]]"
        findings.add("empty-gap", gap.line, message, tip, column=gap.column)
    elif interval := read_interval(normalized(gap.inside)):
        if interval.low != interval.high:
            message = (
                f"{quoted(gap.inside)} is a range, and a gap accepts only what is written in it."
            )
            tip = "Write one number, or ask with a line **Answer:**."
            findings.add("bad-gap", gap.line, message, tip, column=gap.column)
    elif _TIGHT_SLASH.search(gap.inside):
        message = f"{quoted(gap.inside)} has a slash without spaces, so it is one answer."
        tip = "Put spaces around the slash: [[word / synonym]]"
        findings.add("joined-answers", gap.line, message, tip, column=gap.column)
    return checked([Given(gap.line, text) for text in written if can_be_typed(text)], findings)


def _check_choices(gap: Gap, choices: Sequence[_Choice], findings: Findings) -> None:
    name, rights = quoted(f"[[{gap.inside}]]"), sum(choice.is_right for choice in choices)
    found: list[tuple[str, str, str]] = []
    if not all(choice.text for choice in choices):
        message = f"A choice of {name} says nothing."
        found.append(("empty-option", message, "Write it between the bars, or delete a bar."))
    elif len(choices) < FEWEST_CHOICES:
        tip = "Add wrong ones: [[*right* | wrong]], or leave out the stars to have it typed."
        found.append(("one-option", f"{name} offers a single choice.", tip))
    if twins([choice.text for choice in choices]):
        message = f"Two choices of {name} are the same."
        found.append(("equal-options", message, "Change or delete one of the two."))
    if not rights:
        tip = "Put stars around all of the right one: [[*right* | wrong]]"
        found.append(("no-right-answer", f"{name} has no right choice.", tip))
    elif rights > 1:
        message = f"{name} has {rights} right choices, and one can be chosen."
        found.append(("two-right-answers", message, "Put stars around one of them."))
    for code, message, tip in found:
        findings.add(code, gap.line, message, tip, column=gap.column)


def _option(file: str, gap: Gap, number: int, choice: _Choice) -> OptionDraft:
    return OptionDraft(
        line=gap.line,
        column=gap.column,
        key=f"{number}-{option_key(choice.text)}",
        text=choice.text,
        shown=inline_or_block(file, Passage(gap.line, (choice.text,))),
        is_right=choice.is_right,
        feedback=None,
        stays_last=points_at_others(choice.text),
    )


def _slot(gap: Gap, number: int, choices: tuple[str, ...], accepted: tuple[str, ...]) -> SlotDraft:
    return SlotDraft(gap.line, gap.column, str(number), None, choices, accepted)
