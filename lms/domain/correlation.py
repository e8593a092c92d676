"""How figures vary and go together: exact to the last step, and None where that has no meaning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import copysign, sqrt

# Figures with how often each was seen: ten thousand learners have some dozens of different scores.
Counts = Mapping[Fraction, int]
PairCounts = Mapping[tuple[Fraction, Fraction], int]


def mean(counts: Counts) -> Fraction | None:
    """The mean, or None of nothing."""
    count = sum(counts.values())
    return _total(counts) / count if count else None


def variance(counts: Counts) -> Fraction:
    """The population variance; nothing varies by nothing."""
    count = sum(counts.values())
    if not count:
        return Fraction(0)
    squares = sum((times * each**2 for each, times in counts.items()), Fraction(0))
    return squares / count - (_total(counts) / count) ** 2


def median(counts: Mapping[int, int]) -> Fraction | None:
    """The middle one, or the mean of the middle two; None of nothing."""
    in_order = sorted(Counter(counts).elements())
    if not in_order:
        return None
    middle = len(in_order) // 2
    return Fraction(in_order[middle] + in_order[~middle], 2)


def correlation(pairs: PairCounts) -> float | None:
    """Pearson's correlation, from -1 to 1; None when either figure is the same for all."""
    one, other, products = _apart(pairs)
    alone = variance(one) * variance(other)
    if not alone:
        return None
    count = sum(pairs.values())
    together = _total(products) / count - _total(one) * _total(other) / count**2
    # The root is the first step that is not exact, so that nothing can lie beyond -1 and 1.
    return copysign(sqrt(together**2 / alone), together)


def kr20(items: Sequence[Counts], totals: Counts) -> Fraction | None:
    """KR-20 of a test, from the marks of each item and the sums of all; None where undefined.

    The variance of an item that is right or wrong is p·q; for one with partial credit its own
    variance stands in (coefficient alpha).
    """
    count, spread = len(items), variance(totals)
    if count <= 1 or not spread:
        return None
    unshared = sum((variance(item) for item in items), Fraction(0))
    return Fraction(count, count - 1) * (1 - unshared / spread)


def _total(counts: Counts) -> Fraction:
    return sum((times * each for each, times in counts.items()), Fraction(0))


def _apart(pairs: PairCounts) -> tuple[Counts, Counts, Counts]:
    one: Counter[Fraction] = Counter()
    other: Counter[Fraction] = Counter()
    products: Counter[Fraction] = Counter()
    for (x, y), times in pairs.items():
        one[x] += times
        other[y] += times
        products[x * y] += times
    return one, other, products
