"""Turns: writers of one SQLite file go one after the other, in the order in which they came.

SQLite lets writers wait by trying again and again, and at 32 of them some waited for seconds. Here
the threads of a process stand in line, and the first of each line draws a number from a file beside
the database, as at a counter. While it waits and writes it holds the lock of its number's byte in
that file, and its turn comes when the byte before is free. The system frees the locks of a process
that dies. BEGIN IMMEDIATE still guards the database from whoever does not draw a number.
"""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, cached_property

import structlog

from lms.domain.errors import Busy

log = structlog.get_logger()

SHORTEST_PAUSE, LONGEST_PAUSE = 0.000_05, 0.000_8
# The counter's own bytes; number n is the byte that lies n after them.
COUNTER = 8


@cache
def turns_before(path: str, wait_seconds: float) -> "Turns":
    """The line before that file: one for a process, whose locks belong to all of it."""
    return Turns(path, wait_seconds)


class TurnWithinTurn(RuntimeError):
    """A thread that has the turn asked for it again, and would wait for itself."""


class Turns:
    """The line before one file; `wait_seconds` is the longest that anybody stands in it."""

    def __init__(self, path: str, wait_seconds: float) -> None:
        self._database, self._path = path, f"{path}-turns"
        self._wait_seconds = wait_seconds
        self._door = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._holder = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn to write; Busy when it does not come in time."""
        if self._holder == threading.get_ident():
            raise TurnWithinTurn
        until = time.monotonic() + self._wait_seconds
        with self._first_in_line(until), self._next_of_all(until):
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = 0

    @cached_property
    def _file(self) -> int | None:
        """The file of numbers, made like the database's own side files; None where it cannot be."""
        # Never closed: closing any copy of it would free this process's locks on it.
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with suppress(FileNotFoundError, PermissionError):
                like = os.stat(self._database)
                os.fchmod(file, like.st_mode & 0o777)
                os.fchown(file, like.st_uid, like.st_gid)
        except OSError as fault:
            log.warning("writers of several processes do not stand in line", fault=fault.strerror)
            return None
        return file

    # -- the threads of this process -----------------------------------------------

    @contextmanager
    def _first_in_line(self, until: float) -> Iterator[None]:
        mine = threading.Lock()
        mine.acquire()
        with self._door:
            self._line.append(mine)
            is_first = self._line[0] is mine
        if not is_first and not mine.acquire(timeout=max(0.0, until - time.monotonic())):
            self._give_up(mine)
        try:
            yield
        finally:
            with self._door:
                self._line.popleft()
                if self._line:
                    self._line[0].release()

    def _give_up(self, mine: threading.Lock) -> None:
        """Leave the line, unless the turn came at the very last moment."""
        with self._door:
            if self._line[0] is not mine:
                self._line.remove(mine)
                raise Busy

    # -- the processes, each with its first thread -----------------------------------

    @contextmanager
    def _next_of_all(self, until: float) -> Iterator[None]:
        file = self._file
        if file is None:
            yield
            return
        mine = COUNTER + _draw(file)
        try:
            _wait_for(file, mine - 1, until)
            yield
        finally:
            fcntl.lockf(file, fcntl.LOCK_UN, 1, mine)


def _draw(file: int) -> int:
    """The next number, its byte locked before anybody else can draw."""
    fcntl.lockf(file, fcntl.LOCK_EX, COUNTER)
    try:
        number = 1 + int.from_bytes(os.pread(file, COUNTER, 0), "little")
        os.pwrite(file, number.to_bytes(COUNTER, "little"), 0)
        fcntl.lockf(file, fcntl.LOCK_EX, 1, COUNTER + number)
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN, COUNTER)
    return number


def _wait_for(file: int, byte: int, until: float) -> None:
    if byte < COUNTER:
        return
    pause = SHORTEST_PAUSE
    while not _is_free(file, byte):
        if time.monotonic() > until:
            raise Busy
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _is_free(file: int, byte: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, byte)
    except BlockingIOError:
        return False
    fcntl.lockf(file, fcntl.LOCK_UN, 1, byte)
    return True
