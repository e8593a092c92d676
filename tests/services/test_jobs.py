"""Working off the outbox: once, whoever does it, and without telling the log what it was about."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier, local

import pytest
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.services import certificates, jobs
from lms.store import outbox, record
from lms.store.database import Database
from lms.store.rows import AuditEventRow, CertificateFileRow, OutboxRow
from tests.beginnings import begun_once
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.store.at_once import at_once

ADDRESS = "https://learn.example.org"


@pytest.fixture
@begun_once
def sela(database: Database) -> Learner:
    """Sela, whose certificate waits to be made; no font has all letters of her name."""
    publishes(database)
    learner = Learner(database, "Sela ᠮᠣᠩᠭᠣᠯ").enrolls().does_everything().evaluates()
    learner.attests()
    return learner


def side_by_side(at: datetime, workers: int) -> Callable[[], datetime]:
    """A clock at which workers wait for each other once all have seen what is due."""
    asked, ready = local(), Barrier(workers)

    def clock() -> datetime:
        asked.times = getattr(asked, "times", 0) + 1
        if asked.times == 2:
            ready.wait(timeout=30)
        return at

    return clock


def rows(database: Database, kind: type, *conditions: object) -> int:
    with database.reading() as session:
        counted = select(func.count()).select_from(kind).where(*conditions)  # type: ignore[arg-type]
        return session.scalars(counted).one()


def test_two_workers_on_one_job_do_it_once_and_neither_fails(sela: Learner) -> None:
    clock = side_by_side(sela.at, 2)

    with structlog.testing.capture_logs() as logs:
        done = at_once([lambda: jobs.work_off(sela.database, signing_at(ADDRESS), clock)] * 2)

    assert sorted(done) == [0, 1]
    assert logs == []
    assert rows(sela.database, CertificateFileRow) == 1
    assert rows(sela.database, OutboxRow, OutboxRow.tries == 0, OutboxRow.done_at.is_not(None)) == 1
    told = AuditEventRow.kind == "certificate lacks glyphs"
    assert rows(sela.database, AuditEventRow, told) == 1


def test_work_that_was_done_is_not_held_again(sela: Learner) -> None:
    with sela.database.reading() as session:
        (job,) = outbox.list_due(session, sela.at)
    jobs.work_off(sela.database, signing_at(ADDRESS), lambda: sela.at)

    with sela.database.writing() as session:
        assert not outbox.hold(session, job)


def test_the_pdf_that_was_kept_first_stays(sela: Learner) -> None:
    jobs.work_off(sela.database, signing_at(ADDRESS), lambda: sela.at)
    serial = sela.attests()

    with sela.database.writing() as session:
        record.keep_certificate_file(
            session, serial, record.CertificateFile(b"other", "d" * 64, "", sela.at)
        )

    with sela.database.reading() as session:
        kept = certificates.find_pdf(session, serial)
    assert kept is not None
    assert kept.startswith(b"%PDF-")


@dataclass
class FullDisk:
    """A database whose disk is full for one write, and says whose row it was."""

    database: Database
    is_full: bool = True

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        if self.is_full:
            self.is_full = False
            raise ValueError("no room for Sela's certificate")
        return self.database.writing()


def test_pr01_a_job_that_fails_says_where_and_never_what(sela: Learner) -> None:
    with structlog.testing.capture_logs() as logs:
        assert jobs.work_off(FullDisk(sela.database), signing_at(ADDRESS), lambda: sela.at) == 0

    assert [(line["event"], line["fault"], line["tries"]) for line in logs] == [
        ("job failed", "ValueError", 1)
    ]
    assert "Sela" not in str(logs)
    assert any(" writing" in place for place in logs[0]["at"])
