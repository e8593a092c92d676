"""Items: how a question did among those who met it in their first attempt (CE_RULES 5)."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from lms.domain.correlation import correlation, mean, median
from lms.domain.picks import Pick, Place, places
from lms.domain.questions import MANY_PLACES, TYPED, Answer, Kind, Question


@dataclass(frozen=True)
class Thresholds:
    """From where on a figure says something: data with a source, never constants."""

    source: str
    version: str
    # Figures from fewer learners are shown, and say nothing yet.
    fewest_learners: int
    # An item is hard when a smaller share of its points was earned.
    hard_below: Fraction
    # A distractor does its work when at least this share chose it.
    working_share: Fraction
    # Whoever takes longer may have left the desk.
    longest_seconds: int
    # So many wrong answers of each place are named, the most frequent ones.
    answers_named: int


THRESHOLDS = Thresholds(
    source="CE_RULES.md, section 5; the longest time and the answers named are ours to choose",
    version="2026-11",
    fewest_learners=30,
    hard_below=Fraction(30, 100),
    working_share=Fraction(5, 100),
    longest_seconds=30 * 60,
    answers_named=5,
)


class Flag(StrEnum):
    """What makes a question worth a look; that many get it right is no fault."""

    NEGATIVE = "negative"  # whoever did well in the rest tended to miss it
    RIVAL = "rival"  # something wrong was given more often than what is right
    HARD = "hard"


@dataclass(frozen=True)
class ItemStatistics:
    """A question edition: the question as it was worded then, and how it did in first attempts.

    Item difficulty is the mean share of its points, which without partial credit is the share of
    learners who got it right; None without points or learners. Whoever left it blank earned none.
    """

    hash: str
    question: Question
    editions: tuple[int, ...]  # of the course, in which it was asked
    learners: int
    answered: int
    difficulty: Fraction | None
    item_rest: float | None
    point_biserial: float | None
    median_seconds: Fraction | None
    places: tuple[Place, ...]

    @property
    def is_firm(self) -> bool:
        """True with enough learners for the figures to say something."""
        return self.learners >= THRESHOLDS.fewest_learners

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is worth a look, the gravest first."""
        found = {
            Flag.NEGATIVE: self.item_rest is not None and self.item_rest < 0,
            Flag.RIVAL: any(place.has_rival for place in self.places),
            Flag.HARD: self.difficulty is not None and self.difficulty < THRESHOLDS.hard_below,
        }
        return tuple(flag for flag, is_so in found.items() if is_so)

    @property
    def idle(self) -> tuple[Pick, ...]:
        """The distractors among its options that hardly anybody chose."""
        if self.question.kind in MANY_PLACES | TYPED or not self.answered:
            return ()
        picks = (pick for place in self.places for pick in place.picks if not pick.is_right)
        return tuple(pick for pick in picks if pick.share < THRESHOLDS.working_share)


@dataclass(frozen=True)
class Score:
    """What one item earned a learner, beside all the items with points that they were given."""

    share: Fraction
    total: Fraction
    items: int

    @property
    def rest(self) -> Fraction:
        """The share of the other items."""
        return (self.total - self.share) / (self.items - 1)

    @property
    def in_whole_numbers(self) -> tuple[int, int, int, int, int]:
        """The share's numerator and denominator, the total's, and how many items there were."""
        return (*self.share.as_integer_ratio(), *self.total.as_integer_ratio(), self.items)


@dataclass
class Tally:
    """What first attempts did with one question edition, counted up one after the other.

    Equal ones are counted and not kept, so that ten thousand learners take no more room than a
    hundred.
    """

    question: Question
    editions: Counter[int] = field(default_factory=Counter)
    # By whole numbers, which are counted ten times as fast as fractions.
    scores: Counter[tuple[int, int, int, int, int]] = field(default_factory=Counter)
    given: Counter[Answer] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)
    answered: Counter[bool] = field(default_factory=Counter)

    def add(self, edition: int, answer: Answer, score: Score | None, seconds: int | None) -> None:
        """Count one more learner; whoever was asked and gave nothing has a blank answer."""
        self.editions[edition] += 1
        self.answered[not answer.is_blank] += 1
        if score:
            self.scores[score.in_whole_numbers] += 1
        if not answer.is_blank and self.question.kind is not Kind.REFLECTION:
            self.given[answer] += 1
        if not answer.is_blank and seconds is not None:
            self.seconds[min(seconds, THRESHOLDS.longest_seconds)] += 1


def item_statistics(hash_: str, tally: Tally) -> ItemStatistics:
    """What the counts of a question edition come to."""
    shares: Counter[Fraction] = Counter()
    with_total: Counter[tuple[Fraction, Fraction]] = Counter()
    with_rest: Counter[tuple[Fraction, Fraction]] = Counter()
    for (share, of, total, of_total, items), count in tally.scores.items():
        score = Score(Fraction(share, of), Fraction(total, of_total), items)
        shares[score.share] += count
        with_total[score.share, score.total / score.items] += count
        # The only item of an attempt has no rest.
        if score.items > 1:
            with_rest[score.share, score.rest] += count
    return ItemStatistics(
        hash=hash_,
        question=tally.question,
        editions=tuple(sorted(tally.editions)),
        learners=tally.editions.total(),
        answered=tally.answered[True],
        difficulty=mean(shares),
        item_rest=correlation(with_rest),
        point_biserial=correlation(with_total),
        median_seconds=median(tally.seconds),
        places=places(tally.question, tally.given, THRESHOLDS.answers_named),
    )
