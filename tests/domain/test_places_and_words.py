"""Orders, pairs, gaps, words and reflections: what they earn (FORMAT 4.2), by law and example."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.grading import mark, rights_of_places, share_earned
from lms.domain.questions import Answer, Kind, Mistake, Shuffle, WordsKey, draw, filled_with, shown
from lms.domain.words import LONG_WORD, folded, is_one_slip, says
from tests import make

EVERY = make.of_every_kind()
PLACED = tuple(question for question in EVERY if question.asks.slots)
LETTERS = st.text("abcdefgh", min_size=1, max_size=12)


def named(question):
    return question.kind.value


# Every kind


@pytest.mark.parametrize("question", EVERY, ids=named)
def test_the_right_answer_earns_all_a_wrong_one_and_a_blank_one_nothing(question):
    assert share_earned(question, make.right_answer(question)) == 1
    assert share_earned(question, make.wrong_answer(question)) == 0
    assert share_earned(question, Answer()) == 0


@pytest.mark.parametrize("question", EVERY, ids=named)
@given(
    chosen=st.frozensets(st.sampled_from(["right", "wrong", "true", "nothing"])),
    typed=st.text(max_size=12),
    filled=st.lists(
        st.tuples(st.sampled_from(["1", "2", "first", "wanting"]), st.text(max_size=3))
    ),
)
def test_whatever_was_given_earns_a_share_of_one(question, chosen, typed, filled):
    answer = Answer(chosen, typed, filled_with(filled).filled)

    assert 0 <= share_earned(question, answer) <= 1


# Places


@pytest.mark.parametrize("question", PLACED, ids=named)
@given(st.data())
def test_a_right_place_more_never_lowers_a_mark(question, data):
    right = dict(make.right_answer(question).filled)
    keys = sorted(right)
    taken = data.draw(st.sets(st.sampled_from(keys)))
    added = data.draw(st.sampled_from(keys))

    fewer = share_earned(question, filled_with((key, right[key]) for key in taken))
    more = share_earned(question, filled_with((key, right[key]) for key in {*taken, added}))

    assert fewer <= more
    assert more == Fraction(len({*taken, added}), len(keys))


@pytest.mark.parametrize("question", PLACED, ids=named)
def test_without_partial_credit_it_is_all_or_nothing(question):
    whole = make.right_answer(question)
    strict = replace(question, has_partial_credit=False)

    assert share_earned(strict, whole) == 1
    assert share_earned(strict, filled_with(whole.filled[1:])) == 0


def test_two_steps_that_changed_places_are_two_that_are_wrong():
    question = make.an_ordering_question(has_partial_credit=True)
    answer = filled_with([("first", "2"), ("second", "1"), ("third", "3")])

    assert rights_of_places(question, answer) == {"first": False, "second": False, "third": True}
    assert mark(question, answer).share == Fraction(1, 3)


def test_a_gap_takes_its_synonyms_and_a_menu_nothing_but_its_own():
    question = make.a_cloze_question(has_partial_credit=True)

    assert share_earned(question, filled_with([("1", " AGREEMENT "), ("2", "talk")])) == 1
    assert share_earned(question, filled_with([("1", "consent"), ("2", "Talk")])) == Fraction(1, 2)


@given(st.integers(0, 2**32), st.sampled_from(list(Shuffle)))
def test_what_is_drawn_shows_every_option_once(seed, shuffle):
    quiz = make.a_quiz(make.a_section(*EVERY), shuffle=shuffle)
    by_stamp = {question.stamp: question for question in EVERY}

    for plan in draw(quiz, Random(seed), frozenset()):
        question = by_stamp[plan.stamp]
        written = tuple(option.key for option in question.options)
        assert sorted(plan.option_keys) == sorted(written)


def test_what_is_shown_has_the_choices_of_each_place_and_no_key():
    question = make.a_cloze_question()
    seen = shown(question, make.a_plan(question), 0, "", "")

    assert [[choice.key for choice in slot.choices] for slot in seen.slots] == [
        [],
        ["talk", "massage"],
    ]
    assert "consent" not in repr(seen)
    assert "agreement" not in repr(seen)


@pytest.mark.parametrize("question", EVERY, ids=named)
def test_in_practice_nothing_is_given_away(question):
    seen = question.in_practice
    written = tuple(option.key for option in question.options)

    assert sorted(option.key for option in seen.options) == sorted(written)
    if question.kind is Kind.ORDERING:
        assert tuple(option.key for option in seen.options) != written


# Words


@pytest.mark.parametrize(
    "typed",
    [
        "Dyspareunia",
        "dyspareunia",
        " DYSPAREUNIA. ",
        "dyspareunía",
        "dyspaerunia",
        "dyspareunja",
        "dysparunia",
        "dyspareuniaa",
        "Painful  Intercourse",
        "painfull intercourse",
    ],
)
def test_case_accents_spacing_and_one_slip_in_a_long_word_are_forgiven(typed):
    assert share_earned(make.a_words_question(), Answer(typed=typed)) == 1


@pytest.mark.parametrize(
    "typed",
    ["dysparunja", "painfull intercorse", "pain", "vaginismus", "", " . ", "painfulintercourse"],
)
def test_more_than_that_is_not(typed):
    assert share_earned(make.a_words_question(), Answer(typed=typed)) == 0


def test_a_slip_in_a_short_word_or_a_number_is_none():
    assert says(["SSRI"], "ssri")
    assert not says(["SSRI"], "SNRI")
    assert not says(["phase 2026a"], "phase 2025a")


@pytest.mark.parametrize(
    ("accepted", "typed", "is_right"),
    [
        ("5", "-5", False),
        ("0.5", ".5", False),
        (".5", ".5", True),
        ("< 5%", "> 5%", False),
        ("< 5%", "< 5 %", True),
        ("< 5%", "<  5%.", True),
        ("52", "5²", False),
        ("5", "(5)", True),
    ],
)
def test_signs_and_points_of_numbers_count(accepted, typed, is_right):
    assert says([accepted], typed) == is_right


def test_a_place_of_two_choices_is_told_like_an_item_of_two():
    gap = make.a_cloze_question()
    assert gap.ways == 2
    assert make.an_ordering_question(steps=("One", "Two")).ways == 2
    assert make.a_matching_question().ways == 3
    assert make.a_words_question().ways == 0


def test_a_known_mistake_is_wrong_however_near_it_comes():
    key = WordsKey(("hypoactive",), (Mistake("hyperactive", ""), Mistake("hypoactiv", "")))
    question = make.a_words_question(words=key)

    assert share_earned(question, Answer(typed="hypoactivee")) == 1
    assert share_earned(question, Answer(typed="Hypoactiv")) == 0


@given(LETTERS, LETTERS)
def test_one_slip_is_the_same_from_both_sides(one, other):
    assert is_one_slip(one, other) == is_one_slip(other, one)
    assert not is_one_slip(one, one)


@given(st.text("abcdefgh", min_size=LONG_WORD, max_size=12), st.data())
def test_every_single_slip_is_forgiven(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )

    for typed in slips:
        assert says([word], typed), typed


@given(st.text(max_size=30))
def test_what_was_written_is_always_accepted_and_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)
    if folded(text):
        assert says([text], text)


# Reflections


def test_a_reflection_is_complete_with_its_words_and_earns_no_points():
    question = make.a_reflection(least_words=3)

    assert mark(question, Answer(typed="one two")).share == 0
    assert mark(question, Answer(typed="one two three")).share == 1
    assert mark(question, Answer(typed="one two three")).earned == 0
