"""Where the product runs under torture: a home, a database, and servers that may be killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from lms.store.database import Database, open_database
from tests.accounts import new_cookie
from tests.databases import PostgresServer
from tests.sittings import COURSE, Learner, publishes
from tests.torture.browsers import Browser

STARTED = re.compile(r"Serving on http://([^:\s]+):([0-9]+)")
# The machine may be busy with other things; how long something takes is not what is asked here.
LONGEST_START_SECONDS = 180
LONGEST_STOP_SECONDS = 60
LOG = "said.log"


class Server:
    """`lms run` in a process of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._process, self._log = process, log
        self.host, self.port = self._address()

    def kill(self) -> None:
        """kill -9: the process has no say in it."""
        self._process.kill()
        self._process.wait()

    def is_told_to_stop(self) -> None:
        """SIGTERM, as a service manager sends it."""
        self._process.send_signal(signal.SIGTERM)

    def loses_a_process(self, count: int) -> None:
        """kill -9 for one of the processes among which it divides its work, once all are there."""
        self._processes(count)[0].kill()
        until = time.monotonic() + LONGEST_START_SECONDS
        while "a server process ended" not in self.said:
            assert time.monotonic() < until, f"nobody is told:\n{self.said}"
            time.sleep(0.05)

    def is_complete_again(self, count: int) -> None:
        """Wait until it divides its work among so many processes."""
        self._processes(count)

    def _processes(self, count: int) -> list[psutil.Process]:
        parent = psutil.Process(self._process.pid)
        until = time.monotonic() + LONGEST_START_SECONDS
        while len(found := [it for it in parent.children() if is_alike(it, parent)]) < count:
            assert time.monotonic() < until, f"fewer than {count} processes:\n{self.said}"
            time.sleep(0.05)
        return found

    def exit_status(self) -> int:
        """What it came to, once it has ended."""
        return self._process.wait(timeout=LONGEST_STOP_SECONDS)

    def is_put_away(self) -> None:
        """Whatever happened before, it does not run afterwards."""
        if self._process.poll() is None:
            self.is_told_to_stop()
            try:
                self.exit_status()
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self._log.read_text(encoding="utf-8")

    def _address(self) -> tuple[str, int]:
        until = time.monotonic() + LONGEST_START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            found = STARTED.search(self.said)
            if found:
                return found[1], int(found[2])
            time.sleep(0.05)
        self._process.kill()
        raise AssertionError(f"lms run did not start:\n{self.said}")


def is_alike(one: psutil.Process, other: psutil.Process) -> bool:
    """True for two processes of the same command; False where one has just ended."""
    try:
        return bool(one.cmdline() == other.cmdline())
    except psutil.NoSuchProcess:
        return False


@dataclass(frozen=True)
class Place:
    """A home and a database with one published course, for servers to run on."""

    home: Path
    database: Database

    @contextmanager
    def served(self, *options: str) -> Iterator[Server]:
        """A running server; it is stopped at the end if it still runs."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("LMS_")}
        environ |= {"LMS_HOME": str(self.home), "LMS_DATABASE_URL": self.database.url}
        log = self.home / LOG
        with open(log, "w", encoding="utf-8") as said:
            process = subprocess.Popen(
                [Path(sys.executable).with_name("lms"), "run", "--port", "0", *options],
                env=environ | {"PYTHONUNBUFFERED": "1"},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        server = Server(process, log)
        try:
            yield server
        finally:
            server.is_put_away()

    def learner(self, name: str) -> Learner:
        """Somebody with an account who has enrolled in nothing."""
        learner = Learner(self.database, name, COURSE)
        learner.at = datetime.now(UTC)
        return learner

    def reader(self, name: str) -> Learner:
        """Somebody who has read the first module."""
        return self.learner(name).enrolls().reads()

    def browser(self, server: Server, learner: Learner) -> Browser:
        """A browser in which that person is signed in."""
        cookie = new_cookie(self.database, learner.person, datetime.now(UTC))
        return Browser(server.host, server.port, cookie)


@contextmanager
def place_on_sqlite(home: Path, template: Path) -> Iterator[Place]:
    """A place whose database is a file in its home."""
    path = home / "lms.sqlite3"
    shutil.copyfile(template, path)
    database = open_database(f"sqlite:///{path}")
    publishes(database)
    yield Place(home, database)
    database.close()


@contextmanager
def place_on_postgresql(home: Path, postgres: PostgresServer) -> Iterator[Place]:
    """A place whose database is this worker's own PostgreSQL."""
    with postgres.emptied() as database:
        publishes(database)
        yield Place(home, database)
