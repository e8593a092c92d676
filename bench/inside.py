"""Without a network: questions to the database for each page, and pages that must stay flat."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench import filling
from bench.report import Line
from bench.writing import slug, write_course
from lms.app import create_app
from lms.services import statistics
from lms.services.teaching import Taught
from lms.settings import Settings
from lms.store import editions
from lms.store.database import Database, open_database
from lms.web.security import SESSION_COOKIE

COURSE = f"/courses/{filling.SLUG}"
PAGES = {
    "catalog": "/",
    "course": COURSE,
    "module": f"{COURSE}/part-12",
    "quiz": f"{COURSE}/part-12/quiz",
    "dashboard": "/me",
    "transcript": "/me/transcript",
}
TIMES, OK = 60, 200
FEW_LEARNERS, MANY_COURSES = 100, 300


def lines(kind: str, database: Database, home: Path) -> list[Line]:
    """Queries of each page, then the same pages with few learners and with many courses."""
    app = _app(database, home)
    found = [
        Line(f"{kind}: queries of the {name} page", _queries(app, database, path))
        for name, path in PAGES.items()
    ]
    found += _times(f"{kind}: CPU ms of %s, all learners", app)
    found += _statistics(kind, database)
    if kind == "sqlite":
        found += _few_learners(home)
        found += _many_courses(app, database, home)
    return found


def _statistics(kind: str, database: Database) -> list[Line]:
    """Counting every first attempt at a quiz, and asking again while there is no other one."""
    seconds = []
    for _ in range(2):
        began = time.perf_counter()
        with database.reading() as session:
            newest = editions.find_newest(session, filling.SLUG)
            assert newest is not None
            found = statistics.get_statistics(session, Taught(newest), slug(1))
        seconds.append(time.perf_counter() - began)
    what = f"{found.learners} attempts at {len(found.questions)} questions"
    return [
        Line(f"{kind}: s to count the statistics of {what}", seconds[0]),
        Line(f"{kind}: ms of the same again", 1000 * seconds[1]),
    ]


def _few_learners(home: Path) -> list[Line]:
    small = home / "small"
    small.mkdir()
    database = open_database(f"sqlite:///{small / 'lms.sqlite3'}")
    database.migrate()
    filling.publish(database, small / "source", datetime.now(UTC))
    filling.fill(database, FEW_LEARNERS)
    found = _times(f"sqlite: CPU ms of %s, {FEW_LEARNERS} learners", _app(database, small))
    database.close()
    return found


def _many_courses(app: Flask, database: Database, home: Path) -> list[Line]:
    for number in range(1, MANY_COURSES):
        folder = home / "many" / f"course-{number:03}"
        write_course(folder, f"Course {number:03}", 1, 400)
        filling.publish_folder(database, folder, datetime.now(UTC))
    return _times(f"sqlite: CPU ms of %s, {MANY_COURSES} courses", app)


def _app(database: Database, home: Path) -> Flask:
    return create_app(Settings.from_environment({"LMS_HOME": str(home)}), database)


def _queries(app: Flask, database: Database, path: str) -> int:
    _get(app, path)
    with _counted(database) as statements:
        _get(app, path)
    return len(statements)


def _times(what: str, app: Flask) -> Iterator[Line]:
    for name in ("catalog", "dashboard"):
        _get(app, PAGES[name])
        began = time.process_time()
        for _ in range(TIMES):
            _get(app, PAGES[name])
        yield Line(what % name, 1000 * (time.process_time() - began) / TIMES)


def _get(app: Flask, path: str) -> None:
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, filling.token(1))
    answer = client.get(path)
    assert answer.status_code == OK, (path, answer.status)


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    for engine in (database.reader, database.writer):
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in (database.reader, database.writer):
        event.remove(engine, "before_cursor_execute", note)
