"""Programs: publishing them, how far somebody is, and the certificate of the whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.certificates import CertificateStanding
from lms.domain.errors import NotFound, NotOpenYet, Refusal
from lms.services import certificates, courses, issued, jobs, office, programs
from lms.services.enrollments import get_provider
from lms.services.programs import ProgramCertificatePage, ProgramPage
from lms.store.columns import to_text
from lms.store.database import Database
from lms.store.rows import AuditEventRow, ProgramCertificateRow
from tests import make
from tests.beginnings import begun_once
from tests.queries import asked
from tests.services.renewing import WINDOW, completes, publishes_for_two_years, renews
from tests.signing import signing_at
from tests.sittings import Learner, publishes

OTHER = "dysfunctions"
ADDRESS = "https://learn.example.org"


def publishes_program(database: Database, *courses: str, **changes: str) -> int | None:
    with database.writing() as session:
        return programs.publish(session, make.a_program_reading(*courses, **changes), make.START)


def starts(database: Database, *courses: str, **changes: str) -> int | None:
    """What a start of the product does with a program that it ships."""
    with database.writing() as session:
        reading = make.a_program_reading(*courses, **changes)
        return programs.publish_shipped(session, reading, make.START)


def page_of(learner: Learner, slug: str = "core") -> ProgramPage:
    with learner.database.reading() as session:
        return programs.get_program_page(session, learner.person, slug, learner.at)


def issues(learner: Learner) -> str:
    with learner.database.writing() as session:
        return programs.issue(session, learner.person, "core", learner.at)


def looked_up(database: Database, serial: str) -> ProgramCertificatePage:
    with database.reading() as session:
        found = programs.find_certificate_page(session, serial, make.later(950))
    assert found is not None
    return found


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has completed both courses of a program."""
    publishes(database)
    publishes(database, make.a_course(slug=OTHER, title="Dysfunctions"))
    publishes_program(database, "foundations", OTHER)
    learner = Learner(database)
    for course in ("foundations", OTHER):
        learner.course = course
        learner.enrolls().does_everything().evaluates()
        learner.attests()
    return learner


# -- publishing --------------------------------------------------------------------


def test_publishing_the_same_program_twice_does_nothing(database: Database) -> None:
    assert publishes_program(database, "foundations") == 1
    assert publishes_program(database, "foundations") is None
    assert publishes_program(database, "foundations", OTHER) == 2


def test_a_start_undoes_nobodys_program(database: Database) -> None:
    assert starts(database, "foundations") == 1
    assert starts(database, "foundations", OTHER) == 2
    assert publishes_program(database, OTHER) == 3

    assert starts(database, "foundations", title="Shipped anew") is None
    with database.reading() as session:
        (offered,) = programs.list_programs(session)
    assert offered.program.courses == (OTHER,)


# -- taking one --------------------------------------------------------------------


def test_the_page_says_which_courses_are_complete(database: Database) -> None:
    publishes(database)
    publishes_program(database, "foundations", "gone")
    ada = Learner(database).enrolls().does_everything().evaluates()
    serial = ada.attests()

    page = page_of(ada)

    assert [(it.slug, it.is_offered) for it in page.courses] == [
        ("foundations", True),
        ("gone", False),
    ]
    assert page.courses[0].certificate is not None
    assert page.courses[0].certificate.serial == serial
    assert (page.stands.done, page.may_issue) == (1, False)


def test_the_catalog_counts_only_courses_with_a_certificate_that_stands(ada: Learner) -> None:
    before = done_in_catalog(ada)
    ada.course = OTHER
    serial = ada.attests()
    with ada.database.writing() as session:
        certificates.void(session, serial, "Issued in error", ada.at)

    assert (before, done_in_catalog(ada), page_of(ada).stands.done) == (2, 1, 1)


def done_in_catalog(learner: Learner) -> int:
    with learner.database.reading() as session:
        provider, filters = get_provider(session), courses.Filters()
        found = courses.list_catalog(session, learner.person, provider, filters, learner.at)
    return found.programs[0].done


def test_the_certificate_waits_for_every_course(database: Database) -> None:
    publishes(database)
    publishes_program(database, "foundations", OTHER)
    ada = Learner(database).enrolls().does_everything().evaluates()
    ada.attests()

    with pytest.raises(NotOpenYet):
        issues(ada)


def test_there_is_no_certificate_of_a_program_that_is_not_offered(ada: Learner) -> None:
    with pytest.raises(NotFound):
        page_of(ada, "elsewhere")


def test_ds04_asking_for_the_certificate_twice_gives_the_same(ada: Learner) -> None:
    assert issues(ada) == issues(ada)

    with ada.database.reading() as session:
        count = session.scalars(select(func.count()).select_from(ProgramCertificateRow)).one()
        told = session.scalars(
            select(AuditEventRow.kind).where(AuditEventRow.kind == "program completed")
        ).all()
    assert (count, len(told)) == (1, 1)


def test_the_certificate_lists_those_of_the_courses_and_tells_how_they_stand(ada: Learner) -> None:
    serial = issues(ada)
    listed = [line.serial for line, _ in looked_up(ada.database, serial).lines]
    with ada.database.writing() as session:
        certificates.void(session, listed[0], "Issued in error.", ada.at)

    page = looked_up(ada.database, serial)

    assert page.how == "in part"
    assert [line.serial for line, _ in page.fallen] == listed[:1]
    assert [now.is_valid for _, now in page.lines] == [False, True]
    assert [line.serial for line, _ in page.lines] == listed


def voids(database: Database, serial: str, reason: str = "Issued in error.") -> None:
    with database.writing() as session:
        certificates.void(session, serial, reason, make.later(950))


def corrects(learner: Learner, serial: str, name: str) -> str:
    """The office reissues a course's certificate with another name."""
    irma = Learner(learner.database, "Irma Lund")
    correction = issued.Correction(name, (), "The name was misspelt.")
    with learner.database.writing() as session:
        return issued.reissue(session, irma.person, serial, correction, make.later(940))


def found(database: Database, words: str) -> list[str]:
    with database.reading() as session:
        page = programs.list_found(session, words, 1, lacks_glyphs=False)
    return [it.serial for it in page.entries]


def test_a_programs_certificate_is_voided_once_and_says_so(ada: Learner) -> None:
    serial = issues(ada)

    voids(ada.database, serial.lower().replace("-", ""))

    page = looked_up(ada.database, serial)
    assert (page.how, page.certificate.void_reason) == ("voided", "Issued in error.")
    assert all(today.is_valid for _, today in page.lines)
    with pytest.raises(Refusal, match="voided before"):
        voids(ada.database, serial, "Again.")


def test_after_a_voiding_a_new_certificate_can_be_issued(ada: Learner) -> None:
    old = issues(ada)
    voids(ada.database, old)
    assert page_of(ada).may_issue

    new = issues(ada)

    assert new != old
    assert looked_up(ada.database, new).how == "valid"
    assert issues(ada) == new


def test_a_certificate_voided_before_its_turn_is_never_printed(ada: Learner) -> None:
    serial = issues(ada)
    voids(ada.database, serial)

    jobs.work_off(ada.database, signing_at(ADDRESS), lambda: ada.at)

    page = looked_up(ada.database, serial)
    assert (page.is_pdf_coming, page.certificate.has_pdf) == (False, False)


def test_a_corrected_course_leads_to_a_new_certificate_with_the_right_name(ada: Learner) -> None:
    old = issues(ada)
    first, _ = looked_up(ada.database, old).certificate.snapshot.listed
    corrected = corrects(ada, first.serial, "Ada Marlowe-Hart")
    assert looked_up(ada.database, old).how == "in part"

    new = issues(ada)

    page = looked_up(ada.database, new)
    assert (page.how, page.certificate.snapshot.legal_name) == ("valid", "Ada Marlowe-Hart")
    assert page.certificate.snapshot.listed[0].serial == corrected
    before = looked_up(ada.database, old)
    assert before.how == "voided"
    assert new in before.certificate.void_reason
    assert issues(ada) == new


def test_once_an_ended_course_was_completed_anew_a_new_certificate_lists_it(
    database: Database,
) -> None:
    publishes_for_two_years(database)
    publishes_program(database, "foundations")
    ada = completes(Learner(database))
    old = issues(ada)
    ada.at = WINDOW + timedelta(days=400)
    assert not page_of(ada).may_issue
    assert issues(ada) == old
    renews(ada)
    completes(ada)

    assert page_of(ada).may_issue
    new = issues(ada)

    assert new != old
    [today] = looked_up(database, new).listed
    assert today.standing_at(ada.at) is CertificateStanding.VALID
    before = looked_up(database, old).certificate
    assert before.void_reason == (
        f"A certificate that it lists has ended, and was renewed. {new} takes its place."
    )
    assert issues(ada) == new
    assert not page_of(ada).may_issue


def test_while_a_course_is_missing_again_no_new_certificate_is_issued(ada: Learner) -> None:
    serial = issues(ada)
    voids(ada.database, looked_up(ada.database, serial).certificate.snapshot.listed[0].serial)

    assert not page_of(ada).may_issue
    assert issues(ada) == serial
    assert looked_up(ada.database, serial).how == "in part"


def test_no_serial_comes_back_of_a_certificate_that_could_not_be_kept(ada: Learner) -> None:
    old = looked_up(ada.database, issues(ada)).certificate.snapshot
    voids(ada.database, *list_valid(ada))
    with ada.database.writing() as session:
        # In the way, and unseen: its row is of the program, and it says that it is of another.
        session.add(
            ProgramCertificateRow(
                serial=make.SERIAL,
                person_id=ada.person.id,
                slug="core",
                snapshot=to_text(replace(old, program_slug="elsewhere")),
                issued_at=ada.at,
                voided_at=None,
                void_reason="",
            )
        )

    with pytest.raises(programs.IssuedMeanwhile):
        issues(ada)

    assert list_valid(ada) == [make.SERIAL]


def list_valid(learner: Learner) -> list[str]:
    with learner.database.reading() as session:
        mine = programs.list_issued(session, learner.person)
    return [it.serial for it in mine if it.voided_at is None]


def test_the_office_finds_it_by_serial_name_address_and_program(ada: Learner) -> None:
    serial = issues(ada)

    for words in (serial, serial.lower().replace("-", ""), "marlowe ADA", "ada@example", "core"):
        assert found(ada.database, words) == [serial], words
    for words in ("%", "A_a", "Ada Nobody"):
        assert found(ada.database, words) == [], words


def test_nothing_edited_later_changes_it(ada: Learner) -> None:
    serial = issues(ada)
    before = looked_up(ada.database, serial).certificate.snapshot
    publishes_program(ada.database, "foundations", title="Another title")
    publishes(ada.database, provider=make.a_provider(name="Another name"))

    assert looked_up(ada.database, serial).certificate.snapshot == before


def test_its_pdf_follows_and_is_kept(ada: Learner) -> None:
    serial = issues(ada)
    assert looked_up(ada.database, serial).is_pdf_coming

    jobs.work_off(ada.database, signing_at(ADDRESS), lambda: ada.at)

    assert not looked_up(ada.database, serial).is_pdf_coming
    with ada.database.reading() as session:
        pdf = programs.find_pdf(session, serial)
    assert pdf is not None
    assert pdf.startswith(b"%PDF")


def test_av04_a_programs_page_takes_five_queries_and_its_certificate_two(ada: Learner) -> None:
    serial = issues(ada)

    with asked(ada.database) as page:
        page_of(ada)
    with asked(ada.database) as certificate:
        looked_up(ada.database, serial)

    assert len(page) <= 5
    assert len(certificate) == 2


UNPRINTABLE = "Ada \u1b05 Marlowe"


def lacking(database: Database) -> tuple[int, list[str]]:
    """How many certificates the office is told of, and those that it finds by that mark."""
    jobs.work_off(database, signing_at(ADDRESS), lambda: make.later(960))
    with database.reading() as session:
        told = office.get_waiting(session, make.later(960)).lacking_glyphs
        of_courses = issued.list_found(session, "", 1, lacks_glyphs=True).entries
        of_programs = programs.list_found(session, "", 1, lacks_glyphs=True).entries
    return told, [it.serial for it in (*of_courses, *of_programs)]


def test_letters_that_could_not_be_printed_are_told_of_what_stands(database: Database) -> None:
    publishes(database)
    publishes_program(database, "foundations")
    ada = Learner(database, UNPRINTABLE).enrolls().does_everything().evaluates()
    of_course, of_program = ada.attests(), issues(ada)
    assert lacking(database) == (2, [of_course, of_program])

    corrects(ada, of_course, "Ada Marlowe")
    assert lacking(database) == (1, [of_program])

    issues(ada)
    assert lacking(database) == (0, [])
