"""What two texts have in common is found as difflib finds it, unless that would take too long."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.matching import Matcher, TooManySteps
from tests.domain.alike import few_in_common, half_in_common

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30)


@given(LINES, LINES, st.booleans())
def test_law_short_texts_are_compared_as_difflib_does(old, new, autojunk) -> None:
    found = Matcher(None, old, new, autojunk).get_matching_blocks()

    assert found == SequenceMatcher(None, old, new, autojunk).get_matching_blocks()


def test_what_stands_in_more_than_a_hundredth_of_a_text_costs_nothing() -> None:
    blanks = [line for number in range(1_000) for line in (str(number), "")]

    matcher = Matcher(None, blanks, [*blanks, "end"])

    assert [it.size for it in matcher.get_matching_blocks()] == [2_000, 0]


@pytest.mark.parametrize("pair", [half_in_common, few_in_common])
def test_texts_with_very_many_short_stretches_in_common_are_given_up(pair) -> None:
    with pytest.raises(TooManySteps):
        Matcher(None, *pair(1_900)).get_matching_blocks()


def test_what_one_comparison_took_is_told() -> None:
    matcher = Matcher(None, ["a", "b", "a"], ["a"], autojunk=False, most_steps=10)

    matcher.get_matching_blocks()

    # Three lines, two of which stand once in the other.
    assert matcher.steps_left == 10 - (3 + 2)
