"""Item statistics: what first attempts say about the questions of a module's quiz.

They are counted anew only when another first attempt was handed in or the quiz is another one;
until then each process keeps what it counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from threading import Lock

from sqlalchemy.orm import Session

from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.grading import grade
from lms.domain.item_times import seconds_spent
from lms.domain.items import ItemStatistics
from lms.domain.paging import Paged, page_of_list
from lms.domain.questions import Answer, Question
from lms.domain.statistics import (
    Bank,
    QuestionStatistics,
    QuizStatistics,
    Sat,
    quiz_statistics,
)
from lms.services.teaching import Taught
from lms.store import editions, item_statistics
from lms.store.editions import StoredQuiz
from lms.store.item_statistics import FirstAttempt
from lms.store.shelves import Shelf


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


@dataclass(frozen=True)
class WordingsPage:
    """A question as it is asked now, and a page of its earlier wordings, the latest first."""

    facts: CourseFacts
    entry: OutlineEntry
    question: QuestionStatistics
    wordings: Paged[ItemStatistics]


def list_quizzed(session: Session, taught: Taught) -> tuple[Quizzed, ...]:
    """The modules of a course that have statistics, in the newest edition's order."""
    counts = item_statistics.count_first_attempts(session, taught.edition.course_id)
    entries = (entry for entry in taught.edition.facts.outline if entry.has_quiz)
    return tuple(Quizzed(entry, counts.get(entry.slug, 0)) for entry in entries)


def get_statistics_page(
    session: Session, taught: Taught, module: str, order: Order, wanted: int
) -> StatisticsPage:
    """The statistics of a quiz as a page to read, its questions in that order."""
    found = get_statistics(session, taught, module)
    ordered = sorted(found.questions, key=_by_need) if order is Order.FLAGS else found.questions
    return StatisticsPage(
        facts=taught.edition.facts,
        entry=_entry(taught, module),
        quiz=found,
        questions=page_of_list(ordered, wanted),
        order=order,
    )


def get_wordings(
    session: Session, taught: Taught, module: str, stamp: str, wanted: int
) -> WordingsPage:
    """How a question did in its earlier wordings; NotFound without that question."""
    found = get_statistics(session, taught, module)
    for question in found.questions:
        if question.current.question.stamp == stamp:
            return WordingsPage(
                facts=taught.edition.facts,
                entry=_entry(taught, module),
                question=question,
                wordings=page_of_list(question.earlier, wanted),
            )
    raise NotFound


def _entry(taught: Taught, module: str) -> OutlineEntry:
    entry = taught.edition.facts.entry(module)
    if entry is None:
        raise NotFound
    return entry


def _by_need(question: QuestionStatistics) -> tuple[bool, bool]:
    """Flagged ones first, of them those with enough learners, and then in the quiz's order."""
    current = question.current
    return not (current.flags and current.is_firm), not current.flags


# -- counting ----------------------------------------------------------------------

# Some hundred kilobytes each, and megabytes of a quiz with five hundred questions.
_counted: Shelf[QuizStatistics] = Shelf(20)
# Ten thousand attempts take seconds: whoever asks meanwhile waits, and finds them counted.
_one_at_a_time = Lock()


def get_statistics(session: Session, taught: Taught, module: str) -> QuizStatistics:
    """The statistics of the questions that the newest edition asks; NotFound without a graded quiz.

    Answers are marked by the key of the question that was shown, whatever was decided about it
    since: the figures say what people knew.
    """
    edition = taught.edition
    found = editions.find_quiz(session, edition.id, module)
    if not found or not found[1].quiz.is_graded:
        raise NotFound
    stored = found[1]
    address = item_statistics.get_address(session, edition.course_id, module, stored)

    def count(missing: list[str]) -> dict[str, QuizStatistics]:
        ever_asked = item_statistics.list_ever_asked(session, edition.course_id, module)
        questions = editions.list_questions(session, ever_asked)
        attempts = item_statistics.list_first_attempts(session, edition.course_id, module)
        counted = quiz_statistics(_bank(stored, questions), _sats(attempts, questions))
        return dict.fromkeys(missing, counted)

    if kept := _counted.find(address):
        return kept
    with _one_at_a_time:
        return _counted.take([address], count)[address]


def _bank(stored: StoredQuiz, questions: Mapping[str, Question]) -> Bank:
    asked = tuple(hash_ for block in stored.hashes for hash_ in block)
    stamps = {questions[hash_].stamp for hash_ in asked}
    blocks = zip(stored.quiz.blocks, stored.hashes, strict=True)
    return Bank(
        asked=asked,
        questions={hash_: it for hash_, it in questions.items() if it.stamp in stamps},
        is_drawn=any(block.choose is not None and block.choose < len(it) for block, it in blocks),
    )


def _sats(attempts: Iterable[FirstAttempt], questions: Mapping[str, Question]) -> Iterator[Sat]:
    for attempt in attempts:
        yield _sat(attempt, questions)


def _sat(attempt: FirstAttempt, questions: Mapping[str, Question]) -> Sat:
    hashes = [item.question_hash for item in attempt.items]
    by_key = grade([questions[it] for it in hashes], attempt.answers, attempt.pass_mark_percent)
    spent = seconds_spent(attempt.started_at, attempt.given)
    return Sat(
        edition=attempt.edition,
        answers={it: attempt.answers.get(place, Answer()) for place, it in enumerate(hashes)},
        marks={
            hash_: mark.share
            for hash_, mark in zip(hashes, by_key.marks, strict=True)
            if mark.points
        },
        seconds={hashes[place]: seconds for place, seconds in spent.items()},
        score=by_key.earned / by_key.possible if by_key.possible else Fraction(0),
        is_passed=by_key.is_passed,
    )
