"""What people change about themselves, and the one-time link for a forgotten password."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from lms.domain.access import Person, Role
from lms.domain.accounts import (
    LICENSES_MOST,
    TRIES_FROM_ONE_ADDRESS,
    Door,
)
from lms.domain.certificates import License
from lms.domain.errors import (
    FieldRefusal,
    FreshSignInNeeded,
    LinkSpent,
    NotFound,
    Refusal,
    TooManyTries,
)
from lms.domain.names import BIDI_CONTROLS
from lms.services import accounts, profiles
from lms.store.database import Database
from tests.accounts import (
    HOME,
    NOON,
    PASSWORD,
    hash_of,
    holder,
    new_cookie,
    proof,
    signed_up,
    signs_in,
)

NEW_PASSWORD = "petrol ink 1848"
MINUTE = timedelta(minutes=1)
LICENSE = License("Marriage and family therapist", "California", "MFT 000000")


@pytest.fixture
def ada(database: Database) -> Person:
    return signed_up(database, "Ada Marlowe")


@pytest.fixture
def ben(database: Database) -> Person:
    return signed_up(database, "Ben Okafor")


def changes_password(database: Database, cookie: str, present: str, email: str) -> str | Refusal:
    shown = proof(database, email, present, Door.CONFIRM)
    with database.writing() as session:
        return profiles.change_password(
            session, holder(database, cookie), shown, hash_of(NEW_PASSWORD), NOON
        )


def changes_email(database: Database, cookie: str, present: str, new: str) -> str | Refusal:
    signed_in = holder(database, cookie)
    shown = proof(database, signed_in.person.email, present, Door.CONFIRM)
    with database.writing() as session:
        return profiles.change_email(session, signed_in, shown, new, NOON)


def link_for(database: Database, person: Person) -> str:
    with database.writing() as session:
        return profiles.make_reset_link(session, person.email, NOON, None)


def resets(database: Database, token: str, at=NOON) -> LinkSpent | None:
    with database.reading() as session:
        knock = profiles.knock_with_link(session, token, HOME, at)
    with database.writing() as session:
        return profiles.reset_password(session, knock, token, hash_of(NEW_PASSWORD), at)


# -- name, time zone, licenses -------------------------------------------------


def test_a_name_and_a_time_zone_are_kept_as_typed_but_tidied(database, ada):
    with database.writing() as session:
        profiles.update_profile(session, ada, "  Ada   B. Marlowe ", "Asia/Kolkata", NOON)

    person = holder(database, new_cookie(database, ada)).person
    assert (person.legal_name, person.time_zone) == ("Ada B. Marlowe", "Asia/Kolkata")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "US/Nowhere", "Etc/GMT+4"])
def test_a_time_zone_that_is_not_in_the_list_is_refused(database, ada, zone):
    with database.writing() as session, pytest.raises(FieldRefusal) as refused:
        profiles.update_profile(session, ada, ada.legal_name, zone, NOON)

    assert refused.value.field == "time_zone"


def test_ds04_a_license_added_twice_is_there_once(database, ada):
    for _ in range(2):
        with database.writing() as session:
            profiles.add_license(session, ada, LICENSE, NOON)

    with database.reading() as session:
        assert list(profiles.list_licenses(session, ada).values()) == [LICENSE]


@pytest.mark.parametrize("number", ["-", "—", "№", "#/.", "\u200b", "7" * 121, "7\x007"])
def test_what_certainly_is_no_number_of_a_license_is_refused(number):
    with pytest.raises(FieldRefusal) as refusal:
        profiles.clean_license("Nurse", "Florida", number)

    assert refusal.value.field == "number"


@pytest.mark.parametrize("number", ["7", "MFT 000000", "RN-12/b", "١٢٣", "Nr. 4711", "衛 12"])
def test_any_number_that_some_board_may_give_is_kept_as_it_is(number):
    assert profiles.clean_license("Nurse", "Florida", number).number == number


@pytest.mark.parametrize("missing", ["profession", "jurisdiction", "number"])
def test_a_license_needs_all_its_parts(missing):
    parts = {"profession": "Nurse", "jurisdiction": "Florida", "number": "RN 1", missing: "  "}

    with pytest.raises(FieldRefusal) as refused:
        profiles.clean_license(**parts)

    assert refused.value.field == missing


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS))
@pytest.mark.parametrize("part", ["profession", "jurisdiction", "number"])
def test_in12_nothing_in_a_license_turns_a_certificate_around(part, control):
    parts = {
        "profession": "Nurse",
        "jurisdiction": "Florida",
        "number": "RN 1",
        part: f"a{control}b",
    }

    with pytest.raises(FieldRefusal, match="invisible control characters") as refused:
        profiles.clean_license(**parts)

    assert refused.value.field == part


def test_in13_a_profile_has_room_for_so_many_licenses(database, ada):
    with database.writing() as session:
        for number in range(LICENSES_MOST):
            profiles.add_license(session, ada, License("Nurse", "Florida", f"{number}"), NOON)

        with pytest.raises(FieldRefusal, match="Remove one first"):
            profiles.add_license(session, ada, LICENSE, NOON)


def test_a_license_is_removed_by_its_holder_and_by_nobody_else(database, ada, ben):
    with database.writing() as session:
        profiles.add_license(session, ada, LICENSE, NOON)
        (public_id,) = profiles.list_licenses(session, ada)

    with database.writing() as session, pytest.raises(NotFound):
        profiles.remove_license(session, ben, public_id, NOON)
    with database.writing() as session:
        profiles.remove_license(session, ada, public_id, NOON)

    with database.reading() as session:
        assert profiles.list_licenses(session, ada) == {}


# -- what the present password confirms ----------------------------------------


def test_as01_a_new_password_kills_every_old_cookie_and_gives_a_new_one(database, ada):
    here, there = new_cookie(database, ada), new_cookie(database, ada)

    renewed = changes_password(database, here, PASSWORD, ada.email)

    assert holder(database, here) is None
    assert holder(database, there) is None
    assert holder(database, renewed).person == ada
    assert isinstance(signs_in(database, ada.email, PASSWORD), Refusal)
    assert isinstance(signs_in(database, ada.email, NEW_PASSWORD), str)


def test_as11_a_new_password_needs_the_present_one(database, ada):
    cookie = new_cookie(database, ada)

    refusal = changes_password(database, cookie, "something else 5", ada.email)

    assert isinstance(refusal, FieldRefusal)
    assert refusal.field == "present_password"
    assert holder(database, cookie) is not None
    assert isinstance(signs_in(database, ada.email, PASSWORD), str)


def test_as11_the_password_of_somebody_else_confirms_nothing(database, ada, ben):
    cookie = new_cookie(database, ada)

    refusal = changes_password(database, cookie, PASSWORD, ben.email)

    assert isinstance(refusal, FreshSignInNeeded)


def test_as07_guessing_the_present_password_is_throttled(database, ada):
    cookie = new_cookie(database, ada)
    for _ in range(TRIES_FROM_ONE_ADDRESS):
        changes_password(database, cookie, "x" * 257, ada.email)

    with pytest.raises(TooManyTries):
        changes_password(database, cookie, PASSWORD, ada.email)


def test_as11_a_new_address_kills_every_old_cookie_and_opens_the_account(database, ada):
    cookie = new_cookie(database, ada)

    renewed = changes_email(database, cookie, PASSWORD, "Ada@New.example.org")

    assert holder(database, cookie) is None
    assert holder(database, renewed).person.email == "ada@new.example.org"
    assert isinstance(signs_in(database, "ada@new.example.org", PASSWORD), str)


def test_as11_a_new_address_needs_the_present_password(database, ada):
    refusal = changes_email(
        database, new_cookie(database, ada), "something else 5", "ada@new.example.org"
    )

    assert isinstance(refusal, FieldRefusal)
    assert refusal.field == "present_password"


def test_an_address_that_somebody_else_has_is_refused_beside_its_field(database, ada, ben):
    cookie = new_cookie(database, ada)

    refusal = changes_email(database, cookie, PASSWORD, ben.email)

    assert isinstance(refusal, FieldRefusal)
    assert refusal.field == "email"
    assert holder(database, cookie) is not None


# -- one-time links ------------------------------------------------------------


def test_as10_a_link_sets_a_new_password_and_kills_every_cookie(database, ada):
    cookie, token = new_cookie(database, ada), link_for(database, ada)

    assert resets(database, token) is None

    assert holder(database, cookie) is None
    assert isinstance(signs_in(database, ada.email, NEW_PASSWORD), str)


def test_as10_a_link_works_once(database, ada):
    token = link_for(database, ada)
    resets(database, token)

    assert isinstance(resets(database, token), LinkSpent)


def test_as10_a_link_works_for_less_than_an_hour(database, ada):
    token = link_for(database, ada)

    assert isinstance(resets(database, token, at=NOON + 60 * MINUTE), LinkSpent)
    assert resets(database, token, at=NOON + 59 * MINUTE) is None


def test_as10_a_link_is_bound_to_the_password_it_was_made_for(database, ada):
    token = link_for(database, ada)
    with database.writing() as session:
        session.execute(text("UPDATE people SET password_hash = 'another'"))

    assert isinstance(resets(database, token), LinkSpent)


@pytest.mark.parametrize("change", [changes_email, changes_password])
def test_as10_a_link_ends_when_the_password_or_the_address_changes(database, ada, change):
    token = link_for(database, ada)
    last = "ada@new.example.org" if change is changes_email else ada.email

    assert isinstance(change(database, new_cookie(database, ada), PASSWORD, last), str)

    assert isinstance(resets(database, token), LinkSpent)


def test_as10_a_new_link_ends_the_one_before(database, ada):
    first = link_for(database, ada)
    second = link_for(database, ada)

    assert isinstance(resets(database, first), LinkSpent)
    assert resets(database, second) is None


def test_as10_a_link_does_not_open_a_disabled_account(database, ada):
    token = link_for(database, ada)
    with database.writing() as session:
        accounts.disable(session, ada.id, None, NOON)

    assert isinstance(resets(database, token), LinkSpent)


def test_as10_a_link_from_before_the_disabling_stays_useless_after_it(database, ada):
    token = link_for(database, ada)
    with database.writing() as session:
        accounts.disable(session, ada.id, None, NOON)
        accounts.enable(session, ada.id, None, NOON)

    assert isinstance(resets(database, token), LinkSpent)


def test_as10_the_database_keeps_only_the_hash_of_a_link(database, ada):
    token = link_for(database, ada)

    with database.reading() as session:
        assert token not in str(session.execute(text("SELECT * FROM reset_links")).all())


def test_a_link_that_ended_is_forgotten_when_the_next_is_made(database, ada, ben):
    link_for(database, ada)
    with database.writing() as session:
        profiles.make_reset_link(session, ben.email, NOON + 61 * MINUTE, None)

    with database.reading() as session:
        assert session.scalars(text("SELECT person_id FROM reset_links")).all() == [ben.id]


def test_as07_guessing_links_is_throttled_by_address(database):
    for number in range(TRIES_FROM_ONE_ADDRESS):
        assert isinstance(resets(database, f"guess{number}"), LinkSpent)

    with pytest.raises(TooManyTries):
        resets(database, "one guess more")


# -- the record ----------------------------------------------------------------


def test_au01_every_act_is_in_the_log_with_numbers_and_without_personal_facts(database, ada):
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    token = link_for(database, ada)
    resets(database, token)
    changes_email(database, new_cookie(database, ada), NEW_PASSWORD, "ada@new.example.org")
    with database.writing() as session:
        profiles.add_license(session, ada, LICENSE, NOON)
        profiles.update_profile(session, ada, "Ada Lovelace", "UTC", NOON)
        accounts.set_role(session, ada.id, Role.INSTRUCTOR, dora, NOON)
        accounts.disable(session, ada.id, dora, NOON)

    with database.reading() as session:
        rows = session.execute(
            text("SELECT kind, actor_id, subject, detail FROM audit_events ORDER BY id")
        ).all()
    mine = [row for row in rows if row.subject == f"person {ada.id}"]
    assert [(row.kind, row.actor_id) for row in mine] == [
        ("person added", None),
        ("reset link made", None),
        ("password reset", ada.id),
        ("email changed", ada.id),
        ("license added", ada.id),
        ("profile changed", ada.id),
        ("role changed", dora.id),
        ("person disabled", dora.id),
    ]
    assert json.loads(mine[6].detail) == {"role": "instructor"}
    for secret in ("Ada", "example", "MFT", token, "argon2"):
        assert secret not in str(rows)
