"""Doors that take a secret: who may knock, and what a failure costs (AS-07).

A secret is checked in three steps, because the slow hash must not run in a transaction (DS-03):
`knock` while reading, check the secret, then write. The write counts again and keeps the failure,
so it returns a refusal instead of raising one: raising would undo the count.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from lms.domain.accounts import TRIES_WINDOW, Door, is_tried_too_often
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
    knocking = Knock(
        door,
        account=digest(f"account {account}"),
        address=digest(f"address {address}"),
    )
    if is_shut(session, knocking, now):
        raise TooManyTries
    return knocking


def is_shut(session: Session, knocking: Knock, now: datetime) -> bool:
    """True when there were too many failures for the account or from the address."""
    subjects = (knocking.account, knocking.address)
    failures = sessions.count_failures(session, knocking.door, subjects, now - TRIES_WINDOW)
    return is_tried_too_often(failures[knocking.account], failures[knocking.address])


def fail(session: Session, knocking: Knock, now: datetime) -> None:
    """Count a failure, and forget those that no longer count."""
    sessions.forget_failures(session, now - TRIES_WINDOW)
    sessions.add_failures(session, knocking.door, (knocking.account, knocking.address), now)


def digest(text: str) -> str:
    """The hash that a token, or who tried it, is kept as."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
