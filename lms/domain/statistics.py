"""Quiz statistics: what the first attempts say about a quiz and each of its questions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from lms.domain.correlation import kr20, mean
from lms.domain.items import THRESHOLDS, ItemStatistics, Score, Tally, item_statistics
from lms.domain.questions import Answer, Question


@dataclass(frozen=True)
class Sat:
    """A first attempt as it was handed in, by the keys that were shown; questions by their hash.

    `answers` has every question that was asked, a blank one where nothing was given; `marks` has
    the exact shares of those with points, `seconds` those whose time is known. What was decided
    about a key later has no part in it: the figures say what people knew.
    """

    edition: int
    answers: Mapping[str, Answer]
    marks: Mapping[str, Fraction]
    seconds: Mapping[str, int]
    score: Fraction
    is_passed: bool

    @cached_property
    def total(self) -> Fraction:
        """The sum of its shares."""
        return sum(self.marks.values(), Fraction(0))


@dataclass(frozen=True)
class Bank:
    """What a quiz asks now, in its order, and every edition of these questions, by hash."""

    asked: tuple[str, ...]
    questions: Mapping[str, Question]
    is_drawn: bool

    @property
    def scored(self) -> frozenset[str]:
        """The questions with points that it asks now."""
        return frozenset(it for it in self.asked if self.questions[it].points)


class Undefined(StrEnum):
    """Why a quiz has no KR-20."""

    DRAWN = "drawn"
    ONE_ITEM = "one item"
    NO_LEARNERS = "no learners"
    NO_VARIANCE = "no variance"


@dataclass(frozen=True)
class Reliability:
    """KR-20 of the questions as they are asked now, or why it is undefined."""

    kr20: Fraction | None
    learners: int  # who were asked exactly these
    why_not: Undefined | None

    @property
    def is_firm(self) -> bool:
        """True with enough learners for the figure to say something."""
        return self.learners >= THRESHOLDS.fewest_learners


@dataclass(frozen=True)
class QuestionStatistics:
    """A question as it is asked now, and as it was asked before, the latest wording first."""

    number: int
    current: ItemStatistics
    earlier: tuple[ItemStatistics, ...]

    @property
    def rows(self) -> tuple[ItemStatistics, ...]:
        """Every edition of it, the present one first."""
        return (self.current, *self.earlier)


@dataclass(frozen=True)
class QuizStatistics:
    """First attempts at a quiz: all of them together, and question by question."""

    learners: int
    passed: int
    mean: Fraction | None
    reliability: Reliability
    questions: tuple[QuestionStatistics, ...]

    @property
    def pass_rate(self) -> Fraction | None:
        """The share who passed at the first attempt, or None before anybody tried."""
        return Fraction(self.passed, self.learners) if self.learners else None

    @property
    def is_firm(self) -> bool:
        """True with enough learners for the figures to say something."""
        return self.learners >= THRESHOLDS.fewest_learners


def quiz_statistics(bank: Bank, attempts: Iterable[Sat]) -> QuizStatistics:
    """The statistics of these first attempts, in whatever order they come; read once."""
    whole = _Whole(bank)
    tallies = {hash_: Tally(question) for hash_, question in bank.questions.items()}
    for sat in attempts:
        whole.add(sat)
        _count(tallies, sat)
    items = {hash_: item_statistics(hash_, tally) for hash_, tally in tallies.items()}
    return QuizStatistics(
        learners=whole.scores.total(),
        passed=whole.passed[True],
        mean=mean(whole.scores),
        reliability=_reliability(whole),
        questions=tuple(
            QuestionStatistics(number, items[hash_], _earlier(items[hash_], items.values()))
            for number, hash_ in enumerate(bank.asked, 1)
        ),
    )


def _count(tallies: Mapping[str, Tally], sat: Sat) -> None:
    for hash_, answer in sat.answers.items():
        if hash_ in tallies:
            share = sat.marks.get(hash_)
            score = None if share is None else Score(share, sat.total, len(sat.marks))
            tallies[hash_].add(sat.edition, answer, score, sat.seconds.get(hash_))


def _earlier(
    current: ItemStatistics, items: Iterable[ItemStatistics]
) -> tuple[ItemStatistics, ...]:
    others = (
        it
        for it in items
        if it.learners and it.hash != current.hash and it.question.stamp == current.question.stamp
    )
    return tuple(sorted(others, key=lambda it: (it.editions[-1], it.hash), reverse=True))


@dataclass
class _Whole:
    """Counts over whole attempts; those that were asked exactly today's questions make KR-20."""

    bank: Bank
    scores: Counter[Fraction] = field(default_factory=Counter)
    passed: Counter[bool] = field(default_factory=Counter)
    totals: Counter[Fraction] = field(default_factory=Counter)
    marks: dict[str, Counter[Fraction]] = field(default_factory=dict)

    def add(self, sat: Sat) -> None:
        """Count one more first attempt."""
        self.scores[sat.score] += 1
        self.passed[sat.is_passed] += 1
        if sat.marks.keys() == self.bank.scored:
            self.totals[sat.total] += 1
            for hash_, share in sat.marks.items():
                self.marks.setdefault(hash_, Counter())[share] += 1


def _reliability(whole: _Whole) -> Reliability:
    bank, learners = whole.bank, whole.totals.total()
    why_nots = {
        Undefined.DRAWN: bank.is_drawn,
        Undefined.ONE_ITEM: len(bank.scored) <= 1,
        Undefined.NO_LEARNERS: not learners,
        Undefined.NO_VARIANCE: len(whole.totals) <= 1,
    }
    why_not = next((why for why, is_so in why_nots.items() if is_so), None)
    value = None if why_not else kr20(list(whole.marks.values()), whole.totals)
    return Reliability(value, learners, why_not)
