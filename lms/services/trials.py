"""Trials: whoever reads a draft answers its questions as learners will; nothing of it is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lms.content.reading import PageReading
from lms.domain.errors import Refusal
from lms.domain.questions import Answer, Kind, Question
from lms.services.practice import CheckAnswer, CheckFeedback, feedback_to

MOST_PARTS = 5_000
"""Questions and what each has to choose from, on one page; a long quiz has some hundreds."""


class TooMuchToTry(Refusal):
    """A page of so many questions or options would hold the server for a minute (AV-05)."""

    sentence = (
        f"This page has more than {MOST_PARTS:,} questions and options, too many to be answered at "
        "once. Make two quizzes of it, then try each."
    )


@dataclass(frozen=True)
class Given:
    """The answers that a page sends, by their questions' places on it."""

    answers: Mapping[int, Answer]
    marked_before: Collection[int]
    """The questions whose marks the page showed already."""
    pressed: int | None
    """The question whose button was pressed."""


@dataclass(frozen=True)
class Trial:
    """A page with its questions, and what is said to those that were answered."""

    page: PageReading
    questions: tuple[Question, ...]
    feedback: Mapping[int, CheckFeedback]
    left_blank: int | None
    """The question that was sent without an answer, where no other one has a new answer."""


def try_out(page: PageReading, given: Given) -> Trial:
    """The questions of a quiz or the checks of a module, and what is said to the answers.

    TooMuchToTry for a page of more than MOST_PARTS.
    """
    quiz, module = page.quiz, page.module
    questions = quiz.questions if quiz else module.checks if module else ()
    if sum(map(_parts, questions)) > MOST_PARTS:
        raise TooMuchToTry
    said = (feedback_to(questions, CheckAnswer(index, it)) for index, it in given.answers.items())
    feedback = {it.index: it for it in said if it is not None}
    # A line that is sent with the Enter key presses the first button of the page.
    is_blank = given.pressed not in feedback and feedback.keys() <= set(given.marked_before)
    return Trial(page, questions, feedback, given.pressed if is_blank else None)


def _parts(question: Question) -> int:
    """What stands in the question's form: at each of its places everything can be chosen."""
    options = len(question.options)
    places = options if question.kind is Kind.ORDERING else len(question.slots)
    return 1 + options * max(places, 1)
