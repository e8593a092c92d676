"""Accepting an answer that people typed: into the text, for those who gave it and who will."""

import pytest

from lms.content.folder import read_files
from lms.domain.access import Role
from lms.domain.completion import Graded
from lms.domain.errors import (
    AlreadyAccepted,
    DecidedMeanwhile,
    EditionChanged,
    KeyUndecided,
    NotFound,
    Refusal,
    WordsNotAccepted,
)
from lms.domain.questions import Answer
from lms.domain.regrading import RegradePolicy
from lms.services import accepting, authoring, proposals, regrading, sign_offs, teaching
from lms.services.accepting import Acceptance, Wording
from lms.services.authoring import Draft
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.content import good_course
from tests.sittings import Learner

MODULE, STAMP = "what-it-is", "w3d6"
ASKS_WORDS = f"""
### The observer
<!-- q:{STAMP} -->

What did Masters and Johnson call watching oneself?

**Answer:** spectatoring
**Common mistake:** voyeurism
> That is watching others.

**Objective:** O1
**Explanation:** They named it so.
"""
FILES = {"01-what-it-is.quiz.md": good_course.QUIZ + ASKS_WORDS}


class Office:
    """Cleo, who teaches the course."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cleo = signed_up(database, "Cleo Hart", Role.INSTRUCTOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.email, good_course.SLUG, make.later(1))

    def sees(self) -> tuple[Wording, ...]:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, good_course.SLUG)
            return accepting.get_asked(session, taught, MODULE, STAMP).wordings

    def is_undecided(self) -> bool:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, good_course.SLUG)
            return accepting.get_asked(session, taught, MODULE, STAMP).is_undecided

    def publishes(self, answer: str) -> None:
        """The same course, in which another word is right."""
        quiz = FILES["01-what-it-is.quiz.md"].replace("spectatoring", answer)
        files = good_course.with_files({"01-what-it-is.quiz.md": quiz})
        course = read_files(good_course.SLUG, files).course
        with self.database.writing() as session:
            authoring.publish(session, Draft(good_course.SLUG, course, files, ()), make.later(70))

    def prepares(self, words: str, stamp: str = STAMP) -> Acceptance:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, good_course.SLUG)
            return accepting.prepare(session, taught, MODULE, stamp, words)

    def credits_everybody(self) -> None:
        """A decision in force about the question."""
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, good_course.SLUG)
            policy = RegradePolicy.FULL_CREDIT
            found = proposals.get_proposal(session, taught, MODULE, STAMP, policy, 1)
            why, at = "It was unclear.", make.later(60)
            regrading.order(session, self.cleo, taught, found.decided, why, at)

    def accepts(self, words: str, stamp: str = STAMP) -> None:
        self.accepts_as_read(self.prepares(words, stamp))

    def accepts_as_read(self, prepared: Acceptance) -> None:
        draft = accepting.render(good_course.SLUG, prepared)
        with self.database.writing() as session:
            at = make.later(90)
            accepting.accept(session, self.cleo, good_course.SLUG, prepared, draft, at)


def types(database: Database, name: str, words: str) -> Learner:
    learner = Learner(database, name, good_course.SLUG).enrolls().reads(MODULE)
    learner.hands_in(learner.begins(MODULE), {STAMP: Answer(typed=words)})
    return learner


def points(learner: Learner) -> list[int]:
    """The points of every grade, oldest first."""
    facts = (it for it in learner.learning().progress.facts if isinstance(it, Graded))
    return [int(it.earned) for it in sorted(facts, key=lambda it: it.at)]


@pytest.fixture
@begun_once
def office(database: Database) -> Office:
    files = good_course.with_files(FILES)
    course = read_files(good_course.SLUG, files).course
    assert course is not None
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, Draft(good_course.SLUG, course, files, ()), make.START)
    return Office(database)


def test_what_people_typed_is_counted_whatever_its_capitals(
    office: Office, database: Database
) -> None:
    for name, words in (
        ("Ada Marlowe", "onlooking"),
        ("Ben Okafor", "Onlooking "),
        ("Eva Lind", "spectatoring"),
        ("Finn Hale", "voyeurism"),
        ("Gus Roe", ""),
    ):
        types(database, name, words)

    seen = {it.text.strip().casefold(): it for it in office.sees()}

    assert {text: it.count for text, it in seen.items()} == {
        "onlooking": 2,
        "spectatoring": 1,
        "voyeurism": 1,
    }
    assert seen["spectatoring"].is_right
    assert seen["voyeurism"].is_known_mistake
    assert not seen["onlooking"].is_right


def test_an_accepted_answer_counts_for_who_gave_it_and_for_who_will(
    office: Office, database: Database
) -> None:
    ada = types(database, "Ada Marlowe", "onlooking")
    eva = types(database, "Eva Lind", "gazing")

    office.accepts("onlooking")

    assert points(ada) == [0, 1]
    assert points(eva) == [0]
    assert points(types(database, "Ben Okafor", "ONLOOKING")) == [1]


def test_what_accepting_does_to_each_attempt_is_shown_first(
    office: Office, database: Database
) -> None:
    typed = {
        "Ada Marlowe": "onlooking",
        "Ben Okafor": "Onlookign",  # a slip that is forgiven
        "Eva Lind": "gazing",
        "Finn Hale": "spectatoring",
        "Gus Roe": "voyeurism",
    }
    learners = {name: types(database, name, words) for name, words in typed.items()}

    prepared = office.prepares("onlooking")

    assert [points(it) for it in learners.values()] == [[0], [0], [0], [1], [0]]
    shown = {it.covered.legal_name: int(it.after.earned) for it in prepared.effects}
    assert shown == {"Ada Marlowe": 1, "Ben Okafor": 1}
    assert (prepared.tally.raised, prepared.tally.lowered) == (2, 0)
    office.accepts_as_read(prepared)
    assert shown == {name: points(it)[-1] for name, it in learners.items() if len(points(it)) > 1}


def test_nobody_gains_whom_a_decision_has_credited_already(
    office: Office, database: Database
) -> None:
    types(database, "Ada Marlowe", "onlooking")
    office.credits_everybody()

    assert office.prepares("onlooking").effects == ()


def test_an_answer_is_accepted_as_its_page_showed(office: Office, database: Database) -> None:
    types(database, "Ada Marlowe", "onlooking")
    read = office.prepares("onlooking")
    office.credits_everybody()
    now = office.prepares("onlooking")

    read.refuse_unread("1", "")
    now.refuse_unread("1", " ".join(now.standing))
    with pytest.raises(DecidedMeanwhile):
        now.refuse_unread("1", " ".join(read.standing))
    with pytest.raises(EditionChanged):
        now.refuse_unread("2", " ".join(now.standing))
    with pytest.raises(DecidedMeanwhile):
        office.accepts_as_read(read)


def test_ac05_who_may_still_try_again_is_not_told_the_answer(
    office: Office, database: Database
) -> None:
    ada = Learner(database, "Ada Marlowe", good_course.SLUG).enrolls().reads(MODULE)
    sitting = ada.begins(MODULE)
    ada.hands_in(sitting, {STAMP: Answer(typed="onlooking")})

    office.accepts("onlooking")

    result = ada.result(sitting)
    [told] = result.graded_anew
    assert not result.is_passed
    assert told.reason == accepting.REASON
    assert "onlooking" not in told.reason


def test_the_text_is_the_source_of_what_is_accepted(office: Office, database: Database) -> None:
    types(database, "Ada Marlowe", "onlooking")

    office.accepts("onlooking")

    with database.reading() as session:
        files = {it.path: it.content for it in authoring.export(session, good_course.SLUG)}
    before = FILES["01-what-it-is.quiz.md"]
    after = files["01-what-it-is.quiz.md"].decode()
    assert after.replace("**Also accept:** onlooking\n", "") == before
    assert len(after) > len(before)


def test_a_learner_in_progress_follows_without_being_asked(
    office: Office, database: Database
) -> None:
    ada = types(database, "Ada Marlowe", "onlooking")

    office.accepts("onlooking")

    assert ada.learning().reading.offered is None
    assert ada.learning().reading.current.number == 2


def test_no_word_is_accepted_while_a_changed_key_waits_for_a_decision(
    office: Office, database: Database
) -> None:
    ada = types(database, "Ada Marlowe", "selfwatching")
    ben = types(database, "Ben Okafor", "onlooking")
    office.publishes("selfwatching")
    assert office.is_undecided()

    with pytest.raises(KeyUndecided, match="Corrected keys"):
        office.accepts("onlooking")

    assert (points(ada), points(ben)) == ([0], [0])


@pytest.mark.parametrize("words", ["onlooking", "Onlooking", "onlookign"])
def test_what_was_accepted_meanwhile_is_said_to_be(
    words: str, office: Office, database: Database
) -> None:
    types(database, "Ada Marlowe", words)
    office.accepts("onlooking")

    with pytest.raises(AlreadyAccepted):
        office.accepts(words)


def test_a_known_mistake_is_accepted_by_no_click(office: Office, database: Database) -> None:
    types(database, "Ada Marlowe", "voyeurism")

    with pytest.raises(WordsNotAccepted):
        office.accepts("voyeurism")


def test_what_the_file_would_read_as_something_else_is_refused(office: Office) -> None:
    with pytest.raises(WordsNotAccepted):
        office.accepts("one; two")


def test_a_question_of_another_kind_takes_no_words(office: Office) -> None:
    with pytest.raises(NotFound):
        office.accepts("onlooking", stamp="aaa1")


def test_an_edition_that_came_out_meanwhile_is_not_lost(office: Office, database: Database) -> None:
    types(database, "Ada Marlowe", "onlooking")
    prepared = office.prepares("onlooking")
    draft = accepting.render(good_course.SLUG, prepared)
    other = good_course.with_files({**FILES, "02-history.md": good_course.HISTORY + "More.\n"})
    course = read_files(good_course.SLUG, other).course
    with database.writing() as session:
        authoring.publish(session, Draft(good_course.SLUG, course, other, ()), make.later(80))

    at = make.later(90)
    with pytest.raises(EditionChanged), database.writing() as session:
        accepting.accept(session, office.cleo, good_course.SLUG, prepared, draft, at)

    with database.reading() as session:
        files = authoring.export(session, good_course.SLUG)
    assert files == tuple(sorted(other, key=lambda it: it.path))


def test_where_a_sign_off_is_asked_for_nothing_is_accepted_past_it(
    office: Office, database: Database
) -> None:
    types(database, "Ada Marlowe", "onlooking")
    read_before = office.prepares("onlooking")
    with database.writing() as session:
        taught = teaching.get_taught(session, office.cleo, good_course.SLUG)
        sign_offs.ask(session, taught, office.cleo, make.later(80))

    with database.reading() as session:
        taught = teaching.get_taught(session, office.cleo, good_course.SLUG)
        assert accepting.get_asked(session, taught, MODULE, STAMP).asks_for_sign_off
    with pytest.raises(Refusal, match="let a second person sign it off"):
        office.prepares("onlooking")
    with pytest.raises(Refusal, match="let a second person sign it off"):
        office.accepts_as_read(read_before)
