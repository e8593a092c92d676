"""Taking a quiz: begin, answer, hand in. The rules of time, attempts and order hold here."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.attempts import counted_until, counts, problem_of
from lms.domain.completion import ModuleStanding
from lms.domain.errors import (
    AlreadyPassed,
    AnswerNotUnderstood,
    AttemptClosed,
    AttemptsUsedUp,
    ModuleNotFinished,
    NotFound,
    StaleAnswer,
)
from lms.domain.grading import grade
from lms.domain.questions import Answer, Draw, Question, Quiz, draw
from lms.services.enrollments import Learning, get_learning_for, get_provider, hold_learning_for
from lms.services.sheets import Sheet, get_quizzed, sheet_of, with_problems
from lms.store import attempts, audit, editions
from lms.store.attempts import Attempt, Given
from lms.store.progress import add_grant

# Far longer than any number; what is longer was not typed into our field.
TYPED_LENGTH = 200


@dataclass(frozen=True)
class Sitting:
    """An attempt as its page names it: of which course, which module, and by which address."""

    course: str
    module: str
    attempt: str


@dataclass(frozen=True)
class Offered:
    """One answer as a page sends it; `sequence` is one more than the page last knew."""

    position: int
    sequence: int
    answer: Answer


@dataclass(frozen=True)
class Kept:
    """An answer that is kept: since when, as which of its position, and whether it was in time."""

    saved_at: datetime
    sequence: int
    is_late: bool


class Wish(StrEnum):
    """What somebody who sends a whole sheet wants done once its answers are kept."""

    SAVE = "save"
    LEAVE = "leave"
    HAND_IN = "hand-in"
    HAND_IN_ANYWAY = "hand-in-anyway"

    @property
    def ends_attempt(self) -> bool:
        """True when nothing is to be changed afterwards."""
        return self in (Wish.HAND_IN, Wish.HAND_IN_ANYWAY)


@dataclass(frozen=True)
class Returned:
    """A sheet that goes back to its learner: answers that came too late, or unfinished ones."""

    sheet: Sheet
    stale: Mapping[int, Answer]  # what the older page said, by position


# -- doing -------------------------------------------------------------------------


def start(session: Session, person: Person, course: str, slug: str, now: datetime) -> str:
    """Begin an attempt, or go on with the open one; its address comes back."""
    here = hold_learning_for(session, person, course)
    standing = get_quizzed(here, slug)
    tried = attempts.list_attempts(session, here.enrollment.id, slug)
    if tried and tried[-1].handed_in_at is None:
        return tried[-1].public_id
    _refuse_start(session, standing)
    attempt = _new_attempt(session, here, slug, tried, now)
    attempts.add_attempt(session, attempt)
    subject = f"enrollment {here.enrollment.id}"
    audit.record(session, now, "attempt started", person.id, subject, attempt=attempt.public_id)
    return attempt.public_id


def save_answer(
    session: Session, person: Person, sitting: Sitting, offered: Offered, now: datetime
) -> Kept:
    """Keep one answer; StaleAnswer when a newer one is kept already (DS-05)."""
    attempt = _held(session, person, sitting)
    kept, stale = _keep(session, attempt, (offered,), now)
    if stale:
        raise StaleAnswer
    known = kept.get(offered.position)
    return Kept(
        saved_at=known.given_at if known else now,
        sequence=known.sequence if known else 0,
        is_late=not counts(attempt.deadline_at, known.given_at if known else now),
    )


def submit(
    session: Session,
    person: Person,
    sitting: Sitting,
    offered: tuple[Offered, ...],
    wish: Wish,
    now: datetime,
) -> Returned | None:
    """Keep every answer of a sheet, then do as wished; the sheet comes back where that cannot be.

    None means done. Handing in twice is handing in once.
    """
    attempt = _held(session, person, sitting)
    if attempt.handed_in_at is not None and wish.ends_attempt:
        return None
    kept, stale = _keep(session, attempt, offered, now)
    asked = _asked(session, attempt) if wish.ends_attempt else []
    is_stopped = wish is Wish.HAND_IN and _is_unfinished(asked, kept)
    if stale or is_stopped:
        sheet = sheet_of(session, get_learning_for(session, person, sitting.course), attempt, now)
        older = {it.position: it.answer for it in offered if it.position in stale}
        return Returned(with_problems(sheet) if is_stopped else sheet, older)
    if wish.ends_attempt:
        _close(session, person, attempt, asked, now)
    return None


@dataclass(frozen=True)
class Grant:
    """Further attempts that an administrator gives, and why."""

    attempts: int
    reason: str


def grant(
    session: Session, person: Person, course: str, slug: str, given: Grant, now: datetime
) -> None:
    """Let a learner try a quiz more often; a fact that is kept with its reason."""
    here = hold_learning_for(session, person, course)
    get_quizzed(here, slug)
    add_grant(session, here.enrollment.id, slug, given.attempts, given.reason, None, now)
    subject = f"enrollment {here.enrollment.id}"
    audit.record(session, now, "attempts granted", None, subject, module=slug, count=given.attempts)


# -- beginning ---------------------------------------------------------------------


def _refuse_start(session: Session, standing: ModuleStanding) -> None:
    if standing.finished_at is None:
        raise ModuleNotFinished
    quiz = standing.quiz
    if quiz is None:
        return
    if quiz.is_passed:
        raise AlreadyPassed
    if quiz.attempts_left == 0:
        raise AttemptsUsedUp(quiz.attempts_used, get_provider(session).email)


def _new_attempt(
    session: Session, here: Learning, slug: str, tried: tuple[Attempt, ...], now: datetime
) -> Attempt:
    found = editions.find_quiz(session, here.edition_id, slug)
    if found is None:
        raise NotFound
    quiz, hashes = editions.fill_quiz(session, found[1])
    seen = {item.question_hash for attempt in tried for item in attempt.items}
    seen_stamps = frozenset(stamp for stamp, hash_ in hashes.items() if hash_ in seen)
    plan = draw(quiz, Random(secrets.randbits(64)), seen_stamps)
    limit = quiz.time_limit_minutes
    return Attempt(
        id=0,
        public_id=secrets.token_urlsafe(16),
        enrollment_id=here.enrollment.id,
        edition_id=here.edition_id,
        module=slug,
        number=len(tried) + 1,
        items=tuple(_item(quiz, line, hashes) for line in plan),
        started_at=now,
        deadline_at=now + timedelta(minutes=limit) if limit else None,
        handed_in_at=None,
    )


def _item(quiz: Quiz, line: Draw, hashes: Mapping[str, str]) -> attempts.Item:
    block = next(b for b in quiz.blocks if any(q.stamp == line.stamp for q in b.questions))
    return attempts.Item(hashes[line.stamp], line.option_keys, block.title, block.intro_html)


# -- answering ---------------------------------------------------------------------


def _held(session: Session, person: Person, it: Sitting) -> Attempt:
    attempt = attempts.hold_in(session, person.id, it.course, it.module, it.attempt)
    if attempt is None:
        raise NotFound
    return attempt


def _keep(
    session: Session, attempt: Attempt, offered: tuple[Offered, ...], now: datetime
) -> tuple[dict[int, Given], frozenset[int]]:
    """Every answer that is kept from now on, and the positions that came with an older one."""
    if attempt.handed_in_at is not None:
        raise AttemptClosed
    if len({one.position for one in offered}) < len(offered):
        raise AnswerNotUnderstood
    for one in offered:
        _refuse_strange(attempt, one)
    kept = attempts.list_latest(session, attempt.id)
    news = [one for one in offered if _is_news(kept.get(one.position), one)]
    stale = frozenset(one.position for one in news if _is_older(kept.get(one.position), one))
    fresh = [
        Given(one.position, one.sequence, one.answer, now)
        for one in news
        if one.position not in stale
    ]
    attempts.add_answers(session, attempt.id, fresh)
    return kept | {given.position: given for given in fresh}, stale


def _is_news(known: Given | None, one: Offered) -> bool:
    return not one.answer.is_blank if known is None else one.answer != known.answer


def _is_older(known: Given | None, one: Offered) -> bool:
    return known is not None and one.sequence <= known.sequence


def _refuse_strange(attempt: Attempt, offered: Offered) -> None:
    if not 0 <= offered.position < len(attempt.items) or offered.sequence < 1:
        raise AnswerNotUnderstood
    item = attempt.items[offered.position]
    is_ours = offered.answer.chosen <= set(item.option_keys)
    may_type = not item.option_keys and len(offered.answer.typed) <= TYPED_LENGTH
    if not is_ours or (offered.answer.typed and not may_type):
        raise AnswerNotUnderstood


# -- ending ------------------------------------------------------------------------


def _asked(session: Session, attempt: Attempt) -> list[Question]:
    questions = editions.list_questions(session, [item.question_hash for item in attempt.items])
    return [questions[item.question_hash] for item in attempt.items]


def _is_unfinished(asked: list[Question], kept: Mapping[int, Given]) -> bool:
    answers = [kept[place].answer if place in kept else Answer() for place in range(len(asked))]
    return any(map(_problem, asked, answers))


def _problem(question: Question, answer: Answer) -> str:
    unit = question.numeric.unit if question.numeric else ""
    return problem_of(question.kind, unit, answer)


def _close(
    session: Session, person: Person, attempt: Attempt, asked: list[Question], now: datetime
) -> None:
    found = editions.find_quiz(session, attempt.edition_id, attempt.module)
    if found is None:
        raise NotFound
    answers = attempts.list_given_by(session, attempt.id, counted_until(attempt.deadline_at, now))
    result = grade(asked, answers, found[1].quiz.pass_mark_percent)
    attempts.close_attempt(session, attempt.id, now)
    attempts.add_grade(session, attempt.id, result, "handed in", now)
    audit.record(
        session,
        now,
        "attempt handed in",
        person.id,
        f"enrollment {attempt.enrollment_id}",
        attempt=attempt.public_id,
        passed=result.is_passed,
    )
