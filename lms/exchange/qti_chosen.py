"""Questions whose answer is chosen, put in order or matched, as QTI asks them."""

from xml.etree.ElementTree import Element

from lms.domain.questions import Kind, Option, Question
from lms.exchange.losses import Losses
from lms.exchange.qti_asked import Asked, identifiers, mixed
from lms.exchange.qti_content import content
from lms.exchange.qti_scores import RESPONSE, share_of, steps_in_place
from lms.exchange.qti_xml import (
    MAP_RESPONSE,
    MATCH_CORRECT,
    correct,
    element,
    mapping,
    response,
)

_TRUTH = {True: "true", False: "false"}


def choice(question: Question, losses: Losses, *, is_shuffled: bool) -> Asked:
    """Options of which one or several are chosen."""
    names = identifiers(question.options)
    rights = [names[option.key] for option in question.options if option.is_right]
    is_multiple = question.kind is Kind.MULTIPLE
    inside = [correct(*rights)]
    if is_shared := is_multiple and question.has_partial_credit:
        share = share_of(len(rights))
        earned = {name: share if name in rights else f"-{share}" for name in names.values()}
        inside.append(mapping(earned))
    may_move = is_shuffled and not question.keeps_order and question.kind is not Kind.TRUE_FALSE
    options = (_simple(option, names, losses) for option in question.options)
    asked = element(
        "choiceInteraction",
        *options,
        responseIdentifier=RESPONSE,
        shuffle=_TRUTH[may_move],
        maxChoices="0" if is_multiple else "1",
    )
    declared = response(RESPONSE, "multiple" if is_multiple else "single", "identifier", *inside)
    return Asked(
        responses=(declared,),
        blocks=(asked,),
        template=MAP_RESPONSE if is_shared else MATCH_CORRECT,
        chosen={names[o.key]: o.feedback_html for o in question.options if o.feedback_html},
    )


def ordering(question: Question, losses: Losses) -> Asked:
    """Steps to put in order."""
    names = identifiers(question.options)
    asked = element(
        "orderInteraction",
        *(_simple(step, names, losses) for step in mixed(question.options)),
        responseIdentifier=RESPONSE,
        shuffle="true",
    )
    declared = response(RESPONSE, "ordered", "identifier", correct(*names.values()))
    if not question.has_partial_credit:
        return Asked((declared,), (asked,), template=MATCH_CORRECT)
    return Asked((declared,), (asked,), rules=steps_in_place(tuple(names.values())))


def matching(question: Question, losses: Losses) -> Asked:
    """Lines to match with answers, of which each may be used for several."""
    names = identifiers(question.options)
    lines = {f"L{place}": slot for place, slot in enumerate(question.slots, 1)}
    pairs = [f"{line} {names[slot.accepted[0]]}" for line, slot in lines.items()]
    lefts = (
        content("simpleAssociableChoice", slot.html, losses, identifier=line, matchMax="1")
        for line, slot in lines.items()
    )
    rights = (
        _moved_last(
            content(
                "simpleAssociableChoice",
                option.html,
                losses,
                identifier=names[option.key],
                matchMax="0",
            ),
            option,
        )
        for option in mixed(question.options)
    )
    asked = element(
        "matchInteraction",
        element("simpleMatchSet", *lefts),
        element("simpleMatchSet", *rights),
        responseIdentifier=RESPONSE,
        shuffle="true",
        maxAssociations=str(len(pairs)),
    )
    inside = [correct(*pairs)]
    if question.has_partial_credit:
        inside.append(mapping(dict.fromkeys(pairs, share_of(len(pairs)))))
    declared = response(RESPONSE, "multiple", "directedPair", *inside)
    template = MAP_RESPONSE if question.has_partial_credit else MATCH_CORRECT
    return Asked((declared,), (asked,), template=template)


def _simple(option: Option, names: dict[str, str], losses: Losses) -> Element:
    made = content("simpleChoice", option.html, losses, identifier=names[option.key])
    return _moved_last(made, option)


def _moved_last(made: Element, option: Option) -> Element:
    if option.stays_last:
        made.set("fixed", "true")
    return made
