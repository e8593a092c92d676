"""What another system's file says, as the values of which a quiz of ours is written.

All texts in them are Markdown that is safe to stand where they stand, but for names and words,
which are plain.
"""

from dataclasses import dataclass, field

# A longer text is no name.
LONGEST_NAME = 120
# Where a gap stands in a stem while the rest of it is turned into Markdown.
GAP = "\u2980"


@dataclass(frozen=True)
class Choice:
    """One answer to choose from."""

    text: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Wrong:
    """A wrong number or word with feedback of its own."""

    value: str
    feedback: str


@dataclass(frozen=True)
class Choices:
    """Options; `asks_for_all` where several may be chosen."""

    options: tuple[Choice, ...]
    asks_for_all: bool = False


@dataclass(frozen=True)
class Number:
    """A number as it is written after the label, with the known mistakes."""

    shown: str
    mistakes: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Words:
    """Words that are accepted, the answer first, with the known mistakes."""

    accepted: tuple[str, ...]
    mistakes: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Left and right cells; an empty left one makes a distractor."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Steps:
    """Steps in their right order."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Gaps:
    """What stands between the brackets of each gap, in the order of their places in the stem."""

    insides: tuple[str, ...]


@dataclass(frozen=True)
class Free:
    """Free text with at least so many words, or any number for 0."""

    least_words: int = 0


Key = Choices | Number | Words | Pairs | Steps | Gaps | Free


@dataclass(frozen=True)
class Written:
    """A question; `at` says where it stood in the other file."""

    at: str
    name: str
    stem: str
    key: Key
    explanation: str = ""
    hint: str = ""
    settings: tuple[str, ...] = ()


def name_from(text: str) -> str:
    """The name of a question that has none: what it asks, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_NAME else f"{flat[:LONGEST_NAME].rstrip()}…"


@dataclass
class Part:
    """A stretch of a quiz under one heading, or under none.

    What it says above its questions, and these, are added one by one.
    """

    title: str = ""
    texts: list[str] = field(default_factory=list)
    questions: list[Written] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that it says above its questions."""
        return "\n\n".join(self.texts)


@dataclass(frozen=True)
class Found:
    """Everything that a file of questions holds."""

    parts: tuple[Part, ...]
    title: str = ""

    @property
    def questions(self) -> tuple[Written, ...]:
        """Every question, in the file's order."""
        return tuple(question for part in self.parts for question in part.questions)
