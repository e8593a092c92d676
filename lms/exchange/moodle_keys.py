"""What answers a question of Moodle's XML, by its type."""

import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree.ElementTree import Element

from lms.exchange.from_text import TextFormat
from lms.exchange.keys_chosen import Weighed, multiple_choice, pairs, single_choice
from lms.exchange.keys_typed import Accepted, Span, Typed, numbers, words
from lms.exchange.losses import Losses, shortened
from lms.exchange.moodle_text import line_in, markdown_in, plain_in, said_in
from lms.exchange.numbers import left_out, number, percent
from lms.exchange.quiz_values import Choice, Choices, Free, Key, Steps

MOST_WORDS = 500
_FEWEST_STEPS = 2
_WORDS = re.compile(r"[0-9]{1,5}")
_FALSE = frozenset({"false", "0"})


def _multichoice(element: Element, losses: Losses) -> Choices | None:
    answers = [
        Weighed(
            markdown_in(answer, losses),
            _percent(answer, losses),
            markdown_in(answer.find("feedback"), losses, TextFormat.HTML),
        )
        for answer in element.findall("answer")
    ]
    is_single = said_in(element, "single").casefold() not in _FALSE
    read = single_choice if is_single else multiple_choice
    return read(answers, losses)


def _truefalse(element: Element, losses: Losses) -> Choices | None:
    said = {plain_in(answer, losses).casefold(): answer for answer in element.findall("answer")}
    if not {"true", "false"} <= said.keys():
        left_out(losses, "Its answers are not true and false.")
        return None
    is_true = _percent(said["true"], losses) > 0
    texts = {
        name: markdown_in(said[name].find("feedback"), losses, TextFormat.HTML)
        for name in ("true", "false")
    }
    return Choices(
        (Choice("True", is_true, texts["true"]), Choice("False", not is_true, texts["false"]))
    )


def _shortanswer(element: Element, losses: Losses) -> Typed | None:
    if said_in(element, "usecase") == "1":
        losses.add("Capitals matter there.", "They never do here.")
    accepted = [
        Accepted(
            plain_in(answer, losses),
            _percent(answer, losses),
            markdown_in(answer.find("feedback"), losses, TextFormat.HTML),
        )
        for answer in element.findall("answer")
    ]
    return words(accepted, losses)


def _numerical(element: Element, losses: Losses) -> Typed | None:
    spans = []
    for answer in element.findall("answer"):
        middle = number(plain_in(answer, losses))
        by = number(said_in(answer, "tolerance") or "0")
        if middle is None or by is None:
            said = shortened(plain_in(answer, losses))
            losses.add(f"“{said}” is no number.", "It is left out.")
            continue
        feedback = markdown_in(answer.find("feedback"), losses, TextFormat.HTML)
        ends = middle - abs(by), middle + abs(by)
        spans.append(Span(*ends, _percent(answer, losses), feedback))
    for unit in element.findall("units/unit"):
        name = shortened(said_in(unit, "unit_name"))
        losses.add(f"The unit “{name}” is not carried over.", "Write it after the answer.")
    return numbers(spans, losses)


def _matching(element: Element, losses: Losses) -> Key | None:
    lines = [
        (
            line_in(line, losses, TextFormat.HTML),
            line_in(line.find("answer"), losses, TextFormat.PLAIN),
        )
        for line in element.findall("subquestion")
    ]
    return pairs(lines, losses)


def _essay(element: Element, losses: Losses) -> Key:
    written = said_in(element, "minwordlimit")
    least = int(written) if _WORDS.fullmatch(written) else 0
    if least > MOST_WORDS:
        losses.add(f"At least {least} words are asked for.", f"{MOST_WORDS} are asked for here.")
    if said_in(element, "attachments") not in {"", "0"}:
        losses.add("Files may be attached there.", "Text alone is asked for here.")
    return Free(min(least, MOST_WORDS))


def _ordering(element: Element, losses: Losses) -> Key | None:
    texts = [markdown_in(answer, losses) for answer in element.findall("answer")]
    if len(texts) < _FEWEST_STEPS or not all(texts):
        left_out(losses, "It has fewer than two steps, or one that says nothing.")
        return None
    return Steps(tuple(texts))


def _percent(answer: Element, losses: Losses) -> Decimal:
    written = answer.get("fraction", "0")
    found = percent(written)
    if found is None:
        losses.add(f"“{shortened(written)}” is no weight.", "It is taken as 0%.")
    return Decimal(0) if found is None else found


KEYS: dict[str, Callable[[Element, Losses], Key | Typed | None]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
}
