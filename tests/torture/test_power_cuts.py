"""An answer that was called saved outlives a power cut (DS-01)."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import event

from lms.domain.questions import Answer
from lms.services import quizzes
from lms.services.quizzes import Sitting
from lms.store.attempts import Attempt
from lms.store.database import Database, open_database, pysqlite
from tests.databases import migrated_sqlite
from tests.sittings import COURSE, MODULE, Learner, publishes
from tests.torture.answering import Sent, attempt_of, last_of_each, latest_of, rows_of
from tests.torture.power import Disk, Happened, Recorder, Told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(pysqlite is None, reason="no SQLite of our own on this machine (DS-02)"),
]

CUTS = 150
# Enough for the write-ahead log to be copied into the database and begun anew several times.
ANSWERS = 800
NAME = "lms.sqlite3"


@dataclass(frozen=True)
class Recorded:
    """A database before, all that was written into it then, and what its learner answered."""

    before: bytes
    log: Sequence[Happened]
    attempt: Attempt
    answers: Sequence[Sent]


def recorded(folder: Path, prepare: Callable[[Database], object]) -> Recorded:
    """A learner who answers and answers, on a database that was opened and then prepared."""
    path = folder / NAME
    migrated_sqlite(path)
    with opened(path) as database:
        publishes(database)
        ada = Learner(database, "Ada Marlowe").enrolls().reads()
        attempt = attempt_of(ada)
    before, recorder = path.read_bytes(), Recorder(sqlite_extension())
    with recorder.recording(), opened(path) as database:
        prepare(database)
        ada.database = database
        answers = list(answers_to(attempt))
        for sent in answers:
            saves(ada, attempt, sent)
            recorder.tell(sent)
    return Recorded(before, recorder.log, attempt, answers)


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """A database as the product opens it."""
    database = open_database(f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.close()


def sqlite_extension() -> ModuleType:
    """The module that has the product's own SQLite in it."""
    return import_module("pysqlite3._sqlite3")


def as_it_is(_database: Database) -> None:
    """Leave everything as the product has it."""


def with_fewer_syncs(database: Database) -> None:
    """Let every connection sync less, whatever the product asked for."""

    @event.listens_for(database.writer, "connect")
    def _overrule(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")


def answers_to(attempt: Attempt) -> Iterator[Sent]:
    for number in range(ANSWERS):
        position, sequence = number % len(attempt.items), 1 + number // len(attempt.items)
        keys = attempt.items[position].option_keys
        yield Sent(position, sequence, keys[sequence % len(keys)])


def saves(ada: Learner, attempt: Attempt, sent: Sent) -> None:
    sitting = Sitting(COURSE, MODULE, attempt.public_id)
    answer = Answer(frozenset({sent.key}))
    with ada.database.writing() as session:
        quizzes.save_answer(
            session,
            ada.person,
            sitting,
            quizzes.Offered(sent.position, sent.sequence, answer),
            datetime.now(UTC),
        )


def cuts(it: Recorded) -> Iterator[tuple[dict[str, bytes], int]]:
    """The files after each cut, and how many answers had been called saved before it."""
    chance = Random(150)
    moments = set(chance.sample(range(len(it.log)), CUTS))
    told = accumulate(isinstance(happened, Told) for happened in it.log)
    disk = Disk({NAME: bytearray(it.before)})
    for moment, (happened, saved) in enumerate(zip(it.log, told, strict=True)):
        disk.goes_on(happened)
        if moment in moments:
            yield disk.after_a_cut(chance), saved


def rows_found(files: dict[str, bytes], folder: Path, attempt: Attempt) -> list[Sent]:
    """The answers that the product finds when it starts on those files; they are sound."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with opened(folder / NAME) as database:
        with database.reading() as session:
            check = session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all()
            strangers = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
        assert (check, strangers) == (["ok"], [])
        assert database.is_ready()
        rows = rows_of(database, attempt)
        assert latest_of(database, attempt) == last_of_each(rows)
    shutil.rmtree(folder)
    return rows


def answers_lost(it: Recorded, folder: Path) -> list[int]:
    """How many saved answers each cut lost; what it left is the beginning of what was sent."""
    lost = []
    for files, saved in cuts(it):
        rows = rows_found(files, folder / "found", it.attempt)
        assert rows == it.answers[: len(rows)]
        assert len(rows) <= saved + 1
        lost.append(max(0, saved - len(rows)))
    assert len(lost) == CUTS
    return lost


def test_ds_01_no_power_cut_loses_an_answer_that_was_called_saved(tmp_path: Path) -> None:
    as_we_run = recorded(tmp_path, as_it_is)

    assert answers_lost(as_we_run, tmp_path) == [0] * CUTS


def test_ds_01_the_same_power_cuts_lose_answers_where_less_is_synced(tmp_path: Path) -> None:
    as_we_must_not_run = recorded(tmp_path, with_fewer_syncs)

    lost = answers_lost(as_we_must_not_run, tmp_path)

    # Without this nobody would know that the cuts above cut anything.
    assert sum(map(bool, lost)) > CUTS // 3
