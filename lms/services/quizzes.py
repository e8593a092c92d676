"""Taking a quiz: begin, answer, hand in. The rules of time, attempts and order hold here."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.attempts import Reception, counted_until, counts, problem_so_far
from lms.domain.cases import CasePlace, before, next_parts, places_of, spot_of
from lms.domain.completion import ModuleStanding
from lms.domain.errors import (
    AlreadyPassed,
    AnswerNotUnderstood,
    AttemptClosed,
    AttemptsUsedUp,
    ModuleNotFinished,
    NotFound,
    PartClosed,
    StaleAnswer,
)
from lms.domain.grading import grade
from lms.domain.questions import Draw, Question, Quiz, draw
from lms.domain.regrading import ruled
from lms.services import accommodations, receipts, rulings
from lms.services.answers import Offered, Received, list_asked, receive, unfinished, weigh
from lms.services.enrollments import Learning, get_learning_for, get_provider, hold_learning_for
from lms.services.sheets import Sheet, get_quizzed, sheet_of, with_problems
from lms.store import attempts, audit, editions, grades, regraded_attempts, regrades
from lms.store.attempts import Attempt


@dataclass(frozen=True)
class Sitting:
    """An attempt as its page names it: of which course, which module, and by which address."""

    course: str
    module: str
    attempt: str


@dataclass(frozen=True)
class Kept:
    """An answer that is kept: since when, as which of its position, whether it was in time.

    `problem` says why it cannot be graded, where it cannot.
    """

    saved_at: datetime
    sequence: int
    is_late: bool
    problem: str


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
    """A sheet that goes back to its learner: there is something to decide, to see or to finish."""

    sheet: Sheet
    undecided: Mapping[int, Offered]  # given on a page that did not show a newer answer
    newer: frozenset[int]  # saved elsewhere after the page was shown, and untouched there
    closed: frozenset[int]  # given in a part of a case that is closed, and not kept
    missing: frozenset[int] = frozenset()  # to be answered before the case goes on

    @property
    def is_unfinished(self) -> bool:
        """True when all that keeps it from being handed in are answers that cannot be graded."""
        return not (self.undecided or self.newer or self.closed or self.missing)


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
    """Keep one answer; StaleAnswer when the page did not show the newer one that stands (DS-05)."""
    attempt = _held(session, person, sitting)
    if attempt.handed_in_at is not None:
        raise AttemptClosed(attempt.handed_in_at)
    received = receive(session, attempt, (offered,), now)
    if received.receptions[offered.position] is Reception.CLOSED:
        raise PartClosed
    if received.receptions[offered.position] not in (Reception.NEWS, Reception.KNOWN):
        raise StaleAnswer
    known = received.standing.get(offered.position)
    saved_at = known.given_at if known else now
    return Kept(
        saved_at=saved_at,
        sequence=known.sequence if known else 0,
        is_late=not counts(attempt.deadline_at, saved_at),
        problem=_problem_so_far(session, attempt, offered),
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

    None means done. Handing in twice is handing in once; an answer after it is refused.
    """
    attempt = _held(session, person, sitting)
    if attempt.handed_in_at is not None:
        if wish.ends_attempt and not _has_news(session, attempt, offered):
            return None
        raise AttemptClosed(attempt.handed_in_at)
    received = receive(session, attempt, offered, now)
    asked = list_asked(session, attempt) if wish.ends_attempt else []
    stops = _stops(received, offered)
    # Nobody hands in what their page did not show.
    newer = received.positions(Reception.UNTOUCHED) if wish.ends_attempt else frozenset()
    is_stopped = wish is Wish.HAND_IN and unfinished(asked, received.standing)
    if stops.any or newer or is_stopped:
        sheet = sheet_of(session, get_learning_for(session, person, sitting.course), attempt, now)
        return Returned(sheet, stops.undecided, newer, stops.closed)
    if wish.ends_attempt:
        _close(session, person, attempt, asked, now)
    return None


def go_on(
    session: Session,
    person: Person,
    sitting: Sitting,
    offered: tuple[Offered, ...],
    part: int,
    now: datetime,
) -> Returned | None:
    """Keep every answer of a sheet, then open the part of a case that begins at that position.

    The sheet comes back where that cannot be. Once it is opened, the answers to the parts before
    it stay as they are. Opening twice is opening once.
    """
    attempt = _held(session, person, sitting)
    if attempt.handed_in_at is not None:
        raise AttemptClosed(attempt.handed_in_at)
    received = receive(session, attempt, offered, now)
    stops = _stops(received, offered)
    opened = attempts.list_opened(session, attempt)
    is_first_time = part not in opened
    newer = missing = frozenset[int]()
    if is_first_time:
        if part not in next_parts(attempt.places, opened):
            raise AnswerNotUnderstood
        closing = before(attempt.places, part)
        newer = received.positions(Reception.UNTOUCHED) & closing
        missing = unfinished(list_asked(session, attempt), received.standing) & closing
    if stops.any or newer or missing:
        sheet = sheet_of(session, get_learning_for(session, person, sitting.course), attempt, now)
        sheet = with_problems(sheet, missing)
        return Returned(sheet, stops.undecided, newer, stops.closed, missing)
    if is_first_time:
        _open(session, person, attempt, part, now)
    return None


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
    limit = accommodations.find_time_limit(session, here.enrollment.id, quiz)
    return Attempt(
        id=0,
        public_id=secrets.token_urlsafe(16),
        enrollment_id=here.enrollment.id,
        edition_id=here.edition_id,
        module=slug,
        number=len(tried) + 1,
        items=_items(quiz, plan, hashes),
        started_at=now,
        deadline_at=now + timedelta(minutes=limit.minutes) if limit else None,
        handed_in_at=None,
    )


def _items(
    quiz: Quiz, plan: tuple[Draw, ...], hashes: Mapping[str, str]
) -> tuple[attempts.Item, ...]:
    places = places_of(quiz, plan)
    return tuple(
        _item(quiz, line, hashes[line.stamp], place, is_first=bool(place and place.part == at))
        for at, (line, place) in enumerate(zip(plan, places, strict=True))
    )


def _item(
    quiz: Quiz, line: Draw, hash_: str, place: CasePlace | None, *, is_first: bool
) -> attempts.Item:
    number, part = spot_of(quiz, line)
    block = quiz.blocks[number]
    later = block.parts[part - 1] if is_first and part else None
    return attempts.Item(
        question_hash=hash_,
        option_keys=line.option_keys,
        block_title=block.title,
        intro_html=block.intro_html,
        part_title=later.title if later else "",
        part_html=later.html if later else "",
        place=place,
    )


# -- answering ---------------------------------------------------------------------


def _held(session: Session, person: Person, it: Sitting) -> Attempt:
    attempt = attempts.hold_in(session, person.id, it.course, it.module, it.attempt)
    if attempt is None:
        raise NotFound
    return attempt


def _problem_so_far(session: Session, attempt: Attempt, offered: Offered) -> str:
    question = list_asked(session, attempt)[offered.position]
    return problem_so_far(question.asks, offered.answer)


@dataclass(frozen=True)
class _Stops:
    """Answers of a sheet that are not kept: their learner decides, or their part is closed."""

    undecided: Mapping[int, Offered]
    closed: frozenset[int]

    @property
    def any(self) -> bool:
        return bool(self.undecided or self.closed)


def _stops(received: Received, offered: tuple[Offered, ...]) -> _Stops:
    undecided = received.positions(Reception.CONFLICT)
    waiting = {it.position: it for it in offered if it.position in undecided}
    return _Stops(waiting, received.positions(Reception.CLOSED))


def _open(session: Session, person: Person, attempt: Attempt, part: int, now: datetime) -> None:
    attempts.add_opened(session, attempt.id, part, now)
    audit.record(
        session,
        now,
        "case part opened",
        person.id,
        f"enrollment {attempt.enrollment_id}",
        attempt=attempt.public_id,
        position=part,
    )


def _has_news(session: Session, attempt: Attempt, offered: tuple[Offered, ...]) -> bool:
    weighed = weigh(session, attempt, offered)
    stands = (Reception.KNOWN, Reception.UNTOUCHED)
    return any(reception not in stands for reception in weighed.receptions.values())


# -- ending ------------------------------------------------------------------------


def _close(
    session: Session, person: Person, attempt: Attempt, asked: list[Question], now: datetime
) -> None:
    found = editions.find_quiz(session, attempt.edition_id, attempt.module)
    if found is None:
        raise NotFound
    until = counted_until(attempt.deadline_at, now)
    standing = attempts.list_standing(session, attempt.id, until)
    answers = {position: it.answer for position, it in standing.items()}
    regrades.share_keys(session, attempt.edition_id)
    held = rulings.list_held(session, attempt.edition_id, attempt.module)
    shown = [
        (item.question_hash, question) for item, question in zip(attempt.items, asked, strict=True)
    ]
    by_key = grade(asked, answers, found[1].quiz.pass_mark_percent)
    by_rulings = ruled(by_key, shown, answers, held)
    result = by_rulings.grade
    attempts.close_attempt(session, attempt.id, now)
    grades.add_grade(session, attempt.id, result, "handed in", now)
    regraded_attempts.add_ruled(session, by_rulings.met, attempt.id)
    audit.record(
        session,
        now,
        "attempt handed in",
        person.id,
        f"enrollment {attempt.enrollment_id}",
        attempt=attempt.public_id,
        passed=result.is_passed,
        receipt=receipts.code_at(session, attempt, now),
    )
