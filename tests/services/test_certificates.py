"""Completing a course, and the certificate that anyone may check."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.certificates import License
from lms.domain.credit import Flag, Method
from lms.domain.errors import CourseClosed, NotFound, NotOpenYet, Refusal
from lms.services import authoring, certificates, jobs, profiles
from lms.services.certificates import CertificatePage, CompletionPage
from lms.store import outbox
from lms.store.database import Database
from lms.store.rows import AuditEventRow, CertificateRow, CompletionRow, OutboxRow
from tests import make
from tests.beginnings import begun_once
from tests.signing import signing_at
from tests.sittings import COURSE, Learner, publishes

ADDRESS = "https://learn.example.org"


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, of whom only the attestation is missing."""
    publishes(database)
    return Learner(database).enrolls().does_everything().evaluates()


def completion(learner: Learner) -> CompletionPage:
    with learner.database.reading() as session:
        return certificates.get_completion_page(session, learner.person, COURSE, learner.at)


def looked_up(database: Database, serial: str) -> CertificatePage | None:
    with database.reading() as session:
        return certificates.find_certificate_page(session, serial)


def certificate_page(database: Database, serial: str) -> CertificatePage:
    found = looked_up(database, serial)
    assert found is not None
    return found


def pdf(database: Database, serial: str) -> bytes | None:
    with database.reading() as session:
        return certificates.find_pdf(session, serial)


def works_off(learner: Learner) -> int:
    """Let the worker do what is due; how many pieces it did comes back."""
    return jobs.work_off(learner.database, signing_at(ADDRESS), lambda: learner.at)


def voids(learner: Learner, serial: str, reason: str = "Issued in error.") -> None:
    with learner.database.writing() as session:
        certificates.void(session, serial, reason, learner.at)


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


# -- completing --------------------------------------------------------------------


def test_an_attestation_makes_the_completion_and_its_certificate(ada: Learner) -> None:
    serial = ada.attests()

    found = certificate_page(ada.database, serial).certificate
    assert found.is_valid
    assert found.snapshot.legal_name == "Ada Marlowe"
    assert found.snapshot.completed_on == date(2026, 11, 9)
    assert completion(ada).serial == serial
    assert rows(ada.database, CompletionRow) == rows(ada.database, CertificateRow) == 1


def test_attesting_twice_gives_the_same_certificate(ada: Learner) -> None:
    first = ada.attests()
    ada.waits(hours=1)

    second = ada.attests()

    assert second == first
    assert rows(ada.database, CertificateRow) == rows(ada.database, OutboxRow) == 1


def test_eligibility_is_asked_again_when_somebody_attests(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().does_everything()

    with pytest.raises(NotOpenYet):
        ada.attests()

    assert not completion(ada).may_attest
    assert rows(database, CompletionRow) == rows(database, OutboxRow) == 0


def test_the_last_day_still_counts_and_the_day_after_does_not(database: Database) -> None:
    last = date(2026, 11, 20)
    publishes(database, make.a_course(expires_on=last))
    ada = Learner(database).enrolls().does_everything().evaluates()
    ben = Learner(database, "Ben Okafor").enrolls().does_everything().evaluates()

    # In UTC the day is over by then; in New York, where the provider is, it is not.
    ada.at = make.START.replace(day=21, hour=4, minute=59)
    ben.at = ada.at + timedelta(minutes=1)

    assert completion(ada).may_attest
    assert ada.attests()
    assert completion(ben).is_over
    with pytest.raises(CourseClosed):
        ben.attests()


def test_a_completion_in_time_stays_after_the_course_expired(ada: Learner) -> None:
    serial = ada.attests()
    ada.waits(days=2000)

    assert ada.attests() == serial
    assert completion(ada).serial == serial


def test_nothing_edited_later_changes_a_certificate(ada: Learner) -> None:
    serial = ada.attests()
    before = certificate_page(ada.database, serial).certificate

    course = make.a_course(title="Another title", approved_title="Another title")
    changed = authoring.Draft(COURSE, course, (make.a_source_file(text="new"),), ())
    with ada.database.writing() as session:
        profiles.update_profile(session, ada.person, "Ada Other", "UTC", ada.at)
        profiles.add_license(session, ada.person, make.a_license(), ada.at)
        authoring.publish_provider(session, make.a_provider(name="Renamed"), ada.at)
        authoring.publish(session, changed, ada.at)
        authoring.archive(session, COURSE, ada.at)
    ada.leaves()

    assert certificate_page(ada.database, serial).certificate == before


def test_the_page_before_attesting_shows_what_will_be_printed(ada: Learner) -> None:
    held = License("Marriage and family therapist", "New York", "000000")
    assert completion(ada).licenses == ()
    with ada.database.writing() as session:
        profiles.add_license(session, ada.person, held, ada.at)

    page = completion(ada)

    assert (page.legal_name, page.licenses) == ("Ada Marlowe", (held,))
    snapshot = certificate_page(ada.database, ada.attests()).certificate.snapshot
    assert (snapshot.legal_name, snapshot.licenses) == (page.legal_name, page.licenses)


def test_an_approval_in_force_is_on_the_certificate_and_on_the_page_before(
    database: Database,
) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))
    ada = Learner(database).enrolls().does_everything().evaluates()

    promised = completion(ada).approvals
    snapshot = certificate_page(database, ada.attests()).certificate.snapshot

    assert promised == snapshot.approvals != ()
    assert snapshot.has_credit


def test_the_name_is_read_inside_the_transaction_that_prints_it(ada: Learner) -> None:
    with ada.database.writing() as session:
        profiles.update_profile(session, ada.person, "Ada Marlowe-Hart", "UTC", ada.at)

    serial = ada.attests()  # the request still knows her by the name before

    snapshot = certificate_page(ada.database, serial).certificate.snapshot
    assert snapshot.legal_name == "Ada Marlowe-Hart"


def test_a_second_completion_in_a_license_period_is_flagged_and_not_refused(ada: Learner) -> None:
    assert completion(ada).flags == ()
    first = ada.attests()
    ada.leaves()
    ada.waits(days=300)
    ada.enrolls().does_everything().evaluates()

    before = completion(ada).flags
    ada.attests()

    assert before == completion(ada).flags == (Flag.COMPLETED_BEFORE,)
    voids(ada, first)
    assert completion(ada).flags == ()


def test_many_hours_at_once_are_flagged_and_not_refused(database: Database) -> None:
    approved = make.a_provider(make.an_approval())
    long = make.credit_terms(method=Method.PILOT, pilot_minutes=(270,))
    for slug in ("art", "zeal"):
        publishes(database, make.a_course(slug=slug, credit_terms_=long), approved)
    ada = Learner(database, course="art").enrolls().does_everything().evaluates()
    ada.attests()
    ada.course = "zeal"
    ada.waits(hours=5)
    ada.enrolls().does_everything().evaluates()

    with database.reading() as session:
        page = certificates.get_completion_page(session, ada.person, "zeal", ada.at)
    serial = ada.attests()

    assert page.flags == (Flag.MANY_HOURS,)
    assert certificate_page(database, serial).how == "valid"


def test_somebody_elsewhere_cannot_attest(ada: Learner) -> None:
    ben = Learner(ada.database, "Ben Okafor")

    with pytest.raises(NotFound):
        completion(ben)
    with pytest.raises(NotFound):
        ben.attests()


# -- checking ----------------------------------------------------------------------


def test_a_serial_is_found_however_it_is_typed(ada: Learner) -> None:
    serial = ada.attests()

    for typed in (serial, serial.lower(), serial.replace("-", ""), f"  {serial} "):
        assert certificate_page(ada.database, typed).certificate.serial == serial


@pytest.mark.parametrize("typed", ["", "7K3M-Q9XA-04TZ", "x" * 5000, "' OR 1=1 --", "é💥"])
def test_an_unknown_serial_finds_nothing(ada: Learner, typed: str) -> None:
    ada.attests()

    assert looked_up(ada.database, typed) is None
    assert pdf(ada.database, typed) is None


def test_a_voided_certificate_says_so_with_its_reason(ada: Learner) -> None:
    serial = ada.attests()

    voids(ada, serial)

    page = certificate_page(ada.database, serial)
    assert (page.how, page.certificate.void_reason) == ("voided", "Issued in error.")


def test_voiding_needs_a_reason_and_is_done_once(ada: Learner) -> None:
    serial = ada.attests()

    with pytest.raises(Refusal, match="reason"):
        voids(ada, serial, " ")
    voids(ada, serial)
    with pytest.raises(Refusal, match="before"):
        voids(ada, serial, "Another reason")
    with pytest.raises(NotFound):
        voids(ada, "7K3M-Q9XA-04TZ")

    assert certificate_page(ada.database, serial).certificate.void_reason == "Issued in error."


def test_a_replaced_certificate_names_the_one_that_takes_its_place(ada: Learner) -> None:
    serial = ada.attests()

    with ada.database.writing() as session:
        old = session.scalars(select(CertificateRow)).one()
        session.add(
            CertificateRow(
                serial="7K3M-Q9XA-04TZ",
                completion_id=old.completion_id,
                replaces_id=old.id,
                snapshot=old.snapshot,
                issued_at=ada.at,
                voided_at=None,
                void_reason="",
            )
        )

    page = certificate_page(ada.database, serial)
    assert (page.how, page.certificate.replaced_by) == ("replaced", "7K3M-Q9XA-04TZ")
    assert certificate_page(ada.database, "7K3M-Q9XA-04TZ").certificate.replaces == serial


# -- the PDF -----------------------------------------------------------------------


def test_the_pdf_is_made_after_the_commit_and_kept_as_it_was_issued(ada: Learner) -> None:
    serial = ada.attests()
    assert certificate_page(ada.database, serial).is_pdf_coming
    assert pdf(ada.database, serial) is None

    assert works_off(ada) == 1

    made = pdf(ada.database, serial)
    assert made is not None
    assert made.startswith(b"%PDF-")
    assert certificate_page(ada.database, serial).has_pdf
    assert works_off(ada) == 0
    assert pdf(ada.database, serial.lower()) == made


def test_a_certificate_that_was_voided_before_its_turn_gets_no_pdf_and_blocks_nothing(
    ada: Learner,
) -> None:
    serial = ada.attests()
    voids(ada, serial)

    assert works_off(ada) == 1

    page = certificate_page(ada.database, serial)
    assert not page.has_pdf
    assert not page.is_pdf_coming
    assert works_off(ada) == 0


def test_a_job_that_fails_is_tried_again_and_stops_no_other(ada: Learner) -> None:
    with ada.database.writing() as session:
        outbox.add(session, certificates.RENDER, "no-such-serial", ada.at)
    serial = ada.attests()

    assert works_off(ada) == 1

    assert pdf(ada.database, serial) is not None
    ada.waits(seconds=29)
    assert due(ada) == ()
    ada.waits(seconds=1)
    assert [job.tries for job in due(ada)] == [1]


def due(learner: Learner) -> tuple[outbox.Job, ...]:
    with learner.database.reading() as session:
        return outbox.list_due(session, learner.at)


def test_a_job_that_failed_for_years_is_still_tried_every_hour(ada: Learner) -> None:
    ada.attests()
    job = replace(due(ada)[0], tries=40_000)

    with ada.database.writing() as session:
        outbox.postpone(session, job, ada.at)

    ada.waits(minutes=59)
    assert due(ada) == ()
    ada.waits(minutes=1)
    assert len(due(ada)) == 1


def test_letters_that_no_font_has_never_block_a_certificate_and_the_office_is_told(
    database: Database,
) -> None:
    publishes(database)
    sela = Learner(database, "Sela ᠮᠣᠩᠭᠣᠯ").enrolls().does_everything().evaluates()
    serial = sela.attests()

    works_off(sela)

    assert pdf(database, serial) is not None
    told = select(func.count()).where(AuditEventRow.kind == "certificate lacks glyphs")
    with database.reading() as session:
        assert session.scalars(told).one() == 1
