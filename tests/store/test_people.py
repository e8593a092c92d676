"""People, licenses, sessions and the audit log, in and out of both databases."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from lms.domain.access import Person, Role
from lms.domain.certificates import License
from lms.domain.errors import NotFound, Refusal
from lms.services import accounts
from lms.store import audit, people, sessions
from lms.store.database import Database
from tests.accounts import NOON, new_account, signed_up
from tests.store.at_once import at_once

NURSE = License("Nurse", "Florida", "RN 1")
WRITER = License("Counselor", "New York", "LMHC 2")


def count(database: Database, table: str) -> int:
    with database.reading() as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


# -- people --------------------------------------------------------------------


def test_a_person_comes_back_as_they_were_added(database):
    with database.writing() as session:
        added = people.add_person(session, new_account("Ada Marlowe"), Role.INSTRUCTOR, NOON)

    with database.reading() as session:
        account = people.find_account(session, "ada@example.org")
    assert account is not None
    assert account.person == added
    assert account.person.role is Role.INSTRUCTOR
    assert account.created_at == NOON
    assert account.is_open


def test_the_second_of_two_with_one_address_is_nobody(database):
    with database.writing() as session:
        assert people.add_person(session, new_account("Ada Marlowe"), Role.LEARNER, NOON)
        assert people.add_person(session, new_account("Ada Other"), Role.LEARNER, NOON) is None

    assert count(database, "people") == 1


def test_a_taken_address_is_told_and_the_transaction_goes_on(database):
    ada, ben = (signed_up(database, name) for name in ("Ada Marlowe", "Ben Okafor"))

    with database.writing() as session:
        assert not people.set_email(session, ada.id, ben.email)
        assert people.set_email(session, ada.id, "ada@new.example.org")

    with database.reading() as session:
        assert people.get_account(session, ada.id).person.email == "ada@new.example.org"


def test_somebody_who_does_not_exist_is_not_found(database):
    with database.reading() as session, pytest.raises(NotFound):
        people.get_account(session, 7)


def test_only_open_administrators_are_counted(database):
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        assert people.hold_administrators(session) == 1
        people.set_disabled_at(session, dora.id, NOON)
        assert people.hold_administrators(session) == 0


@pytest.mark.parametrize("way", ["demoted", "disabled"])
def test_of_administrators_who_go_at_once_one_stays(database, way):
    names = ("Dora Vance", "Eve Lindqvist", "Flo Ito", "Gus Abara")
    offices = [signed_up(database, name, Role.ADMINISTRATOR) for name in names]

    def goes(person: Person) -> str:
        try:
            with database.writing() as session:
                if way == "demoted":
                    accounts.set_role(session, person.id, Role.LEARNER, None, NOON)
                else:
                    accounts.disable(session, person.id, None, NOON)
        except Refusal as refusal:
            return str(refusal)
        return "went"

    answers = at_once([partial(goes, person) for person in offices])

    assert answers.count("went") == 3
    assert "This is the last administrator. Make somebody else one first." in answers
    with database.writing() as session:
        assert people.hold_administrators(session) == 1


# -- licenses ------------------------------------------------------------------


def test_licenses_are_listed_in_the_order_in_which_they_were_added(database):
    ada = signed_up(database, "Ada Marlowe")

    with database.writing() as session:
        assert people.add_license(session, ada.id, WRITER)
        assert people.add_license(session, ada.id, NURSE)
        assert not people.add_license(session, ada.id, WRITER)

    with database.reading() as session:
        assert people.list_licenses(session, ada.id) == (WRITER, NURSE)


def test_a_license_is_removed_only_from_its_holder(database):
    ada, ben = (signed_up(database, name) for name in ("Ada Marlowe", "Ben Okafor"))
    with database.writing() as session:
        people.add_license(session, ada.id, NURSE)
        (public_id,) = people.licenses_by_public_id(session, ada.id)

        assert not people.remove_license(session, ben.id, public_id)
        assert people.remove_license(session, ada.id, public_id)
        assert not people.remove_license(session, ada.id, public_id)


# -- sessions ------------------------------------------------------------------


def test_whoever_is_signed_in_comes_with_aware_times(database):
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        sessions.add_session(session, ada.id, "a" * 64, NOON)

    with database.reading() as session:
        signed_in = sessions.find_signed_in(session, "a" * 64)
    assert signed_in is not None
    assert signed_in.person == ada
    assert signed_in.started_at == signed_in.seen_at == signed_in.confirmed_at == NOON


def test_failures_are_counted_within_the_window_alone(database):
    with database.writing() as session:
        for minute in range(5):
            at = NOON + timedelta(minutes=minute)
            sessions.add_failures(session, sessions.Door.SIGN_IN, ("a" * 64, "b" * 64), at)

        since = NOON + timedelta(minutes=2)
        counted = sessions.count_failures(
            session, sessions.Door.SIGN_IN, ("a" * 64, "c" * 64), since
        )
    assert counted == {"a" * 64: 2, "c" * 64: 0}


# -- the audit log -------------------------------------------------------------


def test_au01_an_event_is_kept_with_its_numbers(database):
    with database.writing() as session:
        audit.record(session, NOON, "role changed", None, "person 7", role="instructor", edition=3)

    with database.reading() as session:
        row = session.execute(
            text("SELECT kind, actor_id, subject, detail FROM audit_events")
        ).one()
    assert row == ("role changed", None, "person 7", '{"edition":3,"role":"instructor"}')


@pytest.mark.parametrize(
    ("kind", "subject", "detail"),
    [
        ("signed in", "person ada@example.org", {}),
        ("signed in", "Ada Marlowe", {}),
        ("signed in by Ada", "person 7", {}),
        ("signed in", "person 7", {"name": "Ada Marlowe"}),
        ("signed in", "person 7", {"email": "ada@example.org"}),
        ("signed in", "person 7", {"name": "Zoë"}),
        ("", "person 7", {}),
    ],
)
def test_au01_what_could_be_personal_is_refused(sqlite_database, kind, subject, detail):
    with sqlite_database.writing() as session, pytest.raises(ValueError, match="AU-01"):
        audit.record(session, NOON, kind, None, subject, **detail)

    assert count(sqlite_database, "audit_events") == 0


def test_au01_an_event_goes_with_its_act(database):
    class Interrupted(Exception): ...

    def act(at: datetime) -> None:
        with database.writing() as session:
            audit.record(session, at, "signed in", None, "person 7")
            raise Interrupted

    with pytest.raises(Interrupted):
        act(NOON)

    assert count(database, "audit_events") == 0
