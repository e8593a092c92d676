"""Working off the outbox: what follows a commit, retried until it is done."""

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from lms.services import certificates, credentials, regrading
from lms.services.signing_keys import Signing
from lms.store import outbox, record

log = structlog.get_logger()


class Doors(Protocol):
    """What a worker needs of the database: a way to read and a way to write."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together."""


def work_off(doors: Doors, signing: Signing, clock: Callable[[], datetime]) -> int:
    """Do everything that is due; how many pieces were done comes back."""
    with doors.reading() as session:
        due = outbox.list_due(session, clock())
    return sum(_work(doors, job, signing, clock) for job in due)


def places_of(fault: BaseException) -> list[str]:
    """Where a fault passed through, and never what it says: that may quote a name (PR-01)."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _work(doors: Doors, job: outbox.Job, signing: Signing, clock: Callable[[], datetime]) -> bool:
    try:
        if job.kind == regrading.JOB:
            return _regrade(doors, job, clock)
        return _render(doors, job, signing, clock)
    except Exception as fault:  # a failing job must not stop the others; it is tried again
        log.error(
            "job failed",
            kind=job.kind,
            job=job.id,
            tries=job.tries + 1,
            fault=type(fault).__name__,
            at=places_of(fault),
        )
        with doors.writing() as session:
            if outbox.hold(session, job):
                outbox.postpone(session, job, clock())
        return False


def _render(doors: Doors, job: outbox.Job, signing: Signing, clock: Callable[[], datetime]) -> bool:
    """Make a certificate's credential and its PDF; False when another worker was first."""
    with doors.reading() as session:
        certificate = record.find_certificate(session, job.subject)
    if certificate is None:
        raise LookupError(f"There is no certificate for job {job.id}.")
    if certificate.voided_at is not None:
        # Voided before its turn came: there is nothing to print any more.
        with doors.writing() as session:
            outbox.finish(session, job, clock())
        return True
    draft = credentials.prepare(doors, signing, certificate, clock())
    made = credentials.make(certificate, draft, signing, clock())
    address = f"{signing.address}/certificates/{certificate.serial}"
    file = certificates.render(certificate, address, made.document, clock())
    with doors.writing() as session:
        if not outbox.hold(session, job):
            return False
        credentials.keep(session, draft, made)
        certificates.keep_pdf(session, certificate.serial, file, clock())
        outbox.finish(session, job, clock())
    return True


def _regrade(doors: Doors, job: outbox.Job, clock: Callable[[], datetime]) -> bool:
    """Grade attempts anew, some of them in each transaction; False when another worker did."""
    after: int | None = 0
    while after is not None:
        with doors.writing() as session:
            if not outbox.hold(session, job):
                return False
            after = regrading.go_on(session, job.subject, after, clock())
            if after is None:
                outbox.finish(session, job, clock())
    return True
