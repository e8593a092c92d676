"""Changes of questions between two editions of a course, for whoever reviews them."""

from dataclasses import dataclass
from enum import StrEnum

from lms.domain.courses import Course
from lms.domain.keys import has_same_key
from lms.domain.questions import Question


class Changed(StrEnum):
    """What became of a question; of another key and other words, the key is what matters."""

    KEY = "key"
    WORDS = "words"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class QuestionChange:
    """A question that is another one than before: its module, and both versions of it."""

    module: str
    what: Changed
    before: Question | None
    after: Question | None

    @property
    def name(self) -> str:
        """What it is called now, or was called."""
        question = self.after or self.before
        return question.name if question else ""


def changed_questions(old: Course, new: Course) -> tuple[QuestionChange, ...]:
    """Every question of the quizzes that changed: other keys first, in the order of the course."""
    before, after = _questions(old), _questions(new)
    found = [
        QuestionChange(module, what, before.get((module, stamp)), after.get((module, stamp)))
        for module, stamp in dict.fromkeys((*after, *before))
        if (what := _what(before.get((module, stamp)), after.get((module, stamp))))
    ]
    return tuple(sorted(found, key=lambda it: it.what is not Changed.KEY))


def _questions(course: Course) -> dict[tuple[str, str], Question]:
    return {(quiz.module, it.stamp): it for quiz in course.quizzes for it in quiz.questions}


def _what(before: Question | None, after: Question | None) -> Changed | None:
    if before is None:
        return Changed.ADDED
    if after is None:
        return Changed.REMOVED
    if not has_same_key(before, after):
        return Changed.KEY
    return None if before == after else Changed.WORDS
