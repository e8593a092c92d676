"""Regrading: four policies, keys known by their content, and undoing that restores (CE_RULES 7)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.grading import grade, share_earned
from lms.domain.questions import Answer, Kind, Question
from lms.domain.regrading import (
    DEFAULT_POLICY,
    RegradePolicy,
    Ruling,
    corrected,
    has_same_key,
    key_in_words,
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


def test_two_right_answers_found_later_are_each_right_alone() -> None:
    shown, new = with_key("First"), with_key("First", "Second", kind=Kind.MULTIPLE)

    after = corrected(shown, new)

    assert [share_earned(after, choosing(it)) for it in ("First", "Second", "Third")] == [1, 1, 0]


def test_an_option_that_was_reworded_keeps_its_key_and_no_other_gets_it() -> None:
    shown = with_key("First")
    reworded = replace(
        shown, options=(make.an_option("First, said better", is_right=True), *shown.options[1:])
    )

    assert has_same_key(shown, reworded)
    assert corrected(shown, reworded) == shown


def test_of_several_right_options_a_reworded_one_stays_right() -> None:
    shown = with_key("First", "Second", kind=Kind.MULTIPLE)
    changed = replace(
        shown,
        options=(
            make.an_option("First, said better", is_right=True),
            make.an_option("Second", is_right=False),
            make.an_option("Third", is_right=True),
        ),
    )

    after = corrected(shown, changed)

    assert after.right_keys == {make.key_of("First"), make.key_of("Third")}


@pytest.mark.parametrize("question", make.of_every_kind(), ids=lambda it: str(it.kind))
def test_a_question_has_the_same_key_as_itself_with_other_explanations(question: Question) -> None:
    reworded = replace(question, explanation_html="<p>Better.</p>", stem_html="<p>Better?</p>")

    assert has_same_key(question, reworded)


@pytest.mark.parametrize("question", make.of_every_kind(), ids=lambda it: str(it.kind))
def test_a_key_is_told_in_words(question: Question) -> None:
    assert bool(key_in_words(question)) is (question.kind is not Kind.REFLECTION)


def test_words_and_numbers_take_the_new_key() -> None:
    words = make.a_words_question()
    assert words.words is not None
    wider = replace(words, words=replace(words.words, accepted=(*words.words.accepted, "quasar")))
    number = make.a_numeric_question()
    assert number.numeric is not None
    moved = replace(number, numeric=replace(number.numeric, low="90", high="91"))

    assert share_earned(corrected(words, wider), Answer(typed="quasar")) == 1
    assert share_earned(corrected(number, moved), Answer(typed="90")) == 1
    assert not has_same_key(words, wider)
    assert not has_same_key(number, moved)


def test_another_kind_of_question_corrects_nothing() -> None:
    assert corrected(with_key("First"), make.a_words_question()) == with_key("First")


@given(POLICIES, SHARES, SHARES)
def test_a_share_stays_between_nothing_and_all(
    policy: RegradePolicy, before: Fraction, after: Fraction
) -> None:
    assert 0 <= share_by(policy, before, after) <= 1


@given(SHARES, SHARES)
def test_the_default_policy_lowers_no_mark(before: Fraction, after: Fraction) -> None:
    assert share_by(DEFAULT_POLICY, before, after) >= before


QUESTIONS = st.sampled_from(make.of_every_kind())
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
