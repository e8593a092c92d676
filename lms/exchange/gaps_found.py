"""Gaps that other systems have in a text, as the gaps of a stem where they fit into brackets."""

import re
from collections.abc import Sequence

from lms.exchange import escaping
from lms.exchange.keys_chosen import FEWEST
from lms.exchange.losses import Losses, shortened
from lms.exchange.quiz_values import GAP, Choices, Words

# Three underscores, as Markdown has them where they are no emphasis.
BLANK = r"\_\_\_"
_UNFIT_CHOICE = re.compile(r"[\[\]|*_`\\\n]")
_UNFIT_WORDS = re.compile(r"[\[\]|<\n]|(?:^|\s)/(?:\s|$)|^(?:\*+|_+)")


def inside_of(key: Choices | Words, losses: Losses) -> str | None:
    """What stands between the brackets of a gap, or None where it does not fit."""
    return _chosen(key, losses) if isinstance(key, Choices) else _typed(key, losses)


def has_feedback(key: Choices | Words) -> bool:
    """True when something is said to one of the answers."""
    said = key.options if isinstance(key, Choices) else key.mistakes
    return any(answer.feedback for answer in said)


def _chosen(key: Choices, losses: Losses) -> str | None:
    rights = sum(option.is_right for option in key.options)
    if (
        len(key.options) < FEWEST
        or rights != 1
        or any(_UNFIT_CHOICE.search(option.text) for option in key.options)
    ):
        return None
    _check_feedback([option.feedback for option in key.options], losses)
    texts = (f"*{it.text}*" if it.is_right else it.text for it in key.options)
    return " | ".join(texts)


def _typed(key: Words, losses: Losses) -> str | None:
    if any(map(_UNFIT_WORDS.search, key.accepted)):
        return None
    for mistake in key.mistakes:
        said = f"What is said to “{shortened(mistake.value)}” has no place in a gap."
        losses.add(said, "It is left out.")
    return " / ".join(map(escaping.in_words, key.accepted))


def _check_feedback(said: Sequence[str], losses: Losses) -> None:
    if any(said):
        losses.add("The feedback for what fills a gap has no place.", "It is left out.")


def blanked(stem: str) -> str:
    """A stem with a blank in place of each gap, as it is asked without them."""
    return stem.replace(GAP, BLANK)
