"""Many clicks at once are one act: one attempt, one grade, one certificate (DS-04)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Thread
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from lms.domain.errors import AttemptClosed, StaleAnswer
from lms.domain.questions import Answer
from lms.services.quizzes import Wish
from lms.store import enrollments
from lms.store.database import Database
from lms.store.rows import (
    AnswerRow,
    AttemptRow,
    CertificateRow,
    CompletionRow,
    EvaluationSentRow,
    GradeRow,
    OutboxRow,
)
from tests import make
from tests.beginnings import begun_once
from tests.sittings import Learner, publishes

Given = TypeVar("Given")
TIMES = 20


def at_once(act: Callable[[], Given], times: int = TIMES) -> list[Given]:
    """What everybody got who did the same at the same moment."""
    ready = Barrier(times)

    def once() -> Given:
        ready.wait()
        return act()

    with ThreadPoolExecutor(times) as pool:
        return [it.result() for it in [pool.submit(once) for _ in range(times)]]


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has read the first module."""
    publishes(database)
    return Learner(database).enrolls().reads()


def test_ds_04_twenty_starts_are_one_attempt(ada: Learner) -> None:
    sittings = at_once(ada.begins)

    assert len(set(sittings)) == 1
    assert rows(ada.database, AttemptRow) == 1


def test_ds_04_twenty_times_handed_in_is_one_grade(ada: Learner) -> None:
    sitting = ada.begins()
    answers = make.answers(ada.asked(sitting), 4)

    returned = at_once(lambda: ada.submits(sitting, answers))

    assert returned == [None] * TIMES
    assert rows(ada.database, GradeRow) == 1
    assert rows(ada.database, AnswerRow) == 5
    assert ada.result(sitting).earned == 4


def test_ds_05_of_different_answers_with_one_sequence_one_is_kept_and_the_others_are_told(
    ada: Learner,
) -> None:
    sitting = ada.begins()
    options = [Answer(frozenset({o.key})) for o in ada.asked(sitting)[0].options]
    waiting = options[:2]

    def saves() -> str:
        try:
            ada.saves(sitting, 0, waiting.pop())
        except StaleAnswer:
            return "told"
        return "kept"

    assert sorted(at_once(saves, times=2)) == ["kept", "told"]
    assert rows(ada.database, AnswerRow) == 1


def test_an_answer_beside_handing_in_is_graded_or_refused_and_never_half_kept(
    ada: Learner,
) -> None:
    sitting = ada.begins()
    answers = make.answers(ada.asked(sitting), 5)
    sheets = [answers, {}]

    def hands_in() -> None:
        with suppress(AttemptClosed):
            ada.submits(sitting, sheets.pop(), Wish.HAND_IN_ANYWAY)

    at_once(hands_in, times=2)

    kept = rows(ada.database, AnswerRow)
    assert (kept, ada.result(sitting).earned) in {(5, 5), (0, 0)}


def test_ds_04_twenty_evaluations_are_one(ada: Learner) -> None:
    ada.takes()
    ada.reads("module-2").takes("module-2")

    at_once(ada.evaluates)

    assert rows(ada.database, EvaluationSentRow) == 1


def test_ds_04_twenty_attestations_are_one_certificate(ada: Learner) -> None:
    ada.takes()
    ada.reads("module-2").takes("module-2")
    ada.evaluates()

    serials = at_once(ada.attests)

    assert len(set(serials)) == 1
    assert rows(ada.database, CompletionRow) == 1
    assert rows(ada.database, CertificateRow) == 1
    assert rows(ada.database, OutboxRow) == 1


def test_ac_06_a_hand_in_waits_for_whoever_is_beginning_an_attempt(ada: Learner) -> None:
    sitting = ada.begins()
    hands_in = Thread(target=lambda: ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY))

    with ada.database.writing() as session:
        enrollments.hold_enrolled(session, ada.person.id, sitting.course)
        hands_in.start()
        hands_in.join(0.3)
        still_waits = hands_in.is_alive()
    hands_in.join()

    assert still_waits
    assert rows(ada.database, GradeRow) == 1
