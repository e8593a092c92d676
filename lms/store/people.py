"""People and their licenses, in and out of the database."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.accounts import Account, NewAccount
from lms.domain.certificates import License
from lms.domain.errors import AccountClosed, NotFound
from lms.store.columns import insert_unless_taken
from lms.store.rows import LicenseRow, PersonRow
from lms.store.searching import says

PERSON = (
    PersonRow.id,
    PersonRow.public_id,
    PersonRow.email,
    PersonRow.legal_name,
    PersonRow.role,
    PersonRow.time_zone,
)
_ACCOUNTS = select(*PERSON, PersonRow.password_hash, PersonRow.created_at, PersonRow.disabled_at)
_BY_EMAIL = _ACCOUNTS.where(PersonRow.email == bindparam("email"))
_CAN_ADMINISTER = (PersonRow.role == Role.ADMINISTRATOR, PersonRow.disabled_at.is_(None))
_BY_ID = _ACCOUNTS.where(PersonRow.id == bindparam("id"))


def person(row: Sequence[Any]) -> Person:
    """The person in the columns that PERSON names."""
    id_, public_id, email, legal_name, role, time_zone = row
    return Person(id_, public_id, email, legal_name, Role(role), time_zone)


def _account(row: Sequence[Any]) -> Account:
    *columns, password_hash, created_at, disabled_at = row
    return Account(person(columns), password_hash, created_at, disabled_at)


# -- finding -------------------------------------------------------------------


def find_account(session: Session, email: str) -> Account | None:
    """The account with that e-mail address, or None."""
    row = session.execute(_BY_EMAIL, {"email": email}).one_or_none()
    return None if row is None else _account(row)


def get_account(session: Session, person_id: int) -> Account:
    """The account of that person."""
    return _got(session.execute(_BY_ID, {"id": person_id}).one_or_none())


def hold_account(session: Session, person_id: int) -> Account:
    """The account of that person, which nobody else changes until this transaction ends."""
    held = _BY_ID.with_for_update(of=PersonRow)
    return _got(session.execute(held, {"id": person_id}).one_or_none())


def hold_open_account(session: Session, person_id: int) -> Account:
    """The same where it is open; AccountClosed for one that was disabled or erased meanwhile."""
    account = hold_account(session, person_id)
    if not account.is_open:
        raise AccountClosed
    return account


def _got(row: Sequence[Any] | None) -> Account:
    if row is None:
        raise NotFound
    return _account(row)


def list_accounts(session: Session) -> tuple[Account, ...]:
    """Every account, in the order of e-mail addresses."""
    return tuple(_account(row) for row in session.execute(_ACCOUNTS.order_by(PersonRow.email)))


def count_found(session: Session, words: str) -> int:
    """How many people a search by name or e-mail address finds."""
    counted = select(func.count()).select_from(PersonRow)
    return session.scalars(counted.where(_says(words))).one()


def list_found(session: Session, words: str, start: int, count: int) -> tuple[Account, ...]:
    """A stretch of them, in the order of names."""
    found = _ACCOUNTS.where(_says(words)).order_by(PersonRow.legal_name, PersonRow.id)
    return tuple(_account(row) for row in session.execute(found.offset(start).limit(count)))


def find_by_public_id(session: Session, public_id: str) -> Account | None:
    """The account of the person with that public id, or None."""
    row = session.execute(_ACCOUNTS.where(PersonRow.public_id == public_id)).one_or_none()
    return None if row is None else _account(row)


def _says(words: str) -> ColumnElement[bool]:
    return says((PersonRow.legal_name, PersonRow.email), words)


def count_administrators(session: Session) -> int:
    """How many people can administer."""
    counted = select(func.count()).select_from(PersonRow)
    return session.scalars(counted.where(*_CAN_ADMINISTER)).one()


def hold_administrators(session: Session) -> int:
    """How many people can administer; none of them changes until this transaction ends."""
    # In the order of ids: two who hold them at once wait for each other and never in a circle.
    administrators = (
        select(PersonRow.id).where(*_CAN_ADMINISTER).order_by(PersonRow.id).with_for_update()
    )
    return len(session.scalars(administrators).all())


# -- changing ------------------------------------------------------------------


def add_person(session: Session, new: NewAccount, role: Role, now: datetime) -> Person | None:
    """The person who holds the new account; None when the e-mail address is taken."""
    columns: dict[str, Any] = {
        "public_id": token_urlsafe(16),
        "email": new.email,
        "legal_name": new.legal_name,
        "role": role,
        "time_zone": new.time_zone,
    }
    unless_taken = insert_unless_taken(session, PersonRow).on_conflict_do_nothing(
        index_elements=["email"]
    )
    added = session.execute(
        unless_taken.values(password_hash=new.password_hash, created_at=now, **columns).returning(
            PersonRow.id
        )
    ).one_or_none()
    return None if added is None else Person(id=added.id, **columns)


def set_password_hash(session: Session, person_id: int, password_hash: str) -> None:
    """Replace a person's password."""
    _change(session, person_id, password_hash=password_hash)


def set_email(session: Session, person_id: int, email: str) -> bool:
    """Replace a person's e-mail address; False when it is taken."""
    try:
        with session.begin_nested():
            _change(session, person_id, email=email)
    except IntegrityError:
        return False
    return True


def set_profile(session: Session, person_id: int, legal_name: str, time_zone: str) -> None:
    """Replace what a person says about themselves."""
    _change(session, person_id, legal_name=legal_name, time_zone=time_zone)


def set_role(session: Session, person_id: int, role: Role) -> None:
    """Replace what a person does here."""
    _change(session, person_id, role=role)


def set_disabled_at(session: Session, person_id: int, disabled_at: datetime | None) -> None:
    """Close an account, or open it again with None."""
    _change(session, person_id, disabled_at=disabled_at)


def _change(session: Session, person_id: int, **columns: Any) -> None:
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(columns))


# -- licenses ------------------------------------------------------------------


def list_licenses(session: Session, person_id: int) -> tuple[License, ...]:
    """A person's licenses, in the order in which they were added."""
    return tuple(licenses_by_public_id(session, person_id).values())


def licenses_by_public_id(session: Session, person_id: int) -> dict[str, License]:
    """A person's licenses by their public ids, in the order in which they were added."""
    rows = session.execute(
        select(
            LicenseRow.public_id,
            LicenseRow.profession,
            LicenseRow.jurisdiction,
            LicenseRow.number,
        )
        .where(LicenseRow.person_id == person_id)
        .order_by(LicenseRow.id)
    )
    return {public_id: License(*rest) for public_id, *rest in rows}


def add_license(session: Session, person_id: int, license_: License) -> bool:
    """Add a license to a person; False when it is there already."""
    added = session.execute(
        insert_unless_taken(session, LicenseRow)
        .on_conflict_do_nothing(
            index_elements=["person_id", "profession", "jurisdiction", "number"]
        )
        .values(
            public_id=token_urlsafe(16),
            person_id=person_id,
            profession=license_.profession,
            jurisdiction=license_.jurisdiction,
            number=license_.number,
        )
        .returning(LicenseRow.id)
    )
    return added.one_or_none() is not None


def remove_license(session: Session, person_id: int, public_id: str) -> bool:
    """Remove a license from that person alone; False when they have no such license."""
    mine = (LicenseRow.public_id == public_id, LicenseRow.person_id == person_id)
    removed = session.execute(delete(LicenseRow).where(*mine).returning(LicenseRow.id))
    return removed.one_or_none() is not None
