"""GIFT, Moodle's format for questions in plain text, read as Moodle reads it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lms.exchange.assembling import Around, add_text, assembled, joined, settled
from lms.exchange.from_text import TextFormat, line_of, markdown_of
from lms.exchange.gaps_found import blanked, has_feedback, inside_of
from lms.exchange.gift_cut import (
    Answer,
    Item,
    count_answers,
    cut_answers,
    cut_file,
    formatted,
    unescaped,
    with_feedback,
    without_general,
)
from lms.exchange.gift_numbers import read_spans
from lms.exchange.html_tree import read_html, text_of
from lms.exchange.keys_chosen import Weighed, multiple_choice, pairs, single_choice
from lms.exchange.keys_typed import Accepted, Typed, numbers, words
from lms.exchange.losses import Losses, shortened
from lms.exchange.numbers import WHOLE, are_too_many, left_out, percent, plain
from lms.exchange.quiz_values import (
    GAP,
    Choice,
    Choices,
    Found,
    Free,
    Gaps,
    Key,
    Pairs,
    Part,
    Words,
    Written,
    name_from,
)
from lms.exchange.texts import flat, seen

_TRUE, _FALSE = frozenset({"T", "TRUE"}), frozenset({"F", "FALSE"})
_LONGEST_START = 2_000


def read_gift(text: str, losses: Losses) -> Found:
    """Every question of a file; categories and texts between questions become sections."""
    parts, title = [Part()], ""
    for item in cut_file(text, losses):
        if isinstance(item, Item):
            _take(item, parts, losses)
        elif item.is_top and len(parts) == 1 and not parts[0].questions:
            title = flat(seen(item.name, losses))
        else:
            parts.append(Part(flat(seen(item.name, losses))))
    return settled(parts, title, losses)


def _take(item: Item, parts: list[Part], losses: Losses) -> None:
    name = flat(seen(item.name, losses)) or _name(item, losses)
    here = losses.at(f"line {item.line}", name)
    if item.is_broken:
        left_out(here, "The brace before its answers is never closed. Write the missing } there.")
    elif item.answers is None:
        add_text(parts, item.name, markdown_of(item.before, item.form, here))
    elif question := _question(item, item.answers, name, here):
        parts[-1].questions.append(question)


def _name(item: Item, losses: Losses) -> str:
    """The name of an item that has none: its first words, without markup and answers."""
    blank = f"___{item.after}" if item.after.strip() else ""
    text = seen(f"{item.before}{blank}"[:_LONGEST_START], losses)
    is_html = item.form in {TextFormat.HTML, TextFormat.AUTO}
    return name_from(text_of(read_html(text)) if is_html else text)


def _question(item: Item, answers: str, name: str, losses: Losses) -> Written | None:
    body, general = without_general(answers)
    explanation = _text(general, item, losses)
    key = _key(body, item, losses)
    if isinstance(key, Typed):
        explanation, key = joined([*key.said, explanation]), key.key
    if key is None:
        return None
    stem, key = _stem(item, key, losses)
    around = Around(f"line {item.line}", name, stem, explanation)
    return assembled(around, key, losses)


def _stem(item: Item, key: Key, losses: Losses) -> tuple[str, Key]:
    """What is asked; a text that goes on behind the answers has a gap in their place."""
    if not item.after.strip() or GAP in item.before + item.after:
        return markdown_of(f"{item.before} {item.after}", item.form, losses), key
    stem = markdown_of(f"{item.before}{GAP}{item.after}", item.form, losses)
    inside = None
    # In a gap nothing is said to a wrong answer: a blank and a list of answers keep it.
    if isinstance(key, Choices | Words) and not has_feedback(key):
        inside = inside_of(key, losses)
    if inside and stem.count(GAP) == 1:
        return stem, Gaps((inside,))
    # Tags that are only closed behind the answers make no gap.
    return (blanked(stem), key) if blanked(stem) != stem else (stem, key)


def _key(body: str, item: Item, losses: Losses) -> Key | Typed | None:
    if not body:
        return Free()
    if are_too_many(count_answers(body), losses):
        return None
    if body.startswith("#"):
        return numbers(read_spans(body[1:], item, losses), losses)
    if (truth := with_feedback(body)[0].upper()) in _TRUE | _FALSE:
        return _true_false(truth in _TRUE, body, item, losses)
    answers = list(cut_answers(body))
    if answers:
        return _of_answers(answers, item, losses)
    left_out(losses, f"“{{{shortened(body)}}}” is no kind of answer that is known here.")
    return None


def _of_answers(answers: Sequence[Answer], item: Item, losses: Losses) -> Key | Typed | None:
    if any(answer.mark == "~" for answer in answers):
        return _choices(answers, item, losses)
    if all("->" in answer.text for answer in answers):
        return _pairs(answers, item, losses)
    return _words(answers, item, losses)


def _true_false(is_true: bool, body: str, item: Item, losses: Losses) -> Choices:
    """The first feedback is for the wrong choice, the second for the right one."""
    wrong, right = with_feedback(with_feedback(body)[1])
    said = {is_true: _text(right, item, losses), not is_true: _text(wrong, item, losses)}
    return Choices((Choice("True", is_true, said[True]), Choice("False", not is_true, said[False])))


def _choices(answers: Sequence[Answer], item: Item, losses: Losses) -> Choices | None:
    weighed = [
        Weighed(
            _text(answer.text, item, losses),
            _percent(answer, losses),
            _text(answer.feedback, item, losses),
        )
        for answer in answers
    ]
    rights = [answer for answer in answers if answer.mark == "="]
    if not rights:
        return multiple_choice(weighed, losses)
    if len(rights) == 1 or sum(each.percent == WHOLE for each in weighed) <= 1:
        return single_choice(weighed, losses)
    losses.add(
        "Several answers are marked with =, which systems read differently.",
        "All of them are right, and several may be chosen.",
    )
    share = WHOLE / len(rights)
    shared = (
        replace(each, percent=share if answer.mark == "=" else -share)
        for each, answer in zip(weighed, answers, strict=True)
    )
    return multiple_choice(list(shared), losses)


def _pairs(answers: Sequence[Answer], item: Item, losses: Losses) -> Pairs | None:
    if any(answer.feedback for answer in answers):
        losses.add("Lines to match have no feedback.", "It is left out.")
    lines = []
    for answer in answers:
        left, _, right = answer.text.partition("->")
        shown, form = formatted(left, item.form)
        plain_right = line_of(unescaped(right.strip()), TextFormat.PLAIN, losses)
        lines.append((line_of(shown, form, losses), plain_right))
    return pairs(lines, losses)


def _words(answers: Sequence[Answer], item: Item, losses: Losses) -> Typed | None:
    accepted = (
        Accepted(
            flat(seen(formatted(answer.text, item.form)[0], losses)),
            _percent(answer, losses),
            _text(answer.feedback, item, losses),
        )
        for answer in answers
    )
    return words(list(accepted), losses)


def _percent(answer: Answer, losses: Losses) -> Decimal:
    usual = WHOLE if answer.mark == "=" else Decimal(0)
    found = percent(answer.weight) if answer.weight else usual
    if found is None:
        losses.add(f"“%{answer.weight}%” is no weight.", f"It is taken as {plain(usual)}%.")
    return usual if found is None else found


def _text(written: str, item: Item, losses: Losses) -> str:
    text, form = formatted(written, item.form)
    return markdown_of(text, form, losses) if text else ""
