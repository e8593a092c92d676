"""Aiken: a line that asks, lettered answers, and a line `ANSWER: B`. It is read, never written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lms.exchange.from_text import TextFormat, markdown_of
from lms.exchange.keys_chosen import Weighed, multiple_choice, single_choice
from lms.exchange.losses import Losses
from lms.exchange.numbers import WHOLE, left_out
from lms.exchange.quiz_values import Found, Part, Written, name_from

_OPTION = re.compile(r"([A-Z])[.)](?:[ \t]+(.*)|\Z)", re.IGNORECASE)
_ANSWER = re.compile(r"ANSWER[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z](?:[ \t]*,[ \t]*[A-Z])*", re.IGNORECASE)


@dataclass
class _Item:
    """The lines of one question as they are met."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return name_from(" ".join(self.stem))


def is_aiken(text: str) -> bool:
    """True for a file with lettered answers and a line that names the right one."""
    lines = [line.strip() for line in text.split("\n")]
    return any(map(_ANSWER.fullmatch, lines)) and any(map(_OPTION.fullmatch, lines))


def read_aiken(text: str, losses: Losses) -> Found:
    """Every question of a file that has an answer."""
    part = Part()
    for item, answer in _items(text, losses):
        here = losses.at(f"line {item.line}", item.name)
        question = _question(item, answer, here)
        part.questions += [question] if question else []
    return Found((part,))


def _items(text: str, losses: Losses) -> Iterator[tuple[_Item, str]]:
    item: _Item | None = None
    for number, written in enumerate(text.split("\n"), 1):
        line = written.strip()
        if not line:
            continue
        answer, option = _ANSWER.fullmatch(line), _OPTION.fullmatch(line)
        if answer and item is None:
            losses.at(f"line {number}", "").add("This answer has no question.", "It is left out.")
        elif answer and item:
            yield item, answer[1]
            item = None
        else:
            item = item or _Item(number)
            _take(item, line, option)
    if item:
        left_out(losses.at(f"line {item.line}", item.name), "It has no line ANSWER.")


def _take(item: _Item, line: str, option: re.Match[str] | None) -> None:
    """Takes a line for the stem or an option; what is neither goes on with the last one."""
    if option and item.stem and option[1].upper() not in item.options:
        item.options[option[1].upper()] = [option[2] or ""]
    elif item.options:
        item.options[next(reversed(item.options))].append(line)
    else:
        item.stem.append(line)


def _question(item: _Item, answer: str, losses: Losses) -> Written | None:
    if not _LETTERS.fullmatch(answer.strip()):
        left_out(losses, f"“{answer.strip()[:20]}” is not the letter of an answer.")
        return None
    letters = {letter.strip().upper() for letter in answer.split(",")}
    if missing := sorted(letters - set(item.options)):
        left_out(losses, f"It has no answer {missing[0]}.")
        return None
    share = WHOLE / len(letters)
    answers = [
        Weighed(
            markdown_of("\n".join(lines), TextFormat.PLAIN, losses),
            share if letter in letters else -share if len(letters) > 1 else Decimal(0),
            "",
        )
        for letter, lines in item.options.items()
    ]
    read = multiple_choice if len(letters) > 1 else single_choice
    key = read(answers, losses)
    if key is None:
        return None
    stem = markdown_of("\n".join(item.stem), TextFormat.PLAIN, losses)
    return Written(f"line {item.line}", item.name, stem, key)
