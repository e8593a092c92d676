"""People in the office, and what waits there."""

import re

import pytest
from sqlalchemy import text

from lms.services import jobs
from lms.store.database import Database
from tests import make
from tests.accounts import PASSWORD
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


def test_an_administrator_makes_somebody_an_instructor_who_signs_in_again(
    ada: Ada, dora: Dora, database: Database
) -> None:
    home = f"/office/learners/{ada.person.public_id}"
    assert f'href="{home}/role"' in dora.get(home).text
    assert '<option value="learner" selected>' in dora.get(f"{home}/role").text

    dora.post(f"{home}/role", role="instructor", present_password=PASSWORD)

    assert "The role is instructor." in dora.follows().text
    assert ada.get("/me").status_code in (302, 303)
    ada.signs_in(ada.email)
    assert ada.get("/studio/").status_code == 200
    assert roles_changed(database) == [(dora.person.id, f"person {ada.person.id}")]
    dora.get(f"{home}/role")
    dora.post(f"{home}/role", role="instructor", present_password=PASSWORD)
    assert dora.page.status_code == 303
    assert ada.get("/studio/").status_code == 200
    assert len(roles_changed(database)) == 1


@pytest.mark.parametrize(
    ("fields", "says", "field"),
    [
        ({"role": "instructor", "present_password": "not this"}, "not your present", "password"),
        ({"role": "instructor"}, "not your present", "password"),
        ({"role": "auditor", "present_password": PASSWORD}, "Choose one of the roles.", "role"),
        ({"present_password": PASSWORD}, "Choose one of the roles.", "role"),
    ],
)
def test_a_role_is_changed_by_password_and_to_one_there_is(
    ada: Ada, dora: Dora, database: Database, fields: dict[str, str], says: str, field: str
) -> None:
    address = f"/office/learners/{ada.person.public_id}/role"
    dora.get(address)

    page = dora.post(address, fields)

    assert page.status_code in {401, 422}
    assert says in page.text
    assert re.search(rf'id="f-(present_)?{field}-error"', page.text)
    if fields.get("role") == "instructor":
        assert '<option value="instructor" selected>' in page.text
    assert roles_changed(database) == []


def test_nobody_changes_their_own_role_or_that_of_who_was_erased(
    ada: Ada, dora: Dora, database: Database
) -> None:
    own, erased = (f"/office/learners/{it.person.public_id}" for it in (dora, ada))
    assert "Change it" not in dora.get(own).text
    assert dora.get(f"{own}/role").headers["Location"] == own
    dora.get(own)

    page = dora.post(f"{own}/role", role="learner", present_password=PASSWORD)

    assert page.headers["Location"] == own
    dora.get(f"/office/privacy/{ada.person.public_id}")
    dora.post(f"/office/privacy/{ada.person.public_id}", present_password=PASSWORD)
    assert "Change it" not in dora.get(erased).text
    assert dora.get(f"{erased}/role").status_code == 404
    dora.get(own)
    page = dora.post(f"{erased}/role", role="learner", present_password=PASSWORD)
    assert page.status_code == 404
    assert roles_changed(database) == []


def roles_changed(database: Database) -> list[tuple[int | None, str]]:
    """Who changed whose role, as the audit log has it."""
    asked_for = text("SELECT actor_id, subject FROM audit_events WHERE kind = 'role changed'")
    with database.reading() as session:
        return [(row.actor_id, row.subject) for row in session.execute(asked_for)]


def test_a_person_costs_a_few_questions(learner: Learner, dora: Dora, database: Database) -> None:
    learner.attests()
    dora.get("/office/")

    with asked(database) as statements:
        dora.get(f"/office/learners/{learner.person.public_id}")

    assert len(statements) <= 9


def test_the_office_says_what_waits_in_few_questions(dora: Dora, database: Database) -> None:
    approval = make.an_approval(valid_to=make.COMPLETED_ON.replace(month=12))
    publishes(database)
    publishes(database, make.a_course(slug="zeal"), make.a_provider(approval))

    # What the application keeps from page to page it may have read before, or not.
    dora.get("/office/")

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
