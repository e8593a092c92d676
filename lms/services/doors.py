"""Doors that take a secret: who may knock, and what a failure costs (AS-07).

A secret is checked in three steps, because the slow hash must not run in a transaction (DS-03):
`knock` while reading, check the secret, then write. The write counts again and keeps the failure,
so it returns a refusal instead of raising one: raising would undo the count.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.accounts import (
    KNOWN_ADDRESS_LIFE,
    TRIES_WINDOW,
    Door,
    Tries,
    is_tried_too_often,
)
from lms.domain.errors import TooManyTries
from lms.store import sessions


@dataclass(frozen=True)
class Knock:
    """Somebody at a door: for which account and from which address, both as hashes."""

    door: Door
    account: str
    address: str


def knock(session: Session, door: Door, account: str, address: str, now: datetime) -> Knock:
    """Leave to try the door for that account (any text that names it); TooManyTries when shut."""
    knocking = Knock(door, _account_hash(account), address=digest(f"address {address}"))
    if is_shut(session, knocking, now):
        raise TooManyTries
    return knocking


def is_shut(session: Session, knocking: Knock, now: datetime) -> bool:
    """True when too much failed; asked alike for accounts that do not exist (AS-06)."""
    subjects = (knocking.account, knocking.address)
    failures = sessions.count_failures(session, knocking.door, subjects, now - TRIES_WINDOW)
    pair = _pair_hash(knocking.account, knocking.address)
    tries = Tries(
        from_the_address=failures[knocking.address],
        for_the_account=failures[knocking.account],
        is_known_address=sessions.is_known_address(session, pair, now - KNOWN_ADDRESS_LIFE),
    )
    return is_tried_too_often(tries)


def fail(session: Session, knocking: Knock, now: datetime) -> None:
    """Count a failure, and forget those that no longer count."""
    sessions.forget_failures(session, now - TRIES_WINDOW)
    sessions.add_failures(session, knocking.door, (knocking.account, knocking.address), now)


def know(session: Session, knocking: Knock, person: Person, now: datetime) -> None:
    """Remember that a person opened their account from there: others cannot keep them out."""
    sessions.forget_addresses_seen_before(session, now - KNOWN_ADDRESS_LIFE)
    pair = _pair_hash(_account_hash(person.email), knocking.address)
    sessions.know_address(session, person.id, pair, now)


def _account_hash(account: str) -> str:
    return digest(f"account {account}")


def _pair_hash(account_hash: str, address_hash: str) -> str:
    return digest(f"{account_hash} from {address_hash}")


def digest(text: str) -> str:
    """The hash that a token, or who tried it, is kept as."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
