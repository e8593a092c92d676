"""Approving credit: frozen by an act, inherited by editorial editions, never computed anew."""

from dataclasses import replace

import pytest

from lms.domain.courses import Course
from lms.domain.editions import Change
from lms.domain.errors import NotFound
from lms.services import authoring, certificates, credit
from lms.services.authoring import Draft, Overrule
from lms.services.credit import CalculationPage, CreditStands, NoHours
from lms.store.database import Database
from tests import make
from tests.queries import asked
from tests.sittings import COURSE, Learner, approves_credit, publishes

APPROVED = make.a_provider(make.an_approval())


def republishes(database: Database, course: Course, change: Change) -> None:
    """A further edition, of the kind that its publisher says it is."""
    draft = Draft(COURSE, course, (make.a_source_file(text=repr(course)),), ())
    with database.writing() as session:
        authoring.publish(session, draft, make.later(30), Overrule(change, "As I say"))


def longer(database: Database, change: Change) -> Course:
    """An edition of six modules instead of two, whose hours are more."""
    course = make.a_course(modules=6)
    republishes(database, course, change)
    return course


def calculation(database: Database, number: int) -> CalculationPage:
    with database.reading() as session:
        return credit.get_calculation(session, COURSE, number)


def completes(database: Database, modules: int = 2) -> bool:
    """Ada does the whole course; whether her certificate designates credit comes back."""
    ada = Learner(database).enrolls().does_everything(modules).evaluates()
    serial = ada.attests()
    with database.reading() as session:
        found = certificates.find_certificate_page(session, serial)
    assert found is not None
    return found.certificate.snapshot.has_credit


def test_no_credit_is_designated_before_an_approver_has_approved_it(database: Database) -> None:
    publishes(database)
    with database.writing() as session:
        authoring.publish_provider(session, APPROVED, make.START)

    assert calculation(database, 1).may_approve
    assert not completes(database)


def test_what_an_approver_approved_is_on_the_certificate(database: Database) -> None:
    publishes(database, provider=APPROVED)

    found = calculation(database, 1).approval

    assert found is not None
    assert (found.name, found.edition_number) == ("Iris Lindqvist, PhD", 1)
    assert found.credit == make.a_course().facts.credit
    assert completes(database)


def test_an_editorial_edition_inherits_what_was_approved_and_computes_nothing(
    database: Database,
) -> None:
    publishes(database, provider=APPROVED)
    course = longer(database, Change.EDITORIAL)

    found = calculation(database, 2)

    assert course.facts.credit.hours > found.facts.credit.hours
    assert found.facts.credit == make.a_course().facts.credit
    assert found.edition.written == course.facts
    assert not found.may_approve


def test_a_material_edition_needs_an_act_of_its_own(database: Database) -> None:
    publishes(database, provider=APPROVED)
    course = longer(database, Change.MATERIAL)

    waiting = calculation(database, 2)
    assert waiting.may_approve
    assert waiting.facts.credit == course.facts.credit
    approves_credit(database, number=2)

    assert calculation(database, 2).approval == replace(
        make.a_credit_approval(course.facts), edition_number=2
    )
    assert calculation(database, 1).facts.credit == make.a_course().facts.credit


def test_editorial_editions_after_a_material_one_inherit_from_that_one(database: Database) -> None:
    publishes(database, provider=APPROVED)
    longer(database, Change.MATERIAL)
    republishes(database, make.a_course(modules=5), Change.EDITORIAL)

    assert calculation(database, 3).approval is None
    approves_credit(database, number=2)
    found = calculation(database, 3)

    assert found.approval is not None
    assert found.approval.edition_number == 2
    assert found.facts.credit == make.a_course(modules=6).facts.credit


def test_credit_is_approved_once(database: Database) -> None:
    publishes(database, provider=APPROVED)
    longer(database, Change.EDITORIAL)

    for number in (1, 2):
        with pytest.raises(CreditStands):
            approves_credit(database, number=number)


def test_no_hours_are_nothing_to_approve(database: Database) -> None:
    publishes(database, make.course_of((make.a_module(words=10),)))

    assert not calculation(database, 1).may_approve
    with pytest.raises(NoHours):
        approves_credit(database)


def test_an_edition_that_is_not_there_cannot_be_approved(database: Database) -> None:
    publishes(database)

    for course, number in ((COURSE, 2), ("nowhere", 1)):
        with pytest.raises(NotFound):
            approves_credit(database, course, number)


def test_what_waits_stands_first_and_is_one_question(sqlite_database: Database) -> None:
    for slug in ("art", "mastery", "zeal"):
        publishes(sqlite_database, make.a_course(slug=slug))
    approves_credit(sqlite_database, "art")
    with sqlite_database.reading() as session:
        credit.list_offered(session, 1)

    with asked(sqlite_database) as statements, sqlite_database.reading() as session:
        page = credit.list_offered(session, 1)

    assert [edition.facts.slug for edition in page.entries] == ["mastery", "zeal", "art"]
    assert len(statements) == 1
