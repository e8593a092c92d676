"""Regrading: a corrected key, what it would do, doing it, undoing it, on both databases."""

from dataclasses import replace

import pytest

from lms.domain.access import Person, Role
from lms.domain.completion import Graded
from lms.domain.courses import Course
from lms.domain.errors import NotFound, StillRegrading
from lms.domain.questions import Answer, Kind, Question
from lms.domain.regrading import RegradePolicy
from lms.services import authoring, jobs, proposals, regrading, teaching
from lms.services.authoring import Draft
from lms.services.proposals import Proposal
from lms.services.quizzes import Sitting
from lms.services.regrading import Progress
from lms.store import outbox
from lms.store.database import Database
from lms.store.regraded_attempts import FROM_START
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.signing import signing_at
from tests.sittings import COURSE, MODULE, Learner, publishes

STAMP = "k7m2"


def asking(right: str, *, kind: Kind = Kind.SINGLE) -> Question:
    """One question with three options, of which one is right."""
    options = tuple(make.an_option(it, is_right=it == right) for it in ("First", "Second", "Third"))
    return replace(make.a_question(STAMP), kind=kind, options=options)


def a_course(*asked: Question) -> Course:
    others = make.questions(4)
    return make.a_course(1, quiz=make.a_quiz(make.a_section(*asked, *others), attempts=None))


def publishes_again(database: Database, course: Course, text: str) -> None:
    files = (make.a_source_file(text=text),)
    with database.writing() as session:
        authoring.publish(session, Draft(COURSE, course, files, ()), make.later(50))


def answers(first: str, right_of_others: int) -> dict[str, Answer]:
    """What somebody answers: an option of the first question, and so many of the others right."""
    others = make.questions(4)
    chosen = {STAMP: Answer(chosen=frozenset({make.key_of(first)}))} if first else {}
    return chosen | {
        it.stamp: make.right_answer(it) if at < right_of_others else make.wrong_answer(it)
        for at, it in enumerate(others)
    }


class Office:
    """Cleo, who teaches the course, and what she sees and does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cleo: Person = signed_up(database, "Cleo Hart", Role.INSTRUCTOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.email, COURSE, make.later(1))

    def changes(self) -> list[tuple[str, int]]:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            return [
                (it.question.stamp, it.attempts)
                for it in proposals.get_overview(session, taught, 1, 1).changes.entries
            ]

    def proposal(self, policy: RegradePolicy = RegradePolicy.BOTH_COUNT) -> Proposal:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            return proposals.get_proposal(session, taught, MODULE, STAMP, policy, 1)

    def decides(self, policy: RegradePolicy, hours: int = 60) -> str:
        proposal = self.proposal(policy)
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            at, why = make.later(hours), "The key was wrong."
            return regrading.order(session, self.cleo, taught, proposal.decided, why, at)

    def undoes(self, regrade: str, hours: int = 70) -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            regrading.undo(session, self.cleo, taught, regrade, "By mistake.", make.later(hours))

    def looks_at(self, regrade: str) -> Progress:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            return regrading.get_regrade(session, taught, regrade)


def sits(database: Database, who: Person | str, first: str, right_of_others: int = 3) -> Learner:
    learner = Learner(database, who).enrolls().reads()
    learner.hands_in(learner.begins(), answers(first, right_of_others))
    return learner


def grades(learner: Learner) -> list[Graded]:
    """Every grade of the learner's only attempt, oldest first."""
    facts = learner.learning().progress.facts
    return sorted((it for it in facts if isinstance(it, Graded)), key=lambda it: it.at)


def the_attempt(learner: Learner) -> Sitting:
    return Sitting(COURSE, MODULE, grades(learner)[0].attempt)


def score(learner: Learner) -> str:
    """The learner's only attempt, as its latest grade has it."""
    latest = grades(learner)[-1]
    return f"{latest.earned} {'passed' if latest.is_passed else 'failed'}"


@pytest.fixture
@begun_once
def cohort(database: Database) -> tuple[Office, Learner, Learner]:
    """Ada answered by the old key, Ben by the new one; then the key was changed."""
    publishes(database, a_course(asking("First")))
    office = Office(database)
    ada, ben = sits(database, "Ada Marlowe", "First"), sits(database, "Ben Okafor", "Second")
    publishes_again(database, a_course(asking("Second")), "key corrected")
    return office, ada, ben


Cohort = tuple[Office, Learner, Learner]


def test_a_changed_key_changes_no_mark_by_itself(cohort: Cohort) -> None:
    office, ada, ben = cohort

    assert (score(ada), score(ben)) == ("4 passed", "3 failed")
    assert office.changes() == [(STAMP, 2)]
    with office.database.reading() as session:
        assert proposals.count_undecided(session, COURSE) == 1


def test_the_dry_run_tells_what_every_policy_would_do(cohort: Cohort) -> None:
    office, _ada, _ben = cohort

    proposal = office.proposal(RegradePolicy.NEW_COUNTS)

    told = {
        it.policy: (it.raised, it.lowered, it.now_passed, it.now_failed) for it in proposal.tallies
    }
    assert told == {
        RegradePolicy.FULL_CREDIT: (1, 0, 1, 0),
        RegradePolicy.BOTH_COUNT: (1, 0, 1, 0),
        RegradePolicy.NEW_COUNTS: (1, 1, 1, 1),
        RegradePolicy.NO_CHANGE: (0, 0, 0, 0),
    }
    assert {it.covered.legal_name: it.is_flip for it in proposal.effects.entries} == {
        "Ada Marlowe": True,
        "Ben Okafor": True,
    }
    assert proposal.versions.key == ("<p>Second</p>",)
    assert proposal.versions.earlier_keys == (("<p>First</p>",),)


def test_a_dry_run_changes_nothing(cohort: Cohort) -> None:
    office, ada, ben = cohort

    office.proposal(RegradePolicy.FULL_CREDIT)

    assert (score(ada), score(ben)) == ("4 passed", "3 failed")


@pytest.mark.parametrize(
    ("policy", "adas", "bens"),
    [
        (RegradePolicy.FULL_CREDIT, "4 passed", "4 passed"),
        (RegradePolicy.BOTH_COUNT, "4 passed", "4 passed"),
        (RegradePolicy.NEW_COUNTS, "3 failed", "4 passed"),
        (RegradePolicy.NO_CHANGE, "4 passed", "3 failed"),
    ],
)
def test_each_policy_is_applied_and_undone(
    cohort: Cohort, policy: RegradePolicy, adas: str, bens: str
) -> None:
    office, ada, ben = cohort

    regrade = office.decides(policy)

    assert (score(ada), score(ben)) == (adas, bens)
    assert office.changes() == []
    office.undoes(regrade)
    assert (score(ada), score(ben)) == ("4 passed", "3 failed")
    assert office.changes() == [(STAMP, 2)]


def test_undoing_twice_is_undoing_once(cohort: Cohort) -> None:
    office, _ada, ben = cohort
    regrade = office.decides(RegradePolicy.BOTH_COUNT)

    office.undoes(regrade, hours=70)
    before = len(grades(ben))
    office.undoes(regrade, hours=80)

    assert len(grades(ben)) == before


def test_decisions_stack_and_the_first_can_be_undone_alone(cohort: Cohort) -> None:
    office, ada, ben = cohort
    full = office.decides(RegradePolicy.FULL_CREDIT, hours=60)
    office.decides(RegradePolicy.NEW_COUNTS, hours=61)
    assert (score(ada), score(ben)) == ("3 failed", "4 passed")

    office.undoes(full)

    assert (score(ada), score(ben)) == ("3 failed", "4 passed")


@pytest.mark.parametrize("reworded", ["", "Reworded"])
def test_a_key_that_comes_back_takes_the_ruling_by_the_other_one_away(
    cohort: Cohort, reworded: str
) -> None:
    office, ada, _ben = cohort
    office.decides(RegradePolicy.NEW_COUNTS)
    assert (score(ada), office.changes()) == ("3 failed", [])
    stem = {"stem_html": f"<p>{reworded}</p>"} if reworded else {}

    publishes_again(office.database, a_course(replace(asking("First"), **stem)), "as at first")

    assert [stamp for stamp, _ in office.changes()] == [STAMP]
    office.decides(RegradePolicy.NEW_COUNTS, hours=70)
    assert (score(ada), office.changes()) == ("4 passed", [])
    assert score(sits(office.database, "Eva Lind", "First")) == "4 passed"
    assert score(sits(office.database, "Finn Hale", "Second")) == "3 failed"


def test_full_credit_is_for_everybody_who_was_asked_by_whatever_key(cohort: Cohort) -> None:
    office, ada, ben = cohort
    eva = sits(office.database, "Eva Lind", "Third")

    regrade = office.decides(RegradePolicy.FULL_CREDIT)

    assert [score(it) for it in (ada, ben, eva)] == ["4 passed"] * 3
    assert office.looks_at(regrade).regrade.attempts == 2


def test_who_sat_by_the_old_key_while_it_was_corrected_meets_the_ruling_at_hand_in(
    database: Database,
) -> None:
    publishes(database, a_course(asking("First")))
    office = Office(database)
    ada = Learner(database, "Ada Marlowe").enrolls().reads()
    sheet = ada.begins()
    sits(database, "Ben Okafor", "Second")
    publishes_again(database, a_course(asking("Second")), "key corrected")
    regrade = office.decides(RegradePolicy.BOTH_COUNT)

    ada.waits(hours=100)
    ada.hands_in(sheet, answers("Second", 3))

    assert score(ada) == "4 passed"
    [note] = ada.result(sheet).graded_anew
    assert (note.reason, note.before, note.after) == ("The key was wrong.", None, 4)
    office.undoes(regrade, hours=200)
    assert score(ada) == "3 failed"


def test_a_decision_that_was_undone_without_effect_is_told_to_nobody(database: Database) -> None:
    publishes(database, a_course(asking("First")))
    office = Office(database)
    sits(database, "Ada Marlowe", "Second")
    ben = Learner(database, "Ben Okafor").enrolls().reads()
    sheet = ben.begins()
    publishes_again(database, a_course(asking("Second")), "key corrected")
    undone = office.decides(RegradePolicy.NEW_COUNTS)
    ben.waits(hours=61)
    ben.hands_in(sheet, answers("Third", 3))
    assert [it.policy for it in ben.result(sheet).graded_anew] == [RegradePolicy.NEW_COUNTS]

    office.undoes(undone)

    office.decides(RegradePolicy.BOTH_COUNT, hours=80)
    assert ben.result(sheet).graded_anew == ()


def test_the_learner_sees_what_changed_and_why(cohort: Cohort) -> None:
    office, _ada, ben = cohort
    regrade = office.decides(RegradePolicy.BOTH_COUNT)

    [note] = ben.result(the_attempt(ben)).graded_anew

    assert (note.reason, note.before, note.after, note.is_undo) == (
        "The key was wrong.",
        3,
        4,
        False,
    )
    office.undoes(regrade)
    undone, _made = ben.result(the_attempt(ben)).graded_anew
    assert (undone.reason, undone.before, undone.after, undone.is_undo) == (
        "By mistake.",
        4,
        3,
        True,
    )


def test_in_pools_only_who_drew_the_item_is_affected(database: Database) -> None:
    bank = make.questions(6, prefix="pool")
    first = make.a_course(
        1, quiz=make.a_quiz(make.a_pool(asking("First"), *bank, choose=3), attempts=None)
    )
    publishes(database, first)
    office = Office(database)
    drew = 0
    for name in ("Ada", "Ben", "Eva", "Finn", "Gus", "Hana"):
        learner = Learner(database, f"{name} Marlowe").enrolls().reads()
        sheet = learner.begins()
        drew += any("k7m2" in it.question.stem_html for it in learner.sheet().items)
        learner.hands_in(sheet, {})
    second = make.a_course(
        1, quiz=make.a_quiz(make.a_pool(asking("Second"), *bank, choose=3), attempts=None)
    )
    publishes_again(database, second, "key corrected")

    proposal = office.proposal(RegradePolicy.FULL_CREDIT)

    assert (proposal.asked, proposal.effects.total) == (drew, drew)


def test_a_recorded_completion_stands_whatever_the_regrade(database: Database) -> None:
    publishes(database, a_course(asking("First")))
    office = Office(database)
    ada = sits(database, "Ada Marlowe", "First")
    serial = ada.evaluates().attests()
    publishes_again(database, a_course(asking("Second")), "key corrected")
    [effect] = office.proposal(RegradePolicy.NEW_COUNTS).effects.entries
    assert effect.covered.has_completed

    office.decides(RegradePolicy.NEW_COUNTS)

    assert score(ada) == "3 failed"
    completed = ada.learning().standing.completed
    assert completed is not None
    assert completed.serial == serial


def test_more_attempts_than_one_transaction_takes_are_worked_off_from_the_outbox(
    cohort: Cohort, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 1)
    office, _ada, ben = cohort
    regrade = office.decides(RegradePolicy.BOTH_COUNT)
    assert score(ben) == "3 failed"
    assert office.looks_at(regrade).is_working
    with pytest.raises(StillRegrading):
        office.undoes(regrade)
    with pytest.raises(StillRegrading):
        office.decides(RegradePolicy.FULL_CREDIT)

    jobs.work_off(database, signing_at("http://localhost"), lambda: make.later(65))

    assert score(ben) == "4 passed"
    assert not office.looks_at(regrade).is_working


def test_work_that_broke_off_begins_again_and_changes_nothing_twice(
    cohort: Cohort, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 1)
    office, _ada, ben = cohort
    regrade = office.decides(RegradePolicy.BOTH_COUNT)
    with database.writing() as session:
        first = regrading.go_on(session, regrade, FROM_START, make.later(62))
        assert first is not None
        regrading.go_on(session, regrade, first, make.later(63))
    before = len(grades(ben))

    jobs.work_off(database, signing_at("http://localhost"), lambda: make.later(65))

    assert len(grades(ben)) == before
    with database.reading() as session:
        assert not outbox.list_waiting(session, regrading.JOB, [regrade])


def test_ac02_who_does_not_teach_the_course_finds_nothing(
    cohort: Cohort, database: Database
) -> None:
    office, _ada, _ben = cohort
    regrade = office.decides(RegradePolicy.BOTH_COUNT)
    stranger = signed_up(database, "Otto Stranger", Role.INSTRUCTOR)

    with database.reading() as session, pytest.raises(NotFound):
        teaching.get_taught(session, stranger, COURSE)
    other = make.a_course(1, slug="other")
    with database.writing() as session:
        authoring.publish(
            session, Draft("other", other, (make.a_source_file(text="other"),), ()), make.later(1)
        )
        teaching.assign(session, stranger.email, "other", make.later(1))
    with database.reading() as session:
        taught = teaching.get_taught(session, stranger, "other")
    with database.reading() as session, pytest.raises(NotFound):
        regrading.get_regrade(session, taught, regrade)
