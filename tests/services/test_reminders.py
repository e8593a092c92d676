"""Reminders by mail: at their time, once, and only while they are true; by a real mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import select

from lms.domain.certificates import License
from lms.services import accounts, certificates, issued, jobs
from lms.services.issued import Correction
from lms.store.database import Database
from lms.store.rows import AuditEventRow, OutboxRow, ReminderRow
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.mailbox import SENDER, Mailbox
from tests.services.renewing import WINDOW, completes, publishes_for_two_years, renews
from tests.signing import signing_at
from tests.sittings import Learner, publishes

ADDRESS = "https://learn.example.org"
# Nine in the morning in New York, ninety days before the end and seven.
NINETY = datetime(2028, 8, 11, 13, tzinfo=UTC)
SEVEN = datetime(2028, 11, 2, 13, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.starts()
    yield box
    box.stops()


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, whose certificate counts for two years; its PDF is made."""
    publishes_for_two_years(database)
    ada = completes(Learner(database))
    jobs.work_off(database, signing_at(ADDRESS), lambda: ada.at)
    return ada


def works(learner: Learner, at: datetime, mailbox: Mailbox | None) -> int:
    """What the worker does at that time."""
    post = mailbox.server.send if mailbox else None
    return jobs.work_off(learner.database, signing_at(ADDRESS), lambda: at, post)


def marked(learner: Learner) -> dict[int, bool]:
    """Which reminders are kept, and whether they were sent."""
    with learner.database.reading() as session:
        rows = session.scalars(select(ReminderRow).order_by(ReminderRow.days.desc()))
        return {row.days: row.sent_at is not None for row in rows}


def serial_of(learner: Learner) -> str:
    completed = learner.learning().standing.completed
    assert completed is not None
    return completed.serial


def test_with_a_certificate_its_four_reminders_are_queued(ada: Learner) -> None:
    with ada.database.reading() as session:
        waiting = session.scalars(
            select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.due_at)
        ).all()

    assert [(row.subject, row.due_at) for row in waiting] == [
        (f"{serial_of(ada)} 90", NINETY),
        (f"{serial_of(ada)} 60", datetime(2028, 9, 10, 13, tzinfo=UTC)),
        (f"{serial_of(ada)} 30", datetime(2028, 10, 10, 13, tzinfo=UTC)),
        (f"{serial_of(ada)} 7", datetime(2028, 11, 2, 13, tzinfo=UTC)),
    ]


def test_a_certificate_that_counts_for_good_reminds_nobody(database: Database) -> None:
    publishes(database)

    assert marked(completes(Learner(database))) == {}


def test_each_reminder_is_sent_at_its_time_and_once(ada: Learner, mailbox: Mailbox) -> None:
    works(ada, NINETY - MINUTE, mailbox)
    assert mailbox.letters == []

    works(ada, NINETY, mailbox)
    works(ada, NINETY + MINUTE, mailbox)

    (letter,) = mailbox.letters
    assert (letter["To"], letter["From"]) == ("ada@example.org", SENDER)
    assert letter["Subject"].endswith("counts until November 9, 2028")
    text = letter.get_content()
    assert "90 more days" in text
    assert f"{ADDRESS}/courses/foundations" in text
    assert f"{ADDRESS}/certificates/{serial_of(ada)}" in text
    assert marked(ada) == {90: True, 60: False, 30: False, 7: False}
    with ada.database.reading() as session:
        sent = select(AuditEventRow.subject).where(AuditEventRow.kind == "reminder sent")
        assert session.scalars(sent).all() == [f"certificate {serial_of(ada)}"]


def test_ds04_a_mail_server_that_was_down_gets_the_reminder_once_it_is_back(
    ada: Learner, mailbox: Mailbox
) -> None:
    mailbox.stops()
    with structlog.testing.capture_logs() as logs:
        assert works(ada, NINETY, mailbox) == 0

    assert [(it["event"], it["kind"]) for it in logs] == [("job failed", "send reminder")]
    assert "@" not in str(logs)
    assert "Ada" not in str(logs)
    assert marked(ada)[90] is False

    mailbox.starts()
    assert works(ada, NINETY + MINUTE, mailbox) == 1
    assert works(ada, NINETY + 2 * MINUTE, mailbox) == 0
    assert len(mailbox.letters) == 1
    assert marked(ada)[90] is True


def test_reminders_that_were_overtaken_are_not_sent_late(ada: Learner, mailbox: Mailbox) -> None:
    works(ada, SEVEN, mailbox)

    (letter,) = mailbox.letters
    assert "7 more days" in letter.get_content()
    assert marked(ada) == {90: False, 60: False, 30: False, 7: True}


def test_after_the_end_nobody_is_reminded(ada: Learner, mailbox: Mailbox) -> None:
    works(ada, SEVEN + timedelta(days=9), mailbox)

    assert mailbox.letters == []


def test_without_a_mail_server_nothing_is_sent_and_nothing_waits(ada: Learner) -> None:
    assert works(ada, NINETY, None) == 1
    assert works(ada, NINETY, None) == 0
    assert marked(ada)[90] is False


def test_a_voided_certificate_reminds_nobody(ada: Learner, mailbox: Mailbox) -> None:
    with ada.database.writing() as session:
        certificates.void(session, serial_of(ada), "Issued in error.", ada.at)

    works(ada, NINETY, mailbox)

    assert mailbox.letters == []


def test_of_a_replaced_certificate_only_the_new_one_reminds(ada: Learner, mailbox: Mailbox) -> None:
    dora = signed_up(ada.database, "Dora Park")
    correction = Correction("Ada Marlowe-Reyes", (License("LMFT", "FL", "1"),), "New name.")
    old = serial_of(ada)
    with ada.database.writing() as session:
        issued.reissue(session, dora, old, correction, ada.at)

    works(ada, NINETY, mailbox)

    (letter,) = mailbox.letters
    assert serial_of(ada) in letter.get_content()
    assert old not in letter.get_content()


def test_who_completed_anew_is_not_reminded_of_the_old_end(ada: Learner, mailbox: Mailbox) -> None:
    ada.at = WINDOW
    renews(ada)
    completes(ada)

    works(ada, SEVEN, mailbox)

    assert mailbox.letters == []


def test_who_was_disabled_is_not_reminded(ada: Learner, mailbox: Mailbox) -> None:
    with ada.database.writing() as session:
        accounts.disable(session, ada.person.id, None, ada.at)

    works(ada, NINETY, mailbox)

    assert mailbox.letters == []
