"""Programs as a browser meets them: in the catalog, on their own page, and their certificate."""

import pytest

from lms.services import certificates, jobs, programs
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Clock, Dora, Visitor
from tests.services.renewing import FOREVER, completes, renews
from tests.signing import signing_at
from tests.sittings import Learner, publishes

PAGE = "/programs/core"


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: of the program's one course only attesting is missing."""
    publishes(database)
    with database.writing() as session:
        programs.publish(session, make.a_program_reading("foundations"), make.START)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates()


def asks_for_it(ada: Ada) -> str:
    """Press the button; the address of the certificate comes back."""
    ada.get(PAGE)
    ada.post(f"{PAGE}/certificate")
    return ada.page.headers["Location"]


def test_the_catalog_lists_programs_with_the_hours_of_their_courses(
    learner: Learner, visitor: Visitor
) -> None:
    page = visitor.get("/").text

    assert f'href="{PAGE}"' in page
    assert "hours of study in all" in page
    assert f'href="{PAGE}"' not in visitor.get("/?q=foundations").text


def test_a_visitor_sees_the_courses_and_is_asked_to_sign_in(
    learner: Learner, visitor: Visitor
) -> None:
    page = visitor.get(PAGE).text

    assert 'href="/courses/foundations"' in page
    assert f"/sign-in?next={PAGE}" in page
    assert visitor.get("/programs/elsewhere").status_code == 404


def test_before_every_course_is_complete_there_is_no_button(learner: Learner, ada: Ada) -> None:
    assert "Issue my certificate" not in ada.get(PAGE).text

    ada.post(f"{PAGE}/certificate")

    assert ada.page.status_code == 409


def test_the_certificate_is_issued_once_and_anyone_may_check_it(
    learner: Learner, ada: Ada, visitor: Visitor
) -> None:
    course_serial = learner.attests()

    address = asks_for_it(ada)

    assert asks_for_it(ada) == address
    page = visitor.get(address).text
    assert "This certificate is valid" in page
    assert course_serial in page
    assert "See its certificate" in ada.get(PAGE).text
    assert address in ada.get("/me/transcript").text
    found = visitor.get(
        f"/certificates?serial={address.rpartition('/')[2].replace('-', '').lower()}"
    )
    assert found.headers["Location"] == address


def test_its_pdf_is_said_to_be_coming_and_then_comes(
    learner: Learner, ada: Ada, visitor: Visitor
) -> None:
    learner.attests()
    address = asks_for_it(ada)
    assert visitor.get(f"{address}.pdf").status_code == 503

    jobs.work_off(learner.database, signing_at("https://learn.example.org"), lambda: learner.at)

    pdf = visitor.get(f"{address}.pdf")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")


def test_it_tells_when_a_certificate_that_it_lists_was_voided(
    learner: Learner, ada: Ada, visitor: Visitor
) -> None:
    serial = learner.attests()
    address = asks_for_it(ada)
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued in error.", learner.at)

    page = visitor.get(address).text
    assert "Voided" in page
    assert "This certificate no longer stands in full" in page
    assert "is valid" not in page
    assert "been voided or replaced" not in page
    assert "no longer stands in full" in ada.get(PAGE).text


def test_an_administrator_finds_it_and_voids_it_and_a_new_one_can_be_issued(
    learner: Learner, ada: Ada, dora: Dora, visitor: Visitor
) -> None:
    learner.attests()
    address = asks_for_it(ada)
    office = f"/office{address}"
    assert office in dora.get("/office/certificates/?q=marlowe").text
    assert "Void this certificate" in dora.get(office).text

    dora.post(f"{office}/void", {"reason": ""})
    assert dora.page.status_code == 422
    dora.post(f"{office}/void", {"reason": "The name is <wrong>."})

    assert "This certificate was voided" in dora.follows().text
    assert "Void this certificate" not in dora.get(office).text
    public = visitor.get(address).text
    assert "This certificate was voided" in public
    assert "The name is &lt;wrong&gt;" in public
    assert asks_for_it(ada) != address


def test_after_a_correction_its_holder_is_offered_a_new_one(
    learner: Learner, ada: Ada, dora: Dora, visitor: Visitor
) -> None:
    serial = learner.attests()
    address = asks_for_it(ada)
    dora.get(f"/office/certificates/{serial}/reissue")
    dora.post(
        f"/office/certificates/{serial}/reissue",
        {"name": "Ada Marlowe-Hart", "reason": "Misspelt."},
    )
    assert "This certificate no longer stands in full" in dora.get(f"/office{address}").text
    assert "Issue a new certificate" in ada.get(PAGE).text

    new = asks_for_it(ada)

    assert "Ada Marlowe-Hart" in visitor.get(new).text
    assert "See its certificate" in ada.get(PAGE).text
    assert new.rpartition("/")[2] in visitor.get(address).text


def test_a_certificate_whose_term_has_ended_counts_no_more_and_says_so(
    database: Database, ada: Ada, visitor: Visitor, clock: Clock
) -> None:
    publishes(database, make.a_course(valid_months=12, expires_on=FOREVER))
    with database.writing() as session:
        programs.publish(session, make.a_program_reading("foundations"), make.START)
    learner = Learner(database, ada.person)
    learner.at = clock()
    learner.enrolls().does_everything().evaluates().attests()
    assert "Every course is complete" in ada.get(PAGE).text
    address = asks_for_it(ada)
    before = visitor.get(address).text

    clock.passes(days=400)

    after = visitor.get(address).text
    assert ("Ended" in before, "Ended" in after) == (False, True)
    assert "The validity of a listed one has ended" in after
    ada.signs_in("ada@example.org")
    assert "0 of 1 complete" in ada.get(PAGE).text


def test_the_office_names_the_letters_that_a_programs_pdf_could_not_print(
    database: Database, dora: Dora
) -> None:
    publishes(database)
    with database.writing() as session:
        programs.publish(session, make.a_program_reading("foundations"), make.START)
    ada = Learner(database, "Ada \u1b05 Marlowe").enrolls().does_everything().evaluates()
    ada.attests()
    with database.writing() as session:
        serial = programs.issue(session, ada.person, "core", ada.at)
    assert "could not print" not in dora.get(f"/office/certificates/{serial}").text

    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: ada.at)

    page = dora.get(f"/office/certificates/{serial}").text
    assert "Its PDF could not print these letters: <bdi>\u1b05</bdi>" in page


def test_a_program_of_which_a_course_was_renewed_offers_a_new_certificate(
    database: Database, ada: Ada, clock: Clock
) -> None:
    publishes(database, make.a_course(valid_months=12, expires_on=FOREVER))
    with database.writing() as session:
        programs.publish(session, make.a_program_reading("foundations"), make.START)
    learner = Learner(database, ada.person)
    learner.at = clock()
    completes(learner)
    old = asks_for_it(ada)
    clock.passes(days=400)
    learner.at = clock()
    ada.signs_in("ada@example.org")
    assert "Issue a new certificate" not in ada.get(PAGE).text
    renews(learner)
    completes(learner)
    assert "whose term has ended" in ada.get(PAGE).text

    new = asks_for_it(ada)

    assert new != old
    assert "See its certificate" in ada.get(PAGE).text
