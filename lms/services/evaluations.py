"""The course evaluation: sent once, kept without the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import CourseFacts, EvaluationItem
from lms.domain.errors import FieldRefusal, NotOpenYet
from lms.domain.names import COMMENT_LENGTH
from lms.services.enrollments import (
    Learning,
    get_learning_for,
    get_provider,
    hold_learning_for,
    provider_day,
)
from lms.store import audit, record


@dataclass(frozen=True)
class EvaluationPage:
    """The evaluation as its learner finds it."""

    learning: Learning

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def items(self) -> tuple[EvaluationItem, ...]:
        """What is asked."""
        return self.facts.evaluation.items

    @property
    def is_open(self) -> bool:
        """True when every quiz is passed and nothing was sent yet."""
        return self.learning.standing.may_evaluate

    @property
    def is_sent(self) -> bool:
        """True when it was sent."""
        return self.learning.standing.evaluated_at is not None


class EvaluationUnfinished(FieldRefusal):
    """Required ratings are missing; every one of them is named."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        first, sentence = next(iter(missing.items()))
        super().__init__(first, sentence)
        self.missing = dict(missing)


def get_evaluation_page(session: Session, person: Person, course: str) -> EvaluationPage:
    """The evaluation of the person's own course."""
    return EvaluationPage(get_learning_for(session, person, course))


def send(
    session: Session, person: Person, course: str, typed: Mapping[str, str], now: datetime
) -> None:
    """Keep what was said without who said it, and that they did; sending twice is once."""
    page = EvaluationPage(hold_learning_for(session, person, course))
    if page.is_sent:
        return
    if not page.is_open:
        raise NotOpenYet
    answers = read_answers(page.items, typed)
    here = page.learning
    year = provider_day(get_provider(session), now).year
    record.add_evaluation_sent(session, here.enrollment.id, here.edition_id, now)
    record.add_evaluation_answers(session, here.edition_id, answers, year)
    audit.record(session, now, "evaluation sent", person.id, f"enrollment {here.enrollment.id}")


def read_answers(
    items: tuple[EvaluationItem, ...], typed: Mapping[str, str]
) -> dict[str, int | str]:
    """Ratings as numbers, comments as text; EvaluationUnfinished when a required one is missing."""
    answers: dict[str, int | str] = {}
    missing: dict[str, str] = {}
    for item in items:
        text = typed.get(item.key, "").strip()
        value = _comment(text) if item.is_comment else _rating(item, text)
        if isinstance(value, str) and len(value) > COMMENT_LENGTH:
            missing[item.key] = f"Shorten this to {COMMENT_LENGTH} characters."
        elif value is not None:
            answers[item.key] = value
        elif item.is_required:
            missing[item.key] = "Choose a rating." if not item.is_comment else "Write a few words."
    if missing:
        raise EvaluationUnfinished(missing)
    return answers


def _comment(text: str) -> str | None:
    return text.replace("\r\n", "\n") or None


def _rating(item: EvaluationItem, text: str) -> int | None:
    allowed = {str(number): number for number in range(item.low, item.high + 1)}
    return allowed.get(text)
