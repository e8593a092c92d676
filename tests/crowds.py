"""Many learners at one quiz, whose first attempts make its statistics."""

from collections.abc import Iterable

from lms.domain.access import Role
from lms.domain.courses import Course
from lms.domain.questions import Answer, Kind, Question
from lms.services import authoring, teaching
from lms.services.authoring import Draft
from lms.services.quizzes import Wish
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up
from tests.sittings import COURSE, MODULE, Learner, publishes

CLEO = "Cleo Hart"

# Who knows the field gets the last four right, and misses the first one, whose key is wrong.
WRONG_KEY = ["01111"] * 22 + ["10100"] * 18


def crowd(
    database: Database, rows: Iterable[str], first: int = 1, module: str = MODULE
) -> list[Learner]:
    """A learner for each row, who hands in a first attempt: right (1), wrong (0), nothing (-)."""
    learners = []
    for number, row in enumerate(rows, first):
        learner = Learner(database, f"Learner{number} Lindqvist").enrolls().reads(module)
        hands_in(learner, row, module)
        learners.append(learner)
    return learners


def hands_in(learner: Learner, row: str, module: str = MODULE) -> None:
    """Hand in an attempt with such answers, saved one after the other, ten seconds apart."""
    sitting = learner.begins(module)
    for position, (question, it) in enumerate(zip(learner.asked(sitting), row, strict=True)):
        learner.waits(seconds=10)
        if it != "-":
            learner.saves(sitting, position, answered(question, it))
    assert learner.submits(sitting, {}, Wish.HAND_IN_ANYWAY) is None


def answered(question: Question, it: str) -> Answer:
    """The right (1) or a wrong (0) answer, of options to choose one from a single one."""
    if it == "1":
        return make.right_answer(question)
    wrong = make.wrong_answer(question)
    return Answer(frozenset(sorted(wrong.chosen)[-1:])) if question.kind is Kind.SINGLE else wrong


def sat_with_a_wrong_key(database: Database) -> None:
    """A course of Cleo's whose first question has a wrong key, and forty learners at its quiz."""
    wrong = make.a_question("module-1-001", wrong=("What is so",), name="The wrong key")
    others = make.questions(5, prefix="module-1-")[1:]
    publishes(database, make.a_course(quiz=make.a_quiz(make.a_section(wrong, *others))))
    crowd(database, WRONG_KEY)
    cleo = signed_up(database, CLEO, Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.START)


def publishes_again(database: Database, course: Course) -> None:
    """A further edition of a course."""
    files = (make.a_source_file(text=repr(course)),)
    with database.writing() as session:
        authoring.publish(session, Draft(course.facts.slug, course, files, ()), make.later(2))
