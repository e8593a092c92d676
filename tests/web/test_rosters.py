"""Rosters as the office makes them, and the permission that a learner gives for PARS."""

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.domain.certificates import License
from lms.domain.rosters import Kind
from lms.services import jobs, profiles, rosters
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.personas import Ada, Clock, Dora
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

CE_BROKER, PARS = "/office/rosters/ce-broker", "/office/rosters/pars"
FLORIDA = License("Mental health counselor", "Florida", "0012345")


@pytest.fixture
def serial(database: Database, ada: Ada, clock: Clock) -> str:
    """The certificate of Ada, who is licensed in Florida."""
    publishes(database, provider=make.a_provider(make.an_approval()))
    with database.writing() as session:
        profiles.add_license(session, ada.person, FLORIDA, make.START)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates().attests()


def works_off(database: Database, clock: Clock) -> None:
    jobs.work_off(database, signing_at("https://learn.example.org"), clock)


def test_the_pre_flight_names_who_would_be_left_out_and_the_numbers_mend_it(
    serial: str, dora: Dora
) -> None:
    before = dora.get(CE_BROKER).text
    assert serial in before
    assert "tracking number at CE Broker" in before

    dora.post(
        f"{CE_BROKER}/numbers",
        **{"number:provider:": "50-12", f"number:profession:{FLORIDA.profession}": "MH"},
    )
    after = dora.get(dora.page.headers["Location"]).text

    assert "The numbers are kept." in after
    assert "tracking number at CE Broker" not in after
    assert "Reports it" in after
    assert 'value="50-12"' in after


def test_what_no_batch_can_hold_is_told_by_hand_and_waits_no_longer(
    serial: str, dora: Dora
) -> None:
    assert "Told by hand, or never to be" in dora.get(CE_BROKER).text

    dora.post(f"{CE_BROKER}/by-hand", serial=serial)
    after = dora.get(dora.page.headers["Location"]).text

    assert "It waits no longer." in after
    assert serial not in after
    page = dora.get("/office/rosters/").text
    assert "None yet. A batch stays here" in page
    told = page.partition("Told by hand, or never to be")[2]
    assert serial in told
    assert "Dora" in told


def test_a_number_that_is_too_long_is_named_at_its_field_and_stays(serial: str, dora: Dora) -> None:
    dora.get(CE_BROKER)

    dora.post(f"{CE_BROKER}/numbers", **{"number:provider:": "9" * 121})

    assert dora.page.status_code == 422
    assert "Shorten this to 120 characters." in dora.page.text
    assert "9" * 121 in dora.page.text


def test_a_number_that_ce_broker_never_gives_is_named_at_its_field_and_stays(
    serial: str, dora: Dora
) -> None:
    dora.get(CE_BROKER)
    dora.post(f"{CE_BROKER}/numbers", **{"number:provider:": "50-1234"})

    dora.get(CE_BROKER)
    dora.post(f"{CE_BROKER}/numbers", **{"number:provider:": "", "number:course:foundations": "A1"})

    assert dora.page.status_code == 422
    assert "The course&#39;s tracking number “A1” is none" in dora.page.text
    assert 'value="A1"' in dora.page.text
    assert 'value="50-1234"' not in dora.page.text


def test_a_license_that_a_batch_leaves_out_is_named_beside_the_one_that_it_reports(
    database: Database, ada: Ada, dora: Dora, clock: Clock
) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))
    with database.writing() as session:
        for number in ("0012345", "none"):
            license_ = License(FLORIDA.profession, "Florida", number)
            profiles.add_license(session, ada.person, license_, make.START)
    learner = Learner(database, ada.person)
    learner.at = clock()
    learner.enrolls().does_everything().evaluates().attests()
    dora.get(CE_BROKER)
    dora.post(
        f"{CE_BROKER}/numbers",
        **{"number:provider:": "50-12", f"number:profession:{FLORIDA.profession}": "MH"},
    )

    page = dora.get(CE_BROKER).text

    assert "Reports it, but not with every license" in page
    assert "The license number “none” has no digit." in page


def test_a_batch_is_made_and_its_file_comes_again(
    database: Database, serial: str, dora: Dora, clock: Clock
) -> None:
    dora.get("/office/rosters/generic")
    dora.post("/office/rosters/generic")
    assert "Being made" in dora.get(dora.page.headers["Location"]).text

    works_off(database, clock)

    batch = dora.get("/office/rosters/").text.partition('href="/office/rosters/batches/')[2]
    address = f"/office/rosters/batches/{batch.partition(chr(34))[0]}"
    first = takes(dora, address, "csv")
    assert serial in first.text
    assert "attachment" in first.headers["Content-Disposition"]
    assert takes(dora, address, "csv").get_data() == first.get_data()
    assert "everything was reported" in dora.get("/office/rosters/generic").text


def test_an_order_that_is_sent_again_leads_where_it_led(
    database: Database, serial: str, dora: Dora, clock: Clock
) -> None:
    dora.get("/office/rosters/generic")
    form = fields_of(dora.page.text, "/office/rosters/generic")
    for _ in range(3):
        dora.post("/office/rosters/generic", form)
        assert dora.page.status_code == 303
        works_off(database, clock)

    dora.get("/office/rosters/generic")
    dora.post("/office/rosters/generic")

    assert dora.page.status_code == 409
    with database.reading() as session:
        assert rosters.list_batches(session, 1).total == 1


def takes(dora: Dora, address: str, suffix: str) -> TestResponse:
    """Go to the page of a batch and take its file."""
    assert dora.get(address).status_code == 200
    return dora.post(f"{address}.{suffix}")


def test_each_time_that_a_roster_leaves_the_house_is_recorded(
    database: Database, serial: str, dora: Dora, clock: Clock
) -> None:
    with database.writing() as session:
        public_id = rosters.order(session, dora.person, Kind.GENERIC, clock())
    works_off(database, clock)
    address = f"/office/rosters/batches/{public_id}"

    dora.get(address)
    assert dora.get(f"{address}.csv").status_code in {404, 405}
    assert takings(database) == []
    takes(dora, address, "csv")
    takes(dora, address, "xlsx")
    assert takes(dora, address, "xls").status_code == 404

    assert takings(database) == [
        (dora.person.id, f"roster {public_id}", f'{{"format":"{suffix}"}}')
        for suffix in ("csv", "xlsx")
    ]


def takings(database: Database) -> list[tuple[object, ...]]:
    """Who took which roster in which format, in order."""
    it = AuditEventRow
    found = select(it.actor_id, it.subject, it.detail).where(it.kind == "roster taken")
    with database.reading() as session:
        return [tuple(row) for row in session.execute(found.order_by(it.id))]


def test_no_batch_is_made_of_nobody_and_the_page_says_why(serial: str, dora: Dora) -> None:
    dora.get(CE_BROKER)

    dora.post(CE_BROKER)

    assert dora.page.status_code == 422
    assert "A batch would hold nobody" in dora.page.text
    assert serial in dora.page.text
    assert "None yet. A batch stays here" in dora.get("/office/rosters/").text


@pytest.mark.parametrize("path", ["/office/rosters/elsewhere", "/office/rosters/batches/none.csv"])
def test_what_is_not_there_is_not_found(path: str, dora: Dora) -> None:
    assert dora.get(path).status_code == 404


# -- permission ------------------------------------------------------------------------


def wants_pars(dora: Dora) -> None:
    dora.get(PARS)
    dora.post(f"{PARS}/numbers", **{"number:course:foundations": "UAN-7"})


def test_pars_is_not_spoken_of_until_the_provider_reports_to_it(
    serial: str, ada: Ada, dora: Dora
) -> None:
    assert "PARS" not in ada.get("/me/profile").text

    wants_pars(dora)

    assert "PARS" in ada.get("/me/profile").text


def test_a_learner_gives_permission_with_a_day_and_takes_it_back(
    serial: str, ada: Ada, dora: Dora
) -> None:
    wants_pars(dora)
    assert "has not given permission" in dora.get(PARS).text

    ada.get("/me/profile")
    ada.post("/me/profile/pars", birth_month="2", birth_day="29", do="give")
    assert "has not given permission" not in dora.get(PARS).text
    ada.get("/me/profile")
    ada.post("/me/profile/pars", do="withdraw")

    assert "has not given permission" in dora.get(PARS).text


def test_a_day_that_no_month_has_is_refused_and_stays(serial: str, ada: Ada, dora: Dora) -> None:
    wants_pars(dora)
    ada.get("/me/profile")

    ada.post("/me/profile/pars", birth_month="2", birth_day="30", do="give")

    assert ada.page.status_code == 422
    assert "Enter a day that this month has." in ada.page.text
    assert 'value="30"' in ada.page.text
