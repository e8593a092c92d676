"""Regrading: four policies, keys known by their content, and undoing that restores (CE_RULES 7)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.grading import grade
from lms.domain.questions import Answer, Kind, Question
from lms.domain.regrading import (
    DEFAULT_POLICY,
    RegradePolicy,
    Ruling,
    regraded,
    ruled_share,
    share_by,
)
from tests import make

SHARES = st.fractions(0, 1)
POLICIES = st.sampled_from(list(RegradePolicy))
OLD, NEW = "a" * 64, "b" * 64


def choosing(text: str) -> Answer:
    return Answer(chosen=frozenset({make.key_of(text)}))


def with_key(*right: str, kind: Kind = Kind.SINGLE) -> Question:
    """The same three options, of which these are right."""
    options = tuple(
        make.an_option(text, is_right=text in right) for text in ("First", "Second", "Third")
    )
    return replace(make.a_question(), kind=kind, options=options)


def ruling(policy: RegradePolicy, question: Question) -> Ruling:
    return Ruling(policy, question, frozenset({OLD}))


@pytest.mark.parametrize(
    ("policy", "by_old_key", "by_new_key"),
    [
        (RegradePolicy.FULL_CREDIT, 1, 1),
        (RegradePolicy.BOTH_COUNT, 1, 1),
        (RegradePolicy.NEW_COUNTS, 0, 1),
        (RegradePolicy.NO_CHANGE, 1, 0),
    ],
)
def test_each_policy_does_what_its_name_says(
    policy: RegradePolicy, by_old_key: int, by_new_key: int
) -> None:
    shown, rulings = with_key("First"), [ruling(policy, with_key("Second"))]

    assert ruled_share(shown, OLD, choosing("First"), rulings) == by_old_key
    assert ruled_share(shown, OLD, choosing("Second"), rulings) == by_new_key


def test_full_credit_is_for_whoever_left_it_blank_too() -> None:
    rulings = [ruling(RegradePolicy.FULL_CREDIT, with_key("Second"))]

    assert ruled_share(with_key("First"), OLD, Answer(), rulings) == 1


def test_a_ruling_is_about_the_versions_that_it_covers_alone() -> None:
    rulings = [ruling(RegradePolicy.FULL_CREDIT, with_key("Second"))]

    assert ruled_share(with_key("Second"), NEW, choosing("First"), rulings) == 0


@given(POLICIES, SHARES, SHARES)
def test_a_share_stays_between_nothing_and_all(
    policy: RegradePolicy, before: Fraction, after: Fraction
) -> None:
    assert 0 <= share_by(policy, before, after) <= 1


@given(SHARES, SHARES)
def test_the_default_policy_lowers_no_mark(before: Fraction, after: Fraction) -> None:
    assert share_by(DEFAULT_POLICY, before, after) >= before


RULINGS = st.lists(st.tuples(POLICIES, st.sampled_from(["First", "Second", "Third"])), max_size=4)


@given(RULINGS, st.integers(0, 3), st.sampled_from(["First", "Second", "Third"]))
def test_undoing_a_ruling_leaves_what_there_would_be_without_it(
    made: list[tuple[RegradePolicy, str]], undone: int, chosen: str
) -> None:
    shown = with_key("First")
    rulings = [ruling(policy, with_key(right)) for policy, right in made]
    asked = [shown, *make.questions(3)]
    first = grade(asked, {0: choosing(chosen)}, 80)

    ruled = regraded(first, [(shown.stamp, ruled_share(shown, OLD, choosing(chosen), rulings))])
    rest = rulings[:undone] + rulings[undone + 1 :]
    share = ruled_share(shown, OLD, choosing(chosen), rest)
    restored = regraded(ruled, [(shown.stamp, share)])

    assert restored == regraded(first, [(shown.stamp, share)])
    assert restored == first or rest


@given(RULINGS, st.sampled_from(["First", "Second", "Third"]))
def test_a_regrade_changes_the_marks_of_its_item_alone(
    made: list[tuple[RegradePolicy, str]], chosen: str
) -> None:
    shown = with_key("First")
    rulings = [ruling(policy, with_key(right)) for policy, right in made]
    asked = [shown, *make.questions(3)]
    first = grade(asked, {0: choosing(chosen), 1: make.right_answer(asked[1])}, 50)

    after = regraded(first, [(shown.stamp, ruled_share(shown, OLD, choosing(chosen), rulings))])

    assert after.marks[1:] == first.marks[1:]
    assert after.earned == sum(mark.earned for mark in after.marks)
    assert after.is_passed == (100 * after.earned >= 50 * after.possible)
