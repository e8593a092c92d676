"""The answer key, from the course's own files: a page is never asked what is right on it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from lms.domain.courses import Course
from lms.domain.questions import Question


@dataclass(frozen=True)
class Given:
    """What to answer: options by their text as `bare` gives it, or a number to type."""

    options: frozenset[str] = frozenset()
    typed: str = ""


@dataclass(frozen=True)
class AnswerKey:
    """Every graded question of a course, found by the text that its reader sees."""

    questions: dict[str, Question]

    @classmethod
    def of(cls, course: Course) -> "AnswerKey":
        """The key of that course."""
        return cls({_shown(q.stem_html): q for quiz in course.quizzes for q in quiz.questions})

    def right(self, stem: str) -> Given:
        """The right answer to the question with that text."""
        question = self.questions[bare(stem)]
        if question.numeric is not None:
            return Given(typed=question.numeric.low)
        return Given(frozenset(_shown(it.html) for it in question.options if it.is_right))

    def wrong(self, stem: str) -> Given:
        """An answer that earns nothing: one wrong option, or a number beyond the accepted range."""
        question = self.questions[bare(stem)]
        if question.numeric is not None:
            return Given(typed=str(Decimal(question.numeric.high) + 1))
        return Given(
            frozenset([_shown(next(it.html for it in question.options if not it.is_right))])
        )


def bare(text: str) -> str:
    """A text without its white space, which pages and files break differently."""
    return "".join(text.split())


def _shown(html: str) -> str:
    return bare(unescape(re.sub(r"<[^>]*>", "", html)))
