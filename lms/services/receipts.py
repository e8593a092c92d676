"""The receipt of a handed-in attempt: every answer that is stored, and a code to confirm them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.attempts import counted_until, counts
from lms.domain.courses import OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.questions import Draw, Kind, Question, ShownQuestion, filled_places, shown
from lms.domain.receipts import Stored, receipt_code, tidy_code
from lms.services import teaching
from lms.services.enrollments import Learning, get_learning_for
from lms.store import attempts, audit, editions
from lms.store.attempts import Attempt

HANDED_IN = "attempt handed in"


@dataclass(frozen=True)
class StoredAnswer:
    """An answer in words, with nothing of the key: options, places, or the text that was typed."""

    chosen: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    typed: str
    sequence: int
    given_at: datetime
    is_late: bool


@dataclass(frozen=True)
class ReceiptItem:
    """A question as it was shown, and its stored answer: two where one of them is late."""

    question: ShownQuestion
    answers: tuple[StoredAnswer, ...]


@dataclass(frozen=True)
class Codes:
    """The code that was recorded at hand-in, empty before there were any, and the one now."""

    recorded: str
    now: str

    @property
    def is_unchanged(self) -> bool:
        """True when what is stored still gives the code that was recorded."""
        return self.now == self.recorded


@dataclass(frozen=True)
class About:
    """Whose attempt it was, on which quiz of which edition, and when."""

    legal_name: str
    course_title: str
    course: str
    edition_number: int
    module_title: str
    attempt: str
    number: int
    started_at: datetime
    handed_in_at: datetime
    codes: Codes


@dataclass(frozen=True)
class Receipt:
    """What a learner gets after handing in."""

    about: About
    learning: Learning
    entry: OutlineEntry
    items: tuple[ReceiptItem, ...]


@dataclass(frozen=True)
class Confirmation:
    """What the record says of a code that somebody brings."""

    about: About
    person: str
    is_code_right: bool


def code_at(session: Session, attempt: Attempt, handed_in_at: datetime) -> str:
    """The code of what is stored of an attempt that is or was handed in then: one query."""
    return _code(attempt, _stored(session, attempt), handed_in_at)


# -- for the learner ---------------------------------------------------------------


def get_receipt(
    session: Session, person: Person, course: str, slug: str, public_id: str
) -> Receipt:
    """The receipt of the person's own attempt; NotFound while it is still open."""
    here = get_learning_for(session, person, course)
    attempt = attempts.find_for(session, person.id, public_id)
    if attempt is None or attempt.handed_in_at is None:
        raise NotFound
    if attempt.enrollment_id != here.enrollment.id or attempt.module != slug:
        raise NotFound
    standing = here.standing.module(slug)
    if standing is None:
        raise NotFound
    stored = _stored(session, attempt)
    return Receipt(
        about=_about(session, attempt, person.legal_name, stored),
        learning=here,
        entry=standing.entry,
        items=tuple(_items(session, attempt, stored)),
    )


def _items(session: Session, attempt: Attempt, stored: tuple[Stored, ...]) -> Iterator[ReceiptItem]:
    questions = editions.list_questions(session, [item.question_hash for item in attempt.items])
    for position, item in enumerate(attempt.items):
        question = questions[item.question_hash]
        plan = Draw(question.stamp, item.option_keys)
        seen = shown(question, plan, position, item.block_title, item.intro_html)
        yield ReceiptItem(
            seen,
            tuple(
                _in_words(question, seen, it, is_late=not counts(attempt.deadline_at, it.given_at))
                for it in stored
                if it.position == position
            ),
        )


def _in_words(
    question: Question, seen: ShownQuestion, it: Stored, *, is_late: bool
) -> StoredAnswer:
    return StoredAnswer(
        chosen=tuple(option.html for option in seen.options if option.key in it.answer.chosen),
        places=tuple(_places(question, seen, it)),
        typed=it.answer.typed,
        sequence=it.sequence,
        given_at=it.given_at,
        is_late=is_late,
    )


def _places(question: Question, seen: ShownQuestion, it: Stored) -> Iterator[tuple[str, str]]:
    if not it.answer.filled:
        return
    if question.kind is Kind.ORDERING:
        for place, step in enumerate(seen.in_order(it.answer), 1):
            yield str(place), step.html
        return
    for filled in filled_places(question, (), it.answer):
        yield filled.html, filled.given_html


# -- for whoever teaches the course ------------------------------------------------


def confirm(session: Session, person: Person, public_id: str, typed: str) -> Confirmation | None:
    """What the record says of a code; None where there is no such attempt for this person."""
    sat = attempts.find_sat(session, public_id)
    if sat is None or sat.attempt.handed_in_at is None:
        return None
    try:
        teaching.get_taught(session, person, sat.course)
    except NotFound:
        return None
    about = _about(session, sat.attempt, sat.legal_name, _stored(session, sat.attempt))
    is_code_right = bool(about.codes.recorded) and tidy_code(typed) == about.codes.recorded
    return Confirmation(about, sat.person, is_code_right)


# -- the record --------------------------------------------------------------------


def _stored(session: Session, attempt: Attempt) -> tuple[Stored, ...]:
    """The newest answer to each item, and before a late one the answer that counted."""
    latest = attempts.list_latest(session, attempt.id)
    given = list(latest.values())
    late = [it.position for it in given if not counts(attempt.deadline_at, it.given_at)]
    if late:
        until = counted_until(attempt.deadline_at, attempt.started_at)
        standing = attempts.list_standing(session, attempt.id, until)
        given += [standing[position] for position in late if position in standing]
    return tuple(
        Stored(it.position, it.sequence, it.answer, it.given_at)
        for it in sorted(given, key=lambda it: (it.position, it.sequence))
    )


def _code(attempt: Attempt, stored: tuple[Stored, ...], handed_in_at: datetime) -> str:
    questions = [item.question_hash for item in attempt.items]
    return receipt_code(attempt.public_id, questions, stored, handed_in_at)


def _about(
    session: Session, attempt: Attempt, legal_name: str, stored: tuple[Stored, ...]
) -> About:
    if attempt.handed_in_at is None:
        raise NotFound
    edition = editions.list_by_ids(session, [attempt.edition_id])[attempt.edition_id]
    return About(
        legal_name=legal_name,
        course_title=edition.facts.title,
        course=edition.facts.slug,
        edition_number=edition.number,
        module_title=edition.facts.module_title(attempt.module),
        attempt=attempt.public_id,
        number=attempt.number,
        started_at=attempt.started_at,
        handed_in_at=attempt.handed_in_at,
        codes=Codes(_recorded(session, attempt), _code(attempt, stored, attempt.handed_in_at)),
    )


def _recorded(session: Session, attempt: Attempt) -> str:
    subject = f"enrollment {attempt.enrollment_id}"
    told = audit.list_details(session, HANDED_IN, subject)
    mine = (it for it in told if it.get("attempt") == attempt.public_id)
    return str(next(mine, {}).get("receipt", ""))
