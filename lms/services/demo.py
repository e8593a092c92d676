"""The demo people: Ada is half-way, Ben has finished, Cleo instructs, Dora administers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.accounts import DEFAULT_TIME_ZONE, NewAccount
from lms.domain.certificates import License
from lms.domain.questions import Answer, Kind, Question, filled_with
from lms.services import (
    accounts,
    certificates,
    courses,
    evaluations,
    passwords,
    profiles,
    quizzes,
    reading,
    teaching,
)
from lms.services.answers import Offered
from lms.services.enrollments import get_learning_for
from lms.store import attempts, editions, people

PASSWORD = "demo-password"  # the same for everybody, printed at the start, refused in production


@dataclass(frozen=True)
class DemoPerson:
    """Somebody made for the demo."""

    name: str
    email: str
    role: Role
    does: str


PEOPLE = (
    DemoPerson("Ada Novak", "ada@example.org", Role.LEARNER, "learns, and is half-way"),
    DemoPerson("Ben Adeyemi", "ben@example.org", Role.LEARNER, "has finished a course"),
    DemoPerson("Cleo Marchetti", "cleo@example.org", Role.INSTRUCTOR, "instructs"),
    DemoPerson("Dora Haddad", "dora@example.org", Role.ADMINISTRATOR, "administers"),
)


def hash_password() -> str:
    """The stored form of the demo password; slow, so outside any transaction."""
    return passwords.hash(PASSWORD)


def add_people(session: Session, password_hash: str, now: datetime) -> None:
    """Make the demo people and what they have done; those that exist are left as they are."""
    made = {who.email: _add(session, who, password_hash, now) for who in PEOPLE}
    offered = [edition.facts for edition in editions.list_offered(session)]
    if not offered:
        return
    course = min(offered, key=courses.place_in_catalog).slug
    for facts in offered:
        teaching.assign(session, "cleo@example.org", facts.slug, now)
    ada, ben = made["ada@example.org"], made["ben@example.org"]
    if ada is not None:
        _go_half_way(session, ada, course, now - timedelta(days=2))
    if ben is not None:
        profiles.add_license(
            session, ben, License("Marriage and family therapist", "New York", "000000"), now
        )
        _finish(session, ben, course, now - timedelta(days=11))


def _add(session: Session, who: DemoPerson, password_hash: str, now: datetime) -> Person | None:
    if people.find_account(session, who.email) is not None:
        return None
    new = NewAccount(who.name, who.email, DEFAULT_TIME_ZONE, password_hash)
    return accounts.add_person(session, new, who.role, None, now)


def _go_half_way(session: Session, ada: Person, course: str, then: datetime) -> None:
    courses.enroll(session, ada, course, then)
    outline = get_learning_for(session, ada, course).facts.outline
    _do_module(session, ada, course, outline[0].slug, then)
    if len(outline) > 1:
        page = reading.get_module_page(session, ada, course, outline[1].slug, None)
        for section in page.module.sections[:3]:
            reading.mark_section(session, ada, course, outline[1].slug, section.slug, then)


def _finish(session: Session, ben: Person, course: str, then: datetime) -> None:
    courses.enroll(session, ben, course, then)
    for entry in get_learning_for(session, ben, course).facts.outline:
        _do_module(session, ben, course, entry.slug, then)
    ratings = evaluations.get_evaluation_page(session, ben, course).items
    typed = {item.key: "" if item.is_comment else str(item.high) for item in ratings}
    evaluations.send(session, ben, course, typed, then + timedelta(hours=3))
    certificates.attest(session, ben, course, then + timedelta(hours=3, minutes=5))


def _do_module(session: Session, person: Person, course: str, slug: str, then: datetime) -> None:
    page = reading.get_module_page(session, person, course, slug, None)
    for section in page.module.sections:
        reading.mark_section(session, person, course, slug, section.slug, then)
    reading.finish_module(session, person, course, slug, then)
    if not page.has_quiz:
        return
    attempt = quizzes.start(session, person, course, slug, then)
    sitting = quizzes.Sitting(course, slug, attempt)
    given = _right_answers(session, person, attempt)
    handed_in_at = then + timedelta(minutes=5)
    quizzes.submit(session, person, sitting, given, quizzes.Wish.HAND_IN, handed_in_at)


def _right_answers(session: Session, person: Person, sitting: str) -> tuple[Offered, ...]:
    attempt = attempts.find_for(session, person.id, sitting)
    items = attempt.items if attempt else ()
    questions = editions.list_questions(session, [item.question_hash for item in items])
    return tuple(
        Offered(position, 1, _right(questions[item.question_hash]))
        for position, item in enumerate(items)
    )


def _right(question: Question) -> Answer:
    if question.kind is Kind.ORDERING:
        return filled_with((o.key, str(place)) for place, o in enumerate(question.options, 1))
    if question.slots:
        return filled_with((slot.key, slot.accepted[0]) for slot in question.slots)
    if question.kind is Kind.REFLECTION:
        return Answer(typed=" ".join(["Reflected."] * max(1, question.least_words)))
    if question.words is not None:
        return Answer(typed=question.words.accepted[0])
    if question.numeric is not None:
        return Answer(typed=question.numeric.low)
    return Answer(chosen=question.right_keys)
