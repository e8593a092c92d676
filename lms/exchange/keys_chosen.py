"""Keys of answers to choose from and of lines to match, from what another system says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.exchange.losses import Losses, shortened
from lms.exchange.numbers import WHOLE, left_out, plain
from lms.exchange.quiz_values import Choice, Choices, Pairs

FEWEST = 2
# Shares are written with five digits.
_NEARLY = Decimal("0.02")
_LEAST = Decimal("0.00001")


@dataclass(frozen=True)
class Weighed:
    """An answer to choose from, with the percentage it earns."""

    text: str
    percent: Decimal
    feedback: str


def single_choice(answers: Sequence[Weighed], losses: Losses) -> Choices | None:
    """One right option: the one that earns everything."""
    best = max((answer.percent for answer in answers), default=Decimal(0))
    if best <= 0:
        left_out(losses, "No answer of it is right.")
        return None
    for answer in answers:
        if 0 < answer.percent < best or answer.percent < 0:
            _weight(answer, "It counts as wrong.", losses)
    if 0 < best < WHOLE:
        losses.add(f"Its best answer earns {plain(best)}%.", "It earns all points.")
    return _choices(answers, best, losses)


def multiple_choice(answers: Sequence[Weighed], losses: Losses) -> Choices | None:
    """Several right options: all that earn something."""
    rights = [answer for answer in answers if answer.percent > 0]
    if not rights:
        left_out(losses, "No answer of it is right.")
        return None
    share = WHOLE / len(rights)
    for answer in rights:
        if abs(answer.percent - share) > _NEARLY:
            _weight(answer, "All right answers earn the same.", losses)
    for answer in answers:
        if answer.percent <= 0 and abs(answer.percent + share) > _NEARLY:
            _weight(answer, "A wrong choice takes away what a right one earns.", losses)
    found = _choices(answers, _LEAST, losses)
    return Choices(found.options, asks_for_all=True) if found else None


def _choices(answers: Sequence[Weighed], least: Decimal, losses: Losses) -> Choices | None:
    options = [Choice(a.text, a.percent >= least, a.feedback) for a in answers]
    kept = tuple(_distinct(options, losses))
    if len(kept) < FEWEST or all(option.is_right for option in kept):
        left_out(losses, "It has no wrong answer to choose.")
        return None
    return Choices(kept)


def _distinct(options: Iterable[Choice], losses: Losses) -> Iterable[Choice]:
    kept: dict[str, Choice] = {}
    for option in options:
        earlier = kept.get(same(option.text))
        if not option.text:
            losses.add("An answer without text cannot be an option.", "It is left out.")
        elif earlier:
            losses.add(f"The answer “{shortened(option.text)}” stands twice.", "It stands once.")
            if option.is_right and not earlier.is_right:
                kept[same(option.text)] = option
        else:
            kept[same(option.text)] = option
    return kept.values()


def same(text: str) -> str:
    """What two texts share that readers would call equal."""
    return " ".join(text.split()).casefold().rstrip(".!?,;:") or text


def _weight(answer: Weighed, instead: str, losses: Losses) -> None:
    said = f"The weight {plain(answer.percent)}% of “{shortened(answer.text)}”"
    losses.add(f"{said} is not carried over.", instead)


def pairs(lines: Iterable[tuple[str, str]], losses: Losses) -> Pairs | None:
    """Lines to match; a line without a right side is nothing."""
    kept: dict[tuple[str, str], None] = {}
    for left, right in lines:
        if right:
            kept.setdefault((left, right))
        elif left:
            losses.add(f"Nothing is matched with “{shortened(left)}”.", "It is left out.")
    rights = {same(right) for left, right in kept if left}
    found = {(left, right): None for left, right in kept if left or same(right) not in rights}
    if sum(bool(left) for left, _ in found) < FEWEST or len({right for _, right in found}) < FEWEST:
        left_out(losses, "It has fewer than two pairs.")
        return None
    return Pairs(tuple(found))
