"""How long somebody was with each question."""

from datetime import timedelta

from lms.domain.item_times import seconds_spent
from tests import make


def spent(*given: tuple[int, int]) -> dict[int, int]:
    """The times of answers given to a position, so many seconds after the start."""
    moments = [(place, make.START + timedelta(seconds=seconds)) for place, seconds in given]
    return seconds_spent(make.START, moments)


def test_a_question_is_timed_from_the_answer_before_and_the_first_from_the_start():
    assert spent((0, 20), (1, 50), (2, 55)) == {0: 20, 1: 30, 2: 5}


def test_saving_while_one_types_goes_on_with_the_same_question():
    assert spent((0, 20), (1, 30), (1, 40), (1, 90)) == {0: 20, 1: 70}


def test_coming_back_to_a_question_times_the_answer_that_counts():
    assert spent((0, 20), (1, 30), (0, 100)) == {0: 70, 1: 10}


def test_answers_that_came_together_have_no_time_of_their_own():
    assert spent((0, 300), (1, 300), (2, 300)) == {}
    assert spent((0, 20), (0, 300), (1, 300), (2, 310)) == {2: 10}


def test_the_order_in_which_moments_are_told_does_not_matter():
    assert spent((2, 55), (0, 20), (1, 50)) == {0: 20, 1: 30, 2: 5}


def test_nothing_given_takes_no_time():
    assert spent() == {}
