"""What administrators change of somebody, one floor below the pages."""

import pytest

from lms.domain.access import Role
from lms.domain.accounts import Door, SignedIn
from lms.domain.errors import FreshSignInNeeded, Refusal
from lms.services import accounts, learners, privacy
from lms.services.accounts import Proof
from lms.store.database import Database
from tests.accounts import HOME, NOON, PASSWORD, signed_up


@pytest.fixture
def dora(database: Database) -> SignedIn:
    """Dora, who administers; so does Iris."""
    signed_up(database, "Iris Lindqvist", Role.ADMINISTRATOR)
    return SignedIn(1, signed_up(database, "Dora Vance", Role.ADMINISTRATOR), NOON, NOON, NOON)


def proven(database: Database, who: SignedIn) -> Proof:
    with database.reading() as session:
        claim = accounts.claim(session, Door.CONFIRM, who.person.email, HOME, NOON)
    return accounts.prove(claim, PASSWORD)


@pytest.mark.parametrize("act", ["change_role", "erase"])
def test_who_lost_the_role_meanwhile_does_nothing_to_anybody(
    database: Database, dora: SignedIn, act: str
) -> None:
    ben = signed_up(database, "Ben Okafor")
    proof = proven(database, dora)
    with database.writing() as session:
        accounts.set_role(session, dora.person.id, Role.INSTRUCTOR, None, NOON)

    with database.writing() as session:
        refusal = (
            learners.change_role(session, dora, proof, ben.public_id, Role.ADMINISTRATOR, NOON)
            if act == "change_role"
            else privacy.erase(session, dora, proof, ben.public_id, NOON)
        )

    assert isinstance(refusal, FreshSignInNeeded)
    with database.reading() as session:
        assert accounts.get_person(session, ben.email) == ben


def test_nobody_changes_their_own_role(database: Database, dora: SignedIn) -> None:
    proof = proven(database, dora)

    with database.writing() as session, pytest.raises(Refusal, match="another administrator"):
        learners.change_role(session, dora, proof, dora.person.public_id, Role.LEARNER, NOON)
