"""People in the office: finding somebody, their courses and certificates, and what they do here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.accounts import Account, SignedIn
from lms.domain.certificates import Certificate, License
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import Paged, page_of
from lms.services import accounts, profiles
from lms.services.accounts import Proof
from lms.services.enrollments import Learning, list_learning_for
from lms.store import erasing, people, record


@dataclass(frozen=True)
class LearnerPage:
    """Somebody with what the office may need of them."""

    account: Account
    is_erased: bool
    licenses: tuple[License, ...]
    courses: tuple[Learning, ...]
    certificates: tuple[Certificate, ...]


def list_found(session: Session, words: str, wanted: int) -> Paged[Account]:
    """People by name or e-mail address, in the order of names: two queries."""
    total = people.count_found(session, words)
    return page_of(
        total, wanted, lambda start, count: people.list_found(session, words, start, count)
    )


def get_learner(session: Session, public_id: str) -> LearnerPage:
    """One of them, with every course that they are in: seven queries."""
    account = people.find_by_public_id(session, public_id)
    if account is None:
        raise NotFound
    person = account.person
    return LearnerPage(
        account=account,
        is_erased=erasing.is_erased(session, person.id),
        licenses=people.list_licenses(session, person.id),
        courses=list_learning_for(session, person),
        certificates=record.list_certificates(session, person.id),
    )


def get_account(session: Session, public_id: str) -> Account:
    """The account of somebody; NotFound where nobody has it, or where it was erased."""
    account = people.find_by_public_id(session, public_id)
    if account is None or erasing.is_erased(session, account.person.id):
        raise NotFound
    return account


def change_role(
    session: Session,
    signed_in: SignedIn,
    proof: Proof,
    public_id: str,
    role: Role,
    now: datetime,
) -> Refusal | None:
    """Change what a person does here, who signs in again then.

    A refusal of the asker's password comes back, since it was counted. Refusal for one's own role,
    and for that of the last administrator.
    """
    # Held first and in one order, as everywhere.
    people.hold_administrators(session)
    refusal = profiles.unconfirmed(session, signed_in, proof, now)
    if refusal is not None:
        return refusal
    person = get_account(session, public_id).person
    if person.id == signed_in.person.id:
        raise Refusal("What you do here yourself, another administrator changes.")
    accounts.set_role(session, person.id, role, signed_in.person, now)
    return None
