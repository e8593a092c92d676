"""The provider's facts and approvals in the office, beside the file that they came from."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.domain.access import Person, Role
from lms.domain.courses import Approval, Provider
from lms.domain.errors import FieldRefusal, FormRefusal, NotFound
from lms.domain.provider import clean_approval, ends_soon, has_stray_braces, state_on
from lms.services import provider
from lms.services.provider import ChangedInOffice, ProviderMoved, ProviderPage
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up

FILE = make.a_provider(make.an_approval())
NOW = make.later(1)


@pytest.fixture
def dora(database: Database) -> Person:
    """Dora, whose institute has published its file."""
    publishes(database, FILE)
    return signed_up(database, "Dora Vance", Role.ADMINISTRATOR)


def publishes(database: Database, facts: Provider) -> bool:
    with database.writing() as session:
        return provider.publish(session, facts, make.START)


def page(database: Database) -> ProviderPage:
    with database.reading() as session:
        return provider.get_page(session, NOW)


def typed(facts: Provider, **changes: str) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(facts).items()} | changes


def typed_approval(approval: Approval, **changes: str) -> dict[str, str]:
    told = asdict(approval) | {"formats": "\n".join(approval.formats)}
    return {name: str(value) for name, value in told.items()} | changes


def renames(database: Database, dora: Person, name: str) -> None:
    seen = page(database).edition.id
    with database.writing() as session:
        provider.change_facts(session, dora, seen, typed(FILE, name=name), NOW)


def test_an_edit_in_the_office_is_a_new_edition_of_the_facts(
    database: Database, dora: Person
) -> None:
    renames(database, dora, "Renamed Institute")

    found = page(database)
    assert found.facts == replace(FILE, name="Renamed Institute")
    assert found.edition.by == "Dora Vance"


def test_the_same_old_file_undoes_no_edit_of_the_office(database: Database, dora: Person) -> None:
    renames(database, dora, "Renamed Institute")

    assert not publishes(database, FILE)

    assert page(database).facts.name == "Renamed Institute"


def test_a_file_that_was_changed_meanwhile_is_refused(database: Database, dora: Person) -> None:
    renames(database, dora, "Renamed Institute")
    changed = replace(FILE, address="Elsewhere")

    with pytest.raises(ChangedInOffice):
        publishes(database, changed)
    assert page(database).facts.name == "Renamed Institute"

    with database.writing() as session:
        assert provider.publish_over_office(session, changed, NOW)
    assert page(database).facts == changed


def test_files_alone_may_go_back_to_what_they_were(database: Database) -> None:
    for facts in (FILE, replace(FILE, name="Another"), FILE):
        assert publishes(database, facts)

    assert page(database).facts == FILE


def test_what_was_changed_meanwhile_is_not_written_over(database: Database, dora: Person) -> None:
    seen = page(database).edition.id
    renames(database, dora, "Renamed Institute")

    with pytest.raises(ProviderMoved), database.writing() as session:
        provider.remove_approval(session, dora, seen, 1, NOW)


def test_approvals_are_added_changed_and_removed(database: Database, dora: Person) -> None:
    another = make.an_approval(body="Another board", formats=("Live webinar", "Text"))
    with database.writing() as session:
        seen = page(database).edition.id
        provider.add_approval(session, dora, seen, typed_approval(another), NOW)
    with database.writing() as session:
        seen = page(database).edition.id
        ended = typed_approval(make.an_approval(), valid_to="2026-01-31")
        provider.change_approval(session, dora, seen, 1, ended, NOW)
    first, second = page(database).lines
    assert (first.state, first.approval.valid_to) == ("ended", date(2026, 1, 31))
    assert second.approval == another

    with database.writing() as session:
        provider.remove_approval(session, dora, page(database).edition.id, 1, NOW)

    assert page(database).facts.approvals == (another,)


def test_an_approval_that_is_not_there_is_not_found(database: Database, dora: Person) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        provider.remove_approval(session, dora, page(database).edition.id, 2, NOW)


def test_every_problem_of_the_facts_is_named_at_once(database: Database, dora: Person) -> None:
    wrong = typed(FILE, name=" ", email="nobody", website="example.org", time_zone="Mars/Base")
    seen = page(database).edition.id

    with pytest.raises(FormRefusal) as refused, database.writing() as session:
        provider.change_facts(session, dora, seen, wrong, NOW)

    assert refused.value.problems.keys() == {"name", "email", "website", "time_zone"}


# -- approvals as they are typed -------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": ""}, "body"),
        ({"statement": ""}, "statement"),
        ({"statement": "For {minutes} minutes."}, "statement"),
        ({"statement": "For {hours:.2f} hours."}, "statement"),
        ({"statement": "For {hours hours."}, "statement"),
        ({"valid_from": "1/1/2026"}, "valid_from"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"formats": "\n".join(map(str, range(21)))}, "formats"),
    ],
)
def test_what_an_approval_cannot_say_is_refused(changes: dict[str, str], field: str) -> None:
    with pytest.raises(FieldRefusal) as refused:
        clean_approval(typed_approval(make.an_approval(), **changes))

    assert refused.value.field == field


def test_an_approval_is_kept_as_it_was_typed() -> None:
    approval = make.an_approval(formats=("Text", "Live webinar"), number="")

    assert clean_approval(typed_approval(approval)) == approval


def test_an_approval_stands_from_its_first_day_to_its_last() -> None:
    approval = make.an_approval(valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))

    assert [state_on(approval, day) for day in days] == ["not yet", "in force", "in force", "ended"]
    assert ends_soon(approval, date(2026, 10, 2))
    assert not ends_soon(approval, date(2026, 10, 1))


@given(st.text(alphabet="{}:!ab ").map(lambda text: f"{text}{{hours}}{text}"))
@example("{{hours}}")
@example("{hours:}")
@example("{per{hours}iod}")
def test_a_statement_without_stray_braces_keeps_none_when_it_is_filled_in(statement: str) -> None:
    filled = statement.replace("{hours}", "1.00").replace("{period}", "2026")

    assert has_stray_braces(statement) or not {"{", "}"} & set(filled)
    assert not has_stray_braces("{hours} from {period}")


@pytest.mark.parametrize("statement", ["{{hours}}", "{hours:}", "{hours!r}", "{}", "{days}", "}"])
def test_braces_that_stand_for_nothing_are_found(statement: str) -> None:
    assert has_stray_braces(statement)
