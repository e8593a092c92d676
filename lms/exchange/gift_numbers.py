"""Numeric answers of GIFT: `5`, `5:0.1`, `4..6`, one or several of them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from lms.exchange.from_text import markdown_of
from lms.exchange.gift_cut import Answer, Item, cut_answers, formatted, read_answer, unescaped
from lms.exchange.keys_typed import Span
from lms.exchange.losses import Losses, shortened
from lms.exchange.numbers import WHOLE, number, percent

_RANGE = re.compile(r"(.*?)\.\.(.*)", re.DOTALL)


def read_spans(body: str, item: Item, losses: Losses) -> list[Span]:
    """Each number or range in the answers, and what it earns."""
    return list(_spans(body, item, losses))


def _spans(body: str, item: Item, losses: Losses) -> Iterator[Span]:
    answers = list(cut_answers(body))
    if not body.lstrip().startswith(("=", "~")):
        first = min((body.find(mark) for mark in "=~" if mark in body), default=len(body))
        answers.insert(0, read_answer("=", body[:first]))
    for answer in answers:
        if answer.mark == "~":
            losses.add("Feedback for all other numbers has no place.", "It is left out.")
            continue
        span = _span(answer, item, losses)
        if span:
            yield span


def _span(answer: Answer, item: Item, losses: Losses) -> Span | None:
    ends = _ends(unescaped(answer.text))
    earned = percent(answer.weight) if answer.weight else WHOLE
    if ends is None or ends[0] > ends[1] or earned is None:
        if answer.text.strip():
            losses.add(f"“{shortened(answer.text)}” is no number.", "It is left out.")
        return None
    said, form = formatted(answer.feedback, item.form)
    return Span(*ends, earned, markdown_of(said, form, losses) if said else "")


def _ends(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of what is accepted."""
    if found := _RANGE.fullmatch(text.strip()):
        low, high = number(found[1]), number(found[2])
        return None if low is None or high is None else (low, high)
    middle, _, by = text.partition(":")
    value, around = number(middle), number(by) if by.strip() else Decimal(0)
    return None if value is None or around is None else (value - abs(around), value + abs(around))
