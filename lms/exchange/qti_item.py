"""A question as an `assessmentItem` of QTI 2.1."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from lms.domain.questions import Kind, Question
from lms.exchange import qti_chosen, qti_typed
from lms.exchange.losses import Losses
from lms.exchange.qti_asked import Asked
from lms.exchange.qti_content import content, with_gaps
from lms.exchange.qti_scores import SCORE, rules_of_template, said, said_besides
from lms.exchange.qti_xml import document, element, outcome

_FEEDBACK, _EXPLANATION = "FEEDBACK", "EXPLANATION"
_ASKED: dict[Kind, Callable[[Question, Losses], Asked]] = {
    Kind.ORDERING: qti_chosen.ordering,
    Kind.MATCHING: qti_chosen.matching,
    Kind.CLOZE: qti_typed.cloze,
    Kind.REFLECTION: lambda _question, _losses: qti_typed.reflection(),
}


def item(question: Question, identifier: str, losses: Losses, *, is_shuffled: bool) -> Element:
    """The whole item: what it asks, how it is scored and what it says to answers."""
    asked = _asked(question, losses, is_shuffled=is_shuffled)
    stem = with_gaps(content("div", question.stem_html, losses), asked.fillings.get)
    told = _told(question, asked)
    outcomes = [outcome(SCORE, "float", "0"), outcome("MAXSCORE", "float", asked.max_score)]
    if told:
        outcomes.append(outcome(_FEEDBACK, "identifier", cardinality="multiple"))
    return document(
        "assessmentItem",
        *asked.responses,
        *outcomes,
        element("itemBody", stem, *asked.blocks),
        *_processing(question, asked, has_feedback=bool(told)),
        *_modals(told, losses),
        identifier=identifier,
        title=question.name or identifier,
        adaptive="false",
        timeDependent="false",
    )


def _asked(question: Question, losses: Losses, *, is_shuffled: bool) -> Asked:
    if question.numeric is not None:
        return qti_typed.number(question.numeric)
    if question.words is not None:
        return qti_typed.words(question.words, losses)
    ask = _ASKED.get(question.kind)
    if ask is not None:
        return ask(question, losses)
    return qti_chosen.choice(question, losses, is_shuffled=is_shuffled)


def _told(question: Question, asked: Asked) -> dict[str, str]:
    """Every feedback by its identifier: of choices, of known mistakes, and the explanation."""
    told = dict(asked.chosen)
    told |= {
        _mistake(place): known.feedback_html
        for place, known in enumerate(asked.mistakes, 1)
        if known.feedback_html
    }
    return told | ({_EXPLANATION: question.explanation_html} if question.explanation_html else {})


def _mistake(place: int) -> str:
    return f"MISTAKE_{place}"


def _processing(question: Question, asked: Asked, *, has_feedback: bool) -> Iterator[Element]:
    """How the response is scored; a template alone where nothing is said to it."""
    rules = [] if asked.template and not has_feedback else [*asked.rules]
    if has_feedback:
        rules = [*rules_of_template(asked.template), *asked.rules]
        always = [_EXPLANATION] if question.explanation_html else []
        if always or asked.chosen:
            rules.append(said(_FEEDBACK, always, with_choices=bool(asked.chosen)))
        rules += [
            said_besides(_FEEDBACK, known.is_made, _mistake(place))
            for place, known in enumerate(asked.mistakes, 1)
            if known.feedback_html
        ]
    template = {"template": asked.template} if asked.template else {}
    if template or rules:
        yield element("responseProcessing", *rules, **template)


def _modals(told: dict[str, str], losses: Losses) -> Iterator[Element]:
    for identifier, html in told.items():
        yield content(
            "modalFeedback",
            html,
            losses,
            outcomeIdentifier=_FEEDBACK,
            identifier=identifier,
            showHide="show",
        )
