"""Turns at costly work: nobody has two, and few threads wait for one (AV-05)."""

from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from lms.web.turns import Turns

LONG = 30.0


def asks(turns: Turns, who: str, seconds: float) -> bool:
    """Whether somebody else has a turn."""
    with turns.turn(who, seconds) as has_turn:
        return has_turn


def test_as_many_as_may_have_a_turn_at_once_and_the_next_is_told_so() -> None:
    turns = Turns(at_once=2, waiting=1)

    with turns.turn("ada", 0) as ada, turns.turn("ben", 0) as ben:
        assert (ada, ben, asks(turns, "cleo", 0)) == (True, True, False)

    assert asks(turns, "cleo", 0)


def test_nobody_has_two_turns() -> None:
    turns = Turns(at_once=2, waiting=1)

    with turns.turn("ada", 0):
        assert not asks(turns, "ada", 0)

    assert asks(turns, "ada", 0)


def test_a_turn_that_ends_in_a_fault_is_given_back() -> None:
    turns = Turns(at_once=1, waiting=1)

    with pytest.raises(ZeroDivisionError), turns.turn("ada", 0):
        raise ZeroDivisionError

    assert asks(turns, "ada", 0)


def test_of_those_who_come_together_one_waits_and_the_others_are_told_at_once() -> None:
    turns = Turns(at_once=1, waiting=1)

    with ThreadPoolExecutor(3) as threads:
        with turns.turn("ada", 0):
            others = [threads.submit(asks, turns, who, LONG) for who in ("ben", "cleo", "dora")]
            told = as_completed(others)
            refused = [next(told).result(), next(told).result()]
        waited = next(told).result()

    assert refused == [False, False]
    assert waited
