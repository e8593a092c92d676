"""My data and erasure as people see them: they read, download, are asked, and are told."""

import gc
import json

import pytest

from lms.store.database import Database
from tests.accounts import PASSWORD
from tests.personas import Ada, Ben, Clock, Dora, Visitor
from tests.sittings import Learner, publishes

ERASE = "/me/data/erase"


@pytest.fixture
def serial(database: Database, ada: Ada, clock: Clock) -> str:
    """Ada's certificate."""
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates().attests()


def test_pr02_a_learner_reads_everything_and_takes_it_away(serial: str, ada: Ada) -> None:
    page = ada.get("/me/data").text
    file = ada.get("/me/data.json")

    assert serial in page
    assert "ada@example.org" in page
    assert "Certificates (1)" in page
    assert "attachment" in file.headers["Content-Disposition"]
    tables = json.loads(file.text)["tables"]
    assert tables["certificates"][0]["serial"] == serial
    assert tables["people"][0]["legal_name"] == "Ada Marlowe"


def test_a_download_of_which_nobody_reads_a_byte_leaves_no_file_open(ada: Ada) -> None:
    ada.client.head("/me/data.json").close()

    # A file that is left open is told when it is thrown away, which is an error here.
    gc.collect()


def test_the_profile_leads_to_my_data(ada: Ada) -> None:
    assert 'href="/me/data"' in ada.get("/me/profile").text


def test_pr03_a_learner_is_told_what_is_kept_and_erases_the_account(
    serial: str, ada: Ada, visitor: Visitor
) -> None:
    before = ada.get(ERASE).text
    assert "certificates (1)" in before
    assert "Until November 22, 2033: " in before

    ada.post(ERASE, present_password=PASSWORD)
    assert "Your account is erased." in ada.follows().text

    assert ada.get("/me").status_code in (302, 303)
    visitor.signs_in("ada@example.org")
    assert visitor.page.status_code == 401
    public = visitor.get(f"/certificates/{serial}").text
    assert "This certificate is valid" in public
    assert "Ada Marlowe" in public


def test_a_wrong_password_is_named_at_its_field_and_erases_nothing(serial: str, ada: Ada) -> None:
    ada.get(ERASE)

    ada.post(ERASE, present_password="not this one")

    assert ada.page.status_code == 422
    assert "This is not your present password." in ada.page.text
    assert ada.get("/me/data").status_code == 200


def test_the_office_finds_somebody_by_address_and_erases_them(
    serial: str, ada: Ada, dora: Dora
) -> None:
    dora.get("/office/privacy/")
    dora.post("/office/privacy/", email=ada.email)
    address = dora.page.headers["Location"]
    assert "@" not in address
    assert "certificates (1)" in dora.follows().text

    dora.post(address, present_password=PASSWORD)

    page = dora.follows().text
    assert "The account is erased." in page
    assert f"Account number {ada.person.id}" in page
    assert "Ada Marlowe" not in page
    assert ada.get("/me").status_code in (302, 303)


@pytest.mark.parametrize("password", [PASSWORD, "not this one"])
def test_erasing_an_erased_account_again_has_a_plain_answer(
    serial: str, ada: Ada, dora: Dora, password: str
) -> None:
    address = f"/office/privacy/{ada.person.public_id}"
    dora.get(address)
    dora.post(address, present_password=PASSWORD)
    shown = dora.get(address)
    assert shown.status_code == 200
    assert f"Account number {ada.person.id} was erased" in shown.text
    assert "Nothing is left to erase." in shown.text
    assert 'type="password"' not in shown.text

    dora.get("/office/privacy/")
    dora.post(address, present_password=password)

    page = dora.follows().text if dora.page.status_code == 303 else dora.page.text
    assert dora.page.status_code == 200
    assert f"Account number {ada.person.id}" in page
    assert "Ada Marlowe" not in page
    assert dora.get("/office/privacy/nobody").status_code == 404


def test_an_address_that_nobody_has_is_refused_and_stays(dora: Dora) -> None:
    dora.get("/office/privacy/")

    dora.post("/office/privacy/", email="nobody@example.org")

    assert dora.page.status_code == 422
    assert "There is no account with this address." in dora.page.text
    assert 'value="nobody@example.org"' in dora.page.text


def test_the_last_administrator_is_told_what_to_do_first(dora: Dora) -> None:
    page = dora.get(ERASE).text
    assert "Make somebody else one first." in page
    assert "Present password" not in page

    dora.post(ERASE, present_password=PASSWORD)

    assert dora.page.status_code == 422
    assert "Make somebody else one first." in dora.page.text


def test_an_administrator_erases_their_own_account_on_their_own_page(dora: Dora) -> None:
    address = f"/office/privacy/{dora.person.public_id}"

    assert dora.get(address).headers["Location"] == ERASE
    assert dora.post(address, present_password=PASSWORD).headers["Location"] == ERASE


def test_nobody_sees_the_data_of_another(serial: str, ben: Ben) -> None:
    assert serial not in ben.get("/me/data").text
    assert serial not in ben.get("/me/data.json").text
