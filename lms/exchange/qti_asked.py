"""What an item of QTI asks: its responses, its interactions and how its score is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lms.domain.questions import Option


@dataclass(frozen=True)
class Known:
    """A known mistake: the question whether it was made, and what is said to it."""

    is_made: Element
    feedback_html: str


@dataclass(frozen=True)
class Asked:
    """One question as QTI has it; `fillings` stand in the gaps of its stem, `blocks` below it.

    `chosen` has the feedback of each choice by its identifier.
    """

    responses: tuple[Element, ...]
    blocks: tuple[Element, ...] = ()
    fillings: Mapping[str, Element] = field(default_factory=dict)
    template: str = ""
    rules: tuple[Element, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    mistakes: tuple[Known, ...] = ()
    max_score: str = "1"


def identifiers(options: Sequence[Option]) -> dict[str, str]:
    """The identifier of each option, by its key."""
    return {option.key: f"C{place}" for place, option in enumerate(options, 1)}


def mixed(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options in an order that says nothing, for those who do not shuffle."""
    by_digest = tuple(sorted(options, key=lambda option: option.key))
    return by_digest[::-1] if by_digest == tuple(options) else by_digest
