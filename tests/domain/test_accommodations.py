"""Longer for timed quizzes: exact, in whole minutes, and never shorter (CE_RULES 1)."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st

from lms.domain.accommodations import (
    MOST_EXTRA_TIME_PERCENT,
    TimeLimit,
    clean_attempts,
    clean_extra_time,
    clean_reason,
    lengthened,
    time_limit_between,
)
from lms.domain.errors import FieldRefusal
from tests import make
from tests.domain.laws import law

LIMITS = st.integers(1, 10_000)
PERCENT = st.integers(0, MOST_EXTRA_TIME_PERCENT)


@pytest.mark.parametrize(
    ("limit", "percent", "minutes", "extra"),
    [
        (30, 0, 30, 0),
        (30, 50, 45, 15),
        (15, 100, 30, 15),
        (30, 25, 38, 8),  # 37.5 minutes are 38
        (1, 1, 2, 1),
        (7, 33, 10, 3),  # 9.31
        (60, 400, 300, 240),
    ],
)
def test_a_limit_is_lengthened_and_rounded_up_to_whole_minutes(limit, percent, minutes, extra):
    assert lengthened(limit, percent) == TimeLimit(minutes, extra)


@law(LIMITS, PERCENT)
def test_extra_time_never_gives_less_than_it_says_and_less_than_a_minute_more(limit, percent):
    minutes = lengthened(limit, percent).minutes

    assert 0 <= 100 * minutes - limit * (100 + percent) < 100


@law(LIMITS, PERCENT, PERCENT)
def test_more_percent_never_give_less_time(limit, one, other):
    less, more = sorted((one, other))

    assert lengthened(limit, less).minutes <= lengthened(limit, more).minutes


@law(LIMITS, PERCENT)
def test_an_attempt_tells_the_limit_that_it_began_with(limit, percent):
    given = lengthened(limit, percent)
    deadline = make.START + timedelta(minutes=given.minutes)

    assert time_limit_between(make.START, deadline, limit) == given


@pytest.mark.parametrize(
    "typed", ["", "none", "0", "11", "-1", "1.5", "٣", "99999999999999", "1 0"]
)
def test_a_number_of_attempts_that_cannot_be_granted_is_refused(typed):
    with pytest.raises(FieldRefusal, match="Write a whole number from 1 to 10"):
        clean_attempts("attempts", typed)


@pytest.mark.parametrize("typed", ["", "half", "401", "-1", "12.5", "50 %"])
def test_extra_time_that_cannot_be_given_is_refused(typed):
    with pytest.raises(FieldRefusal, match="Write a whole number from 0 to 400"):
        clean_extra_time("percent", typed)


def test_what_is_typed_around_a_number_does_not_matter():
    assert clean_attempts("attempts", " 2 ") == 2
    assert [clean_extra_time("percent", typed) for typed in ("0", "050", "400")] == [0, 50, 400]


@pytest.mark.parametrize(("typed", "says"), [(" ", "Say why"), ("a" * 4001, "Shorten this")])
def test_in_13_a_reason_says_something_and_has_an_end(typed, says):
    with pytest.raises(FieldRefusal, match=says):
        clean_reason("reason", typed)
