"""What a learner may see of a handed-in attempt, and when (FORMAT 4.2)."""

import pytest

from lms.domain.questions import Feedback
from lms.domain.release import Release, release, release_of_attempt

PASSING, SUBMITTING, EACH = (
    Feedback.AFTER_PASSING,
    Feedback.AFTER_SUBMITTING,
    Feedback.EACH_ANSWER,
)
EVERYTHING = Release(correctness=True, chosen_feedback=True, key=True)


@pytest.mark.parametrize("feedback", Feedback)
@pytest.mark.parametrize("left", [None, 0, 2])
def test_a_passed_quiz_shows_everything(feedback, left):
    assert release(feedback, is_passed=True, attempts_left=left) == EVERYTHING


@pytest.mark.parametrize("left", [None, 1, 2])
def test_ac_05_between_attempts_no_key_is_shown(left):
    assert not release(PASSING, is_passed=False, attempts_left=left).key
    assert not release(SUBMITTING, is_passed=False, attempts_left=left).key


def test_ac_05_after_passing_keeps_feedback_and_key_even_when_attempts_are_used_up():
    it = release(PASSING, is_passed=False, attempts_left=0)

    assert not it.key
    assert not it.chosen_feedback


def test_after_submitting_shows_feedback_at_once_and_the_key_when_attempts_are_used_up():
    assert release(SUBMITTING, is_passed=False, attempts_left=2).chosen_feedback
    assert release(SUBMITTING, is_passed=False, attempts_left=0) == EVERYTHING


def test_practice_shows_everything_at_each_answer():
    assert release(EACH, is_passed=False, attempts_left=2) == EVERYTHING


@pytest.mark.parametrize("feedback", [PASSING, SUBMITTING])
@pytest.mark.parametrize("left", [None, 1, 2])
def test_ac_05_between_attempts_no_item_beside_one_of_two_options_says_right_or_not(feedback, left):
    released = release(feedback, is_passed=False, attempts_left=left)

    assert release_of_attempt(released, [3, 2, 4]) == Release(False, False, False)
    assert release_of_attempt(released, [3, 4]) == released
    assert release_of_attempt(released, [0]) == released  # a number has no options


def test_an_item_with_two_options_shows_everything_once_the_key_is_released():
    assert release_of_attempt(release(PASSING, is_passed=True, attempts_left=1), [2]) == EVERYTHING
    assert (
        release_of_attempt(release(SUBMITTING, is_passed=False, attempts_left=0), [2]) == EVERYTHING
    )
