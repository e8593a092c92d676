"""Certificates in the office, as an administrator finds, voids, corrects and prints them."""

import re
from pathlib import Path

import pytest

from lms.services import issued, jobs, profiles, signing_keys
from lms.store.database import Database
from tests import make
from tests.accounts import NOON
from tests.personas import Ada, Clock, Dora, Visitor
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

OFFICE = "/office/certificates"
SERIAL = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
CORRECTED = {
    "name": "Ada Marlowe-Hart",
    "profession-0": "MFT",
    "jurisdiction-0": "New York",
    "number-0": "000000",
    "reason": "She has <married>.",
}


@pytest.fixture
def serial(database: Database, ada: Ada, clock: Clock) -> str:
    """The serial of Ada's certificate."""
    publishes(database, provider=make.a_provider(make.an_approval()))
    learner = Learner(database, ada.person).enrolls().does_everything().evaluates()
    serial = learner.attests()
    jobs.work_off(database, signing_at("https://learn.example.org"), clock)
    return serial


def test_an_administrator_finds_a_certificate_and_corrects_it(
    dora: Dora, visitor: Visitor, serial: str
) -> None:
    assert serial in dora.get(f"{OFFICE}/?q=marlowe").text
    assert "No certificate fits" in dora.get(f"{OFFICE}/?q=%25").text
    assert 'value="Ada Marlowe"' in dora.get(f"{OFFICE}/{serial}/reissue").text

    dora.post(f"{OFFICE}/{serial}/reissue", CORRECTED)

    replaced = dora.follows().text
    assert "This certificate was replaced" in replaced
    [new] = set(SERIAL.findall(replaced)) - {serial}
    shown = dora.get(f"{OFFICE}/{new}").text
    assert "She has &lt;married&gt;." in shown
    assert "MFT" in shown
    old = visitor.get(f"/certificates/{serial}").text
    assert "This certificate was replaced" in old
    assert "Marlowe-Hart" not in old
    assert "married" not in old
    assert "/office/" not in old


def test_what_became_of_a_certificate_stands_in_the_order_of_time(
    dora: Dora, clock: Clock, serial: str
) -> None:
    clock.passes(hours=1)
    dora.get(f"{OFFICE}/{serial}/reissue")
    dora.post(f"{OFFICE}/{serial}/reissue", CORRECTED)

    page = dora.follows().text

    assert page.index("Its PDF was made") < page.index("Issued in its place")


def test_what_a_compromised_key_signed_is_told_and_reissued_as_it_stands(
    database: Database, ada: Ada, dora: Dora, clock: Clock, tmp_path: Path
) -> None:
    publishes(database)
    serial = Learner(database, ada.person).enrolls().does_everything().evaluates().attests()
    signing, told = signing_at("https://learn.example.org", tmp_path), "Others may have had the key"
    jobs.work_off(database, signing, clock)
    assert told not in dora.get(f"{OFFICE}/{serial}").text
    signing_keys.mark_compromised(database, signing, "key-1", clock(), clock())
    assert told in dora.get(f"{OFFICE}/{serial}").text

    dora.get(f"{OFFICE}/{serial}/reissue")
    dora.post(f"{OFFICE}/{serial}/reissue", name="Ada Marlowe", reason="The key was stolen.")

    page = dora.follows().text
    assert "This certificate was replaced" in page
    assert told not in page


def test_a_correction_that_is_sent_twice_is_one_reissue(dora: Dora, serial: str) -> None:
    dora.get(f"{OFFICE}/{serial}/reissue")
    form = CORRECTED | {"once": "a-form-key-of-twenty-letters"}

    answers = [dora.post(f"{OFFICE}/{serial}/reissue", form) for _ in range(2)]

    assert {(it.status_code, it.headers["Location"]) for it in answers} == {
        (303, f"{OFFICE}/{serial}")
    }
    assert dora.get(f"{OFFICE}/").text.count("Marlowe-Hart") == 1


def test_what_is_wrong_with_a_correction_stands_beside_its_field(dora: Dora, serial: str) -> None:
    dora.get(f"{OFFICE}/{serial}/reissue")

    dora.post(f"{OFFICE}/{serial}/reissue", CORRECTED | {"number-0": "", "reason": ""})

    assert dora.page.status_code == 422
    assert 'href="#f-number-0"' in dora.page.text
    assert 'href="#f-reason"' in dora.page.text
    assert 'value="Ada Marlowe-Hart"' in dora.page.text


def test_a_certificate_is_voided_with_a_reason_that_its_public_page_shows(
    dora: Dora, visitor: Visitor, serial: str
) -> None:
    dora.get(f"{OFFICE}/{serial}")
    dora.post(f"{OFFICE}/{serial}/void", reason=" ")
    assert dora.page.status_code == 422

    dora.post(f"{OFFICE}/{serial}/void", reason="Issued in error.")

    shown = dora.follows().text
    assert "This certificate was voided" in shown
    assert "Print a duplicate" not in shown
    assert "Issued in error" in visitor.get(f"/certificates/{serial}").text


def test_a_duplicate_is_printed_once_however_often_its_button_is_pressed(
    dora: Dora, serial: str
) -> None:
    dora.get(f"{OFFICE}/{serial}")
    form = {"once": "a-form-key-of-twenty-letters"}

    dora.post(f"{OFFICE}/{serial}/duplicates", form)
    dora.post(f"{OFFICE}/{serial}/duplicates", form)

    assert dora.follows().text.count("</a> printed") == 1
    pdf = dora.get(f"{OFFICE}/{serial}/duplicates/1.pdf")
    assert (pdf.status_code, pdf.data[:4]) == (200, b"%PDF")
    assert dora.get(f"{OFFICE}/{serial}/duplicates/2.pdf").status_code == 404


def test_finding_costs_a_few_questions(dora: Dora, database: Database, serial: str) -> None:
    with asked(database) as statements:
        dora.get(f"{OFFICE}/?q=ada")

    assert len(statements) <= 5


def test_a_correction_keeps_every_license_however_many(
    database: Database, ada: Ada, dora: Dora
) -> None:
    publishes(database)
    with database.writing() as session:
        for number in range(8):
            profiles.add_license(session, ada.person, make.a_license(number=f"L-{number}"), NOON)
    serial = Learner(database, ada.person).enrolls().does_everything().evaluates().attests()
    action = f"{OFFICE}/{serial}/reissue"

    form = fields_of(dora.get(action).text, action, name="Ada Corrected", reason="Her new name.")
    dora.post(action, form)

    [new] = set(SERIAL.findall(dora.follows().text)) - {serial}
    shown = dora.get(f"{OFFICE}/{new}").text
    assert all(f"L-{number}" in shown for number in range(8))


def test_a_replaced_certificate_is_not_voided_and_the_one_that_counts_is_named(
    database: Database, dora: Dora, serial: str
) -> None:
    correction = issued.Correction("Ada Corrected", (), "Her new name.")
    with database.writing() as session:
        newer = issued.reissue(session, dora.person, serial, correction, NOON)

    assert "Void it" not in dora.get(f"{OFFICE}/{serial}").text
    dora.post(f"{OFFICE}/{serial}/void", reason="Issued in error.")

    assert dora.page.status_code == 422
    assert f"was replaced by {newer}. Void that one." in dora.page.text
