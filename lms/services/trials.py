"""Trials: whoever reads a draft answers its questions as learners will; nothing of it is kept."""

from dataclasses import dataclass

from lms.content.reading import PageReading
from lms.domain.questions import Question
from lms.services.practice import CheckAnswer, CheckFeedback, feedback_to


@dataclass(frozen=True)
class Trial:
    """A page of a draft with its questions, one of which may just have been answered."""

    page: PageReading
    questions: tuple[Question, ...]
    feedback: CheckFeedback | None
    left_blank: int | None  # the question that was sent without an answer


def try_out(page: PageReading, given: CheckAnswer | None) -> Trial:
    """The questions of a quiz or the checks of a module, and what is said to an answer."""
    quiz, module = page.quiz, page.module
    questions = quiz.questions if quiz else module.checks if module else ()
    feedback = feedback_to(questions, given)
    left_blank = given.index if given and feedback is None else None
    return Trial(page, questions, feedback, left_blank)
