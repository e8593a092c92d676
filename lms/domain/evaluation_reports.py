"""What evaluations say in sum: each item with how it was rated, nothing from a few (CE_RULES 1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.domain.courses import Evaluation, EvaluationItem

# Below this many answers an item says nothing: who gave them could be guessed.
FEWEST_ANSWERS = 5


@dataclass(frozen=True)
class Heard:
    """How often an item was answered with a rating in an edition; a comment has none."""

    edition_id: int
    item: str
    rating: int | None
    count: int


@dataclass(frozen=True)
class ItemReport:
    """An item as it was asked, and what was answered in every edition that asked it like that.

    `counts` are by rating, from the lowest; they are empty for comments, and where too few
    answered.
    """

    item: EvaluationItem
    editions: tuple[int, ...]
    answers: int
    counts: tuple[int, ...]

    @property
    def is_suppressed(self) -> bool:
        """True when so few answered that nothing is said."""
        return self.answers < FEWEST_ANSWERS

    @property
    def ratings(self) -> tuple[tuple[int, int], ...]:
        """Each rating with how often it was given, the lowest first."""
        return tuple(enumerate(self.counts, self.item.low))

    @property
    def mean(self) -> Fraction | None:
        """The mean rating; None for comments, and where too few answered."""
        total = sum(self.counts)
        return Fraction(sum(r * n for r, n in self.ratings), total) if total else None

    @property
    def share(self) -> Fraction | None:
        """Where the mean lies between the lowest rating, 0, and the highest, 1."""
        if self.mean is None:
            return None
        return (self.mean - self.item.low) / (self.item.high - self.item.low)


def report(
    asked: Mapping[int, Evaluation], heard: Iterable[Heard], newest: int
) -> tuple[ItemReport, ...]:
    """Each item once, in the order of the newest edition, those no longer asked after them.

    `asked` are the evaluations by edition. Editions that asked an item in the same words and on
    the same scale are one: every answer is counted in exactly one place, so that no difference of
    two reports says what a few answered.
    """
    answers: dict[EvaluationItem, dict[int | None, int]] = {}
    editions: dict[EvaluationItem, set[int]] = {}
    known = {id_: {item.key: item for item in it.items} for id_, it in asked.items()}
    for it in heard:
        item = known.get(it.edition_id, {}).get(it.item)
        if item is not None:
            given = answers.setdefault(item, {})
            given[it.rating] = given.get(it.rating, 0) + it.count
            editions.setdefault(item, set()).add(it.edition_id)
    present = asked[newest].items if newest in asked else ()
    earlier = [item for item in answers if item not in present]
    return tuple(
        _item(item, answers.get(item, {}), editions.get(item, set()))
        for item in (*present, *earlier)
    )


def _item(
    item: EvaluationItem, given: Mapping[int | None, int], editions: Iterable[int]
) -> ItemReport:
    answered = sum(given.values())
    is_told = answered >= FEWEST_ANSWERS and not item.is_comment
    counts = tuple(given.get(n, 0) for n in range(item.low, item.high + 1)) if is_told else ()
    return ItemReport(item, tuple(sorted(editions)), answered, counts)


def told(reports: Sequence[ItemReport]) -> tuple[ItemReport, ...]:
    """The comments that may be read: those of items that enough people answered."""
    return tuple(it for it in reports if it.item.is_comment and not it.is_suppressed)
