"""Working off the outbox: what follows a commit, retried until it is done."""

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from lms.domain.errors import Refusal
from lms.services import (
    certificates,
    credentials,
    draft_checks,
    draft_reviews,
    inquiries,
    pictures,
    plans,
    programs,
    regrading,
    reminders,
    rosters,
)
from lms.services.signing_keys import Signing
from lms.store import outbox, record
from lms.store.regraded_attempts import FROM_START

log = structlog.get_logger()


class Doors(Protocol):
    """What a worker needs of the database: a way to read and a way to write."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together."""


def work_off(
    doors: Doors,
    signing: Signing,
    clock: Callable[[], datetime],
    post: reminders.Post | None = None,
) -> int:
    """Do everything that is due; how many pieces were done comes back.

    `post` hands a letter to a mail server; without one none is written.
    """
    with doors.reading() as session:
        due = outbox.list_due(session, clock(), patient=draft_checks.JOB)
    return sum(_work(doors, job, signing, clock, post) for job in due)


def places_of(fault: BaseException) -> list[str]:
    """Where a fault passed through, and never what it says: that may quote a name (PR-01)."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _work(
    doors: Doors,
    job: outbox.Job,
    signing: Signing,
    clock: Callable[[], datetime],
    post: reminders.Post | None,
) -> bool:
    works: dict[str, Callable[[], bool]] = {
        regrading.JOB: lambda: _go_on(doors, job, clock, regrading.go_on, FROM_START),
        rosters.JOB: lambda: _go_on(doors, job, clock, rosters.go_on, 0),
        programs.JOB: lambda: _render_program(doors, job, signing.address, clock),
        reminders.JOB: lambda: _remind(doors, job, signing.address, clock, post),
        inquiries.JOB: lambda: _tell(doors, job, signing.address, clock, post),
        plans.JOB: lambda: _publish(doors, job, clock),
        pictures.JOB: lambda: _narrow(doors, job, clock),
        draft_checks.JOB: lambda: _check(doors, job, clock),
    }
    work = works.get(job.kind, lambda: _render(doors, job, signing, clock))
    try:
        return work()
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
        return _leave_voided(doors, job, clock)
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


def _narrow(doors: Doors, job: outbox.Job, clock: Callable[[], datetime]) -> bool:
    """Keep the pictures of an edition in the widths that screens need, one after the other."""
    with doors.reading() as session:
        waiting = pictures.list_waiting(session, int(job.subject))
    for digest in waiting:
        with doors.reading() as session:
            content = pictures.get_content(session, digest)
        made = pictures.narrower(content)
        with doors.writing() as session:
            if not outbox.hold(session, job):
                return False
            pictures.keep(session, digest, made)
    with doors.writing() as session:
        if not outbox.hold(session, job):
            return False
        outbox.finish(session, job, clock())
    return True


def _leave_voided(doors: Doors, job: outbox.Job, clock: Callable[[], datetime]) -> bool:
    """Voided before its turn came: there is nothing to print any more."""
    with doors.writing() as session:
        outbox.finish(session, job, clock())
    return True


def _render_program(
    doors: Doors, job: outbox.Job, public_url: str, clock: Callable[[], datetime]
) -> bool:
    """Make the PDF of a program's certificate; False when another worker was first."""
    with doors.reading() as session:
        certificate = programs.find_to_render(session, job.subject)
    if certificate is None:
        raise LookupError(f"There is no program certificate for job {job.id}.")
    if certificate.voided_at is not None:
        return _leave_voided(doors, job, clock)
    file = programs.render(certificate, f"{public_url}/certificates/{job.subject}", clock())
    with doors.writing() as session:
        if not outbox.hold(session, job):
            return False
        programs.keep_pdf(session, certificate.serial, file, clock())
        outbox.finish(session, job, clock())
    return True


def _publish(doors: Doors, job: outbox.Job, clock: Callable[[], datetime]) -> bool:
    """Publish what was planned for now, or keep why not; False when another worker was first."""
    with doors.reading() as session:
        due = plans.get_due(session, job.subject)
    reading = draft_reviews.read_files(due.slug, due.files)
    try:
        with doors.writing() as session:
            if not outbox.hold(session, job):
                return False
            plans.carry_out(session, due, reading, clock())
            outbox.finish(session, job, clock())
    except Refusal as refusal:
        with doors.writing() as session:
            if not outbox.hold(session, job):
                return False
            plans.give_up(session, due, str(refusal), clock())
            outbox.finish(session, job, clock())
    return True


def _check(doors: Doors, job: outbox.Job, clock: Callable[[], datetime]) -> bool:
    """Read a draft and keep how many problems it has; False when another worker is at it."""
    with doors.writing() as session:
        now = clock()
        if not outbox.lend(session, job, now, now + draft_checks.LONGEST_READING):
            return False
    draft_id = int(job.subject)
    with doors.reading() as session:
        unread = draft_checks.find_unread(session, draft_id)
    problems = (
        () if unread is None else draft_reviews.read_files(unread.slug, unread.files).problems
    )
    with doors.writing() as session:
        if unread is not None:
            draft_checks.keep(session, unread, problems, clock())
        # Somebody who saved meanwhile found this work waiting, and asked for no other.
        if draft_checks.is_known(session, draft_id):
            outbox.forget(session, job)
        else:
            outbox.put_off(session, job, clock() + draft_checks.PAUSE)
    return True


def _remind(
    doors: Doors,
    job: outbox.Job,
    public_url: str,
    clock: Callable[[], datetime],
    post: reminders.Post | None,
) -> bool:
    """Send a reminder that is still true, once; False when another worker was first."""
    with doors.reading() as session:
        letter = reminders.find_letter(session, job.subject, public_url, clock()) if post else None
    with doors.writing() as session:
        if not outbox.hold(session, job):
            return False
        is_ours = letter is not None and reminders.claim(session, job.subject, clock())
        outbox.finish(session, job, clock())
    if letter is None or post is None or not is_ours:
        return True
    try:
        post(letter)
    except Exception:
        with doors.writing() as session:
            reminders.give_back(session, job.subject)
            outbox.reopen(session, job)
        raise
    with doors.writing() as session:
        reminders.note_sent(session, job.subject, clock())
    return True


def _tell(
    doors: Doors,
    job: outbox.Job,
    public_url: str,
    clock: Callable[[], datetime],
    post: reminders.Post | None,
) -> bool:
    """Tell somebody that their question was answered; a crash sends no letter rather than two."""
    with doors.reading() as session:
        letter = inquiries.find_letter(session, job.subject, public_url, clock()) if post else None
    with doors.writing() as session:
        if not outbox.hold(session, job):
            return False
        outbox.finish(session, job, clock())
    if letter is None or post is None:
        return True
    try:
        post(letter)
    except Exception:
        with doors.writing() as session:
            outbox.reopen(session, job)
        raise
    return True


def make_roster(
    doors: Doors, public_id: str, clock: Callable[[], datetime], tell: Callable[[int], None]
) -> None:
    """Make a batch that was ordered, here and now; `tell` hears how many completions are done.

    Where another worker is at it, nothing is left to do here but to wait for it.
    """

    def step(session: Session, subject: str, after: int, now: datetime) -> int | None:
        further = rosters.go_on(session, subject, after, now)
        batch = rosters.find_batch(session, subject)
        if batch is not None:
            tell(batch.rows + batch.refused)
        return further

    with doors.reading() as session:
        job = outbox.find(session, rosters.JOB, public_id)
    if job is not None:
        _go_on(doors, job, clock, step, 0)


# What is done in steps: a session, what about, after which, and when; None once all is done.
After = TypeVar("After")
Steps = Callable[[Session, str, After, datetime], After | None]


def _go_on(
    doors: Doors,
    job: outbox.Job,
    clock: Callable[[], datetime],
    step: Steps[After],
    start: After,
) -> bool:
    """Do long work, some of it in each transaction; False when another worker did."""
    after: After | None = start
    while after is not None:
        with doors.writing() as session:
            if not outbox.hold(session, job):
                return False
            after = step(session, job.subject, after, clock())
            if after is None:
                outbox.finish(session, job, clock())
    return True
