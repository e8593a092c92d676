"""Questions put together of what a reader has found, with what our format asks for besides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.exchange.losses import Losses
from lms.exchange.numbers import left_out
from lms.exchange.quiz_values import (
    Choices,
    Found,
    Free,
    Gaps,
    Key,
    Pairs,
    Part,
    Steps,
    Written,
    name_from,
)

SELECT_ALL = "Select all that apply."
# One right answer of several that may be chosen looks like a single choice, but for these words.
_SAYS_ALL = re.compile(
    r"\b(?:select|choose|check|mark|tick|pick) (?:all|every|any) .{0,20}apply\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Around:
    """What stands around a key: the place, the name and the texts of a question, in Markdown."""

    at: str
    name: str
    stem: str
    explanation: str = ""
    hint: str = ""
    points: int = 1


def assembled(around: Around, key: Key, losses: Losses) -> Written | None:
    """The question, or None where it asks nothing."""
    if not around.stem and not around.name:
        left_out(losses, "It asks nothing.")
        return None
    settings = _settings(around, key)
    return Written(
        at=around.at,
        name=around.name or name_from(around.stem),
        stem=_stem(around, key, losses),
        key=key,
        explanation=around.explanation,
        hint=around.hint,
        settings=settings,
    )


def _stem(around: Around, key: Key, losses: Losses) -> str:
    if not isinstance(key, Choices) or not key.asks_for_all:
        return around.stem
    rights = sum(option.is_right for option in key.options)
    asked = around.stem or around.name
    if rights > 1 or _SAYS_ALL.search(" ".join(asked.split())):
        return around.stem
    losses.add("Several answers may be chosen, and one is right.", f"The stem says: {SELECT_ALL}")
    return "\n\n".join(filter(None, [around.stem or around.name, SELECT_ALL]))


def _settings(around: Around, key: Key) -> tuple[str, ...]:
    if isinstance(key, Free):
        return ()
    points = () if around.points == 1 else (f"{around.points} points",)
    return (*points, "partial credit") if _earns_shares(key) else points


def _earns_shares(key: Key) -> bool:
    """True where a part of the answer earns a part of the points, as it does elsewhere."""
    match key:
        case Choices(_, asks_for_all):
            return asks_for_all
        case Gaps(insides):
            return len(insides) > 1
        case Pairs() | Steps():
            return True
    return False


def joined(texts: Sequence[str]) -> str:
    """Texts as paragraphs of one."""
    return "\n\n".join(filter(None, texts))


def add_text(parts: list[Part], title: str, markdown: str) -> None:
    """Puts a text that asks nothing above the questions that follow it."""
    if parts[-1].questions:
        parts.append(Part(title or name_from(markdown)))
    parts[-1].texts += [markdown] if markdown else []


def settled(parts: Sequence[Part], title: str, losses: Losses) -> Found:
    """What was found, without the sections that ask nothing."""
    for part in parts:
        if not part.questions and (part.title or part.text):
            here = losses.at("", part.title or name_from(part.text))
            here.add("No question stands in this section.", "The section is left out.")
    return Found(tuple(part for part in parts if part.questions), title)
