"""Signing up, in and out, and what ends a session."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, text

from lms.domain.access import Person, Role
from lms.domain.accounts import Door, needs_touch
from lms.domain.errors import FieldRefusal, FormRefusal, Refusal, SignInRefused
from lms.services import accounts, doors
from lms.store.database import Database
from tests.accounts import (
    HOME,
    NOON,
    PASSWORD,
    holder,
    new_account,
    new_cookie,
    proof,
    signed_up,
    signs_in,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ada(database: Database) -> Person:
    return signed_up(database, "Ada Marlowe")


@pytest.fixture
def dora(database: Database) -> Person:
    return signed_up(database, "Dora Vance", Role.ADMINISTRATOR)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the reading side sends."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(database.reader, "before_cursor_execute", note)
    yield sent
    event.remove(database.reader, "before_cursor_execute", note)


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that the slow hash was asked about."""
    asked: list[str] = []
    verify = PasswordHasher.verify

    def note(self, hash_, password):
        asked.append(hash_)
        return verify(self, hash_, password)

    monkeypatch.setattr(PasswordHasher, "verify", note)
    return asked


def signs_up(database: Database, name: str, at=NOON) -> str | Refusal:
    new = new_account(name)
    with database.reading() as session:
        knock = doors.knock(session, Door.SIGN_UP, new.email, HOME, at)
    with database.writing() as session:
        return accounts.sign_up(session, knock, new, None, at)


# -- signing up ----------------------------------------------------------------


def test_somebody_who_signs_up_is_signed_in_as_a_learner(database):
    cookie = signs_up(database, "Ada Marlowe")

    signed_in = holder(database, cookie)
    assert signed_in is not None
    assert signed_in.person.legal_name == "Ada Marlowe"
    assert signed_in.person.role is Role.LEARNER


def test_as06_an_address_that_is_used_is_refused_beside_its_field(database, ada):
    refusal = signs_up(database, "Ada Other")

    assert isinstance(refusal, FieldRefusal)
    assert refusal.field == "email"
    assert str(refusal) == "This address cannot be used. Sign in instead, or use another address."


def test_two_who_sign_up_at_once_with_one_address_make_one_account(database):
    new = new_account("Ada Marlowe")
    with database.reading() as session:
        knocks = [doors.knock(session, Door.SIGN_UP, new.email, HOME, NOON) for _ in range(2)]

    answers = []
    for knock in knocks:
        with database.writing() as session:
            answers.append(accounts.sign_up(session, knock, new, None, NOON))

    assert [type(answer) for answer in answers] == [str, FieldRefusal]


def test_everything_that_is_wrong_with_a_new_account_is_said_at_once():
    with pytest.raises(FormRefusal) as refused:
        accounts.look_at_all(" ", "ada", "", "short")

    assert list(refused.value.problems) == ["name", "email", "time_zone", "password"]


def test_as05_their_own_name_is_no_good_password_for_a_new_account():
    applicant = accounts.look_at("Ada Marlowe", "Ada@Example.org", "UTC")

    with pytest.raises(FieldRefusal, match="easy to guess"):
        accounts.look_at_all("Ada Marlowe", "ada@example.org", "UTC", "ada marlowe")
    with pytest.raises(FieldRefusal, match="easy to guess"):
        accounts.prepare(applicant, "ada marlowe")
    assert accounts.prepare(applicant, PASSWORD).email == "ada@example.org"


# -- signing in ----------------------------------------------------------------


def test_the_right_password_opens_the_account(database, ada):
    cookie = signs_in(database, "Ada@Example.org ", PASSWORD)

    signed_in = holder(database, cookie)
    assert signed_in is not None
    assert signed_in.person == ada


def test_as01_the_database_keeps_only_the_hash_of_a_cookie_with_256_bits(database, ada):
    cookie = signs_in(database, ada.email, PASSWORD)

    with database.reading() as session:
        kept = session.scalars(text("SELECT token_hash FROM sessions")).all()
    assert len(cookie) >= 43
    assert kept == [doors.digest(cookie)]
    assert holder(database, kept[0]) is None


def test_as02_every_sign_in_makes_another_cookie(database, ada):
    assert signs_in(database, ada.email, PASSWORD) != signs_in(database, ada.email, PASSWORD)


def test_as02_signing_in_ends_the_session_that_the_browser_had(database, ada, dora):
    hers = new_cookie(database, dora)
    shown = proof(database, ada.email, PASSWORD)

    with database.writing() as session:
        accounts.sign_in(session, shown, holder(database, hers), NOON)

    assert holder(database, hers) is None


def test_as06_a_wrong_password_and_an_unknown_account_are_refused_alike(database, ada):
    wrong = signs_in(database, ada.email, "something else 5")
    unknown = signs_in(database, "nobody@example.org", PASSWORD)

    assert type(wrong) is type(unknown) is SignInRefused
    assert str(wrong) == str(unknown)


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_as06_known_or_not_exactly_one_password_is_verified(database, ada, verifications, email):
    signs_in(database, email, "something else 5")

    assert len(verifications) == 1


def test_as06_a_disabled_account_is_refused_like_a_wrong_password(
    database, ada, dora, verifications
):
    with database.writing() as session:
        accounts.disable(session, ada.id, dora, NOON)

    refusal = signs_in(database, ada.email, PASSWORD)

    assert type(refusal) is SignInRefused
    assert len(verifications) == 1


def test_a_password_that_was_changed_while_it_was_checked_opens_nothing(database, ada):
    shown = proof(database, ada.email, PASSWORD)
    with database.writing() as session:
        session.execute(text("UPDATE people SET password_hash = 'another'"))

    with database.writing() as session:
        answer = accounts.sign_in(session, shown, None, NOON)

    assert isinstance(answer, SignInRefused)


# -- a session and its end -----------------------------------------------------


def test_a_signed_in_request_costs_one_query_for_the_session(database, ada, statements):
    cookie = new_cookie(database, ada)

    holder(database, cookie)

    assert len(statements) == 1 + ("BEGIN" in statements)


@pytest.mark.parametrize("cookie", ["", "x", "é\udcff", "a" * 9000, "' OR 1=1 --"])
def test_a_cookie_that_nobody_was_given_is_nobody(database, ada, cookie):
    assert holder(database, cookie) is None


def test_as03_a_session_ends_after_twelve_hours_without_a_request(database, ada):
    cookie = new_cookie(database, ada)

    assert holder(database, cookie, at=NOON + 12 * HOUR) is not None
    assert holder(database, cookie, at=NOON + 12 * HOUR + MINUTE) is None


def test_as03_a_request_extends_the_idle_time(database, ada):
    cookie = new_cookie(database, ada)
    evening = NOON + 8 * HOUR

    with database.writing() as session:
        accounts.touch(session, holder(database, cookie, at=evening), evening)

    assert holder(database, cookie, at=evening + 11 * HOUR) is not None


def test_as03_a_session_ends_after_thirty_days_however_busy(database, ada):
    cookie = new_cookie(database, ada)
    with database.writing() as session:
        accounts.touch(session, holder(database, cookie), NOON + 30 * DAY)

    assert holder(database, cookie, at=NOON + 30 * DAY) is not None
    assert holder(database, cookie, at=NOON + 30 * DAY + MINUTE) is None


def test_wb01_the_time_last_seen_is_written_at_most_once_a_minute(database, ada):
    signed_in = holder(database, new_cookie(database, ada))

    assert not needs_touch(signed_in, NOON + timedelta(seconds=59))
    assert needs_touch(signed_in, NOON + MINUTE)


def test_a_late_touch_never_moves_the_time_back(database, ada):
    cookie = new_cookie(database, ada)
    signed_in = holder(database, cookie)

    with database.writing() as session:
        accounts.touch(session, signed_in, NOON + 5 * MINUTE)
        accounts.touch(session, signed_in, NOON + 2 * MINUTE)

    assert holder(database, cookie).seen_at == NOON + 5 * MINUTE


def test_sessions_that_ended_by_themselves_are_forgotten_at_the_next_sign_in(database, ada):
    new_cookie(database, ada, at=NOON)
    new_cookie(database, ada, at=NOON + DAY)

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sessions")) == 1


def test_as01_signing_out_kills_every_copy_of_that_cookie_and_no_other(database, ada):
    here, there = new_cookie(database, ada), new_cookie(database, ada)

    with database.writing() as session:
        accounts.sign_out(session, holder(database, here), NOON)

    assert holder(database, here) is None
    assert holder(database, there) is not None


def test_as01_signing_out_everywhere_kills_every_cookie_of_that_person(database, ada, dora):
    here, there, hers = (new_cookie(database, it) for it in (ada, ada, dora))

    with database.writing() as session:
        accounts.sign_out_everywhere(session, ada, NOON)

    assert holder(database, here) is None
    assert holder(database, there) is None
    assert holder(database, hers) is not None


# -- what administrators do ----------------------------------------------------


def test_as01_disabling_an_account_kills_its_cookies_for_good(database, ada, dora):
    cookie = new_cookie(database, ada)

    with database.writing() as session:
        accounts.disable(session, ada.id, dora, NOON)
    assert holder(database, cookie) is None

    with database.writing() as session:
        accounts.enable(session, ada.id, dora, NOON)
    assert holder(database, cookie) is None
    assert holder(database, signs_in(database, ada.email, PASSWORD)) is not None


def test_as01_a_disabled_person_is_nobody_even_where_a_session_was_left(database, ada):
    cookie = new_cookie(database, ada)
    with database.writing() as session:
        session.execute(
            text("UPDATE people SET disabled_at = created_at WHERE id = :id"), {"id": ada.id}
        )

    assert holder(database, cookie) is None


def test_as02_a_new_role_kills_the_sessions_of_that_person_alone(database, ada, dora):
    old, hers = new_cookie(database, ada), new_cookie(database, dora)

    with database.writing() as session:
        accounts.set_role(session, ada.id, Role.INSTRUCTOR, dora, NOON)

    assert holder(database, old) is None
    assert holder(database, hers) is not None
    assert holder(database, new_cookie(database, ada)).person.role is Role.INSTRUCTOR


def test_the_last_administrator_cannot_be_disabled(database, dora):
    with database.writing() as session, pytest.raises(Refusal, match="last administrator"):
        accounts.disable(session, dora.id, dora, NOON)


def test_the_last_administrator_keeps_that_role(database, dora):
    with database.writing() as session, pytest.raises(Refusal, match="last administrator"):
        accounts.set_role(session, dora.id, Role.LEARNER, dora, NOON)


def test_an_administrator_adds_people_and_sees_them_all(database, dora):
    with database.writing() as session:
        accounts.add_person(session, new_account("Cleo Hart"), Role.INSTRUCTOR, dora, NOON)

    with database.reading() as session:
        listed = [(it.person.legal_name, it.person.role) for it in accounts.list_people(session)]
    assert listed == [("Cleo Hart", Role.INSTRUCTOR), ("Dora Vance", Role.ADMINISTRATOR)]


def test_nobody_is_added_twice(database, ada):
    with database.writing() as session, pytest.raises(FieldRefusal, match="Use another"):
        accounts.add_person(session, new_account("Ada Marlowe"), Role.LEARNER, None, NOON)
