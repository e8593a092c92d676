"""Throttling: counted in the database, per account and per address (AS-07)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from lms.domain.access import Person
from lms.domain.accounts import TRIES_FOR_ONE_ACCOUNT, TRIES_FROM_ONE_ADDRESS, Door
from lms.domain.errors import FieldRefusal, SignInRefused, TooManyTries
from lms.services import accounts, doors
from lms.store.database import Database, open_database
from tests.accounts import HOME, NOON, PASSWORD, new_account, proof, signed_up, signs_in

ELSEWHERE = "198.51.100.7"
TEN_MINUTES = timedelta(minutes=10)
# Refused before it is hashed, so that thirty failures take no second.
WRONG = "x" * 257


@pytest.fixture
def ada(database: Database) -> Person:
    return signed_up(database, "Ada Marlowe")


def fails(database: Database, times: int, email: str = "ada@example.org", at=NOON) -> None:
    for _ in range(times):
        assert isinstance(signs_in(database, email, WRONG, at=at), SignInRefused)


def fails_for_many(database: Database, times: int, at=NOON) -> None:
    for number in range(times):
        fails(database, 1, f"person{number}@example.org", at)


def test_as07_an_address_may_fail_thirty_times_in_ten_minutes():
    assert TRIES_FOR_ONE_ACCOUNT >= 30
    assert TRIES_FROM_ONE_ADDRESS >= 30


def test_as07_an_account_is_shut_after_its_failures_wherever_they_came_from(database, ada):
    fails(database, TRIES_FOR_ONE_ACCOUNT - 1)
    assert isinstance(signs_in(database, ada.email, PASSWORD, ELSEWHERE), str)

    fails(database, 1)
    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, ELSEWHERE)


def test_as07_an_address_is_shut_after_its_failures_for_whatever_account(database, ada):
    fails_for_many(database, TRIES_FROM_ONE_ADDRESS)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD)
    assert isinstance(signs_in(database, ada.email, PASSWORD, ELSEWHERE), str)


def test_as06_an_account_that_does_not_exist_is_shut_like_one_that_does(database):
    fails(database, TRIES_FOR_ONE_ACCOUNT, "nobody@example.org")

    with pytest.raises(TooManyTries):
        signs_in(database, "nobody@example.org", WRONG, ELSEWHERE)


def test_as07_no_door_stays_shut(database, ada):
    fails(database, TRIES_FOR_ONE_ACCOUNT)

    assert isinstance(signs_in(database, ada.email, PASSWORD, at=NOON + TEN_MINUTES), str)


def test_as07_failures_are_counted_in_the_database_for_every_process(database, ada):
    other_process = open_database(database.url)
    fails(database, TRIES_FOR_ONE_ACCOUNT)

    with pytest.raises(TooManyTries):
        signs_in(other_process, ada.email, PASSWORD)
    other_process.close()


def test_as07_whoever_knocked_before_the_door_shut_is_refused_when_it_is(database, ada):
    shown = proof(database, ada.email, PASSWORD)
    fails(database, TRIES_FOR_ONE_ACCOUNT)

    with database.writing() as session:
        answer = accounts.sign_in(session, shown, None, NOON)

    assert isinstance(answer, TooManyTries)


def test_as07_whoever_asked_to_sign_up_before_the_door_shut_is_refused_when_it_is(database):
    new = new_account("Eve Larsen")
    with database.reading() as session:
        knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON)
    with database.writing() as session:
        for _ in range(TRIES_FOR_ONE_ACCOUNT):
            doors.fail(session, knock, NOON)

    with database.writing() as session:
        answer = accounts.sign_up(session, knock, new, None, NOON)

    assert isinstance(answer, TooManyTries)


def test_as07_signing_up_with_used_addresses_is_throttled(database, ada):
    new = new_account("Ada Marlowe")

    def tries() -> object:
        with database.reading() as session:
            knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON)
        with database.writing() as session:
            return accounts.sign_up(session, knock, new, None, NOON)

    assert all(isinstance(tries(), FieldRefusal) for _ in range(TRIES_FOR_ONE_ACCOUNT))
    with pytest.raises(TooManyTries):
        tries()


def test_as07_each_door_counts_for_itself(database, ada):
    fails(database, TRIES_FOR_ONE_ACCOUNT)

    with database.reading() as session:
        assert doors.knock(session, Door.CONFIRM, ada.email, HOME, NOON).door is Door.CONFIRM


def test_pr01_who_failed_is_kept_only_as_a_hash_and_forgotten_when_past(database, ada):
    fails(database, 1)
    fails(database, 1, "other@example.org", at=NOON + 2 * TEN_MINUTES)

    with database.reading() as session:
        kept = session.execute(text("SELECT * FROM failures")).all()
    assert len(kept) == 2
    assert "example.org" not in str(kept)
    assert HOME not in str(kept)
