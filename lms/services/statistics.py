"""Item statistics: what first attempts say about the questions of a module's quiz."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.item_times import seconds_spent
from lms.domain.paging import Paged, page_of_list
from lms.domain.questions import Answer
from lms.domain.statistics import (
    Bank,
    QuestionStatistics,
    QuizStatistics,
    Sat,
    quiz_statistics,
)
from lms.store import editions, item_statistics
from lms.store.editions import Edition, StoredQuiz
from lms.store.item_statistics import FirstAttempt


class Order(StrEnum):
    """In which order questions are listed."""

    FLAGS = "flags"  # what is worth a look first
    QUIZ = "quiz"


@dataclass(frozen=True)
class Quizzed:
    """A module with a graded quiz, and how many first attempts at it were handed in."""

    entry: OutlineEntry
    learners: int


@dataclass(frozen=True)
class StatisticsPage:
    """The statistics of a quiz: all of it together, and a page of its questions."""

    facts: CourseFacts
    entry: OutlineEntry
    quiz: QuizStatistics
    questions: Paged[QuestionStatistics]
    order: Order


def list_quizzed(session: Session, edition: Edition) -> tuple[Quizzed, ...]:
    """The modules of an edition that have statistics, in its order."""
    counts = item_statistics.count_first_attempts(session, edition.course_id)
    entries = (entry for entry in edition.facts.outline if entry.has_quiz)
    return tuple(Quizzed(entry, counts.get(entry.slug, 0)) for entry in entries)


def get_statistics(session: Session, course_slug: str, module: str) -> QuizStatistics:
    """The statistics of the questions that the newest edition asks; NotFound without a graded quiz.

    Whoever calls has seen to it that the person who asks teaches this course.
    """
    return _edition_and_statistics(session, course_slug, module)[1]


def get_statistics_page(
    session: Session, course_slug: str, module: str, order: Order, wanted: int
) -> StatisticsPage:
    """The same as a page to read, its questions in that order.

    Whoever calls has seen to it that the person who asks teaches this course.
    """
    edition, found = _edition_and_statistics(session, course_slug, module)
    ordered = sorted(found.questions, key=_by_need) if order is Order.FLAGS else found.questions
    return StatisticsPage(
        facts=edition.facts,
        entry=next(it for it in edition.facts.outline if it.slug == module),
        quiz=found,
        questions=page_of_list(ordered, wanted),
        order=order,
    )


def _edition_and_statistics(
    session: Session, course_slug: str, module: str
) -> tuple[Edition, QuizStatistics]:
    edition = editions.find_newest(session, course_slug)
    found = edition and editions.find_quiz(session, edition.id, module)
    if not edition or not found or not found[1].quiz.is_graded:
        raise NotFound
    attempts = item_statistics.list_first_attempts(session, course_slug, module)
    return edition, quiz_statistics(_bank(session, found[1]), map(_sat, attempts))


def _bank(session: Session, stored: StoredQuiz) -> Bank:
    asked = tuple(hash_ for block in stored.hashes for hash_ in block)
    stamps = {question.stamp for question in editions.list_questions(session, asked).values()}
    versions = item_statistics.list_versions(session, stamps)
    blocks = zip(stored.quiz.blocks, stored.hashes, strict=True)
    return Bank(
        asked=asked,
        questions=editions.list_questions(session, versions),
        is_drawn=any(block.choose is not None and block.choose < len(it) for block, it in blocks),
    )


def _sat(attempt: FirstAttempt) -> Sat:
    hashes = [item.question_hash for item in attempt.items]
    marked = zip(hashes, attempt.marks, strict=True)
    spent = seconds_spent(attempt.started_at, attempt.given)
    return Sat(
        edition=attempt.edition,
        answers={it: attempt.answers.get(place, Answer()) for place, it in enumerate(hashes)},
        marks={hash_: share for hash_, (share, points) in marked if points},
        seconds={hashes[place]: seconds for place, seconds in spent.items()},
        score=attempt.earned / attempt.possible if attempt.possible else Fraction(0),
        is_passed=attempt.is_passed,
    )


def _by_need(question: QuestionStatistics) -> tuple[bool, bool]:
    """Flagged ones first, of them those with enough learners, and then in the quiz's order."""
    current = question.current
    return not (current.flags and current.is_firm), not current.flags
