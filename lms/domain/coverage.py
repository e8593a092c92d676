"""Coverage: which modules teach an objective, which questions test it, and how surely."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from lms.domain.courses import Course, Objective, OutlineEntry
from lms.domain.questions import Block, Kind, Question, Quiz


@dataclass(frozen=True)
class CountedQuestion:
    """A question that earns points, as far as coverage is concerned."""

    stamp: str
    name: str
    kind: Kind
    points: int
    is_application: bool


@dataclass(frozen=True)
class QuizCoverage:
    """The questions of one quiz that test an objective, in the author's order.

    `least` of them are in every attempt; `expected` is the mean over all first attempts.
    """

    module: str
    title: str
    is_optional: bool
    questions: tuple[CountedQuestion, ...]
    least: int
    expected: Fraction


@dataclass(frozen=True)
class ObjectiveCoverage:
    """What a course does about one objective; modules and quizzes in the outline's order."""

    objective: Objective
    taught_in: tuple[OutlineEntry, ...]
    quizzes: tuple[QuizCoverage, ...]

    @property
    def bank(self) -> int:
        """How many questions test it."""
        return sum(len(quiz.questions) for quiz in self.quizzes)

    @property
    def least(self) -> int:
        """How many of them every learner is sure to meet who takes every quiz once."""
        return sum(quiz.least for quiz in self.quizzes)

    @property
    def expected(self) -> Fraction:
        """How many of them such a learner meets on average."""
        return sum((quiz.expected for quiz in self.quizzes), Fraction(0))

    @property
    def is_surely_tested(self) -> bool:
        """True when nobody completes the course without being asked about it."""
        return any(quiz.least for quiz in self.quizzes if not quiz.is_optional)

    @property
    def is_taught(self) -> bool:
        """True when a module says that it teaches it."""
        return bool(self.taught_in)


@dataclass(frozen=True)
class Loose:
    """A question that counts and tests no objective of its course."""

    module: str
    question: CountedQuestion


@dataclass(frozen=True)
class Coverage:
    """Each objective of a course with what teaches and tests it, and what is left over."""

    objectives: tuple[ObjectiveCoverage, ...]
    loose: tuple[Loose, ...]

    @property
    def untaught(self) -> tuple[ObjectiveCoverage, ...]:
        """The objectives that no module teaches."""
        return tuple(each for each in self.objectives if not each.is_taught)

    @property
    def unsure(self) -> tuple[ObjectiveCoverage, ...]:
        """The objectives that an attempt may leave out, or that nothing tests."""
        return tuple(each for each in self.objectives if not each.is_surely_tested)

    @property
    def has_gaps(self) -> bool:
        """True when an objective may go untested or is not taught, or a question has none."""
        return bool(self.untaught or self.unsure or self.loose)


def coverage(course: Course) -> Coverage:
    """What a course teaches and tests of each of its objectives."""
    graded = _graded_quizzes(course)
    known = frozenset(objective.key for objective in course.facts.objectives)
    return Coverage(
        objectives=tuple(_of(each, course, graded) for each in course.facts.objectives),
        loose=tuple(
            Loose(quiz.module, _counted(question))
            for _, quiz in graded
            for question in _that_count(quiz.questions)
            if not known.intersection(question.objectives)
        ),
    )


def _graded_quizzes(course: Course) -> tuple[tuple[OutlineEntry, Quiz], ...]:
    """The quizzes of the outline that must be passed, in its order."""
    by_module = {quiz.module: quiz for quiz in course.quizzes if quiz.is_graded}
    outline = course.facts.outline
    return tuple((each, by_module[each.slug]) for each in outline if each.slug in by_module)


def _of(
    objective: Objective, course: Course, graded: Iterable[tuple[OutlineEntry, Quiz]]
) -> ObjectiveCoverage:
    key = objective.key
    teaching = {module.slug for module in course.modules if key in module.objectives}
    taught_in = tuple(entry for entry in course.facts.outline if entry.slug in teaching)
    found = (_in_quiz(key, entry, quiz) for entry, quiz in graded)
    return ObjectiveCoverage(objective, taught_in, tuple(quiz for quiz in found if quiz.questions))


def _in_quiz(key: str, entry: OutlineEntry, quiz: Quiz) -> QuizCoverage:
    return QuizCoverage(
        module=quiz.module,
        title=quiz.title,
        is_optional=entry.is_optional,
        questions=tuple(map(_counted, _that_test(key, quiz.questions))),
        least=sum(_least(key, block) for block in quiz.blocks),
        expected=sum((_expected(key, block) for block in quiz.blocks), Fraction(0)),
    )


def _least(key: str, block: Block) -> int:
    """How many of the block's questions about an objective no draw can leave out.

    A draw takes one question of every part of a case, and then any of the others.
    """
    parts = _parts(key, block)
    others = sum(of_part.size - of_part.about for of_part in parts)
    avoidable = sum(of_part.about < of_part.size for of_part in parts)
    rest = max(0, block.asked - len(parts) - (others - avoidable))
    return len(parts) - avoidable + rest


def _expected(key: str, block: Block) -> Fraction:
    """How many a first attempt draws on average: in a part every question is as likely."""
    parts = _parts(key, block)
    first = sum((Fraction(it.about, it.size) for it in parts), Fraction(0))
    left = len(block.questions) - len(parts)
    if not left:
        return first
    about = sum(it.about for it in parts)
    return first + (about - first) * Fraction(block.asked - len(parts), left)


class _Part(NamedTuple):
    about: int
    size: int


def _parts(key: str, block: Block) -> tuple[_Part, ...]:
    """How many questions of each part are about an objective, and how many it has."""
    size: Counter[int] = Counter()
    about: Counter[int] = Counter()
    for place, question in enumerate(block.questions):
        size[block.part_at(place)] += 1
        about[block.part_at(place)] += _count(key, (question,))
    return tuple(_Part(about[it], size[it]) for it in sorted(size))


def _count(key: str, questions: Iterable[Question]) -> int:
    return sum(1 for _ in _that_test(key, questions))


def _that_test(key: str, questions: Iterable[Question]) -> Iterator[Question]:
    return (question for question in _that_count(questions) if key in question.objectives)


def _that_count(questions: Iterable[Question]) -> Iterator[Question]:
    """Those with points: what is never marked tests nothing."""
    return (question for question in questions if question.points)


def _counted(question: Question) -> CountedQuestion:
    return CountedQuestion(
        stamp=question.stamp,
        name=question.name,
        kind=question.kind,
        points=question.points,
        is_application=question.is_application,
    )
