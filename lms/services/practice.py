"""Answers that are marked at once and kept nowhere: knowledge checks and practice quizzes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.grading import find_mistake, mark
from lms.domain.questions import MANY_PLACES, TYPED, Answer, Question, Quiz, filled_with, is_fitting
from lms.services.enrollments import Learning, get_learning_for
from lms.services.results import PlaceVerdict, place_verdicts
from lms.services.sheets import QuizDoor, Sheet, module_number, quiz_page_of
from lms.store import editions


@dataclass(frozen=True)
class CheckAnswer:
    """An answer to a knowledge check or in practice, by the question's place on its page."""

    index: int
    answer: Answer


@dataclass(frozen=True)
class CheckFeedback:
    """A question that was just answered: what was given, and whether it is right."""

    index: int
    question: Question
    answer: Answer
    is_right: bool
    mistake_html: str  # what the author says about this wrong number or word
    places: tuple[PlaceVerdict, ...]


@dataclass(frozen=True)
class PracticeQuiz:
    """A practice quiz with all its questions, one of which may just have been answered."""

    learning: Learning
    entry: OutlineEntry
    module_number: int
    quiz: Quiz
    feedback: CheckFeedback | None
    left_blank: int | None  # the question that was sent without an answer

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts


def get_quiz_or_practice(
    session: Session,
    person: Person,
    course: str,
    slug: str,
    given: CheckAnswer | None,
    now: datetime,
) -> QuizDoor | Sheet | PracticeQuiz:
    """What stands behind a module's quiz: a graded one's door or sheet, or what is practiced.

    NotFound for who is not in the course, and where the module has neither.
    """
    here = get_learning_for(session, person, course)
    entry = here.facts.entry(slug)
    if entry is None:
        raise NotFound
    if entry.asked:
        return quiz_page_of(session, here, slug, now)
    return _practice(session, here, entry, given)


def _practice(
    session: Session, here: Learning, entry: OutlineEntry, given: CheckAnswer | None
) -> PracticeQuiz:
    found = editions.find_quiz(session, here.edition_id, entry.slug)
    # The questions of a graded quiz are never shown here, whoever asks (AC-05).
    if found is None or found[1].quiz.is_graded:
        raise NotFound
    quiz, _ = editions.fill_quiz(session, found[1])
    feedback = feedback_to(quiz.questions, given)
    return PracticeQuiz(
        learning=here,
        entry=entry,
        module_number=module_number(here.facts, entry.slug),
        quiz=quiz,
        feedback=feedback,
        left_blank=given.index if given and feedback is None else None,
    )


def feedback_to(questions: Sequence[Question], given: CheckAnswer | None) -> CheckFeedback | None:
    """What is said to an answer; None where it is blank or belongs to none of the questions."""
    if given is None or not 0 <= given.index < len(questions):
        return None
    question = questions[given.index]
    answer = _fitting(question, given.answer)
    if answer.is_blank:
        return None
    is_right = mark(question, answer).share == 1
    mistake = find_mistake(question, answer)
    about = mistake.feedback_html if mistake and not is_right else ""
    places = place_verdicts(question, question.in_practice, answer, has_key=True)
    return CheckFeedback(given.index, question, answer, is_right, about, tuple(places))


def _fitting(question: Question, answer: Answer) -> Answer:
    """What of an answer belongs to the question; an address can name any option there is."""
    if question.kind in MANY_PLACES:
        return filled_with(pair for pair in answer.filled if is_fitting(question, *pair))
    if question.kind in TYPED:
        return Answer(typed=answer.typed)
    return Answer(chosen=answer.chosen & {option.key for option in question.options})
