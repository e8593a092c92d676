"""Decisions as they were read, and about questions that were taken out, moved or hardly kept."""

from dataclasses import replace

import pytest

from lms.domain.courses import Course
from lms.domain.errors import DecidedMeanwhile, EditionChanged, FieldRefusal
from lms.domain.questions import Kind, Question
from lms.domain.regrading import RegradePolicy
from lms.services import proposals, regrading, teaching
from lms.services.proposals import ChangedKey, Overview
from lms.store import attempts
from lms.store.database import Database
from tests import make
from tests.services.test_regrading import (
    STAMP,
    Cohort,
    Office,
    a_course,
    answers,
    asking,
    cohort,
    publishes_again,
    score,
    sits,
)
from tests.sittings import COURSE, MODULE, Learner, publishes

__all__ = ["cohort"]

FULL_CREDIT, NO_CHANGE = RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE
WITHOUT_KEY = [FULL_CREDIT, NO_CHANGE]


def overview(office: Office, changes: int = 1) -> Overview:
    with office.database.reading() as session:
        taught = teaching.get_taught(session, office.cleo, COURSE)
        return proposals.get_overview(session, taught, changes, 1)


def waiting(office: Office) -> tuple[ChangedKey, ...]:
    return overview(office).changes.entries


def asked_by_everybody(database: Database) -> tuple[Office, Learner, Learner]:
    """Ada was right, Ben was not; nobody has changed anything."""
    publishes(database, a_course(asking("First")))
    office = Office(database)
    ada, ben = sits(database, "Ada Marlowe", "First"), sits(database, "Ben Okafor", "Second")
    return office, ada, ben


# Taken out or moved


def test_a_question_that_was_taken_out_waits_for_a_decision(database: Database) -> None:
    office, _ada, _ben = asked_by_everybody(database)

    publishes_again(database, a_course(), "taken out")

    assert [(it.question.stamp, it.attempts, it.is_gone) for it in waiting(office)] == [
        (STAMP, 2, True)
    ]
    assert [it.policy for it in office.proposal().tallies] == WITHOUT_KEY


def test_a_question_that_was_taken_out_is_credited_to_everybody_and_uncredited(
    database: Database,
) -> None:
    office, ada, ben = asked_by_everybody(database)
    publishes_again(database, a_course(), "taken out")

    credited = office.decides(FULL_CREDIT)

    assert (score(ada), score(ben)) == ("4 passed", "4 passed")
    assert waiting(office) == ()
    office.undoes(credited)
    assert (score(ada), score(ben)) == ("4 passed", "3 failed")
    assert len(waiting(office)) == 1


def test_marks_for_a_question_that_was_taken_out_may_stay(database: Database) -> None:
    office, _ada, ben = asked_by_everybody(database)
    publishes_again(database, a_course(), "taken out")

    office.decides(NO_CHANGE)

    assert (score(ben), waiting(office)) == ("3 failed", ())


def test_who_still_sits_a_question_that_was_taken_out_is_credited_too(database: Database) -> None:
    office, _ada, _ben = asked_by_everybody(database)
    eva = Learner(database, "Eva Lind").enrolls().reads()
    sheet = eva.begins()
    publishes_again(database, a_course(), "taken out")
    office.decides(FULL_CREDIT)

    eva.waits(hours=100)
    eva.hands_in(sheet, answers("Third", 3))

    assert score(eva) == "4 passed"


def moved(question: Question) -> Course:
    """The question in the second module of a course, the others in the first."""
    texts = (make.a_module("module-1"), make.a_module("module-2"))
    first = make.a_quiz(make.a_section(*make.questions(4)), attempts=None)
    second = make.a_quiz(make.a_section(question), module="module-2", attempts=None)
    return make.course_of(texts, (first, second))


def test_a_question_that_moved_with_its_key_waits_for_nothing_and_can_be_credited(
    database: Database,
) -> None:
    office, _ada, ben = asked_by_everybody(database)

    publishes_again(database, moved(asking("First")), "moved")

    assert waiting(office) == ()
    office.decides(FULL_CREDIT)
    assert score(ben) == "4 passed"


def test_a_question_that_moved_is_corrected_where_it_was_asked(database: Database) -> None:
    office, ada, ben = asked_by_everybody(database)

    publishes_again(database, moved(asking("Second")), "moved and corrected")

    assert [(it.module, it.attempts, it.is_gone) for it in waiting(office)] == [(MODULE, 2, False)]
    office.decides(RegradePolicy.NEW_COUNTS)
    assert (score(ada), score(ben)) == ("3 failed", "4 passed")
    assert waiting(office) == ()


# Changed too much


def test_a_question_that_changed_too_much_is_listed_and_credited_to_all_or_none(
    database: Database,
) -> None:
    office, _ada, ben = asked_by_everybody(database)

    publishes_again(database, a_course(make.a_words_question(STAMP)), "asked in words")

    assert office.changes() == [(STAMP, 2)]
    assert [it.policy for it in office.proposal().tallies] == WITHOUT_KEY
    office.decides(FULL_CREDIT)
    assert (score(ben), office.changes()) == ("4 passed", [])


def test_credit_for_a_part_that_was_turned_on_is_another_key(database: Database) -> None:
    two = make.a_question(STAMP, right=("First", "Second"), wrong=("Third",), kind=Kind.MULTIPLE)
    publishes(database, a_course(two))
    office = Office(database)
    ada = sits(database, "Ada Marlowe", "First")
    assert score(ada) == "3 failed"

    publishes_again(database, a_course(replace(two, has_partial_credit=True)), "partial")

    assert office.changes() == [(STAMP, 1)]
    office.decides(RegradePolicy.BOTH_COUNT)
    assert score(ada) == "7/2 failed"


# As it was read


def test_a_decision_about_an_older_edition_is_refused(cohort: Cohort) -> None:
    office, ada, ben = cohort
    read = office.proposal(RegradePolicy.NEW_COUNTS)
    publishes_again(office.database, a_course(asking("Third")), "a colleague's")

    with office.database.reading() as session:
        taught = teaching.get_taught(session, office.cleo, COURSE)
    at, why = make.later(60), "The key was wrong."
    with pytest.raises(EditionChanged), office.database.writing() as session:
        regrading.order(session, office.cleo, taught, read.decided, why, at)

    assert (score(ada), score(ben)) == ("4 passed", "3 failed")


def test_a_decision_is_what_its_page_showed(cohort: Cohort) -> None:
    office, _ada, _ben = cohort

    proposal = office.proposal()

    assert proposal.decided_as_read("2", "both_count", "") == proposal.decided
    with pytest.raises(EditionChanged):
        proposal.decided_as_read("1", "both_count", "")
    with pytest.raises(DecidedMeanwhile):
        proposal.decided_as_read("2", "both_count", "another")
    for policy in ("", "a-coin"):
        with pytest.raises(FieldRefusal):
            proposal.decided_as_read("2", policy, "")


@pytest.mark.parametrize("meanwhile", ["decided", "undone"])
def test_a_decision_that_does_not_know_a_colleagues_is_refused(
    meanwhile: str, cohort: Cohort
) -> None:
    office, ada, ben = cohort
    undecided = office.proposal(RegradePolicy.NEW_COUNTS)
    colleagues = office.decides(RegradePolicy.BOTH_COUNT)
    read = undecided
    if meanwhile == "undone":
        read = office.proposal(RegradePolicy.NEW_COUNTS)
        office.undoes(colleagues)
    scores = score(ada), score(ben)

    with office.database.reading() as session:
        taught = teaching.get_taught(session, office.cleo, COURSE)
    at, why = make.later(80), "The key was wrong."
    with pytest.raises(DecidedMeanwhile), office.database.writing() as session:
        regrading.order(session, office.cleo, taught, read.decided, why, at)

    assert (score(ada), score(ben)) == scores
    assert len(overview(office).decisions.entries) == 1


def test_a_decision_that_a_colleague_made_and_undid_meanwhile_is_in_nobodys_way(
    cohort: Cohort,
) -> None:
    office, ada, ben = cohort
    read = office.proposal(RegradePolicy.NEW_COUNTS)
    office.undoes(office.decides(FULL_CREDIT))

    with office.database.writing() as session:
        taught = teaching.get_taught(session, office.cleo, COURSE)
        at, why = make.later(80), "The key was wrong."
        regrading.order(session, office.cleo, taught, read.decided, why, at)

    assert (score(ada), score(ben)) == ("3 failed", "4 passed")


# How far it is


def test_marks_changed_are_those_that_the_decision_changed(cohort: Cohort) -> None:
    office, _ada, _ben = cohort
    eva = Learner(office.database, "Eva Lind").enrolls().reads()
    sheet = eva.begins()
    regrade = office.decides(FULL_CREDIT)

    eva.waits(hours=100)
    eva.hands_in(sheet, answers("First", 3))

    counted = office.looks_at(regrade).regraded
    assert (counted.changed, counted.met, counted.restored) == (1, 1, 0)
    office.undoes(regrade, hours=200)
    assert office.looks_at(regrade).regraded.restored == 2


def test_an_attempt_without_a_grade_stops_a_decision_loudly(cohort: Cohort) -> None:
    office, _ada, _ben = cohort
    eva = Learner(office.database, "Eva Lind").enrolls().reads()
    sheet = eva.begins()
    with office.database.writing() as session:
        open_ = attempts.find_for(session, eva.person.id, sheet.attempt)
        assert open_ is not None
        attempts.close_attempt(session, open_.id, make.later(2))

    with pytest.raises(LookupError, match="has no grade"):
        office.decides(FULL_CREDIT)


def test_av04_many_changed_keys_are_listed_a_page_at_a_time(database: Database) -> None:
    def a_quiz_of(right: str) -> Course:
        asked = (replace(asking(right), stamp=f"s{number:03}") for number in range(27))
        return make.a_course(1, quiz=make.a_quiz(make.a_section(*asked), attempts=None))

    publishes(database, a_quiz_of("First"))
    office = Office(database)
    ada = Learner(database, "Ada Marlowe").enrolls().reads()
    ada.hands_in(ada.begins(), {})
    publishes_again(database, a_quiz_of("Second"), "corrected")

    first, second = (overview(office, changes=page).changes for page in (1, 2))

    assert (first.total, len(first.entries), len(second.entries)) == (27, 25, 2)
