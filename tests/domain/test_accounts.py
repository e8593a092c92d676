"""How long a session lives, how often a door may be tried, and which time zones exist."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.accounts import (
    FIRST_TIME_ZONES,
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LONGEST,
    TRIES_FOR_ONE_ACCOUNT,
    TRIES_FROM_ONE_ADDRESS,
    Tries,
    clean_time_zone,
    is_alive,
    is_tried_too_often,
    needs_touch,
    time_zones,
)
from lms.domain.errors import FieldRefusal
from tests import make

MOMENT = timedelta(microseconds=1)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60))


def test_as03_a_session_lives_up_to_its_idle_limit_and_no_longer():
    signed_in = make.a_signed_in()

    assert is_alive(signed_in, signed_in.seen_at + SESSION_IDLE)
    assert not is_alive(signed_in, signed_in.seen_at + SESSION_IDLE + MOMENT)


@given(seen_after=SPANS, asked_after=SPANS)
def test_as03_a_dead_session_never_comes_back(seen_after, asked_after):
    start = make.a_signed_in().started_at
    signed_in = make.a_signed_in(started_at=start, seen_at=start + seen_after)
    now = start + seen_after + asked_after

    alive = [is_alive(signed_in, now + timedelta(hours=hour)) for hour in range(4)]

    assert alive == sorted(alive, reverse=True)
    assert is_alive(signed_in, now) == (
        asked_after <= SESSION_IDLE and seen_after + asked_after <= SESSION_LONGEST
    )


def test_wb01_a_session_is_touched_once_its_time_is_a_minute_old():
    signed_in = make.a_signed_in()

    assert not needs_touch(signed_in, signed_in.seen_at + SEEN_EVERY - MOMENT)
    assert needs_touch(signed_in, signed_in.seen_at + SEEN_EVERY)


def test_an_account_is_open_until_it_is_disabled():
    assert make.an_account().is_open
    assert not make.an_account(disabled_at=make.START).is_open


@given(own=st.integers(0, 29), is_known=st.booleans())
def test_as07_an_address_that_fails_alone_may_fail_thirty_times(own, is_known):
    assert not is_tried_too_often(Tries(own, own, is_known))


def test_as07_either_limit_shuts_a_door_to_a_stranger_by_itself():
    below = Tries(TRIES_FROM_ONE_ADDRESS - 1, TRIES_FOR_ONE_ACCOUNT - 1, is_known_address=False)

    assert not is_tried_too_often(below)
    assert is_tried_too_often(replace(below, from_the_address=TRIES_FROM_ONE_ADDRESS))
    assert is_tried_too_often(replace(below, for_the_account=TRIES_FOR_ONE_ACCOUNT))


@given(own=st.integers(0, 200), others=st.integers(0, 10_000))
def test_as07_at_a_known_address_only_its_own_failures_count(own, others):
    tries = Tries(own, own + others, is_known_address=True)

    assert is_tried_too_often(tries) == (own >= TRIES_FROM_ONE_ADDRESS)


def test_as07_one_address_is_shut_out_before_it_shuts_an_account_to_others():
    assert 30 <= TRIES_FROM_ONE_ADDRESS < TRIES_FOR_ONE_ACCOUNT


def test_every_time_zone_of_the_list_can_be_used_and_stands_in_it_once():
    assert 400 < len(time_zones()) == len(set(time_zones())) < 430
    assert time_zones()[: len(FIRST_TIME_ZONES)] == FIRST_TIME_ZONES
    assert all(ZoneInfo(name).key == name for name in time_zones())
    assert max(map(len, time_zones())) <= 64


@pytest.mark.parametrize(
    ("present", "older"),
    [
        ("Asia/Kolkata", "Asia/Calcutta"),
        ("Europe/Kyiv", "Europe/Kiev"),
        ("America/New_York", "US/Eastern"),
        ("America/Argentina/Buenos_Aires", "America/Buenos_Aires"),
        ("Asia/Ho_Chi_Minh", "Asia/Saigon"),
        ("Europe/London", "GB-Eire"),
    ],
)
def test_a_time_zone_is_offered_under_one_name(present, older):
    assert present in time_zones()
    assert older not in time_zones()


def test_an_older_name_that_a_profile_holds_is_still_taken():
    assert clean_time_zone("time_zone", "Asia/Calcutta") == "Asia/Calcutta"
    assert clean_time_zone("time_zone", " Europe/Kyiv ") == "Europe/Kyiv"


def test_no_time_zone_is_presumed():
    with pytest.raises(FieldRefusal, match=r"^Choose your time zone\.$"):
        clean_time_zone("time_zone", "  ")


@pytest.mark.parametrize(
    "typed", ["Mars/Olympus", "../UTC", "utc", "Etc/GMT+4", "EST", "posixrules"]
)
def test_a_time_zone_that_is_not_in_the_list_is_refused(typed):
    with pytest.raises(FieldRefusal) as refused:
        clean_time_zone("time_zone", typed)

    assert refused.value.field == "time_zone"
