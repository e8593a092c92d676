"""Long files and large questions: work that grows as they do, in steps, and what is left out."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from lms.exchange.losses import Losses
from lms.exchange.numbers import MOST_ANSWERS
from lms.exchange.readers import Source, read_questions
from lms.exchange.texts import FileRefused
from tests.exchange.asked import said
from tests.exchange.test_moodle_xml import HEAD, answer, item

TOO_MANY = "It has more than 200 answers or gaps. The question is left out."


def steps(text: str, source: Source) -> int:
    """How many functions are called while a file is read."""
    counted = 0

    def count(_frame: Any, event: str, _function: Any) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read_questions(text.encode(), source, "x", Losses())
    except FileRefused:
        pass
    finally:
        sys.setprofile(None)
    return counted


def choices(number: int) -> str:
    """So many gaps, each to be filled with one of so many words."""
    option = "<selectoption><text>word</text><group>1</group></selectoption>"
    return item("gapselect", option * number, "[[1]]" * number)


def moodle(inside: str) -> str:
    return f"{HEAD}{inside}</quiz>"


def losses_of(text: str, source: Source) -> str:
    """What is said of a file, whether a question of it can be asked or none."""
    losses = Losses()
    with suppress(FileRefused):
        read_questions(text.encode(), source, "x", losses)
    return said(losses.all)


LARGE: list[tuple[Source, Callable[[int], str]]] = [
    (Source.GIFT, lambda number: f"What? {{{'~a' * number}}}"),
    (Source.GIFT, lambda number: f"What? {{#{'=1' * number}}}"),
    (Source.MOODLE_XML, lambda number: moodle(choices(number))),
    (Source.MOODLE_XML, lambda number: moodle(item("cloze", "", "{1:SA:=a}" * number))),
    (Source.MOODLE_XML, lambda number: moodle(item("multichoice", answer("a") * number))),
    (Source.MOODLE_XML, lambda number: moodle(item("ordering", answer("a") * number))),
]


@pytest.mark.parametrize(("source", "text"), LARGE)
def test_a_question_of_more_answers_than_anybody_reads_is_left_out(
    source: Source, text: Callable[[int], str]
) -> None:
    assert TOO_MANY in losses_of(text(MOST_ANSWERS + 1), source)
    assert TOO_MANY not in losses_of(text(MOST_ANSWERS), source)


@pytest.mark.parametrize(("source", "text"), LARGE)
def test_a_question_twice_as_large_takes_no_more_than_twice_the_steps(
    source: Source, text: Callable[[int], str]
) -> None:
    assert steps(text(4_000), source) < 3 * steps(text(2_000), source)


def test_an_open_brace_makes_no_line_be_read_again() -> None:
    lines = "\n" * 90

    held = steps(f"{{{lines}}}\n\n" * 10, Source.GIFT)

    assert held < 5 * steps(f"({lines})\n\n" * 10, Source.GIFT)


def test_texts_between_questions_are_put_together_once() -> None:
    text = "\n\n".join(f"Text {number}" for number in range(300))

    found = read_questions(f"{text}\n\nWhat? {{T}}".encode(), Source.GIFT, "x", Losses())

    [part] = found.parts
    assert len(part.texts) == 300
    assert part.text == text
