"""Several at once on one account: one of them is first, and nothing is half done (DS-03, DS-04)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text

from lms.domain.accounts import Door
from lms.domain.certificates import License
from lms.domain.errors import FieldRefusal, LinkSpent
from lms.services import accounts, doors, profiles
from lms.store.database import Database
from tests.accounts import (
    HOME,
    NOON,
    PASSWORD,
    hash_of,
    holder,
    new_account,
    new_cookie,
    proof,
    signed_up,
)

Answer = TypeVar("Answer")
TIMES = 8


def at_once(act: Callable[[], Answer]) -> list[Answer]:
    """What everybody got who did the same thing at the same moment."""
    ready = Barrier(TIMES)

    def once() -> Answer:
        ready.wait()
        return act()

    with ThreadPoolExecutor(TIMES) as pool:
        return [it.result() for it in [pool.submit(once) for _ in range(TIMES)]]


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_of_many_who_sign_up_with_one_address_one_gets_it(database):
    new = new_account("Ada Marlowe")
    with database.reading() as session:
        knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON)

    def sign_up() -> object:
        with database.writing() as session:
            return accounts.sign_up(session, knock, new, None, NOON)

    answers = at_once(sign_up)

    assert sum(isinstance(it, str) for it in answers) == 1
    assert sum(isinstance(it, FieldRefusal) for it in answers) == TIMES - 1
    assert count(database, "people") == 1


def test_ds04_a_license_sent_many_times_is_there_once(database):
    ada = signed_up(database, "Ada Marlowe")

    def add() -> None:
        with database.writing() as session:
            profiles.add_license(session, ada, License("Nurse", "Florida", "RN 1"), NOON)

    at_once(add)

    assert count(database, "licenses") == 1


def test_as10_a_link_that_is_sent_many_times_works_once(database):
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        token = profiles.make_reset_link(session, ada.email, NOON, None)
    with database.reading() as session:
        knock = profiles.knock_with_link(session, token, HOME, NOON)
    new_hash = hash_of("petrol ink 1848")

    def reset() -> LinkSpent | None:
        with database.writing() as session:
            return profiles.reset_password(session, knock, token, new_hash, NOON)

    assert at_once(reset).count(None) == 1


def test_as01_no_session_begun_beside_a_password_change_outlives_it(database):
    ada = signed_up(database, "Ada Marlowe")
    shown = proof(database, ada.email, PASSWORD)
    cookie = new_cookie(database, ada)
    confirmed = proof(database, ada.email, PASSWORD, Door.CONFIRM)
    signed_in = holder(database, cookie)
    first = iter([True])

    def act() -> object:
        with database.writing() as session:
            if next(first, False):
                return profiles.change_password(
                    session, signed_in, confirmed, hash_of("petrol ink 1848"), NOON
                )
            return accounts.sign_in(session, shown, None, NOON)

    at_once(act)

    # The one that the change itself began.
    assert count(database, "sessions") == 1
