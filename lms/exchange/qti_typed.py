"""Questions whose answer is typed, or filled into gaps, as QTI asks them."""

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from lms.domain.questions import NumericKey, Question, Slot, WordsKey
from lms.exchange.losses import Losses
from lms.exchange.numbers import plain
from lms.exchange.plain_html import plain_text, readable
from lms.exchange.qti_asked import Asked, Known, identifiers
from lms.exchange.qti_scores import RESPONSE, gaps_filled, in_range
from lms.exchange.qti_xml import (
    MAP_RESPONSE,
    MATCH_CORRECT,
    base_value,
    correct,
    element,
    mapping,
    response,
    variable,
)
from lms.exchange.quiz_losses import forgives

# The same for all, so that the length of a field tells nothing.
_LETTERS = "30"


def number(key: NumericKey) -> Asked:
    """A number, with its unit beside the field."""
    low, high = Decimal(key.low), Decimal(key.high)
    declared = response(RESPONSE, "single", "float", correct(plain((low + high) / 2)))
    entry = _entry(RESPONSE)
    entry.tail = f" {readable(key.unit)}" if key.unit else None
    is_exact = low == high
    return Asked(
        responses=(declared,),
        blocks=(element("p", entry),),
        template=MATCH_CORRECT if is_exact else "",
        rules=() if is_exact else (in_range(plain(low), plain(high)),),
        mistakes=tuple(
            Known(_equals(plain(Decimal(mistake.value))), mistake.feedback_html)
            for mistake in key.mistakes
        ),
    )


def words(key: WordsKey, losses: Losses) -> Asked:
    """Words, compared without capitals."""
    forgives("QTI", losses)
    return Asked(
        responses=(_typed(RESPONSE, key.accepted),),
        blocks=(element("p", _entry(RESPONSE)),),
        template=MAP_RESPONSE,
        mistakes=tuple(
            Known(_says(mistake.value), mistake.feedback_html) for mistake in key.mistakes
        ),
    )


def cloze(question: Question, losses: Losses) -> Asked:
    """A text with gaps, each with a field of its own."""
    slots = question.slots
    is_only = len(slots) == 1
    names = {slot.key: RESPONSE if is_only else f"{RESPONSE}_{slot.key}" for slot in slots}
    rules = gaps_filled(tuple(names.values()), is_shared=question.has_partial_credit)
    return Asked(
        responses=tuple(_declared(question, slot, names[slot.key], losses) for slot in slots),
        fillings={slot.key: _gap(question, slot, names[slot.key], losses) for slot in slots},
        template=MAP_RESPONSE if is_only else "",
        rules=() if is_only else rules,
    )


def reflection() -> Asked:
    """Free text, which earns nothing."""
    asked = element("extendedTextInteraction", responseIdentifier=RESPONSE)
    return Asked((response(RESPONSE, "single", "string"),), (asked,), max_score="0")


def _declared(question: Question, slot: Slot, name: str, losses: Losses) -> Element:
    if not slot.choices:
        forgives("QTI", losses)
        return _typed(name, slot.accepted)
    options = identifiers(question.options)
    rights = [options[key] for key in slot.accepted]
    earned = mapping(dict.fromkeys(rights, "1"))
    return response(name, "single", "identifier", correct(rights[0]), earned)


def _gap(question: Question, slot: Slot, name: str, losses: Losses) -> Element:
    if not slot.choices:
        return _entry(name)
    names = identifiers(question.options)
    offered = (
        element("inlineChoice", plain_text(option.html, losses), identifier=names[option.key])
        for option in question.options
        if option.key in slot.choices
    )
    return element("inlineChoiceInteraction", *offered, responseIdentifier=name, shuffle="true")


def _typed(name: str, accepted: Sequence[str]) -> Element:
    earned = mapping(dict.fromkeys(accepted, "1"), caseSensitive="false")
    return response(name, "single", "string", correct(accepted[0]), earned)


def _entry(name: str) -> Element:
    return element("textEntryInteraction", responseIdentifier=name, expectedLength=_LETTERS)


def _equals(value: str) -> Element:
    return element("equal", variable(RESPONSE), base_value("float", value), toleranceMode="exact")


def _says(value: str) -> Element:
    return element(
        "stringMatch", variable(RESPONSE), base_value("string", value), caseSensitive="false"
    )
