"""What learners do in a course, one floor below the pages: they read, sit quizzes, and finish."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lms.domain.access import Person, Role
from lms.domain.courses import Course, Provider
from lms.domain.questions import Answer, Question
from lms.services import (
    authoring,
    certificates,
    courses,
    credit,
    evaluations,
    quizzes,
    reading,
    results,
)
from lms.services.answers import Offered
from lms.services.authoring import Draft
from lms.services.enrollments import Learning, get_learning_for
from lms.services.quizzes import Returned, Sitting, Wish
from lms.services.results import Result
from lms.services.sheets import QuizDoor, Sheet, find_sheet_to_hand_in, get_quiz_page
from lms.store import attempts, editions, people
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up

COURSE = "foundations"
MODULE = "module-1"


def publishes(
    database: Database, course: Course | None = None, provider: Provider | None = None
) -> Course:
    """The course, published; without one, two modules with five questions each.

    Where the provider claims approvals, its credit is approved as well, as nothing counts without.
    """
    edition = course or make.a_course()
    draft = Draft(edition.facts.slug, edition, (make.a_source_file(),), ())
    with database.writing() as session:
        authoring.publish_provider(session, provider or make.a_provider(), make.START)
        authoring.publish(session, draft, make.START)
    if provider is not None and provider.approvals and edition.facts.credit.hours:
        approves_credit(database, edition.facts.slug)
    return edition


def approves_credit(database: Database, course: str = COURSE, number: int = 1) -> None:
    """Iris, who approves for the provider, freezes the credit of an edition."""
    with database.reading() as session:
        account = people.find_account(session, "iris@example.org")
    iris = account.person if account else signed_up(database, "Iris Lindqvist", Role.ADMINISTRATOR)
    sign = credit.Signature("Iris Lindqvist, PhD", "Chair of the Education Committee", "")
    with database.writing() as session:
        credit.approve(session, iris, course, number, sign, make.START)


class Learner:
    """Somebody who takes a course; each act happens at `at`, which a test may move on."""

    def __init__(
        self, database: Database, person: Person | str = "Ada Marlowe", course: str = COURSE
    ) -> None:
        self.database = database
        self.course = course
        self.at: datetime = make.later(1)
        self.person = signed_up(database, person) if isinstance(person, str) else person

    def waits(self, **units: float) -> None:
        """Let time pass: `ada.waits(minutes=5)`."""
        self.at += timedelta(**units)

    def enrolls(self) -> "Learner":
        """Come into the course."""
        with self.database.writing() as session:
            courses.enroll(session, self.person, self.course, self.at)
        return self

    def leaves(self) -> None:
        """Leave the course."""
        with self.database.writing() as session:
            courses.leave(session, self.person, self.course, self.at)

    def reads(self, module: str = MODULE) -> "Learner":
        """Mark a module as read."""
        with self.database.writing() as session:
            reading.finish_module(session, self.person, self.course, module, self.at)
        return self

    # -- quizzes ------------------------------------------------------------

    def looks_at(self, module: str = MODULE) -> QuizDoor | Sheet:
        """The page of a quiz."""
        with self.database.reading() as session:
            return get_quiz_page(session, self.person, self.course, module, self.at)

    def door(self, module: str = MODULE) -> QuizDoor:
        """The door of a quiz, where no attempt is open."""
        page = self.looks_at(module)
        assert isinstance(page, QuizDoor)
        return page

    def sheet(self, module: str = MODULE) -> Sheet:
        """The sheet of the open attempt."""
        page = self.looks_at(module)
        assert isinstance(page, Sheet)
        return page

    def looks_before_handing_in(self, module: str = MODULE) -> Sheet:
        """The open attempt's sheet with what is not finished in it."""
        with self.database.reading() as session:
            sheet = find_sheet_to_hand_in(session, self.person, self.course, module, self.at)
        assert sheet is not None
        return sheet

    def begins(self, module: str = MODULE) -> Sitting:
        """Begin an attempt, or go on with the open one."""
        with self.database.writing() as session:
            attempt = quizzes.start(session, self.person, self.course, module, self.at)
        return Sitting(self.course, module, attempt)

    def asked(self, sitting: Sitting) -> list[Question]:
        """The questions of an attempt with their keys, in the order in which they stand."""
        with self.database.reading() as session:
            attempt = attempts.find_for(session, self.person.id, sitting.attempt)
            assert attempt is not None
            hashes = [item.question_hash for item in attempt.items]
            found = editions.list_questions(session, hashes)
        return [found[hash_] for hash_ in hashes]

    def saves(
        self, sitting: Sitting, position: int, answer: Answer, sequence: int = 1
    ) -> quizzes.Kept:
        """Save one answer, as the script of the page does."""
        with self.database.writing() as session:
            return quizzes.save_answer(
                session, self.person, sitting, Offered(position, sequence, answer), self.at
            )

    def submits(
        self,
        sitting: Sitting,
        answers: Mapping[int, Answer],
        wish: Wish = Wish.HAND_IN,
        sequence: int = 1,
    ) -> Returned | None:
        """Send the whole sheet, as its form does."""
        offered = tuple(Offered(place, sequence, answer) for place, answer in answers.items())
        with self.database.writing() as session:
            return quizzes.submit(session, self.person, sitting, offered, wish, self.at)

    def goes_on(
        self,
        sitting: Sitting,
        part: int,
        answers: Mapping[int, Answer] | None = None,
        sequence: int = 1,
    ) -> Returned | None:
        """Send the sheet with the button below the present part of a case."""
        given = (answers or {}).items()
        offered = tuple(Offered(place, sequence, answer) for place, answer in given)
        with self.database.writing() as session:
            return quizzes.go_on(session, self.person, sitting, offered, part, self.at)

    def takes(self, module: str = MODULE, right: int = 5) -> Sitting:
        """Begin an attempt and hand it in with so many right answers."""
        sitting = self.begins(module)
        assert self.submits(sitting, make.answers(self.asked(sitting), right)) is None
        return sitting

    def hands_in(self, sitting: Sitting, by_stamp: Mapping[str, Answer]) -> None:
        """Hand an attempt in with these answers, each known by its question's stamp."""
        places = {question.stamp: at for at, question in enumerate(self.asked(sitting))}
        given = {places[stamp]: answer for stamp, answer in by_stamp.items()}
        assert self.submits(sitting, given, Wish.HAND_IN_ANYWAY) is None

    def learning(self) -> Learning:
        """How they stand in the course, with everything that is known."""
        with self.database.reading() as session:
            return get_learning_for(session, self.person, self.course)

    def result(self, sitting: Sitting) -> Result:
        """The result of an attempt."""
        with self.database.reading() as session:
            return results.get_result(
                session, self.person, sitting.course, sitting.module, sitting.attempt
            )

    # -- finishing ----------------------------------------------------------

    def does_everything(self, modules: int = 2) -> "Learner":
        """Read every module and pass its quiz."""
        for number in range(1, modules + 1):
            self.reads(f"module-{number}").takes(f"module-{number}")
        return self

    def evaluates(self, typed: Mapping[str, str] | None = None) -> "Learner":
        """Send the evaluation."""
        with self.database.writing() as session:
            evaluations.send(
                session, self.person, self.course, typed or {"objective-O1": "5"}, self.at
            )
        return self

    def attests(self) -> str:
        """Attest; the certificate's serial comes back."""
        with self.database.writing() as session:
            return certificates.attest(session, self.person, self.course, self.at)
