"""A database as it is after years: thousands of learners and a million answers."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import track
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bench.writing import slug, write_course
from lms.domain.access import Person, Role
from lms.domain.accounts import NewAccount
from lms.domain.questions import Answer
from lms.paths import shipped_courses_folder
from lms.services import accounts, answers, authoring, courses, doors, quizzes, reading
from lms.store import attempts, editions
from lms.store.database import Database
from lms.store.rows import (
    AnswerRow,
    AttemptRow,
    Base,
    EnrollmentRow,
    GradeRow,
    ModuleFinishedRow,
    PersonRow,
    SectionReadRow,
    SessionRow,
)

SLUG = "measured"
MODULES, WORDS = 30, 3245
# Of each learner: quizzes handed in, then one open to be handed in and one to be answered.
DONE, TO_HAND_IN, TO_ANSWER = 10, slug(11), slug(12)
PEOPLE_AT_ONCE = 250


@dataclass(frozen=True)
class Filled:
    """What was put in, for the clients to name."""

    learners: int
    answers: int
    # Of the sheet that is handed in: the key of the right option, by position.
    sheet: tuple[str, ...]
    # Of the sheet that is answered: the keys of the first question's options.
    options: tuple[str, ...]


def token(learner: int) -> str:
    """The session cookie of a learner, counted from one."""
    return f"bench-learner-{learner:010}"


def attempt_address(learner: int, module: str) -> str:
    """The address of a learner's open attempt."""
    return f"bench-{learner:07}-{module[-2:]}"


def publish(database: Database, folder: Path, now: datetime) -> None:
    """The course that is measured, beside the provider that ships."""
    provider = authoring.find_provider_in(shipped_courses_folder())
    write_course(folder / SLUG, "A measured course", MODULES, WORDS)
    with database.writing() as session:
        assert provider is not None
        authoring.publish_provider(session, provider, now)
    publish_folder(database, folder / SLUG, now)


def publish_folder(database: Database, folder: Path, now: datetime) -> None:
    """A course folder, published; the bench stops at its problems."""
    library = authoring.read_library(folder)
    if library.errors:
        sys.exit("\n".join(map(str, library.errors)))
    for draft in library.drafts:
        with database.writing() as session:
            authoring.publish(session, draft, now)


def fill(database: Database, learners: int) -> Filled:
    """So many learners with a hundred answers each, made by copying what the first one did."""
    now = datetime.now(UTC)
    with database.writing() as session:
        first = _first_learner(session, now - timedelta(days=1))
        templates = _templates(session)
    with database.writing() as session:
        session.execute(insert(SessionRow), [_session_row(first.id, token(1), now)])
    for start in track(range(2, learners + 1, PEOPLE_AT_ONCE), description="Learners"):
        numbers = range(start, min(start + PEOPLE_AT_ONCE, learners + 1))
        with database.writing() as session:
            _add(session, templates, numbers, now)
    _count_on(database)
    with database.reading() as session:
        sheet = tuple(_right_keys(session, _open_attempt(session, TO_HAND_IN)))
        options = _open_attempt(session, TO_ANSWER).items[0].option_keys
    return Filled(learners, learners * DONE * len(sheet), sheet, options)


def _first_learner(session: Session, then: datetime) -> Person:
    new = NewAccount("First Learner", "b1@bench.example", "UTC", "no password")
    person = accounts.add_person(session, new, Role.LEARNER, None, then)
    courses.enroll(session, person, SLUG, then)
    for number in range(1, DONE + 3):
        module = slug(number)
        for section in ("section-1", "section-2"):
            reading.mark_section(session, person, SLUG, module, section, then)
        reading.finish_module(session, person, SLUG, module, then)
        address = quizzes.start(session, person, SLUG, module, then)
        if number <= DONE:
            hand_in(session, person, quizzes.Sitting(SLUG, module, address), then)
        else:
            row = session.scalars(select(AttemptRow).where(AttemptRow.public_id == address)).one()
            row.public_id = attempt_address(1, module)
    return person


def hand_in(session: Session, person: Person, sitting: quizzes.Sitting, then: datetime) -> None:
    """An open attempt handed in with every answer right."""
    attempt = attempts.find_for(session, person.id, sitting.attempt)
    assert attempt is not None
    offered = tuple(
        answers.Offered(place, 1, Answer(frozenset({key})))
        for place, key in enumerate(_right_keys(session, attempt))
    )
    quizzes.submit(session, person, sitting, offered, quizzes.Wish.HAND_IN, then)


def _right_keys(session: Session, attempt: attempts.Attempt) -> Iterator[str]:
    found = editions.list_questions(session, [item.question_hash for item in attempt.items])
    for item in attempt.items:
        options = found[item.question_hash].options
        yield next(option.key for option in options if option.is_right)


def _open_attempt(session: Session, module: str) -> attempts.Attempt:
    person_id = session.scalars(
        select(PersonRow.id).where(PersonRow.email == "b1@bench.example")
    ).one()
    attempt = attempts.find_for(session, person_id, attempt_address(1, module))
    assert attempt is not None
    return attempt


# -- copying ---------------------------------------------------------------------------

COPIED: tuple[type[Base], ...] = (
    EnrollmentRow,
    SectionReadRow,
    ModuleFinishedRow,
    AttemptRow,
    AnswerRow,
    GradeRow,
)
# Far above what the first learner's rows are numbered with, so that copies never meet.
STRIDE = 1000


def _templates(session: Session) -> dict[type[Base], list[dict[str, Any]]]:
    return {
        kind: [
            {column.key: getattr(row, column.key) for column in kind.__table__.columns}
            for row in session.scalars(select(kind))
        ]
        for kind in COPIED
    }


def _add(
    session: Session,
    templates: dict[type[Base], list[dict[str, Any]]],
    numbers: range,
    now: datetime,
) -> None:
    session.execute(insert(PersonRow), [_person_row(number, now) for number in numbers])
    for kind, rows in templates.items():
        copies = [_copy(row, number) for number in numbers for row in rows]
        session.execute(insert(kind), copies)
    sessions = [_session_row(number * STRIDE, token(number), now) for number in numbers]
    session.execute(insert(SessionRow), sessions)


def _count_on(database: Database) -> None:
    """Let PostgreSQL number new rows after the copied ones; SQLite does by itself."""
    if not database.url.startswith("postgresql"):
        return
    with database.writing() as session:
        for table in Base.metadata.sorted_tables:
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            if "id" in table.columns and session.scalar(text(f"SELECT {sequence}")):
                newest = f"(SELECT coalesce(max(id), 1) FROM {table.name})"
                session.execute(text(f"SELECT setval({sequence}, {newest})"))
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copy(row: dict[str, Any], number: int) -> dict[str, Any]:
    moved = {
        name: number * STRIDE + row[name]
        for name in ("id", "enrollment_id", "attempt_id")
        if name in row
    }
    if "person_id" in row:
        moved["person_id"] = number * STRIDE
    if "public_id" in row:
        moved["public_id"] = attempt_address(number, row["module"])
    return row | moved


def _person_row(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number * STRIDE,
        "public_id": f"bench-{number}",
        "email": f"b{number}@bench.example",
        "legal_name": f"Learner {number}",
        "password_hash": "no password",
        "role": Role.LEARNER.value,
        "time_zone": "UTC",
        "created_at": now,
        "disabled_at": None,
    }


def _session_row(person_id: int, cookie: str, now: datetime) -> dict[str, Any]:
    times = dict.fromkeys(("started_at", "seen_at", "confirmed_at"), now)
    return {"token_hash": doors.digest(cookie), "person_id": person_id, **times}
