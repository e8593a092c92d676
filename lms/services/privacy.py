"""Privacy: everything that is kept about a person, to read and to take away; and its erasure."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

import msgspec
from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.accounts import Account, SignedIn
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import Paged, page_of
from lms.domain.retention import Kept, kept
from lms.services import accounts, profiles
from lms.services.accounts import Proof
from lms.store import audit, erasing, gathering, people
from lms.store.erasing import Erasure
from lms.store.gathering import Part

# How many rows of a table the page shows; the download has all of them.
MOST_SHOWN = 10
ABOUT = (
    "Everything that is kept about one person. Files are in Base64. Evaluations are kept without "
    "who sent them, so this says only that they were sent."
)


@dataclass(frozen=True)
class Erasing:
    """Somebody who may be erased: what would be kept and deleted, and why it may not be yet."""

    person: Person
    kept: tuple[Kept, ...]
    deleted: tuple[tuple[str, int], ...]
    refusal: str


# -- my data -----------------------------------------------------------------------


def get_my_data(session: Session, person: Person) -> tuple[Part, ...]:
    """What is kept about a person, table by table, with the newest rows of each."""
    return gathering.list_parts(session, person.id, MOST_SHOWN)


def write_my_data(session: Session, person: Person, now: datetime, file: IO[bytes]) -> None:
    """All of it as JSON, some rows at a time: a file of theirs may be large."""
    encode = msgspec.json.encode
    head = {
        "about": ABOUT,
        "person": person.public_id,
        "made_at": now,
        "withheld": gathering.list_withheld(),
    }
    file.write(encode(head)[:-1] + b',"tables":{')
    for number, (name, rows) in enumerate(gathering.list_rows(session, person.id)):
        file.write((b",\n" if number else b"\n") + encode(name) + b":[")
        for place, row in enumerate(rows):
            file.write((b",\n" if place else b"\n") + encode(row))
        file.write(b"]")
    file.write(b"\n}}\n")


# -- erasure -----------------------------------------------------------------------


def find_to_erase(session: Session, email: str) -> str:
    """The public id of the person with that e-mail address; FieldRefusal when there is none."""
    return accounts.get_person(session, email).public_id


def get_erasing(session: Session, public_id: str, now: datetime) -> Erasing:
    """What an erasure of that person would keep and delete; NotFound for who was erased."""
    account = people.find_by_public_id(session, public_id)
    if account is None or erasing.is_erased(session, account.person.id):
        raise NotFound
    person = account.person
    return Erasing(
        person=person,
        kept=_kept(session, person, now),
        deleted=erasing.count_deleted(session, person.id),
        refusal=_why_not(session, account, people.count_administrators(session)),
    )


def find_erasure(session: Session, public_id: str) -> Erasure | None:
    """The erasure of who was erased before, or None."""
    account = people.find_by_public_id(session, public_id)
    return None if account is None else erasing.find_erasure(session, account.person.id)


def erase(
    session: Session, signed_in: SignedIn, proof: Proof, public_id: str, now: datetime
) -> Refusal | None:
    """Erase that person in this transaction; a refusal of the asker's password was counted.

    Whoever asks is the person or administers. Doing it again takes what was added since, and
    notes nothing a second time.
    """
    # Held first and in one order, as whoever changes a role does.
    administrators = people.hold_administrators(session)
    refusal = profiles.unconfirmed(session, signed_in, proof, now)
    if refusal is not None:
        return refusal
    found = people.find_by_public_id(session, public_id)
    if found is None:
        raise NotFound
    account = people.hold_account(session, found.person.id)
    if erasing.is_erased(session, account.person.id):
        erasing.erase(session, account.person.id, now)
        return None
    why_not = _why_not(session, account, administrators)
    if why_not:
        raise Refusal(why_not)
    _erase(session, account.person, signed_in.person, now)
    return None


def _erase(session: Session, person: Person, asker: Person, now: datetime) -> None:
    left = _kept(session, person, now)
    erasing.erase(session, person.id, now)
    erasing.add(session, Erasure(person.id, now, asker.id, left))
    audit.record(session, now, "person erased", asker.id, f"person {person.id}")


def _kept(session: Session, person: Person, now: datetime) -> tuple[Kept, ...]:
    return kept(erasing.count_kept(session, person.id, now.date()))


def _why_not(session: Session, account: Account, administrators: int) -> str:
    """Why this person may not be erased yet, with the next step; empty text when they may."""
    taught = erasing.list_courses_taught(session, account.person.id)
    if taught:
        courses = ", ".join(taught)
        return (
            f"This account still teaches {courses}. Assign another instructor with "
            "`lms people assign`, and take this one off with `lms people unassign`."
        )
    if accounts.is_last_administrator(account, administrators):
        return "This is the last administrator. Make somebody else one first."
    return ""


def list_erasures(session: Session, wanted: int) -> Paged[Erasure]:
    """Who was erased, by number, and what was kept of them."""
    total = erasing.count_erasures(session)
    return page_of(total, wanted, lambda start, count: erasing.list_erasures(session, start, count))
