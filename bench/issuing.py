"""Issuing a certificate: the record, the signed credential, and the PDF with it inside."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from bench import filling
from bench.report import Line
from bench.writing import slug, write_course
from lms.domain.access import Person, Role
from lms.domain.accounts import NewAccount
from lms.services import accounts, certificates, courses, evaluations, jobs, quizzes, reading
from lms.services.signing_keys import Signing
from lms.store.database import Database

COURSE, WORDS = "issued", 300
# The first ones build the press and read the contexts; they are left out.
WARMING, TIMES = 3, 40


def lines(kind: str, database: Database, home: Path) -> list[Line]:
    """Milliseconds from the attestation until everything is made, and of its two parts."""
    publish_short_course(database, home)
    signing = Signing("http://localhost", False, home / "keys", makes_first_key=True)
    attesting, making, working = [], [], []
    for number in range(WARMING + TIMES):
        person = nearly_done(database, number)
        worked = time.process_time()
        attesting.append(_milliseconds(partial(_attest, database, person)))
        making.append(_milliseconds(partial(jobs.work_off, database, signing, _now)))
        working.append(1000 * (time.process_time() - worked))
    whole = [sum(pair) for pair in zip(attesting, making, strict=True)][WARMING:]
    return [
        Line(f"{kind}: ms to issue a certificate", median(whole)),
        Line(f"{kind}: ms of the slowest of {TIMES}", max(whole)),
        Line(f"{kind}: CPU ms of this process", median(working[WARMING:])),
        Line(f"{kind}: ms of which to record it", median(attesting[WARMING:])),
        Line(f"{kind}: ms of which to sign and print it", median(making[WARMING:])),
    ]


def publish_short_course(database: Database, home: Path) -> None:
    """The course whose certificates are issued."""
    folder = home / "issued-source" / COURSE
    write_course(folder, "A short course", 1, WORDS)
    filling.publish_folder(database, folder, _now())


def nearly_done(database: Database, number: int) -> Person:
    """Somebody of whose course only the attestation is missing."""
    now, module = _now(), slug(1)
    new = NewAccount(f"Learner {number}", f"issued{number}@bench.example", "UTC", "no password")
    with database.writing() as session:
        person = accounts.add_person(session, new, Role.LEARNER, None, now)
        courses.enroll(session, person, COURSE, now)
        reading.finish_module(session, person, COURSE, module, now)
        address = quizzes.start(session, person, COURSE, module, now)
        filling.hand_in(session, person, quizzes.Sitting(COURSE, module, address), now)
        asked = evaluations.get_evaluation_page(session, person, COURSE).items
        evaluations.send(session, person, COURSE, {item.key: "5" for item in asked}, now)
    return person


def _attest(database: Database, person: Person) -> None:
    with database.writing() as session:
        certificates.attest(session, person, COURSE, _now())


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def _now() -> datetime:
    return datetime.now(UTC)
