"""Working off the outbox: what follows a commit, retried until it is done."""

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from lms.services import certificates
from lms.store import outbox, record

log = structlog.get_logger()


class Doors(Protocol):
    """What a worker needs of the database: a way to read and a way to write."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together."""


def work_off(doors: Doors, public_url: str, clock: Callable[[], datetime]) -> int:
    """Do everything that is due; how many pieces were done comes back."""
    with doors.reading() as session:
        due = outbox.list_due(session, clock())
    return sum(_work(doors, job, public_url, clock) for job in due)


def _work(doors: Doors, job: outbox.Job, public_url: str, clock: Callable[[], datetime]) -> bool:
    try:
        _render(doors, job, public_url, clock)
    except Exception as fault:  # a failing job must not stop the others; it is tried again
        # Where, never what: the compiler's message may quote a name (PR-01).
        frames = traceback.extract_tb(fault.__traceback__)
        log.error(
            "job failed",
            kind=job.kind,
            job=job.id,
            tries=job.tries + 1,
            fault=type(fault).__name__,
            at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )
        with doors.writing() as session:
            outbox.postpone(session, job, clock())
        return False
    return True


def _render(doors: Doors, job: outbox.Job, public_url: str, clock: Callable[[], datetime]) -> None:
    with doors.reading() as session:
        certificate = record.find_certificate(session, job.subject)
    if certificate is None:
        raise LookupError(f"There is no certificate for job {job.id}.")
    if certificate.voided_at is not None:
        # Voided before its turn came: there is nothing to print any more.
        with doors.writing() as session:
            outbox.finish(session, job, clock())
        return
    address = f"{public_url}/certificates/{certificate.serial}"
    file = certificates.render(certificate, address, clock())
    with doors.writing() as session:
        certificates.keep_pdf(session, certificate.serial, file, clock())
        outbox.finish(session, job, clock())
