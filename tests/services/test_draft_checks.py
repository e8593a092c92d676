"""A draft is read once its authors pause; a list says what was found, or that it is being read."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.draft_checks import DraftCheck, Drafted
from lms.services import draft_checks, jobs, regrading
from lms.services.draft_checks import LONGEST_READING, PAUSE
from lms.store import draft_checks as kept
from lms.store import outbox
from lms.store.database import Database
from lms.store.rows import OutboxRow
from tests.services.test_drafts import QUIZ, Author, changed, cleo, publishes
from tests.signing import signing_at
from tests.store.at_once import at_once

__all__ = ["cleo"]

ADDRESS = "https://learn.example.org"


def works(doors: jobs.Doors, at: datetime) -> int:
    """Let a worker do what is due at a time."""
    return jobs.work_off(doors, signing_at(ADDRESS), lambda: at)


def drafted(author: Author) -> Drafted | None:
    """What a list says of the draft, or None where there is none."""
    course_id = author.taught.course_id
    with author.database.reading() as session:
        return kept.list_drafted(session, [course_id]).get(course_id)


def check_of(author: Author) -> DraftCheck | None:
    """What was found in the draft; None while it was never read."""
    found = drafted(author)
    assert found is not None
    return found.check


def waiting(database: Database) -> int:
    """How many drafts wait to be read; nothing is left of those that were."""
    asked = OutboxRow.kind == draft_checks.JOB
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(OutboxRow).where(asked)).one()


def test_a_course_without_a_draft_has_nothing_to_be_read(cleo: Author) -> None:
    assert drafted(cleo) is None
    assert waiting(cleo.database) == 0


def test_many_saves_ask_for_one_reading_after_a_pause(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    first = cleo.at
    cleo.rewrites("First", "Last")

    assert waiting(cleo.database) == 1
    assert check_of(cleo) is None
    assert works(cleo.database, first + PAUSE - timedelta(seconds=1)) == 0
    assert works(cleo.database, first + PAUSE) == 1
    assert waiting(cleo.database) == 0
    assert check_of(cleo) == DraftCheck(errors=0, warnings=0, is_current=True)


def test_errors_and_warnings_are_counted_and_a_save_makes_them_old(cleo: Author) -> None:
    cleo.rewrites("- [x] Talk of number 1", "- [ ] Talk of number 1", QUIZ)
    works(cleo.database, cleo.at + PAUSE)
    found = check_of(cleo)

    cleo.rewrites("Opening", "First")

    assert found is not None
    assert (found.errors, found.is_current, found.is_clean) == (1, True, False)
    assert check_of(cleo) == DraftCheck(found.errors, found.warnings, is_current=False)
    works(cleo.database, cleo.at + PAUSE)
    assert check_of(cleo) == found


@dataclass
class SavedMeanwhile:
    """A database in whose draft somebody saves while a worker reads it."""

    author: Author
    reads: int = 0

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.author.database.reading() as session:
            yield session
        self.reads += 1
        # The first is about what is due, the second takes the files.
        if self.reads == 2:
            self.author.rewrites("First", "Last")

    def writing(self) -> AbstractContextManager[Session]:
        return self.author.database.writing()


def test_a_save_during_the_reading_is_read_after_another_pause(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    due = cleo.at + PAUSE

    assert works(SavedMeanwhile(cleo), due) == 1

    found = check_of(cleo)
    assert found is not None
    assert not found.is_current
    assert waiting(cleo.database) == 1
    assert works(cleo.database, due) == 0
    assert works(cleo.database, due + PAUSE) == 1
    assert check_of(cleo) == DraftCheck(0, 0, is_current=True)


def test_after_publishing_a_draft_is_read_again(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    works(cleo.database, cleo.at + PAUSE)

    cleo.publishes(cleo.reviews())

    found = check_of(cleo)
    assert found is not None
    assert not found.is_current
    works(cleo.database, cleo.at + PAUSE)
    assert check_of(cleo) == DraftCheck(0, 0, is_current=True)


def test_after_an_edition_is_taken_over_a_draft_is_read_again(cleo: Author) -> None:
    cleo.rewrites("Question 1", "The first question", QUIZ)
    works(cleo.database, cleo.at + PAUSE)

    publishes(cleo.database, changed("Opening", "Other"))
    cleo.takes_over()

    found = check_of(cleo)
    assert found is not None
    assert not found.is_current
    works(cleo.database, cleo.at + PAUSE)
    assert check_of(cleo) == DraftCheck(0, 0, is_current=True)


def test_a_reading_is_lent_to_one_worker_and_due_again_if_that_one_ends(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    at = cleo.at + PAUSE
    with cleo.database.reading() as session:
        (job,) = outbox.list_due(session, at)

    def lends() -> bool:
        with cleo.database.writing() as session:
            return outbox.lend(session, job, at, at + LONGEST_READING)

    assert sorted(at_once([lends] * 2)) == [False, True]
    with cleo.database.reading() as session:
        assert outbox.list_due(session, at, patient=draft_checks.JOB) == ()
    assert works(cleo.database, at + LONGEST_READING) == 1
    assert check_of(cleo) == DraftCheck(0, 0, is_current=True)


def test_however_many_drafts_wait_other_work_comes_first(database: Database) -> None:
    at = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    with database.writing() as session:
        for number in range(30):
            outbox.add(session, draft_checks.JOB, str(number), at)
        outbox.add(session, regrading.JOB, "r1", at + timedelta(seconds=1))

    with database.reading() as session:
        due = outbox.list_due(session, at + PAUSE, patient=draft_checks.JOB)

    assert [(it.kind, it.subject) for it in due] == [
        (regrading.JOB, "r1"),
        (draft_checks.JOB, "0"),
    ]


@pytest.mark.parametrize("hostile", ["[" * 8_000, "> " * 4_000, "- " * 4_000, "\\" * 8_000])
def test_a_hostile_text_is_counted_and_ends_no_worker(cleo: Author, hostile: str) -> None:
    cleo.rewrites("Opening words.", hostile)

    with structlog.testing.capture_logs() as logs:
        done = works(cleo.database, cleo.at + PAUSE)

    assert (done, logs) == (1, [])
    found = check_of(cleo)
    assert found is not None
    assert found.is_current


def test_a_draft_that_is_known_is_not_read_again(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    works(cleo.database, cleo.at + PAUSE)
    newest = cleo.opens()
    cleo.saves(newest.text, newest.since)

    assert works(cleo.database, cleo.at + PAUSE) == 1
    with cleo.database.reading() as session:
        assert draft_checks.find_unread(session, 1) is None
