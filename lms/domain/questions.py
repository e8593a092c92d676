"""Questions and quizzes, with their keys; and the sheet a learner gets, which has none."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from random import Random


class Kind(StrEnum):
    """What a learner is asked to do; inferred from how the author wrote the answer."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"


class Feedback(StrEnum):
    """When explanations and the key are released."""

    AFTER_PASSING = "after_passing"
    AFTER_SUBMITTING = "after_submitting"
    EACH_ANSWER = "each_answer"


class Shuffle(StrEnum):
    """What is put in a new order for each attempt; QUESTIONS shuffles the options too."""

    OPTIONS = "options"
    QUESTIONS = "questions"
    NONE = "none"


@dataclass(frozen=True)
class Option:
    """One answer to choose from; known by its content, never by its position."""

    key: str
    html: str
    is_right: bool
    feedback_html: str
    stays_last: bool


@dataclass(frozen=True)
class Mistake:
    """A wrong number that is common enough to have feedback of its own."""

    value: str
    feedback_html: str


@dataclass(frozen=True)
class NumericKey:
    """The accepted range, both ends included, as exact decimal text; `shown` as written."""

    low: str
    high: str
    unit: str
    shown: str
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Question:
    """An item as its author wrote it, rendered, with its key."""

    stamp: str
    kind: Kind
    name: str
    stem_html: str
    options: tuple[Option, ...]
    numeric: NumericKey | None
    points: int
    has_partial_credit: bool
    keeps_order: bool
    is_application: bool
    objectives: tuple[str, ...]
    hint_html: str
    explanation_html: str
    source_html: str

    @property
    def right_keys(self) -> frozenset[str]:
        """The keys of the options that are right."""
        return frozenset(option.key for option in self.options if option.is_right)


@dataclass(frozen=True)
class Block:
    """A run of questions: a section (`choose` is None: all are asked) or a pool to draw from."""

    title: str
    intro_html: str
    choose: int | None
    questions: tuple[Question, ...]

    @property
    def asked(self) -> int:
        """How many of its questions one attempt presents."""
        return len(self.questions) if self.choose is None else self.choose

    @property
    def possible(self) -> int:
        """The points that one attempt can earn here; all items of a pool are worth the same."""
        worth = sorted((question.points for question in self.questions), reverse=True)
        return sum(worth[: self.asked])


@dataclass(frozen=True)
class Quiz:
    """The graded quiz paired with a module."""

    module: str
    title: str
    instructions_html: str
    blocks: tuple[Block, ...]
    pass_mark_percent: int
    attempts: int | None
    feedback: Feedback
    shuffle: Shuffle
    time_limit_minutes: int | None

    @property
    def is_graded(self) -> bool:
        """A quiz with feedback at each answer is for practice and never graded (FORMAT 4.2)."""
        return self.feedback is not Feedback.EACH_ANSWER

    @property
    def asked(self) -> int:
        """How many questions one attempt presents."""
        return sum(block.asked for block in self.blocks)

    @property
    def possible(self) -> int:
        """The points that one attempt can earn; all items of a pool are worth the same."""
        return sum(block.possible for block in self.blocks)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of its bank, in the author's order."""
        return tuple(question for block in self.blocks for question in block.questions)


@dataclass(frozen=True)
class Answer:
    """What a learner gave: keys of chosen options, or the text typed."""

    chosen: frozenset[str] = frozenset()
    typed: str = ""

    @property
    def is_blank(self) -> bool:
        """True when nothing was chosen or typed."""
        return not self.chosen and not self.typed.strip()


@dataclass(frozen=True)
class ShownOption:
    """An option as the learner sees it: nothing here tells whether it is right."""

    key: str
    html: str


@dataclass(frozen=True)
class ShownQuestion:
    """An item as the learner sees it before the release rule allows more (AC-05)."""

    position: int
    kind: Kind
    stem_html: str
    hint_html: str
    options: tuple[ShownOption, ...]
    unit: str
    points: int
    has_partial_credit: bool
    block_title: str
    intro_html: str


@dataclass(frozen=True)
class Draw:
    """One line of an attempt's plan: which question, in which order of options."""

    stamp: str
    option_keys: tuple[str, ...]


def draw(quiz: Quiz, chance: Random, seen: frozenset[str]) -> tuple[Draw, ...]:
    """The plan of one attempt, fixed when it starts; pools prefer items not `seen` before."""
    plans = [
        Draw(question.stamp, _option_order(question, quiz.shuffle, chance))
        for block in quiz.blocks
        for question in _chosen(block, quiz.shuffle, chance, seen)
    ]
    return tuple(plans)


def _chosen(block: Block, shuffle: Shuffle, chance: Random, seen: frozenset[str]) -> list[Question]:
    questions = list(block.questions)
    if block.choose is not None:
        # By place and not by value: two items of a pool may be equal.
        places = chance.sample(range(len(questions)), len(questions))
        # sorted() is stable: within "unseen first" the shuffled order stays.
        preferred = sorted(places, key=lambda place: questions[place].stamp in seen)
        questions = [questions[place] for place in sorted(preferred[: block.choose])]
    if shuffle is Shuffle.QUESTIONS:
        chance.shuffle(questions)
    return questions


def _option_order(question: Question, shuffle: Shuffle, chance: Random) -> tuple[str, ...]:
    fixed = question.keeps_order or question.kind is Kind.TRUE_FALSE or shuffle is Shuffle.NONE
    if fixed:
        return tuple(option.key for option in question.options)
    free = [option.key for option in question.options if not option.stays_last]
    chance.shuffle(free)
    return (*free, *(option.key for option in question.options if option.stays_last))


def shown(
    question: Question, plan: Draw, position: int, block_title: str, intro_html: str
) -> ShownQuestion:
    """The question without its key, options in the order of the plan."""
    html = {option.key: option.html for option in question.options}
    return ShownQuestion(
        position=position,
        kind=question.kind,
        stem_html=question.stem_html,
        hint_html=question.hint_html,
        options=tuple(ShownOption(key, html[key]) for key in plan.option_keys),
        unit=question.numeric.unit if question.numeric else "",
        points=question.points,
        has_partial_credit=question.has_partial_credit,
        block_title=block_title,
        intro_html=intro_html,
    )


@dataclass(frozen=True)
class Mark:
    """What one answer earned, as an exact share of the question's points."""

    stamp: str
    share: Fraction
    points: int

    @property
    def earned(self) -> Fraction:
        """Points earned."""
        return self.share * self.points
