"""Keys of answers that are typed, words or numbers, from what another system says of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lms.domain.words import folded
from lms.exchange.losses import Losses, shortened
from lms.exchange.numbers import WHOLE, left_out, plain
from lms.exchange.quiz_values import Number, Words, Wrong

LONGEST_WORDS = 200

_LIKE_NUMBER = re.compile(r"[-+−]?\.?[0-9]")


@dataclass(frozen=True)
class Accepted:
    """A typed answer, plain but for stars, with the percentage it earns.

    A star stands for anything there, and one behind a backslash for itself.
    """

    text: str
    percent: Decimal
    feedback: str


@dataclass(frozen=True)
class Span:
    """A number within a tolerance, or a range, and the percentage it earns."""

    low: Decimal
    high: Decimal
    percent: Decimal
    feedback: str


@dataclass(frozen=True)
class Typed:
    """A key of typed answers, and what is to be said in the explanation of the right ones."""

    key: Words | Number
    said: tuple[str, ...]


def words(answers: Iterable[Accepted], losses: Losses) -> Typed | None:
    """Words that are accepted; those that earn nothing are known mistakes."""
    accepted: dict[str, str] = {}
    mistakes: dict[str, Wrong] = {}
    said = list[str]()
    for written in answers:
        answer = replace(written, text=written.text.replace("\\*", "*"))
        same = folded(answer.text)
        if not _can_be_typed(written.text, same, answer.feedback, losses):
            continue
        if answer.percent >= WHOLE:
            accepted.setdefault(same, answer.text)
            said += [answer.feedback] if answer.feedback else []
            continue
        if answer.percent > 0:
            earns = f"“{shortened(answer.text)}” earns {plain(answer.percent)}% there."
            losses.add(earns, "It counts as wrong.")
        mistakes.setdefault(same, Wrong(answer.text, answer.feedback))
    if not accepted:
        left_out(losses, "No answer of it earns all points.")
        return None
    texts = sorted(accepted.values(), key=lambda text: bool(_LIKE_NUMBER.match(text)))
    if _LIKE_NUMBER.match(texts[0]):
        losses.add("The answer begins with a digit.", "It may be read as a number.")
    wrong = tuple(it for same, it in mistakes.items() if same not in accepted and it.feedback)
    _say_right_feedback(said, losses)
    return Typed(Words(tuple(texts), wrong), tuple(dict.fromkeys(said)))


def _can_be_typed(text: str, same: str, feedback: str, losses: Losses) -> bool:
    if text.strip() == "*":
        if feedback:
            losses.add("Feedback for all other answers has no place.", "It is left out.")
        return False
    if "*" in text.replace("\\*", ""):
        losses.add(f"“{shortened(text)}” has a placeholder *.", "It is left out.")
        return False
    if not same or ";" in text or len(text) > LONGEST_WORDS:
        losses.add(f"“{shortened(text)}” cannot be typed as one answer here.", "It is left out.")
        return False
    return True


def numbers(spans: Sequence[Span], losses: Losses) -> Typed | None:
    """The first range that earns everything; single numbers that earn nothing are mistakes."""
    answer = next((span for span in spans if span.percent >= WHOLE), None)
    if answer is None:
        left_out(losses, "No number of it earns all points.")
        return None
    said = [answer.feedback] if answer.feedback else []
    mistakes: dict[Decimal, Wrong] = {}
    for span in spans:
        if span is answer:
            continue
        is_mistake = span.low == span.high and span.percent <= 0 and span.feedback
        if not is_mistake or answer.low <= span.low <= answer.high:
            earns = f"{shown(span)} earns {plain(span.percent)}% there."
            losses.add(earns, "It is left out: one range is right here.")
            continue
        mistakes.setdefault(span.low, Wrong(plain(span.low), span.feedback))
    _say_right_feedback(said, losses)
    return Typed(Number(shown(answer), tuple(mistakes.values())), tuple(said))


def _say_right_feedback(said: Sequence[str], losses: Losses) -> None:
    if said:
        losses.add("A right answer that is typed has no feedback.", "The explanation says it.")


def shown(span: Span) -> str:
    """A number, or a range, as an author writes it."""
    if span.low == span.high:
        return plain(span.low)
    middle = (span.low + span.high) / 2
    around = f"{plain(middle)} ± {plain(span.high - middle)}"
    is_exact = middle + (span.high - middle) == span.high and 2 * middle == span.low + span.high
    return around if is_exact else f"{plain(span.low)} to {plain(span.high)}"
