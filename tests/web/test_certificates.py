"""Completing a course, and checking a certificate, as a browser meets them."""

import re
from datetime import date
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import func, select

from lms.services import certificates, issued, jobs, profiles
from lms.store.database import Database
from lms.store.rows import CertificateRow
from tests import make
from tests.accounts import new_cookie
from tests.personas import Ada, Ben, Clock, Dora, Visitor
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

COMPLETION = "/courses/foundations/certificate"


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: of her course only the attestation is missing."""
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates()


@pytest.fixture
def serial(learner: Learner) -> str:
    """The certificate's serial, once she has attested."""
    return learner.attests()


def makes_the_pdf(learner: Learner) -> None:
    jobs.work_off(learner.database, signing_at("https://learn.example.org"), lambda: learner.at)


def attests(ada: Ada, **changes: str) -> None:
    """Fill in the attestation on her page and send it."""
    ada.get(COMPLETION)
    ada.post(COMPLETION, fields_of(ada.page.text, COMPLETION, **changes))


def certificates_in(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(CertificateRow)).one()


# -- completing --------------------------------------------------------------------


def test_before_everything_is_done_the_page_says_what_is_missing(
    database: Database, ada: Ada
) -> None:
    publishes(database)
    Learner(database, ada.person).enrolls().reads()

    page = ada.get(COMPLETION).text

    assert "Not complete yet" in page
    assert "1 of 2 finished." in page
    assert 'name="attest"' not in page
    assert ada.post(COMPLETION, attest="yes").status_code == 409
    assert certificates_in(database) == 0


def test_what_will_be_printed_is_shown_with_a_way_to_correct_it(learner: Learner, ada: Ada) -> None:
    page = ada.get(COMPLETION).text

    assert "<bdi>Ada Marlowe</bdi></dd>" in page
    assert page.count('href="/me/profile') >= 3
    assert "No license stands on your profile." in page
    assert "No CE credit designated." in page
    assert "hours of study" in page
    assert certificates.ATTESTATION in page


def test_a_license_on_the_profile_is_shown_and_nothing_is_warned_of(
    learner: Learner, ada: Ada
) -> None:
    with learner.database.writing() as session:
        profiles.add_license(session, ada.person, make.a_license(), learner.at)

    page = ada.get(COMPLETION).text

    assert "<bdi>MH12345</bdi>" in page
    assert "No license stands on your profile." not in page


def test_av_06_a_name_that_the_pdf_cannot_show_is_warned_of_before_attesting(
    learner: Learner, ada: Ada
) -> None:
    assert "cannot show" not in ada.get(COMPLETION).text
    with learner.database.writing() as session:
        profiles.update_profile(session, ada.person, "Ada \ue000 Marlowe", "UTC", learner.at)

    page = ada.get(COMPLETION).text

    assert "cannot show this letter of your name: <bdi>\ue000</bdi>" in page
    assert f'<a href="/me/profile?next={COMPLETION}">add it in Latin letters</a>' in page
    assert 'name="attest"' in page


def test_an_attestation_leads_to_the_certificate(learner: Learner, ada: Ada) -> None:
    attests(ada, attest="yes")

    address = ada.page.headers["Location"]
    assert re.fullmatch(r"/certificates/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", address)
    assert "This certificate is valid" in ada.follows().text
    assert f'href="{address}"' in ada.get(COMPLETION).text


def test_without_the_tick_nothing_is_attested(learner: Learner, ada: Ada) -> None:
    attests(ada)

    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: Certificate")
    assert '<a href="#f-attest">' in ada.page.text
    assert certificates_in(learner.database) == 0


def test_ds_04_two_clicks_are_one_certificate(learner: Learner, ada: Ada) -> None:
    fields = fields_of(ada.get(COMPLETION).text, COMPLETION, attest="yes")

    first = ada.post(COMPLETION, fields).headers["Location"]
    second = ada.post(COMPLETION, fields).headers["Location"]

    assert first == second
    assert certificates_in(learner.database) == 1


def test_an_expired_course_says_so_and_issues_nothing(
    database: Database, ada: Ada, clock: Clock
) -> None:
    publishes(database, make.a_course(expires_on=date(2026, 11, 21)))
    learner = Learner(database, ada.person).enrolls().does_everything().evaluates()

    page = ada.get(COMPLETION).text

    assert learner.at < clock()
    assert "Credit for this course ended November 21, 2026." in page
    assert 'name="attest"' not in page
    assert ada.post(COMPLETION, attest="yes").status_code == 409
    assert certificates_in(database) == 0


def test_strangers_find_nothing_to_attest(learner: Learner, ben: Ben, visitor: Visitor) -> None:
    assert ben.get(COMPLETION).status_code == 404
    assert ben.post(COMPLETION, attest="yes").status_code == 404
    assert visitor.get(COMPLETION).headers["Location"].startswith("/sign-in?next=")


def test_a_voided_certificate_is_not_called_good_on_the_page_of_its_course(
    learner: Learner, serial: str, ada: Ada
) -> None:
    assert "Your certificate is on record" in ada.get(COMPLETION).text
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued to <the wrong> person.", learner.at)

    page = ada.get(COMPLETION).text

    assert "Your certificate was voided, and anyone who checks its serial is told so." in page
    assert "This certificate was voided on November 22, 2026." in page
    assert "Reason given: <bdi>Issued to &lt;the wrong&gt; person</bdi>." in page
    assert "on record" not in page


# -- checking ----------------------------------------------------------------------


def test_anybody_reads_what_the_certificate_says(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    page = visitor.get(f"/certificates/{serial}").text

    assert visitor.title.startswith(f"Certificate {serial} is valid | ")
    assert "<h1><bdi>Ada Marlowe</bdi> completed <bdi>Foundations of Sex Therapy</bdi></h1>" in page
    for words in (
        "This certificate is valid",
        "It has not been voided or replaced.",
        "hours of study: ethics",
        "Certificate of completion. No CE credit designated.",
        "Passed at the stated standard of 80%",
        "distance learning. Online, self-paced.",
        "Course foundations, edition 1, content ",
        "Issued the same day",
        "None stated",
        "Cleo Marchetti, PhD, CST-S",
        "Example Institute for Sexual Health, 12 Larch Street, Albany, NY 12207.",
        "Dora Haddad, PhD, Director of Continuing Education",
        "for at least seven years",
        "Regulatory boards are the final authority",
    ):
        assert words in page


def test_nothing_else_about_its_holder_is_shown(
    learner: Learner, serial: str, ada: Ada, visitor: Visitor
) -> None:
    seen = visitor.get(f"/certificates/{serial}")

    assert ada.email not in f"{seen.headers}{seen.text}"
    assert ada.person.public_id not in seen.text
    assert "json" not in seen.text.lower()


def test_an_approval_is_repeated_word_for_word(
    database: Database, ada: Ada, visitor: Visitor
) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))
    learner = Learner(database, ada.person).enrolls().does_everything().evaluates()

    serial = learner.attests()
    with database.reading() as session:
        found = certificates.find_certificate_page(session, serial)
    assert found is not None
    (statement,) = found.certificate.snapshot.approvals

    page = visitor.get(f"/certificates/{serial}").text

    assert f"<dd>{statement}</dd>" in page
    assert "Course, as approved" in page
    assert "hours of study" not in page


def test_a_voided_certificate_says_when_and_why(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued to <the wrong> person.", learner.at)

    page = visitor.get(f"/certificates/{serial}").text

    assert "This certificate was voided" in page
    assert "Issued to &lt;the wrong&gt; person" in page
    assert '<time datetime="2026-11-22T12:00:00+00:00">November 22, 2026</time>' in page
    assert "This certificate is valid" not in page


def test_a_replaced_certificate_leads_to_the_one_in_its_place(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    with learner.database.writing() as session:
        old = session.scalars(select(CertificateRow)).one()
        session.add(
            CertificateRow(
                serial=make.SERIAL,
                completion_id=old.completion_id,
                replaces_id=old.id,
                snapshot=old.snapshot,
                issued_at=learner.at,
                voided_at=None,
                void_reason="",
            )
        )

    assert f'href="/certificates/{make.SERIAL}"' in visitor.get(f"/certificates/{serial}").text
    assert "This certificate was replaced" in visitor.page.text
    assert f'href="/certificates/{serial}"' in visitor.get(f"/certificates/{make.SERIAL}").text
    assert "This certificate is valid" in visitor.page.text


def test_a_replaced_certificate_says_that_the_newest_one_was_voided(
    learner: Learner, serial: str, visitor: Visitor, dora: Dora
) -> None:
    newest = serial
    for name in ("Ada Marlowe-Hart", "Ada Hart"):
        with learner.database.writing() as session:
            correction = issued.Correction(name, (), "She has married.")
            newest = issued.reissue(session, dora.person, newest, correction, learner.at)
    assert "no longer counts" not in visitor.get(f"/certificates/{serial}").text
    with learner.database.writing() as session:
        certificates.void(session, newest, "Issued in error.", learner.at)

    public = visitor.get(f"/certificates/{serial}").text
    office = dora.get(f"/office/certificates/{serial}").text

    for page in (public, office):
        assert "This certificate was replaced" in page
        assert "The newest certificate of this completion was voided on" in page
    assert "Issued in error" not in public
    assert "The newest certificate" not in visitor.get(f"/certificates/{newest}").text


def test_the_form_finds_a_serial_however_it_is_typed(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    assert "Check a certificate" in visitor.get("/certificates").text

    for typed in (serial, serial.lower().replace("-", "+"), f"+{serial}+"):
        visitor.get(f"/certificates?serial={typed}")
        assert visitor.page.status_code == 303
        assert visitor.page.headers["Location"] == f"/certificates/{serial}"


@pytest.mark.parametrize(
    "typed", ["7K3M-Q9XA-04TZ", "a/b", "<b>", "../me", "x" * 3000, "é", "%25", "' OR 1=1"]
)
def test_an_unknown_serial_says_so_and_stays_in_the_form(
    serial: str, visitor: Visitor, typed: str
) -> None:
    visitor.get(f"/certificates?{urlencode({'serial': typed})}")

    assert visitor.page.status_code == 404
    assert visitor.title.startswith("No certificate has this serial")
    assert "the letters I, L, O and U are never used" in visitor.page.text
    escaped = typed.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
    assert f'value="{escaped}"' in visitor.page.text


def test_an_unknown_address_of_a_certificate_offers_the_form(visitor: Visitor) -> None:
    for address in (f"/certificates/{make.SERIAL}", f"/certificates/{make.SERIAL}.pdf"):
        assert visitor.get(address).status_code == 404
        assert f'value="{make.SERIAL}"' in visitor.page.text


@pytest.mark.parametrize("slash", ["", "/"])
def test_addresses_answer_with_and_without_a_final_slash(
    learner: Learner, serial: str, visitor: Visitor, slash: str
) -> None:
    makes_the_pdf(learner)

    for address in ("/certificates", f"/certificates/{serial}", f"/certificates/{serial}.pdf"):
        assert visitor.get(address + slash).status_code == 200


# -- the PDF -----------------------------------------------------------------------


def test_the_pdf_is_served_as_it_was_kept(learner: Learner, serial: str, visitor: Visitor) -> None:
    makes_the_pdf(learner)
    with learner.database.reading() as session:
        kept = certificates.find_pdf(session, serial)

    response = visitor.get(f"/certificates/{serial}.pdf")

    assert response.data == kept
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == f"inline; filename=certificate-{serial}.pdf"


def test_while_it_is_being_made_the_page_says_so_plainly(serial: str, visitor: Visitor) -> None:
    response = visitor.get(f"/certificates/{serial}.pdf")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "The PDF is being made" in response.text
    assert f'href="/certificates/{serial}.pdf"' in response.text
    assert "The PDF is being made" in visitor.get(f"/certificates/{serial}").text


def test_a_certificate_voided_before_its_pdf_was_made_offers_none(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued in error", learner.at)
    makes_the_pdf(learner)

    assert ".pdf" not in visitor.get(f"/certificates/{serial}").text
    assert visitor.get(f"/certificates/{serial}.pdf").status_code == 404
    assert "It was voided before its PDF was made." in visitor.page.text


def test_a_certificate_outlives_its_holders_enrollment(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    learner.leaves()

    assert "This certificate is valid" in visitor.get(f"/certificates/{serial}").text


# -- cost --------------------------------------------------------------------------


def test_the_number_of_questions_to_the_database_is_fixed(
    learner: Learner, ada: Ada, visitor: Visitor
) -> None:
    visitor.get("/certificates")
    costs = {}
    with asked(learner.database) as statements:
        ada.get(COMPLETION)
    costs["completion"] = len(statements)
    with asked(learner.database) as statements:
        attests(ada, attest="yes")
    costs["form and attestation"] = len(statements)
    makes_the_pdf(learner)
    address = ada.page.headers["Location"]
    for name, path in {"certificate": address, "pdf": f"{address}.pdf"}.items():
        with asked(learner.database) as statements:
            visitor.get(path)
        costs[name] = len(statements)

    assert costs == {"completion": 7, "form and attestation": 22, "certificate": 3, "pdf": 4}


# -- what a board may ask about ----------------------------------------------------


def test_a_repetition_is_told_before_attesting_and_after_and_nothing_is_refused(
    learner: Learner, ada: Ada, clock: Clock
) -> None:
    assert "completed this course before" not in ada.get(COMPLETION).text
    learner.attests()
    learner.leaves()
    clock.passes(days=300)
    ada.cookie = new_cookie(learner.database, ada.person, clock())
    learner.at = clock()
    learner.enrolls().does_everything().evaluates()

    before = ada.get(COMPLETION).text
    attests(ada, attest="yes")
    after = ada.get(COMPLETION).text

    for page in (before, after):
        assert "You have completed this course before." in page
        assert "36 months" in page
    assert 'name="attest"' in before
    assert "You completed Foundations of sex therapy" in after


def test_near_midnight_every_page_says_the_day_that_stands_on_the_certificate(
    learner: Learner, ada: Ada, clock: Clock
) -> None:
    with learner.database.writing() as session:
        profiles.update_profile(session, ada.person, ada.person.legal_name, "Asia/Tokyo", clock())
    clock.at = learner.at = make.COMPLETED_AT.replace(year=2027)  # still the 14th in New York
    ada.cookie = new_cookie(learner.database, ada.person, clock())
    learner.attests()

    pages = [ada.get(path).text for path in ("/", "/me", "/courses/foundations", COMPLETION)]

    assert ["14, 2027" in page for page in pages] == [True] * 4
    assert not any("15, 2027" in page for page in pages)


@pytest.mark.parametrize("form", ["{}", "{}/", "{}.pdf", "{}?from=mail#valid"])
def test_the_address_of_a_certificate_is_meant_for_its_serial(
    form: str, visitor: Visitor, serial: str
) -> None:
    address = form.format(f"https://learn.example.org/certificates/{serial.lower()}")

    visitor.get(f"/certificates?serial={quote(address, safe='')}")

    assert visitor.page.status_code == 303
    assert visitor.page.headers["Location"] == f"/certificates/{serial}"
