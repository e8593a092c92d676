"""A hundred thousand completions: the roster of all of them, its file, and the memory it takes."""

import os
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench import issuing
from bench.report import Line
from bench.servers import lms
from lms.domain.certificates import new_serial
from lms.services import certificates
from lms.store.database import Database
from lms.store.rows import (
    Base,
    CertificateRow,
    CompletionRow,
    EnrollmentRow,
    RosterFactsRow,
)

COMPLETIONS, AT_ONCE = 100_000, 5_000
KILOBYTES = 1024


def lines(kind: str, database: Database, home: Path) -> list[Line]:
    """Seconds, processor and memory of `lms rosters make generic`."""
    issuing.publish_short_course(database, home)
    person = issuing.nearly_done(database, 1_000_000)
    with database.writing() as session:
        certificates.attest(session, person, issuing.COURSE, datetime.now(UTC))
    for _ in range(COMPLETIONS // AT_ONCE):
        with database.writing() as session:
            _add_copies(session)
    file = home / "roster.csv"
    environ = {**os.environ, "LMS_HOME": str(home), "LMS_DATABASE_URL": str(database.url)}
    began = time.perf_counter()
    command = lms("rosters", "make", "generic", str(file))
    making = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(making.pid, 0)
    making.returncode = os.waitstatus_to_exitcode(status)
    assert making.returncode == 0
    with file.open(encoding="utf-8") as rows:
        assert sum(1 for _ in rows) > COMPLETIONS
    return [
        Line(f"{kind}: s for a roster of {COMPLETIONS} completions", time.perf_counter() - began),
        Line(f"{kind}: s of processor for it", used.ru_utime + used.ru_stime),
        Line(f"{kind}: MB of memory for it", used.ru_maxrss / KILOBYTES),
    ]


def _add_copies(session: Session) -> None:
    """So many copies of the newest completion, each with a certificate of its own."""
    it = {table: _newest(session, table) for table in (EnrollmentRow, CompletionRow)}
    certificate, facts = _newest(session, CertificateRow), _newest(session, RosterFactsRow)
    ids = list(zip(range(AT_ONCE), *(count(_next(session, table)) for table in it), strict=False))
    # Nobody is in a course twice at once, so the copies have left it.
    left = {"left_at": it[EnrollmentRow]["enrolled_at"]}
    _insert(session, EnrollmentRow, it, ((enrollment, left) for _, enrollment, _ in ids))
    completions = ((id_, {"enrollment_id": of}) for _, of, id_ in ids)
    _insert(session, CompletionRow, it, completions)
    first = _next(session, CertificateRow)
    session.execute(
        insert(CertificateRow),
        [
            {**certificate, "id": first + n, "completion_id": id_, "serial": new_serial()}
            for n, _, id_ in ids
        ],
    )
    session.execute(insert(RosterFactsRow), [{**facts, "completion_id": id_} for _, _, id_ in ids])


def _insert(
    session: Session,
    table: type[Base],
    newest: dict[Any, dict[str, Any]],
    changes: Iterator[tuple[int, dict[str, Any]]],
) -> None:
    rows = [{**newest[table], "id": id_, **changed} for id_, changed in changes]
    session.execute(insert(table), rows)


def _newest(session: Session, table: type[Base]) -> dict[str, Any]:
    key = next(iter(table.__table__.primary_key))
    row = session.execute(select(table.__table__).order_by(key.desc()).limit(1)).mappings().one()
    return dict(row)


def _next(session: Session, table: Any) -> int:
    return 1 + int(session.scalar(select(func.max(table.id))) or 0)
