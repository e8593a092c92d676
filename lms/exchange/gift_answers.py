"""The answers of our questions as they stand between the braces of GIFT."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from lms.domain.questions import Kind, Mistake, Option, Question, Slot
from lms.exchange.gift_escape import gift_text, gift_words, without_arrow
from lms.exchange.gift_weights import weights_of
from lms.exchange.losses import Losses
from lms.exchange.numbers import plain
from lms.exchange.plain_html import plain_html, plain_text
from lms.exchange.quiz_losses import forgives

_TRUTHS = ("true", "false")


def answers_of(question: Question, losses: Losses) -> str:
    """What stands between the braces."""
    match question.kind:
        case Kind.TRUE_FALSE if _are_truths(question.options):
            answers = _truth(question.options, losses)
        case Kind.SINGLE | Kind.TRUE_FALSE:
            answers = _lines(_single(question.options, losses))
        case Kind.MULTIPLE:
            answers = _lines(_multiple(question, losses))
        case Kind.NUMERIC:
            answers = f"#{_lines(_numeric(question, losses))}"
        case Kind.WORDS:
            answers = _lines(_typed(question, losses))
        case Kind.MATCHING:
            answers = _lines(_pairs(question, losses))
        case Kind.ORDERING:
            answers = _lines(_steps(question, losses))
        case _:
            answers = ""
    return answers + general_of(question, losses)


def answers_of_gap(question: Question, slot: Slot, losses: Losses) -> str:
    """The same for one gap of a stem."""
    if not slot.choices:
        forgives("GIFT", losses)
        return _lines(_words(slot.accepted, (), losses)) + general_of(question, losses)
    offered = [
        replace(option, is_right=option.key in slot.accepted)
        for option in question.options
        if option.key in slot.choices
    ]
    return _lines(_single(offered, losses)) + general_of(question, losses)


def _lines(answers: Iterator[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers) + "\n"


def general_of(question: Question, losses: Losses) -> str:
    """The explanation, which is the general feedback."""
    html = plain_html(question.explanation_html, losses)
    return f"####{gift_text(html)}\n" if html else ""


def _feedback(html: str, losses: Losses) -> str:
    said = gift_text(plain_html(html, losses))
    return f"#{said}" if said else ""


# -- choosing ----------------------------------------------------------------------


def _are_truths(options: Sequence[Option]) -> bool:
    """True for True and False in this order, which is how other systems show them."""
    return tuple(plain_text(o.html, Losses()).casefold() for o in options) == _TRUTHS


def _truth(options: Sequence[Option], losses: Losses) -> str:
    """The feedback for the wrong choice comes first."""
    right = next(option for option in options if option.is_right)
    wrong = next(option for option in options if not option.is_right)
    said = _feedback(right.feedback_html, losses)
    unsaid = _feedback(wrong.feedback_html, losses) or ("#" if said else "")
    return f"{'TRUE' if right is options[0] else 'FALSE'}{unsaid}{said}"


def _single(options: Sequence[Option], losses: Losses) -> Iterator[str]:
    for option in options:
        yield f"{'=' if option.is_right else '~'}{_option(option, losses)}"


def _multiple(question: Question, losses: Losses) -> Iterator[str]:
    weights = weights_of(question, losses)
    for option, weight in zip(question.options, weights, strict=True):
        yield f"~%{weight}%{_option(option, losses)}"


def _option(option: Option, losses: Losses) -> str:
    text = gift_text(plain_html(option.html, losses))
    return f"{text}{_feedback(option.feedback_html, losses)}"


# -- typing ------------------------------------------------------------------------


def _numeric(question: Question, losses: Losses) -> Iterator[str]:
    key = question.numeric
    if key is None:
        return
    if key.unit:
        losses.add(
            f"The unit “{key.unit}” has no place in GIFT.", "The number is asked for without it."
        )
    low, high = Decimal(key.low), Decimal(key.high)
    middle = (low + high) / 2
    yield f"=%100%{plain(middle)}:{plain(high - middle)}"
    for mistake in key.mistakes:
        value = plain(Decimal(mistake.value))
        yield f"=%0%{value}:0{_feedback(mistake.feedback_html, losses)}"


def _typed(question: Question, losses: Losses) -> Iterator[str]:
    key = question.words
    if key is None:
        return
    forgives("GIFT", losses)
    yield from _words(key.accepted, key.mistakes, losses)


def _words(accepted: Sequence[str], mistakes: Sequence[Mistake], losses: Losses) -> Iterator[str]:
    """Words with weights: without them one reader asks to choose and another to type."""
    for text in accepted:
        yield f"=%100%{_word(text, losses)}"
    for mistake in mistakes:
        yield f"=%0%{_word(mistake.value, losses)}{_feedback(mistake.feedback_html, losses)}"


def _word(text: str, losses: Losses) -> str:
    # A star stands for anything in an answer that is typed.
    return gift_words(without_arrow(" ".join(text.split()), losses)).replace("*", "\\*")


# -- places ------------------------------------------------------------------------


def _pairs(question: Question, losses: Losses) -> Iterator[str]:
    shown = {o.key: without_arrow(plain_text(o.html, losses), losses) for o in question.options}
    used = {key for slot in question.slots for key in slot.accepted}
    for slot in question.slots:
        left = gift_text(plain_html(slot.html, losses))
        yield f"={left} -> {gift_words(shown[slot.accepted[0]])}"
    for option in question.options:
        if option.key not in used:
            yield f"= -> {gift_words(shown[option.key])}"


def _steps(question: Question, losses: Losses) -> Iterator[str]:
    losses.add(
        "Steps to put in order have no place in GIFT.", "Each step is matched with its number."
    )
    for place, step in enumerate(question.options, 1):
        yield f"={gift_text(plain_html(step.html, losses))} -> {place}"
