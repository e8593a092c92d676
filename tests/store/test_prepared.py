"""Prepared queries give on both databases what a plain one gives, typed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.exc import ProgrammingError

from lms.domain.access import Role
from lms.store.database import Database
from lms.store.people import add_person
from lms.store.prepared import Prepared
from lms.store.rows import PersonRow
from tests.accounts import new_account, signed_up

AT = datetime(2026, 11, 9, 17, 30, 5, 123_456, tzinfo=timezone(timedelta(hours=5)))
NAME = 'Zoë "Ẑ" O\'Brien \\ 李 %s :name \u2028'
_Named = tuple[str, int, int, datetime, datetime | None]
_NAMED = select(
    PersonRow.legal_name,
    PersonRow.id,
    PersonRow.disabled_at.is_(None),
    PersonRow.created_at,
    PersonRow.disabled_at,
).where(PersonRow.legal_name == bindparam("legal_name"))


def test_rows_come_typed_and_times_in_utc(database: Database) -> None:
    person = signed_up(database, NAME, at=AT)
    prepared: Prepared[_Named] = Prepared(_NAMED, _Named)

    with database.reading() as session:
        [row] = prepared.ask(session, legal_name=NAME)

    assert row == (NAME, person.id, 1, AT, None)
    assert row[3].tzinfo is UTC


def test_nothing_found_is_no_rows(database: Database) -> None:
    prepared: Prepared[_Named] = Prepared(_NAMED, _Named)

    with database.reading() as session:
        assert prepared.ask(session, legal_name="nobody") == []


def test_a_parameter_may_stand_in_many_places(database: Database) -> None:
    signed_up(database, NAME)
    one = select(literal("one"), PersonRow.legal_name).where(
        PersonRow.legal_name == bindparam("legal_name")
    )
    two = select(literal("two"), PersonRow.email).where(
        PersonRow.legal_name == bindparam("legal_name")
    )
    prepared: Prepared[tuple[str, str]] = Prepared(union_all(one, two), tuple[str, str])

    with database.reading() as session:
        found = prepared.ask(session, legal_name=NAME)

    assert sorted(kind for kind, _ in found) == ["one", "two"]


def test_a_forgotten_parameter_is_no_question_about_nothing(database: Database) -> None:
    prepared: Prepared[_Named] = Prepared(_NAMED, _Named)

    with database.reading() as session, pytest.raises((KeyError, ProgrammingError)):
        prepared.ask(session, name=NAME)


def test_it_sees_what_its_own_transaction_wrote(database: Database) -> None:
    prepared: Prepared[_Named] = Prepared(_NAMED, _Named)

    with database.writing() as session:
        add_person(session, new_account(NAME), Role.LEARNER, AT.replace(microsecond=0))
        [row] = prepared.ask(session, legal_name=NAME)

    assert row[3] == AT.replace(microsecond=0)
