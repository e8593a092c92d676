"""People in the office, and what waits there."""

import pytest

from lms.services import jobs
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Clock, Dora
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import Learner, publishes


@pytest.fixture
def learner(database: Database, ada: Ada) -> Learner:
    """Ada, who has completed a course whose credit nobody has approved."""
    publishes(database)
    return Learner(database, ada.person).enrolls().does_everything().evaluates()


def test_somebody_is_found_by_name_or_address_and_their_courses_are_shown(
    learner: Learner, dora: Dora
) -> None:
    serial = learner.attests()
    address = f"/office/learners/{learner.person.public_id}"

    for words in ("MARLOWE+ada", "ada%40example.org"):
        assert address in dora.get(f"/office/learners/?q={words}").text
    assert address not in dora.get("/office/learners/?q=%25").text
    page = dora.get(address).text

    assert f"/studio/foundations/learners/{learner.person.public_id}" in page
    assert f"/office/certificates/{serial}" in page
    assert dora.get(f"/studio/foundations/learners/{learner.person.public_id}").status_code == 200


def test_nobody_is_found_where_there_is_nobody(dora: Dora) -> None:
    assert "Nobody fits." in dora.get("/office/learners/?q=nobody").text
    assert dora.get("/office/learners/nobody").status_code == 404


def test_a_person_costs_a_few_questions(learner: Learner, dora: Dora, database: Database) -> None:
    learner.attests()

    with asked(database) as statements:
        dora.get(f"/office/learners/{learner.person.public_id}")

    assert len(statements) <= 9


def test_the_office_says_what_waits_in_few_questions(dora: Dora, database: Database) -> None:
    approval = make.an_approval(valid_to=make.COMPLETED_ON.replace(month=12))
    publishes(database)
    publishes(database, make.a_course(slug="zeal"), make.a_provider(approval))

    with asked(database) as statements:
        page = dora.get("/office/").text

    assert "1 course</a> waits for an approver" in page
    assert "1 approval</a> ends within 90 days" in page
    assert len(statements) <= 6


def test_the_office_is_told_of_a_name_that_could_not_be_printed(
    database: Database, dora: Dora, clock: Clock
) -> None:
    publishes(database)
    sela = Learner(database, "Sela ᠮᠣᠩᠭᠣᠯ").enrolls().does_everything().evaluates()
    serial = sela.attests()
    jobs.work_off(database, signing_at("https://learn.example.org"), clock)

    assert "1 certificate</a> could not print every letter" in dora.get("/office/").text
    assert serial in dora.get("/office/certificates/?lacking=yes").text
    assert (
        "Its PDF could not print these letters" in dora.get(f"/office/certificates/{serial}").text
    )
