"""Rulings in force: what corrected keys make of an attempt that is handed in or looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.grading import Grade
from lms.domain.keys import corrected
from lms.domain.questions import Answer, Question
from lms.domain.regrading import Ruling, regraded, ruled_share
from lms.store import editions, regrades
from lms.store.regrades import InForce, Regrade


def rulings_of(session: Session, made: Iterable[Regrade]) -> tuple[Ruling, ...]:
    """The rulings of regrades that were not undone, in their order."""
    standing = [it for it in made if it.undone is None]
    questions = editions.list_questions(session, {it.question_hash for it in standing})
    return tuple(Ruling(it.policy, questions[it.question_hash], it.covers) for it in standing)


@dataclass(frozen=True)
class Held:
    """A ruling in force on a module's quiz, with its number, and why it was made."""

    id: int
    ruling: Ruling
    reason: str
    at: datetime


def list_held(session: Session, edition_id: int, module: str) -> tuple[Held, ...]:
    """The rulings that hold for a module's quiz: one query, and one more where there are any."""
    in_force = regrades.list_in_force(session, edition_id, module)
    if not in_force:
        return ()
    questions = editions.list_questions(session, {it.question_hash for it in in_force})
    return tuple(_held(it, questions[it.question_hash]) for it in in_force)


def _held(it: InForce, question: Question) -> Held:
    return Held(it.id, Ruling(it.policy, question, it.covers), it.reason, it.ordered_at)


@dataclass(frozen=True)
class Ruled:
    """A grade by the rulings in force, and the numbers of those that were about any item of it."""

    grade: Grade
    met: tuple[int, ...]


def ruled(
    grade: Grade,
    asked: Sequence[tuple[str, Question]],
    answers: Mapping[int, Answer],
    held: Sequence[Held],
) -> Ruled:
    """What rulings make of a grade; `asked` are the versions that were shown, with their hashes."""
    shares, met = [], set()
    for position, (hash_, question) in enumerate(asked):
        about = [it for it in held if hash_ in it.ruling.covers]
        if about:
            met |= {it.id for it in about}
            rulings = [it.ruling for it in about]
            answer = answers.get(position, Answer())
            shares.append((question.stamp, ruled_share(question, hash_, answer, rulings)))
    return Ruled(regraded(grade, shares), tuple(sorted(met)))


def corrected_by(question: Question, hash_: str, held: Sequence[Held]) -> Question:
    """A version that was shown, with the key that the rulings in force say is right."""
    for it in held:
        if hash_ in it.ruling.covers:
            question = corrected(question, it.ruling.question)
    return question
