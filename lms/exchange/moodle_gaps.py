"""Gaps in the texts of Moodle's XML: answers embedded in the text, and words to put into it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape
from xml.etree.ElementTree import Element

from lms.exchange.from_text import TextFormat, line_of, markdown_of
from lms.exchange.gaps_found import inside_of
from lms.exchange.gift_cut import unescaped
from lms.exchange.keys_chosen import Weighed, single_choice
from lms.exchange.keys_typed import Accepted, words
from lms.exchange.losses import Losses, shortened
from lms.exchange.moodle_text import check_files, form_of, said_in, text_in
from lms.exchange.numbers import MOST_ANSWERS, WHOLE, are_too_many, left_out, number, percent, plain
from lms.exchange.quiz_values import GAP, Choice, Choices, Gaps, Words
from lms.exchange.texts import flat, seen

_EMBEDDED = re.compile(r"\{([0-9]{0,4}):([A-Z_]{2,20}):((?:\\.|[^\\{}])*+)\}", re.DOTALL)
_ANSWER = re.compile(
    r"(?P<right>=)?(?:%(?P<weight>-?[0-9.]{1,12})%)?(?P<text>(?:\\.|[^\\#])*)(?:#(?P<said>.*))?",
    re.DOTALL,
)
_TILDE = re.compile(r"\\.|~", re.DOTALL)
_TYPED = frozenset({"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"})
_NUMBERS = frozenset({"NUMERICAL", "NM"})
_CHOSEN = re.compile(r"(?:MULTICHOICE(?:_[VHS]+)?|MC[VHS]*)")
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
_NO_FIT = "What fills one of its gaps cannot stand in a gap here."


def cloze(element: Element, losses: Losses) -> tuple[str, Gaps] | None:
    """A text with `{1:SHORTANSWER:=word}` in it."""
    text = text_in(element.find("questiontext"))
    found = list(_EMBEDDED.finditer(text))
    if are_too_many(len(found), losses):
        return None
    if len({gap[1] or "1" for gap in found}) > 1:
        losses.add("Its gaps weigh differently.", "Each earns the same here.")
    insides = [_embedded(gap[2], gap[3], losses) for gap in found]
    return _filled(element, _EMBEDDED.sub(GAP, text), insides, losses)


def selected(element: Element, losses: Losses) -> tuple[str, Gaps] | None:
    """A text with `[[1]]` in it, and the words for all of its places in a list."""
    text = text_in(element.find("questiontext"))
    options = [option for tag in ("selectoption", "dragbox") for option in element.findall(tag)]
    places = [int(place[1]) for place in _PLACE.finditer(text)]
    if are_too_many(max(len(options), len(places)), losses):
        return None
    offered = [(plain_option(it, losses), said_in(it, "group") or "1") for it in options]
    insides = [_selected(place, offered, losses) for place in places]
    return _filled(element, _PLACE.sub(GAP, text), insides, losses)


def plain_option(option: Element, losses: Losses) -> str:
    """A word to choose."""
    return line_of(text_in(option), TextFormat.AUTO, losses)


def _filled(
    element: Element, text: str, insides: Sequence[str | None], losses: Losses
) -> tuple[str, Gaps] | None:
    holder = element.find("questiontext")
    kept = [inside for inside in insides if inside]
    if not insides or len(kept) < len(insides) or holder is None:
        left_out(losses, _NO_FIT if insides else "It has no gap that is known here.")
        return None
    check_files(holder, losses)
    stem = markdown_of(text, form_of(holder, TextFormat.HTML), losses)
    if stem.count(GAP) != len(kept):
        left_out(losses, "One of its gaps stands where none can.")
        return None
    return stem, Gaps(tuple(kept))


def _embedded(kind: str, written: str, losses: Losses) -> str | None:
    parts = _parts(written)
    if len(parts) > MOST_ANSWERS:
        return None
    answers = [_ANSWER.fullmatch(part) for part in parts]
    if kind in _NUMBERS:
        return _number(answers, losses)
    if kind in _TYPED:
        accepted = [
            Accepted(flat(unescape(seen(text, losses))), weight, said)
            for text, weight, said in _read(answers)
        ]
        typed = words(accepted, losses)
        return inside_of(typed.key, losses) if typed and isinstance(typed.key, Words) else None
    if not _CHOSEN.fullmatch(kind):
        return None
    weighed = [
        Weighed(line_of(text, TextFormat.HTML, losses), weight, said)
        for text, weight, said in _read(answers)
    ]
    chosen = single_choice(weighed, losses)
    return inside_of(chosen, losses) if chosen else None


def _parts(written: str) -> list[str]:
    """The answers between tildes; the first may stand behind one."""
    ends = [mark.start() for mark in _TILDE.finditer(written) if mark[0] == "~"]
    starts = [0, *(end + 1 for end in ends)]
    parts = [written[a:b] for a, b in zip(starts, [*ends, len(written)], strict=True)]
    return parts[1:] if len(parts) > 1 and not parts[0].strip() else parts


def _read(answers: Sequence[re.Match[str] | None]) -> list[tuple[str, Decimal, str]]:
    """The text, the weight and the feedback of each answer."""
    return [
        (unescaped(it["text"]).strip(), _weight(it), unescaped(it["said"] or "").strip())
        for it in answers
        if it
    ]


def _weight(answer: re.Match[str]) -> Decimal:
    if answer["right"]:
        return WHOLE
    return percent(answer["weight"] or "0") or Decimal(0)


def _number(answers: Sequence[re.Match[str] | None], losses: Losses) -> str | None:
    for text, weight, _said in _read(answers):
        middle, _, by = text.partition(":")
        value = number(middle)
        if weight < WHOLE or value is None:
            continue
        if number(by):
            said = f"{plain(value)} ± {shortened(by)} is accepted in a gap there."
            losses.add(said, f"{plain(value)} alone is accepted here.")
        return plain(value)
    return None


def _selected(place: int, offered: Sequence[tuple[str, str]], losses: Losses) -> str | None:
    if not 1 <= place <= len(offered):
        return None
    right, group = offered[place - 1]
    texts = dict.fromkeys(text for text, of in offered if of == group and text)
    choices = tuple(Choice(text, text == right) for text in texts)
    return inside_of(Choices(choices), losses)
