"""Credit in the office: what waits, the calculation that an auditor reads, and the act."""

from lms.services import authoring
from lms.store.database import Database
from tests import make
from tests.personas import Dora, Visitor
from tests.queries import asked
from tests.sittings import publishes

EDITION = "/office/credit/foundations/1"
SIGNED = {"name": "Iris Lindqvist, PhD", "title": "Chair", "note": "Read it", "confirm": "yes"}


def test_an_administrator_reads_the_calculation_and_approves_it(
    dora: Dora, visitor: Visitor, database: Database
) -> None:
    publishes(database)
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(make.an_approval()), make.START)
    assert "Waits for an approver" in dora.get("/office/credit/").text
    page = dora.get(EDITION).text
    assert "6000" in page.replace(",", "")
    assert "0.75 credit hours waiting for an approver" in page
    assert "No approver has approved" in visitor.get("/courses/foundations").text

    dora.post(EDITION, SIGNED)

    shown = dora.follows().text
    assert "Approved by Iris Lindqvist, PhD, Chair" in shown
    assert "Approve 0.75 hours" not in shown
    assert "Waits for an approver" not in dora.get("/office/credit/").text
    assert "CE credit hours" in visitor.get("/courses/foundations").text
    assert "approved by Iris Lindqvist, PhD" in visitor.get("/courses/foundations/credit").text


def test_nothing_is_approved_without_a_tick_and_what_was_typed_stays(
    dora: Dora, database: Database
) -> None:
    publishes(database)
    dora.get(EDITION)

    dora.post(EDITION, SIGNED | {"confirm": ""})

    assert dora.page.status_code == 422
    assert "Nothing is approved without it." in dora.page.text
    assert 'value="Iris Lindqvist, PhD"' in dora.page.text
    assert "waiting for an approver" in dora.get(EDITION).text


def test_what_is_approved_already_is_not_approved_again(dora: Dora, database: Database) -> None:
    publishes(database)
    dora.get(EDITION)
    dora.post(EDITION, SIGNED)
    dora.get("/office/credit/")

    dora.post(EDITION, SIGNED | {"name": "Somebody Else"})

    assert dora.page.status_code == 422
    assert "stands as it was" in dora.page.text
    assert "Somebody Else" not in dora.get(EDITION).text


def test_the_calculation_costs_one_question_more_than_the_session(
    dora: Dora, database: Database
) -> None:
    publishes(database)
    dora.get(EDITION)

    with asked(database) as statements:
        dora.get(EDITION)

    assert len(statements) <= 3
