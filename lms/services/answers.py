"""Answers: what a page offers is kept, or known, or waits for its learner to decide (DS-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.attempts import Reception, is_possible, problem_of, reception
from lms.domain.cases import Reach, reaches
from lms.domain.errors import AnswerNotUnderstood
from lms.domain.questions import Answer, Question
from lms.store import attempts, editions
from lms.store.attempts import Attempt, Given


@dataclass(frozen=True)
class Offered:
    """One answer as a page sends it; `sequence` is one more than the page last knew."""

    position: int
    sequence: int
    answer: Answer


@dataclass(frozen=True)
class Received:
    """The answers that stand, by position, and what became of each one that was offered."""

    standing: Mapping[int, Given]
    receptions: Mapping[int, Reception]

    def positions(self, kind: Reception) -> frozenset[int]:
        """Where an answer met with that."""
        return frozenset(place for place, it in self.receptions.items() if it is kind)


def weigh(session: Session, attempt: Attempt, offered: tuple[Offered, ...]) -> Received:
    """What would become of answers; nothing is kept yet."""
    if len({one.position for one in offered}) < len(offered):
        raise AnswerNotUnderstood
    asked = list_asked(session, attempt)
    reached = reaches(attempt.places, attempts.list_opened(session, attempt))
    for one in offered:
        _refuse_strange(asked, one)
        if reached[one.position] is Reach.HIDDEN:
            raise AnswerNotUnderstood
    latest = attempts.list_latest(session, attempt.id)
    older = [one for one in offered if one.sequence <= _sequence(latest.get(one.position))]
    numbers = {one.position: one.sequence - 1 for one in older}
    shown = attempts.list_numbered(session, attempt.id, numbers)
    found = {one.position: _reception(one, latest, shown) for one in offered}
    return Received(latest, {at: _unless_closed(it, reached[at]) for at, it in found.items()})


def receive(
    session: Session, attempt: Attempt, offered: tuple[Offered, ...], now: datetime
) -> Received:
    """Keep every answer that is news."""
    weighed = weigh(session, attempt, offered)
    news = weighed.positions(Reception.NEWS)
    fresh = {
        one.position: Given(one.position, one.sequence, one.answer, now)
        for one in offered
        if one.position in news
    }
    attempts.add_answers(session, attempt.id, list(fresh.values()))
    return Received({**weighed.standing, **fresh}, weighed.receptions)


def list_asked(session: Session, attempt: Attempt) -> list[Question]:
    """The questions of an attempt, in the order in which they stand."""
    questions = editions.list_questions(session, [item.question_hash for item in attempt.items])
    return [questions[item.question_hash] for item in attempt.items]


def unfinished(asked: list[Question], standing: Mapping[int, Given]) -> frozenset[int]:
    """Where questions stand that have no answer which can be graded."""
    answers = [standing[it].answer if it in standing else Answer() for it in range(len(asked))]
    problems = (problem_of(it.asks, answer) for it, answer in zip(asked, answers, strict=True))
    return frozenset(at for at, problem in enumerate(problems) if problem)


def _sequence(given: Given | None) -> int:
    return given.sequence if given else 0


def _reception(one: Offered, latest: Mapping[int, Given], shown: Mapping[int, Answer]) -> Reception:
    known = {}
    if one.position in shown:
        known[one.sequence - 1] = shown[one.position]
    if one.position in latest:
        known[latest[one.position].sequence] = latest[one.position].answer
    return reception(known, one.sequence, one.answer)


def _unless_closed(it: Reception, reach: Reach) -> Reception:
    is_change = it in (Reception.NEWS, Reception.CONFLICT)
    return Reception.CLOSED if is_change and reach is Reach.CLOSED else it


def _refuse_strange(asked: Sequence[Question], offered: Offered) -> None:
    if not 0 <= offered.position < len(asked) or offered.sequence < 1:
        raise AnswerNotUnderstood
    is_ours = is_possible(asked[offered.position], offered.answer)
    if not is_ours or attempts.is_too_long(offered.answer):
        raise AnswerNotUnderstood
