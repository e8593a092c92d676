"""Questions and quizzes, with their keys; and the sheet a learner gets, which has none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from html import escape
from math import factorial
from random import Random

from lms.domain.scenarios import Scenario


class Kind(StrEnum):
    """What a learner is asked to do; inferred from how the author wrote the answer."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    ORDERING = "ordering"
    MATCHING = "matching"
    WORDS = "words"
    CLOZE = "cloze"
    REFLECTION = "reflection"


# Of these an answer fills several places, each of which earns its share.
MANY_PLACES = frozenset({Kind.ORDERING, Kind.MATCHING, Kind.CLOZE})
# And of these it is one text.
TYPED = frozenset({Kind.NUMERIC, Kind.WORDS, Kind.REFLECTION})


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
    """A wrong number or word that is common enough to have feedback of its own."""

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
class WordsKey:
    """The words that are accepted, the first of them as the answer, and the known mistakes."""

    accepted: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class Slot:
    """A place to fill in: a line of a matching item, or a gap in a stem.

    Its key is a digest of the line's text, or the gap's number. `choices` are the keys of the
    options to choose from, none where one types; `accepted` are keys of them, or words.
    """

    key: str
    html: str
    choices: tuple[str, ...]
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Asks:
    """What an answer has to be, for whoever gives it; nothing here is about the key."""

    kind: Kind
    unit: str
    slots: tuple[str, ...]
    least_words: int


@dataclass(frozen=True)
class Question:
    """An item as its author wrote it, rendered, with its key.

    The options of an ordering item are its steps, in the right order; those of matching and cloze
    items are what their slots offer.
    """

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
    slots: tuple[Slot, ...] = ()
    words: WordsKey | None = None
    least_words: int = 0  # of a reflection

    @property
    def asks(self) -> Asks:
        """What an answer to it has to be."""
        unit = self.numeric.unit if self.numeric else ""
        slots = tuple(slot.key for slot in self.slots)
        if self.kind is Kind.ORDERING:
            slots = tuple(sorted(option.key for option in self.options))
        return Asks(self.kind, unit, slots, self.least_words)

    @property
    def ways(self) -> int:
        """In how many ways it, or one of its places, can be answered; 0 where one types."""
        if self.kind is Kind.ORDERING:
            return factorial(len(self.options))
        if self.slots:
            # Of the place with the fewest: its mark may be told from those of the others.
            return min((len(slot.choices) for slot in self.slots if slot.choices), default=0)
        return len(self.options)

    @property
    def in_practice(self) -> "ShownQuestion":
        """The question as a module's check shows it: nothing is drawn, and nothing given away."""
        keys = tuple(option.key for option in self.options)
        if self.kind is Kind.ORDERING or self.slots:
            # Digests are in no order that says anything.
            keys = tuple(sorted(keys))
            written = tuple(option.key for option in self.options)
            keys = keys[::-1] if self.kind is Kind.ORDERING and keys == written else keys
        return shown(self, Draw(self.stamp, keys), 0, "", "")

    @property
    def accepted(self) -> str:
        """The number or the words that are right, as they were written; empty for other kinds."""
        if self.words is not None:
            return self.words.accepted[0]
        return self.numeric.shown if self.numeric else ""

    @property
    def right_keys(self) -> frozenset[str]:
        """The keys of the options that are right."""
        return frozenset(option.key for option in self.options if option.is_right)


@dataclass(frozen=True)
class LaterPart:
    """A further part of a case: how its story goes on, and its first question's place in it."""

    title: str
    html: str
    first: int


def most_reflections(kinds: Iterable[Kind | None], asked: int) -> int:
    """How many of the questions that a block presents may be reflections, which are never graded.

    `kinds` are those of all that it holds; where it draws some, a draw may hold every one.
    """
    return min(asked, sum(kind is Kind.REFLECTION for kind in kinds))


@dataclass(frozen=True)
class Block:
    """A run of questions: a section, all asked; a pool to draw `choose` of; or a case.

    The questions of a case stay in their order, and those of a later part wait until it is opened.
    """

    title: str
    intro_html: str
    choose: int | None
    questions: tuple[Question, ...]
    is_case: bool = False
    parts: tuple[LaterPart, ...] = ()

    @property
    def asked(self) -> int:
        """How many of its questions one attempt presents."""
        return len(self.questions) if self.choose is None else self.choose

    @property
    def reflections(self) -> int:
        """How many of them may be reflections."""
        return most_reflections((question.kind for question in self.questions), self.asked)

    @property
    def possible(self) -> int:
        """The points that one attempt can earn here; all items of a pool are worth the same."""
        worth = sorted((question.points for question in self.questions), reverse=True)
        return sum(worth[: self.asked])

    def part_at(self, place: int) -> int:
        """The number of the part that the question at that place is in; 0 is the first."""
        return sum(part.first <= place for part in self.parts)


@dataclass(frozen=True)
class Quiz:
    """What is paired with a module: a graded quiz or a practice quiz, scenarios, or both."""

    module: str
    title: str
    instructions_html: str
    blocks: tuple[Block, ...]
    pass_mark_percent: int
    attempts: int | None
    feedback: Feedback
    shuffle: Shuffle
    time_limit_minutes: int | None
    scenarios: tuple[Scenario, ...] = ()

    @property
    def is_graded(self) -> bool:
        """A quiz with feedback at each answer is for practice and never graded (FORMAT 4.2).

        Scenarios alone are no quiz.
        """
        return self.feedback is not Feedback.EACH_ANSWER and bool(self.blocks)

    @property
    def asked(self) -> int:
        """How many questions one attempt presents."""
        return sum(block.asked for block in self.blocks)

    @property
    def reflections(self) -> int:
        """How many of them may be reflections."""
        return sum(block.reflections for block in self.blocks)

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
    """What a learner gave: keys of chosen options, the text typed, or what fills which place.

    `filled` has pairs of a slot's key and an option's key or text; of an ordering item, pairs of a
    step's key and its place, counted from 1. `filled_with` leaves empty places out.
    """

    chosen: frozenset[str] = frozenset()
    typed: str = ""
    filled: tuple[tuple[str, str], ...] = ()

    @property
    def is_blank(self) -> bool:
        """True when nothing was chosen, typed or filled in."""
        return not self.chosen and not self.typed.strip() and not self.filled


def is_fitting(question: Question, key: str, text: str) -> bool:
    """True where this step, line or gap can be filled with that."""
    if question.kind is Kind.ORDERING:
        places = {str(place) for place in range(1, len(question.options) + 1)}
        return key in question.asks.slots and text in places
    slot = next((slot for slot in question.slots if slot.key == key), None)
    return slot is not None and (not slot.choices or text in slot.choices)


def filled_with(pairs: Iterable[tuple[str, str]]) -> Answer:
    """An answer that fills these places; the order of the pairs never matters."""
    return Answer(filled=tuple(sorted((key, text) for key, text in pairs if text.strip())))


@dataclass(frozen=True)
class ShownOption:
    """An option as the learner sees it: nothing here tells whether it is right."""

    key: str
    html: str


@dataclass(frozen=True)
class ShownSlot:
    """A place to fill in as the learner sees it; without choices, one types."""

    key: str
    html: str
    choices: tuple[ShownOption, ...]


@dataclass(frozen=True)
class Story:
    """A text that is told before a question: of its section, or of a later part of its case."""

    title: str
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
    asks: Asks
    slots: tuple[ShownSlot, ...] = ()
    told: Story | None = None

    def in_order(self, answer: Answer) -> tuple[ShownOption, ...]:
        """The steps of an ordering item as somebody has put them, or as they were drawn."""
        places = dict(answer.filled)
        return tuple(sorted(self.options, key=lambda step: int(places.get(step.key, 0))))

    def filled_words(self, answer: Answer) -> tuple[str, ...]:
        """What stands in its places, from the first to the last that is filled, as HTML."""
        if self.kind is Kind.ORDERING:
            return tuple(step.html for step in self.in_order(answer))
        html, filled = {o.key: o.html for o in self.options}, dict(answer.filled)
        texts = (filled[slot.key] for slot in self.slots if slot.key in filled)
        return tuple(html.get(text) or escape(text) for text in texts)


@dataclass(frozen=True)
class FilledPlace:
    """A step, line or gap, what was put there, and what is right, for people to read."""

    key: str
    html: str
    given_html: str
    right_html: str


def filled_places(
    question: Question, steps: Iterable[ShownOption], answer: Answer
) -> Iterator[FilledPlace]:
    """Each place of an answer; those of an ordering item in the order of `steps`."""
    filled = dict(answer.filled)
    if question.kind is Kind.ORDERING:
        right = {option.key: str(place) for place, option in enumerate(question.options, 1)}
        for step in steps:
            given = escape(filled.get(step.key, ""))
            yield FilledPlace(step.key, step.html, given, right[step.key])
        return
    html = {option.key: option.html for option in question.options}
    for slot in question.slots:
        given, accepted = filled.get(slot.key, ""), slot.accepted[0]
        yield FilledPlace(
            key=slot.key,
            html=slot.html or slot.key,
            given_html=html.get(given) or escape(given),
            right_html=html.get(accepted) or escape(accepted),
        )


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
        # The story goes on from part to part, so each of them asks something.
        of_part = {block.part_at(place): place for place in reversed(preferred)}
        preferred.sort(key=lambda place: place not in of_part.values())
        questions = [questions[place] for place in sorted(preferred[: block.choose])]
    if shuffle is Shuffle.QUESTIONS and not block.is_case:
        chance.shuffle(questions)
    return questions


def _option_order(question: Question, shuffle: Shuffle, chance: Random) -> tuple[str, ...]:
    written = tuple(option.key for option in question.options)
    # As they are written, steps stand in order, pairs side by side, and the right word first.
    gives_away = bool(question.slots) or question.kind is Kind.ORDERING
    is_fixed = question.keeps_order or question.kind is Kind.TRUE_FALSE
    if is_fixed or (shuffle is Shuffle.NONE and not gives_away):
        return written
    free = [option.key for option in question.options if not option.stays_last]
    written_free = list(free)
    chance.shuffle(free)
    while gives_away and free == written_free and len(free) > 1:
        chance.shuffle(free)
    return (*free, *(option.key for option in question.options if option.stays_last))


def shown(
    question: Question, plan: Draw, position: int, block_title: str, intro_html: str
) -> ShownQuestion:
    """The question without its key, options in the order of the plan."""
    html = {option.key: option.html for option in question.options}
    options = tuple(ShownOption(key, html[key]) for key in plan.option_keys)
    return ShownQuestion(
        position=position,
        kind=question.kind,
        stem_html=question.stem_html,
        hint_html=question.hint_html,
        options=options,
        unit=question.numeric.unit if question.numeric else "",
        points=question.points,
        has_partial_credit=question.has_partial_credit,
        block_title=block_title,
        intro_html=intro_html,
        asks=question.asks,
        slots=tuple(
            ShownSlot(slot.key, slot.html, tuple(o for o in options if o.key in slot.choices))
            for slot in question.slots
        ),
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
