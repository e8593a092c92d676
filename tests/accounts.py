"""What people do at the doors, one floor below the pages: plain functions over a database."""

from datetime import UTC, datetime
from functools import cache

from lms.domain.access import Person, Role
from lms.domain.accounts import DEFAULT_TIME_ZONE, Door, NewAccount, SignedIn
from lms.domain.errors import Refusal
from lms.services import accounts, doors, passwords
from lms.store.database import Database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "192.0.2.1"
PASSWORD = "marigold ribbon 27"


def email_of(name: str) -> str:
    """The address of a person in these tests: Ada Marlowe is ada@example.org."""
    return f"{name.partition(' ')[0].lower()}@example.org"


def new_account(name: str) -> NewAccount:
    """An account for that name, ready to be opened."""
    return NewAccount(name, email_of(name), DEFAULT_TIME_ZONE, hash_of(PASSWORD))


@cache
def hash_of(password: str) -> str:
    """A password's hash, made once: it takes 30 ms."""
    return passwords.hash(password)


def signed_up(
    database: Database, name: str, role: Role = Role.LEARNER, at: datetime = NOON
) -> Person:
    """Somebody of that name and role, whose password is PASSWORD."""
    with database.writing() as session:
        return accounts.add_person(session, new_account(name), role, None, at)


def signed_in(database: Database, name: str, role: Role, at: datetime) -> tuple[Person, str]:
    """The same, with the cookie of a browser in which they are signed in."""
    with database.writing() as session:
        person = accounts.add_person(session, new_account(name), role, None, at)
        return person, accounts.begin_session(session, person.id, at)


def new_cookie(database: Database, person: Person, at: datetime = NOON) -> str:
    """The cookie of a browser in which that person is signed in."""
    with database.writing() as session:
        return accounts.begin_session(session, person.id, at)


def proof(
    database: Database,
    email: str,
    password: str,
    door: Door = Door.SIGN_IN,
    address: str = HOME,
    at: datetime = NOON,
) -> accounts.Proof:
    """A password given at a door and checked, outside any transaction."""
    with database.reading() as session:
        claimed = accounts.claim(session, door, email, address, at)
    return accounts.prove(claimed, password)


def signs_in(
    database: Database, email: str, password: str, address: str = HOME, at: datetime = NOON
) -> str | Refusal:
    """The cookie that signing in gives, or why not."""
    shown = proof(database, email, password, address=address, at=at)
    with database.writing() as session:
        return accounts.sign_in(session, shown, None, at)


def fails(
    database: Database,
    times: int,
    account: str,
    door: Door = Door.SIGN_IN,
    address: str = HOME,
    at: datetime = NOON,
) -> None:
    """Somebody fails at a door so many times in a row, all of it in one transaction."""
    with database.writing() as session:
        for _ in range(times):
            doors.fail(session, doors.knock(session, door, account, address, at), at)


def holder(database: Database, cookie: str | Refusal, at: datetime = NOON) -> SignedIn | None:
    """Who is signed in with that cookie."""
    assert isinstance(cookie, str)
    with database.reading() as session:
        return accounts.find_session(session, cookie, at)
