"""Affected attempts: in which of many courses changed keys wait for a decision, and for how many.

`proposals.get_overview` lists the questions of one course; this counts for a page of courses.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from lms.services.question_versions import Waiting, list_waiting, versions_among
from lms.services.rulings import rulings_by_question
from lms.store import editions, regraded_attempts, regrades
from lms.store.editions import Edition
from lms.store.regrades import QuizVersion


def count_affected(session: Session, newest: Sequence[Edition]) -> dict[int, int]:
    """How many attempts are affected by changed keys that nobody has decided about, by course.

    A course, by its number in the table, where nothing waits is not in it. Three queries for all of
    them, and one more where questions were not seen before.
    """
    # Nothing can have changed in a first edition.
    changed = [it for it in newest if it.number > 1]
    if not changed:
        return {}
    ids = [it.course_id for it in changed]
    quizzes = regrades.list_quiz_versions_of(session, ids)
    waiting = _list_waiting(session, changed, quizzes)
    hashes = {hash_ for them in waiting.values() for it in them for hash_ in it.covers}
    asking = {
        (it.hash, hash_)
        for kept in quizzes.values()
        for it in kept
        for hash_ in hashes.intersection(it.hashes)
    }
    counts = regraded_attempts.count_affected(session, asking) if asking else {}
    return {
        course_id: counts.get(course_id, 0)
        for course_id, them in waiting.items()
        # A ruling by another key is about attempts to come as well.
        if course_id in counts or any(it.held for it in them)
    }


def _list_waiting(
    session: Session, changed: Sequence[Edition], quizzes: Mapping[int, Sequence[QuizVersion]]
) -> dict[int, list[Waiting]]:
    every = {hash_ for kept in quizzes.values() for it in kept for hash_ in it.hashes}
    questions = editions.list_questions(session, every)
    made = regrades.list_regrades_of(session, [it.course_id for it in changed])
    return {
        it.course_id: list_waiting(
            versions_among(quizzes[it.course_id], questions, it),
            rulings_by_question(session, reversed(made[it.course_id])),
        )
        for it in changed
    }
