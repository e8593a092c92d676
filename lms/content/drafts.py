"""What the readers make of quizzes before anything is rendered: values with lines and fragments."""

from dataclasses import dataclass

from lms.content.headings import Heading
from lms.content.intervals import Interval
from lms.content.readers import Attempts
from lms.content.render_shapes import Fragment
from lms.content.stamps import Stamp
from lms.domain.questions import Feedback, Kind, Shuffle, most_reflections


@dataclass(frozen=True)
class OptionDraft:
    """An option; `text` is its source, `key` the digest it is known by."""

    line: int
    column: int
    key: str
    text: str
    shown: Fragment
    is_right: bool
    feedback: Fragment | None
    stays_last: bool


@dataclass(frozen=True)
class MistakeDraft:
    """A number that is known to be wrong, with what is said to it."""

    line: int
    interval: Interval
    feedback: Fragment | None


@dataclass(frozen=True)
class NumericDraft:
    """The accepted range, the author's words for it, and the known mistakes."""

    line: int
    interval: Interval
    shown: str
    mistakes: tuple[MistakeDraft, ...]


@dataclass(frozen=True)
class WrongWordsDraft:
    """Words that are known to be wrong, with what is said to them."""

    line: int
    value: str
    feedback: Fragment | None


@dataclass(frozen=True)
class WordsDraft:
    """The words that are accepted, the answer first, and the known mistakes."""

    line: int
    accepted: tuple[str, ...]
    mistakes: tuple[WrongWordsDraft, ...]


@dataclass(frozen=True)
class SlotDraft:
    """A line to match or a gap to fill; a gap shows nothing, and a typed one has no choices."""

    line: int
    column: int
    key: str
    shown: Fragment | None
    choices: tuple[str, ...]
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A name that must exist elsewhere, such as an objective's key, with its place."""

    name: str
    line: int
    column: int


@dataclass(frozen=True)
class Settings:
    """What `**Settings:**` says; the defaults where it is left out."""

    points: int = 1
    says_points: bool = False
    has_partial_credit: bool = False
    keeps_order: bool = False
    is_application: bool = False
    line: int = 0


@dataclass(frozen=True)
class QuestionDraft:
    """A question; `kind` is None where an error keeps it from being known."""

    heading: Heading
    last: int
    stamp: Stamp | None
    identity: str
    kind: Kind | None
    name: str
    stem: Fragment
    stem_text: str
    options: tuple[OptionDraft, ...]
    slots: tuple[SlotDraft, ...]
    numeric: NumericDraft | None
    words: WordsDraft | None
    least_words: int
    settings: Settings
    objectives: tuple[Reference, ...]
    hint: Fragment | None
    explanation: Fragment | None
    source: Fragment | None

    @property
    def mistakes(self) -> tuple[MistakeDraft | WrongWordsDraft, ...]:
        """The known mistakes, numbers or words."""
        typed = self.numeric or self.words
        return typed.mistakes if typed else ()

    @property
    def rights(self) -> tuple[OptionDraft, ...]:
        """The options that are right."""
        return tuple(option for option in self.options if option.is_right)

    @property
    def wrongs(self) -> tuple[OptionDraft, ...]:
        """The distractors."""
        return tuple(option for option in self.options if not option.is_right)


@dataclass(frozen=True)
class PartDraft:
    """A later part of a case; `first` is its first question's place among the case's."""

    line: int
    title: str
    text: Fragment
    first: int


@dataclass(frozen=True)
class BlockDraft:
    """A section; a pool when `choose` is set; or a case, which may have later parts."""

    line: int
    title: str
    intro: Fragment | None
    choose: int | None
    questions: tuple[QuestionDraft, ...]
    is_case: bool = False
    parts: tuple[PartDraft, ...] = ()

    @property
    def asked(self) -> int:
        """How many of its questions one attempt presents."""
        return len(self.questions) if self.choose is None else self.choose

    @property
    def reflections(self) -> int:
        """How many of them may be reflections."""
        return most_reflections((question.kind for question in self.questions), self.asked)


@dataclass(frozen=True)
class ChoiceDraft:
    """An option of a scene; `to` is the slug of the scene that it leads to, empty where unknown."""

    line: int
    column: int
    key: str
    text: str
    shown: Fragment
    to: str
    feedback: Fragment | None


@dataclass(frozen=True)
class SceneDraft:
    """A scene; `has_ending` tells one that ends its branch from one that says how in no words."""

    line: int
    last: int
    slug: str
    title: str
    text: Fragment | None
    choices: tuple[ChoiceDraft, ...]
    has_ending: bool
    ending: Fragment | None


@dataclass(frozen=True)
class ScenarioDraft:
    """A scenario with its scenes, the first of which begins it."""

    line: int
    slug: str
    title: str
    intro: Fragment | None
    scenes: tuple[SceneDraft, ...]

    @property
    def choices(self) -> tuple[ChoiceDraft, ...]:
        """Every option of every scene."""
        return tuple(choice for scene in self.scenes for choice in scene.choices)


@dataclass(frozen=True)
class QuizDraft:
    """A quiz file; what its head leaves out is None, and the course's own holds."""

    file: str
    module: str
    line: int
    title: str
    instructions: Fragment | None
    blocks: tuple[BlockDraft, ...]
    pass_mark: int | None
    attempts: Attempts | None
    feedback: Feedback
    shuffle: Shuffle
    time_limit: int | None
    scenarios: tuple[ScenarioDraft, ...]

    @property
    def is_graded(self) -> bool:
        """A quiz with feedback at each answer is for practice, and so are scenarios."""
        return self.feedback is not Feedback.EACH_ANSWER and bool(self.blocks)

    @property
    def questions(self) -> tuple[QuestionDraft, ...]:
        """Every question, in the author's order."""
        return tuple(question for block in self.blocks for question in block.questions)

    @property
    def asked(self) -> int:
        """How many questions one attempt presents."""
        return sum(block.asked for block in self.blocks)

    @property
    def reflections(self) -> int:
        """How many of them may be reflections."""
        return sum(block.reflections for block in self.blocks)
