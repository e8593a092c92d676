"""A million events: how long sealing and checking them takes, in how much memory, and the page."""

import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.report import Line
from bench.servers import lms
from lms.credentials.seals import open_seal
from lms.services import audit
from lms.services.audit import Typed
from lms.services.sealing import Sealer
from lms.store.database import Database
from lms.store.rows import AuditEventRow

EVENTS, AT_ONCE = 1_000_000, 10_000
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
KINDS = ("signed in", "module finished", "attempt started", "attempt handed in", "left")
KILOBYTES = 1024
SEARCHES = {
    "as it opens": Typed(),
    "of one kind": Typed(kind="module finished"),
    "of one day": Typed(since="2022-05-01", until="2022-05-01"),
    "about one thing": Typed(subject="enrollment 777"),
}


def lines(kind: str, database: Database, home: Path) -> list[Line]:
    """Seconds to seal and to check, the memory of checking, and the office's page."""
    for part in _parts():
        with database.writing() as session:
            session.execute(insert(AuditEventRow), part)
    began = time.perf_counter()
    sealer = Sealer(database, lambda: open_seal(home / "keys"))
    sealed = sealer.seal_all(lambda what, done, whole: None)
    sealer.sign(datetime.now(UTC))
    found = [Line(f"{kind}: s to seal {sealed} events", time.perf_counter() - began)]
    found += _checking(kind, database, home)
    for what, typed in SEARCHES.items():
        began = time.perf_counter()
        with database.reading() as session:
            audit.get_log(session, typed, UTC, 1)
        ms = 1000 * (time.perf_counter() - began)
        found.append(Line(f"{kind}: ms for the log {what}, of {sealed} events", ms))
    return found


def _parts() -> Iterator[list[dict[str, Any]]]:
    """A million events over ten years, ten thousand at a time."""
    for start in range(0, EVENTS, AT_ONCE):
        yield [
            {
                "at": BEGAN + timedelta(minutes=5 * number),
                "kind": KINDS[number % len(KINDS)],
                "actor_id": None,
                "subject": f"enrollment {number % 20_000}",
                "detail": f'{{"attempt":"a{number}","receipt":"7K3M9PQRT2XWZ4HB"}}',
            }
            for number in range(start, start + AT_ONCE)
        ]


def _checking(kind: str, database: Database, home: Path) -> list[Line]:
    """`lms audit verify` in a process of its own."""
    environ = {**os.environ, "LMS_HOME": str(home), "LMS_DATABASE_URL": str(database.url)}
    began = time.perf_counter()
    checking = subprocess.Popen(lms("audit", "verify"), env=environ, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(checking.pid, 0)
    checking.returncode = os.waitstatus_to_exitcode(status)
    assert checking.returncode == 0
    processor = used.ru_utime + used.ru_stime
    return [
        Line(f"{kind}: s for lms audit verify", time.perf_counter() - began),
        Line(f"{kind}: s of processor for it", processor),
        Line(f"{kind}: MB of memory for it", used.ru_maxrss / KILOBYTES),
    ]
