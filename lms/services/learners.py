"""People in the office: finding somebody, the courses they are in, and their certificates."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.accounts import Account
from lms.domain.certificates import Certificate, License
from lms.domain.errors import NotFound
from lms.domain.paging import Paged, page_of
from lms.services.enrollments import Learning, list_learning_for
from lms.store import people, record


@dataclass(frozen=True)
class LearnerPage:
    """Somebody with what the office may need of them."""

    account: Account
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
    """One of them, with every course that they are in: six queries."""
    account = people.find_by_public_id(session, public_id)
    if account is None:
        raise NotFound
    person = account.person
    return LearnerPage(
        account=account,
        licenses=people.list_licenses(session, person.id),
        courses=list_learning_for(session, person),
        certificates=record.list_certificates(session, person.id),
    )
