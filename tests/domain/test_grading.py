"""Grading: the pass mark, marks by kind of question, and numbers as people type them."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from lms.domain.grading import (
    grade,
    mark,
    needed,
    partial_share,
    passes,
    share_earned,
)
from lms.domain.questions import Answer, Kind
from tests import make
from tests.domain.laws import law, sheets


def chosen(*texts: str) -> Answer:
    return Answer(chosen=frozenset(make.key_of(text) for text in texts))


def typed(text: str) -> Answer:
    return Answer(typed=text)


# The pass mark


def test_79_6_percent_is_not_80_percent():
    assert not passes(Fraction(199), 250, 80)
    assert passes(Fraction(200), 250, 80)


def test_a_fraction_below_the_mark_does_not_pass():
    assert not passes(Fraction(4) - Fraction(1, 10**30), 5, 80)
    assert passes(Fraction(4), 5, 80)


@pytest.mark.parametrize(("pass_mark", "right"), [(70, 11), (75, 12), (80, 12)])
def test_of_fifteen_questions_so_many_are_needed(pass_mark, right):
    assert needed(15, pass_mark) == right


def test_nothing_of_nothing_is_no_pass():
    assert not passes(Fraction(0), 0, 80)
    assert not grade((), {}, 80).is_passed


@law(st.integers(1, 500), st.integers(1, 100))
def test_law_what_is_needed_passes_and_one_less_does_not(possible, pass_mark):
    fewest = needed(possible, pass_mark)

    assert passes(Fraction(fewest), possible, pass_mark)
    assert not passes(Fraction(fewest - 1), possible, pass_mark)


# Attempts


def test_a_grade_adds_up_points_exactly():
    asked = (
        make.a_question("q1", points=2),
        make.a_multiple_question("q2", right=("A", "B", "C"), wrong=("D",), points=1),
        make.a_numeric_question("q3"),
    )
    given = {0: chosen("Right"), 1: chosen("A"), 2: typed("1")}

    result = grade(asked, given, 80)

    assert [m.earned for m in result.marks] == [2, Fraction(1, 3), 1]
    assert result.earned == Fraction(10, 3)
    assert result.possible == 4
    assert result.pass_mark_percent == 80
    assert result.is_passed


def test_au_03_a_mark_names_its_question_share_and_points():
    question = make.a_multiple_question("q2", points=3)

    given = mark(question, chosen("First right"))

    assert (given.stamp, given.share, given.points) == ("q2", Fraction(1, 2), 3)
    assert given.earned == Fraction(3, 2)


def test_a_missing_answer_earns_nothing_and_still_counts_as_possible():
    asked = make.questions(5)

    result = grade(asked, make.answers(asked[:3], right=3), 80)

    assert (result.earned, result.possible) == (3, 5)
    assert not result.is_passed


def test_answers_are_matched_by_place_where_questions_have_equal_keys():
    asked = (
        make.a_true_false_question("q1", is_true=True),
        make.a_true_false_question("q2", is_true=False),
    )

    result = grade(asked, {0: chosen("True"), 1: chosen("True")}, 80)

    assert [m.share for m in result.marks] == [1, 0]


@law(sheets(), st.data())
def test_law_one_more_right_answer_never_lowers_a_grade(asked, data):
    pick = st.sampled_from((make.right_answer, make.wrong_answer, None))
    picks = [data.draw(pick) for _ in asked]
    given = {n: how(q) for n, (q, how) in enumerate(zip(asked, picks, strict=True)) if how}
    place = data.draw(st.integers(0, len(asked) - 1))
    better = given | {place: make.right_answer(asked[place])}

    before, after = grade(asked, given, 80), grade(asked, better, 80)

    assert after.earned >= before.earned
    assert after.is_passed or not before.is_passed


@law(sheets())
def test_law_all_right_earns_everything_and_all_wrong_or_blank_nothing(asked):
    everything = grade(asked, {n: make.right_answer(q) for n, q in enumerate(asked)}, 100)
    wrong = grade(asked, {n: make.wrong_answer(q) for n, q in enumerate(asked)}, 1)

    assert everything.earned == everything.possible
    assert everything.is_passed
    assert wrong.earned == 0
    assert grade(asked, {}, 1).earned == 0


# Kinds


@pytest.mark.parametrize(
    ("answer", "share"),
    [(chosen("Right"), 1), (chosen("Wrong"), 0), (chosen("Right", "Wrong"), 0), (Answer(), 0)],
)
def test_a_single_choice_is_right_or_wrong(answer, share):
    assert share_earned(make.a_question(), answer) == share


@pytest.mark.parametrize(
    ("answer", "all_or_nothing", "partial"),
    [
        (chosen("First right", "Second right"), 1, 1),
        (chosen("First right"), 0, Fraction(1, 2)),
        (chosen("First right", "First wrong"), 0, 0),
        (chosen("First right", "Second right", "First wrong"), 0, Fraction(1, 2)),
        (chosen("First wrong", "Second wrong"), 0, 0),
        (Answer(), 0, 0),
    ],
)
def test_a_multiple_response_is_all_or_nothing_unless_it_has_partial_credit(
    answer, all_or_nothing, partial
):
    question = make.a_multiple_question()

    assert share_earned(replace(question, has_partial_credit=False), answer) == all_or_nothing
    assert share_earned(question, answer) == partial


def test_partial_credit_changes_nothing_where_one_option_is_right():
    question = make.a_question(has_partial_credit=True)

    assert share_earned(question, chosen("Right", "Wrong")) == 0
    assert share_earned(question, chosen("Right")) == 1


def test_an_unanswered_question_earns_nothing_even_where_nothing_is_right():
    question = make.a_question(right=(), kind=Kind.MULTIPLE)

    assert share_earned(question, Answer()) == 0


@law(st.frozensets(st.sampled_from("abcdef"), min_size=1), st.frozensets(st.sampled_from("abcdef")))
def test_law_partial_credit_lies_between_nothing_and_everything(right, choice):
    share = partial_share(right, choice)

    assert 0 <= share <= 1
    assert (share == 1) == (choice == right)


@law(st.frozensets(st.sampled_from("abcd"), min_size=1), st.frozensets(st.sampled_from("abcd")))
def test_law_a_right_option_more_or_a_wrong_one_less_never_lowers_partial_credit(right, choice):
    share = partial_share(right, choice)

    for option in right - choice:
        assert partial_share(right, choice | {option}) >= share
    for option in choice - right:
        assert partial_share(right, choice - {option}) >= share


def test_words_where_a_number_is_asked_earn_nothing():
    assert share_earned(make.a_numeric_question(), typed("most")) == 0
    assert share_earned(make.a_numeric_question(), chosen("Right")) == 0
