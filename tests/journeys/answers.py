"""The answer key, from the course's own files: a page is never asked what is right on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from playwright.sync_api import Locator, expect

from lms.domain.courses import Course
from lms.domain.questions import Answer, Kind, Question
from lms.web.filters import GAP
from tests import make
from tests.journeys.hands import Hand


@dataclass(frozen=True)
class Given:
    """A question, and what to answer."""

    question: Question
    answer: Answer


@dataclass(frozen=True)
class AnswerKey:
    """Every graded question of a course, found by the text that its reader sees."""

    questions: dict[str, Question]

    @classmethod
    def of(cls, course: Course) -> "AnswerKey":
        """The key of that course."""
        asked = [it for quiz in course.quizzes for it in quiz.questions]
        key = cls({bare(_shown(GAP.sub("", it.stem_html))): it for it in asked})
        assert len(key.questions) == len(asked), "two questions read the same"
        return key

    def right(self, stem: str) -> Given:
        """The right answer to the question with that text."""
        question = self.questions[bare(stem)]
        return Given(question, make.right_answer(question))

    def wrong(self, stem: str) -> Given:
        """An answer that earns nothing; of wrong options, one."""
        question = self.questions[bare(stem)]
        answer = make.wrong_answer(question)
        return Given(
            question, Answer(frozenset(sorted(answer.chosen)[:1]), answer.typed, answer.filled)
        )


def fills_in(hand: Hand, here: Locator, given: Given) -> None:
    """Answer a question of a sheet as its fields offer it."""
    question, answer = given.question, given.answer
    place = here.get_attribute("data-item")
    for key in sorted(answer.chosen):
        hand.chooses(here.locator(f"input[value='{key}']"))
    if answer.typed:
        hand.types(here.locator(f"[name='typed-{place}']"), answer.typed)
    if question.kind is Kind.ORDERING:
        steps = sorted(answer.filled, key=lambda it: int(it[1]))
        _puts_in_order(hand, here, [key for key, _place in steps])
        # They may have been drawn so, and then only this says that they are meant.
        hand.presses(here.get_by_role("button", name="Save this answer"))
        return
    words = {option.key: _shown(option.html) for option in question.options}
    for key, value in answer.filled:
        field = here.locator(f"[name$='-{place}-{key}']")
        if value in words:
            hand.picks(field, words[value])
        else:
            hand.types(field, value)


def _puts_in_order(hand: Hand, here: Locator, keys: Sequence[str]) -> None:
    """Move each step up until it stands where it belongs."""
    steps = here.locator("[data-key]")
    for wanted, key in enumerate(keys):
        while (at := [it.get_attribute("data-key") for it in steps.all()].index(key)) > wanted:
            step = here.locator(f"[data-key='{key}']")
            hand.presses(step.get_by_role("button", name="Move up"))
            expect(steps.nth(at - 1)).to_have_attribute("data-key", key)


def bare(text: str) -> str:
    """A text without its white space, which pages and files break differently."""
    return "".join(text.split())


def _shown(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
