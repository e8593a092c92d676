"""Correlations, variances and KR-20: exact to the last step, and None where undefined."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from lms.domain.correlation import correlation, kr20, mean, median, variance
from tests.domain.laws import law


def shares() -> st.SearchStrategy[Fraction]:
    return st.fractions(0, 1, max_denominator=12)


def test_what_rises_together_has_a_correlation_of_one():
    pairs = {(Fraction(x), Fraction(2 * x + 1)): 3 for x in range(4)}
    falling = {(x, -y): times for (x, y), times in pairs.items()}

    assert correlation(pairs) == 1
    assert correlation(falling) == -1


@pytest.mark.parametrize("pairs", [{}, {(0, 1): 5}, {(0, 1): 5, (1, 1): 5}, {(1, 0): 2, (1, 1): 2}])
def test_where_nothing_varies_there_is_no_correlation(pairs):
    counted = {(Fraction(x), Fraction(y)): times for (x, y), times in pairs.items()}

    assert correlation(counted) is None


@law(st.dictionaries(st.tuples(shares(), shares()), st.integers(1, 9), max_size=12))
def test_law_a_correlation_lies_between_minus_one_and_one(pairs):
    found = correlation(pairs)

    assert found is None or -1 <= found <= 1


def test_the_median_is_the_middle_one_or_the_mean_of_the_middle_two():
    assert median({}) is None
    assert median({10: 1, 20: 1, 90: 1}) == 20
    assert median({10: 2, 15: 1, 90: 1}) == Fraction(25, 2)


def test_the_kr20_is_undefined_for_one_item_and_without_variance():
    half = Counter({Fraction(0): 5, Fraction(1): 5})
    same = Counter({Fraction(1): 10})

    assert kr20([half], half) is None
    assert kr20([same, same], Counter({Fraction(2): 10})) is None


@law(st.lists(shares(), min_size=1, max_size=12))
def test_law_variance_is_what_it_is_by_definition(figures):
    middle = mean(Counter(figures))

    assert variance(Counter(figures)) == sum((it - middle) ** 2 for it in figures) / len(figures)
