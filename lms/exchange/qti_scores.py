"""How answers earn their score in QTI: from 0 to 1, and the test weighs it with the points."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from xml.etree.ElementTree import Element

from lms.exchange.qti_xml import (
    MAP_RESPONSE,
    MATCH_CORRECT,
    base_value,
    condition,
    element,
    set_outcome,
    variable,
)

RESPONSE, SCORE = "RESPONSE", "SCORE"
_DIGITS = Decimal("1e-10")


def share_of(places: int) -> str:
    """What one of so many right places earns; rounded up, so that all of them make 1."""
    return f"{(Decimal(1) / places).quantize(_DIGITS, ROUND_CEILING).normalize():f}"


def rules_of_template(template: str) -> tuple[Element, ...]:
    """What a template does, for items that do more besides."""
    if template == MATCH_CORRECT:
        right = element("match", variable(RESPONSE), element("correct", identifier=RESPONSE))
        return (_all_or_nothing(right),)
    if template == MAP_RESPONSE:
        nothing = set_outcome(SCORE, _float("0"))
        mapped = set_outcome(SCORE, element("mapResponse", identifier=RESPONSE))
        return (condition(element("isNull", variable(RESPONSE)), nothing, mapped),)
    return ()


def in_range(low: str, high: str) -> Element:
    """All for a number in the range, both ends included."""
    above = element("gte", variable(RESPONSE), _float(low))
    below = element("lte", variable(RESPONSE), _float(high))
    return _all_or_nothing(element("and", above, below))


def steps_in_place(identifiers: Sequence[str]) -> tuple[Element, ...]:
    """A share for each step in its place."""
    counted = (
        condition(
            element(
                "match",
                element("index", variable(RESPONSE), n=str(place)),
                base_value("identifier", identifier),
            ),
            _add(_float("1")),
        )
        for place, identifier in enumerate(identifiers, 1)
    )
    return (*counted, _divided(len(identifiers)))


def gaps_filled(responses: Sequence[str], *, is_shared: bool) -> tuple[Element, ...]:
    """A share for each gap, or all for all of them; each is mapped to 1 where it is right."""
    counted = (
        condition(
            element("not", element("isNull", variable(identifier))),
            _add(element("mapResponse", identifier=identifier)),
        )
        for identifier in responses
    )
    if is_shared:
        return (*counted, _divided(len(responses)))
    is_full = element("gte", variable(SCORE), _float(str(len(responses))))
    return (*counted, _all_or_nothing(is_full))


def said(feedback: str, identifiers: Iterable[str], *, with_choices: bool) -> Element:
    """The rule that shows these feedbacks, and those of the choices made."""
    shown = [base_value("identifier", each) for each in identifiers]
    chosen = [variable(RESPONSE)] if with_choices else []
    return set_outcome(feedback, element("multiple", *chosen, *shown))


def said_besides(feedback: str, question: Element, identifier: str) -> Element:
    """The rule that shows one feedback more where something is so."""
    more = element("multiple", variable(feedback), base_value("identifier", identifier))
    return condition(question, set_outcome(feedback, more))


def _all_or_nothing(question: Element) -> Element:
    return condition(question, set_outcome(SCORE, _float("1")), set_outcome(SCORE, _float("0")))


def _add(value: Element) -> Element:
    return set_outcome(SCORE, element("sum", variable(SCORE), value))


def _divided(places: int) -> Element:
    return set_outcome(SCORE, element("divide", variable(SCORE), _float(str(places))))


def _float(value: str) -> Element:
    return base_value("float", value)
