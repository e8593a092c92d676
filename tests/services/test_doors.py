"""Throttling: counted in the database, per account and per address on the network (AS-07)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from lms.domain.access import Person
from lms.domain.accounts import (
    KNOWN_ADDRESS_LIFE,
    TRIES_FOR_ONE_ACCOUNT,
    TRIES_FROM_ONE_ADDRESS,
    Door,
)
from lms.domain.errors import FieldRefusal, SignInRefused, TooManyTries
from lms.services import accounts, doors, profiles
from lms.store.database import Database, open_database
from tests.accounts import (
    HOME,
    NOON,
    PASSWORD,
    fails,
    hash_of,
    holder,
    new_account,
    proof,
    signed_up,
    signs_in,
)
from tests.queries import asked

ELSEWHERE = "198.51.100.7"
# Where those who attack knock from; none of them alone may fail often enough.
STRANGERS = ("203.0.113.5", "203.0.113.6")
TEN_MINUTES = timedelta(minutes=10)
# Refused before it is hashed, so that fifty failures take no second.
WRONG = "x" * 257


@pytest.fixture
def ada(database: Database) -> Person:
    return signed_up(database, "Ada Marlowe")


def guesses(
    database: Database, times: int, email: str = "ada@example.org", address: str = HOME, at=NOON
) -> None:
    """Wrong passwords, each in transactions of its own, as from the page."""
    for _ in range(times):
        assert isinstance(signs_in(database, email, WRONG, address, at), SignInRefused)


def guesses_until(
    database: Database, last: int, email: str = "ada@example.org", address: str = HOME, at=NOON
) -> None:
    """As many failures as that, of which the last few are wrong passwords."""
    fails(database, last - 2, email, address=address, at=at)
    guesses(database, 2, email, address, at)


def strangers_fail(database: Database, email: str = "ada@example.org", at=NOON) -> None:
    """As many failures at an account as shut it, none of them from HOME or ELSEWHERE."""
    for address in STRANGERS:
        guesses_until(database, TRIES_FOR_ONE_ACCOUNT // len(STRANGERS), email, address, at)


# -- from one address ----------------------------------------------------------


def test_as07_an_address_may_fail_thirty_times_at_one_account(database, ada):
    guesses(database, 30)

    assert isinstance(signs_in(database, ada.email, PASSWORD), str)


def test_as07_an_address_is_shut_after_its_failures_for_whatever_account(database, ada):
    for number in range(TRIES_FROM_ONE_ADDRESS):
        guesses(database, 1, f"person{number}@example.org")

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD)
    assert isinstance(signs_in(database, ada.email, PASSWORD, ELSEWHERE), str)


def test_as07_an_address_that_is_shut_out_keeps_nobody_out_elsewhere(database, ada):
    guesses_until(database, TRIES_FROM_ONE_ADDRESS)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD)
    assert isinstance(signs_in(database, ada.email, PASSWORD, ELSEWHERE), str)


def test_as07_a_known_address_is_shut_by_its_own_failures_too(database, ada):
    signs_in(database, ada.email, PASSWORD)
    guesses_until(database, TRIES_FROM_ONE_ADDRESS)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD)


# -- at one account ------------------------------------------------------------


def test_as07_an_account_is_shut_to_strangers_after_the_failures_of_all_of_them(database, ada):
    strangers_fail(database)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, ELSEWHERE)


def test_as07_whoever_signed_in_from_there_before_is_kept_out_by_nobody_elsewhere(database, ada):
    signs_in(database, ada.email, PASSWORD, HOME)
    strangers_fail(database)

    assert isinstance(signs_in(database, ada.email, PASSWORD, HOME), str)
    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, ELSEWHERE)


def test_as07_whoever_signed_up_from_there_is_kept_out_by_nobody_elsewhere(database):
    new = new_account("Eve Larsen")
    with database.reading() as session:
        knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON)
    with database.writing() as session:
        accounts.sign_up(session, knock, new, None, NOON)

    strangers_fail(database, new.email)

    assert isinstance(signs_in(database, new.email, PASSWORD), str)


def test_as07_a_one_time_link_lets_the_owner_in_from_a_new_address_meanwhile(database, ada):
    strangers_fail(database)
    with database.writing() as session:
        token = profiles.make_reset_link(session, ada.email, NOON, None)

    with database.reading() as session:
        knock = profiles.knock_with_link(session, token, ELSEWHERE, NOON)
    with database.writing() as session:
        profiles.reset_password(session, knock, token, hash_of("petrol ink 1848"), NOON)

    assert isinstance(signs_in(database, ada.email, "petrol ink 1848", ELSEWHERE), str)


def test_as07_an_address_is_known_to_the_account_that_was_opened_from_it_and_to_no_other(
    database, ada
):
    ben = signed_up(database, "Ben Okafor")
    signs_in(database, ben.email, PASSWORD, HOME)

    strangers_fail(database)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, HOME)


def test_as07_a_failure_makes_no_address_known(database, ada):
    guesses(database, 1, address=ELSEWHERE, at=NOON - TEN_MINUTES)
    strangers_fail(database)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, ELSEWHERE)


def test_as07_a_new_password_makes_addresses_strange_that_the_old_one_made_known(database, ada):
    signs_in(database, ada.email, PASSWORD, ELSEWHERE)
    cookie = signs_in(database, ada.email, PASSWORD, HOME)
    shown = proof(database, ada.email, PASSWORD, Door.CONFIRM)
    new_hash = hash_of("petrol ink 1848")
    with database.writing() as session:
        profiles.change_password(session, holder(database, cookie), shown, new_hash, NOON)

    strangers_fail(database)

    assert isinstance(signs_in(database, ada.email, "petrol ink 1848", HOME), str)
    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, "petrol ink 1848", ELSEWHERE)


def test_as07_a_new_e_mail_address_is_known_where_it_was_entered(database, ada):
    cookie = signs_in(database, ada.email, PASSWORD)
    shown = proof(database, ada.email, PASSWORD, Door.CONFIRM)
    with database.writing() as session:
        signed_in = holder(database, cookie)
        profiles.change_email(session, signed_in, shown, "ada@new.example.org", NOON)

    strangers_fail(database, "ada@new.example.org")

    assert isinstance(signs_in(database, "ada@new.example.org", PASSWORD), str)


def test_as07_an_address_that_nobody_came_from_for_long_is_forgotten(database, ada):
    later = NOON + KNOWN_ADDRESS_LIFE
    signs_in(database, ada.email, PASSWORD, HOME)
    signs_in(database, ada.email, PASSWORD, ELSEWHERE, at=later + TEN_MINUTES)

    strangers_fail(database, at=later + TEN_MINUTES)

    with pytest.raises(TooManyTries):
        signs_in(database, ada.email, PASSWORD, HOME, at=later + TEN_MINUTES)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM known_addresses")) == 1


def test_as06_an_account_that_does_not_exist_is_shut_like_one_that_does(database):
    strangers_fail(database, "nobody@example.org")

    with pytest.raises(TooManyTries):
        signs_in(database, "nobody@example.org", WRONG, ELSEWHERE)


def test_as06_a_door_asks_the_database_the_same_for_known_and_unknown_accounts(database, ada):
    signs_in(database, ada.email, PASSWORD)

    with asked(database) as of_ada:
        signs_in(database, ada.email, WRONG)
    with asked(database) as of_nobody:
        signs_in(database, "nobody@example.org", WRONG)

    assert of_ada == of_nobody


# -- the count -----------------------------------------------------------------


def test_as07_no_door_stays_shut(database, ada):
    strangers_fail(database)
    guesses_until(database, TRIES_FROM_ONE_ADDRESS, "nobody@example.org")

    assert isinstance(signs_in(database, ada.email, PASSWORD, at=NOON + TEN_MINUTES), str)


def test_as07_failures_are_counted_in_the_database_for_every_process(database, ada):
    other_process = open_database(database.url)
    guesses(database, TRIES_FROM_ONE_ADDRESS)

    with pytest.raises(TooManyTries):
        signs_in(other_process, ada.email, PASSWORD)
    other_process.close()


def test_as07_whoever_knocked_before_the_door_shut_is_refused_when_it_is(database, ada):
    shown = proof(database, ada.email, PASSWORD)
    guesses_until(database, TRIES_FROM_ONE_ADDRESS)

    with database.writing() as session:
        answer = accounts.sign_in(session, shown, None, NOON)

    assert isinstance(answer, TooManyTries)


def test_as07_whoever_asked_to_sign_up_before_the_door_shut_is_refused_when_it_is(database):
    new = new_account("Eve Larsen")
    with database.reading() as session:
        knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON)
    with database.writing() as session:
        for _ in range(TRIES_FROM_ONE_ADDRESS):
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

    assert all(isinstance(tries(), FieldRefusal) for _ in range(TRIES_FROM_ONE_ADDRESS))
    with pytest.raises(TooManyTries):
        tries()


def test_as07_each_door_counts_for_itself(database, ada):
    guesses_until(database, TRIES_FROM_ONE_ADDRESS)

    with database.reading() as session:
        assert doors.knock(session, Door.CONFIRM, ada.email, HOME, NOON).door is Door.CONFIRM


def test_pr01_who_failed_is_kept_only_as_a_hash_and_forgotten_when_past(database, ada):
    signs_in(database, ada.email, PASSWORD)
    guesses(database, 1)
    guesses(database, 1, "other@example.org", at=NOON + 2 * TEN_MINUTES)

    with database.reading() as session:
        kept = session.execute(text("SELECT * FROM failures")).all()
        known = session.execute(text("SELECT * FROM known_addresses")).all()
    assert len(kept) == 2
    assert len(known) == 1
    kept += known
    assert "example.org" not in str(kept)
    assert HOME not in str(kept)
