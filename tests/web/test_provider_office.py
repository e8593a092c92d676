"""The provider in the office, as an administrator reads and changes it."""

import pytest

from lms.store.database import Database
from tests import make
from tests.personas import Dora, Visitor
from tests.queries import asked
from tests.sittings import publishes
from tests.web.sheets import Fields, fields_of

OFFICE = "/office/provider"
BOARD = {
    "body": "Another <board>",
    "number": "77",
    "statement": "Approved for {hours} hours, {period}.",
    "valid_from": "2026-11-01",
    "valid_to": "2026-12-31",
    "formats": "",
}


@pytest.fixture(autouse=True)
def published(database: Database) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))


def filled_in(dora: Dora, path: str, **typed: str) -> Fields:
    return fields_of(dora.get(path).text, path) | {name: [it] for name, it in typed.items()}


def test_an_administrator_adds_an_approval_that_is_in_force_at_once(dora: Dora) -> None:
    path = f"{OFFICE}/approvals/new"

    dora.post(path, filled_in(dora, path, do="keep", **BOARD))

    shown = dora.follows().text
    assert "Another &lt;board&gt;" in shown
    assert "Ends soon" in shown
    assert "Another &lt;board&gt;" in dora.get("/courses/foundations").text
    assert BOARD["statement"] in dora.get(f"{OFFICE}/approvals/2").text


def test_a_statement_with_stray_braces_is_named_and_stays_as_typed(dora: Dora) -> None:
    path = f"{OFFICE}/approvals/new"

    dora.post(path, filled_in(dora, path, **(BOARD | {"statement": "For {minutes}"})))

    assert dora.page.status_code == 422
    assert 'href="#f-statement"' in dora.page.text
    assert "For {minutes}" in dora.page.text


def test_an_approval_is_removed(dora: Dora) -> None:
    path = f"{OFFICE}/approvals/1"

    dora.post(path, filled_in(dora, path, do="remove"))

    assert "No approval is configured." in dora.follows().text
    assert dora.get(path).status_code == 404


def test_changed_facts_stand_on_every_page_at_once(dora: Dora, visitor: Visitor) -> None:
    path = f"{OFFICE}/facts"
    visitor.get("/")

    dora.post(path, filled_in(dora, path, name="Renamed Institute"))

    assert "as <bdi>Dora Vance</bdi> changed it here" in dora.follows().text
    assert "Renamed Institute" in visitor.get("/policies").text


def test_two_who_change_the_facts_at_once_do_not_undo_each_other(dora: Dora) -> None:
    path = f"{OFFICE}/facts"
    older = filled_in(dora, path, name="From an old page")
    dora.post(path, filled_in(dora, path, name="Renamed Institute"))

    dora.post(path, older)

    assert dora.page.status_code == 422
    assert "Somebody changed" in dora.page.text
    assert "From an old page" in dora.page.text
    assert "Renamed Institute" in dora.get(f"{OFFICE}/").text


def test_the_page_costs_a_few_questions(dora: Dora, database: Database) -> None:
    with asked(database) as statements:
        dora.get(f"{OFFICE}/")

    assert len(statements) <= 5
