"""A key that was wrong, corrected after everybody has answered: how long it takes, and at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench import filling
from bench.report import Line
from bench.writing import slug
from lms.domain.access import Person, Role
from lms.domain.accounts import NewAccount
from lms.domain.regrading import RegradePolicy
from lms.services import accounts, jobs, proposals, regrading, teaching
from lms.services.proposals import Proposal
from lms.services.signing_keys import Signing
from lms.store.database import Database

MODULE, STAMP = slug(1), "b0101"
RIGHT = "- [x] Answer 2 of 1 and 1\n"
WRONG = "- [ ] Answer 3 of 1 and 1\n"


def lines(kind: str, database: Database, home: Path) -> list[Line]:
    """Seconds for the dry run, for grading all anew and for undoing it, and the longest write."""
    dora = _administrator(database)
    _publish_another_key(database, home)
    found = []
    signing = Signing("http://localhost", False, home / "keys", makes_first_key=True)
    began = time.perf_counter()
    proposal = _proposal(database, dora)
    found.append(Line(f"{kind}: s for a dry run over {proposal.asked} attempts", _since(began)))
    for what, act in (("to grade anew", _order), ("to undo it", _undo)):
        with _longest_write(database) as longest:
            began = time.perf_counter()
            act(database, dora, proposal)
            jobs.work_off(database, signing, _now)
            seconds = _since(began)
        changed = proposal.effects.total
        found.append(Line(f"{kind}: s {what} {changed} attempts", seconds))
        found.append(Line(f"{kind}: ms of the longest transaction {what}", 1000 * max(longest)))
    return found


def _administrator(database: Database) -> Person:
    new = NewAccount("Dora Vance", "dora@bench.example", "UTC", "no password")
    with database.writing() as session:
        return accounts.add_person(session, new, Role.ADMINISTRATOR, None, _now())


def _publish_another_key(database: Database, home: Path) -> None:
    folder = home / "source" / filling.SLUG
    quiz = folder / f"01-{MODULE}.quiz.md"
    text = quiz.read_text()
    assert RIGHT in text
    assert WRONG in text
    other = text.replace(RIGHT, RIGHT.replace("[x]", "[ ]")).replace(
        WRONG, WRONG.replace("[ ]", "[x]")
    )
    quiz.write_text(other)
    filling.publish_folder(database, folder, _now())


def _proposal(database: Database, dora: Person) -> Proposal:
    policy = RegradePolicy.NEW_COUNTS
    with database.reading() as session:
        taught = teaching.get_taught(session, dora, filling.SLUG)
        return proposals.get_proposal(session, taught, MODULE, STAMP, policy, 1)


def _order(database: Database, dora: Person, proposal: Proposal) -> None:
    with database.writing() as session:
        taught = teaching.get_taught(session, dora, filling.SLUG)
        regrading.order(session, dora, taught, proposal.decided, "A wrong key.", _now())


def _undo(database: Database, dora: Person, _proposal: Proposal) -> None:
    with database.writing() as session:
        taught = teaching.get_taught(session, dora, filling.SLUG)
        [made] = proposals.get_overview(session, taught, 1, 1).decisions.entries
        regrading.undo(session, dora, taught, made.regrade.public_id, "It was right.", _now())


@contextmanager
def _longest_write(database: Database) -> Iterator[list[float]]:
    """How long each transaction that writes was open, in seconds."""
    lasted: list[float] = []
    began: dict[int, float] = {}

    def begin(connection: Any) -> None:
        began[id(connection)] = time.perf_counter()

    def end(connection: Any) -> None:
        lasted.append(time.perf_counter() - began.pop(id(connection), time.perf_counter()))

    event.listen(database.writer, "begin", begin)
    event.listen(database.writer, "commit", end)
    yield lasted
    event.remove(database.writer, "begin", begin)
    event.remove(database.writer, "commit", end)


def _since(began: float) -> float:
    return time.perf_counter() - began


def _now() -> datetime:
    return datetime.now(UTC)
