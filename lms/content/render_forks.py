"""A process that has loaded a module once and forks a child for each call: 5 ms, and not 200.

The forks of one parent share nothing that they write: whatever a text does to its child ends
with it. The parent knows no secret either, since it begins with an empty environment.
"""

import atexit
import importlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from time import monotonic

_ONE = b"."
_ENDS = 4  # a child's errand, output, errors, and the string that its caller holds it by
_CHUNK = 1 << 16
_LONGEST_DYING_SECONDS = 0.5  # between the last sign of a process and its end


class Forks:
    """The parent of all children of one module, as seen from the process that calls for them."""

    def __init__(self, module: str, top: Path) -> None:
        ours, theirs = socket.socketpair()
        self._said = TemporaryFile()  # noqa: SIM115 -- kept as long as the parent lives
        self._door = ours
        with theirs:
            self._parent = subprocess.Popen(
                [sys.executable, "-s", "-m", __name__, module],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                cwd=top,
                env={"PYTHONUTF8": "1"},
                start_new_session=True,
            )

    def call(self, task: bytes, seconds: float) -> tuple[bytes, bytes]:
        """What a new child says on both its outputs, as far as it comes in that time."""
        output, output_end = os.pipe()
        errors, errors_end = os.pipe()
        held, string = socket.socketpair()
        # The task lies in a file, since a child that is ended early leaves a pipe half full.
        with TemporaryFile() as errand, held:
            errand.write(task)
            errand.seek(0)
            try:
                ends = [errand.fileno(), output_end, errors_end, string.fileno()]
                with suppress(BrokenPipeError, ConnectionResetError):  # then nobody answers
                    socket.send_fds(self._door, [_ONE], ends)
            finally:
                string.close()
                os.close(output_end)
                os.close(errors_end)
            return _read((output, errors), seconds)

    @property
    def number(self) -> int:
        """The parent's process number."""
        return self._parent.pid

    def is_there(self) -> bool:
        """False when the parent has ended, of itself or by somebody's hand."""
        try:
            self._parent.wait(_LONGEST_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return True
        return False

    def last_words(self) -> str:
        """What the parent itself complained of."""
        self._said.seek(0)
        return self._said.read().decode(errors="replace")

    def close(self) -> None:
        """Let the parent go, and with it every child."""
        self._door.close()
        try:
            self._parent.wait(_LONGEST_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            # A process that was forked from this one may hold the door open still.
            self._parent.kill()
            self._parent.wait()
        self._said.close()


def _read(ends: tuple[int, int], seconds: float) -> tuple[bytes, bytes]:
    """All that comes out of both before they are closed or the time is over."""
    found = {end: bytearray() for end in ends}
    deadline = monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for end in ends:
            selector.register(end, selectors.EVENT_READ)
        while selector.get_map() and (left := deadline - monotonic()) > 0:
            for key, _ in selector.select(left):
                more = os.read(key.fd, _CHUNK)
                found[key.fd] += more
                if not more:
                    selector.unregister(key.fd)
    for end in ends:
        os.close(end)
    output, errors = (bytes(found[end]) for end in ends)
    return output, errors


# -- one parent for each module, in each process that calls ------------------------------

_parents: dict[tuple[int, str, Path], Forks] = {}
_starting = Lock()


def forks_of(module: str, top: Path) -> Forks:
    """The parent that has loaded this module, which is started where there is none yet."""
    # A process that was forked itself must not share its door with the one that it came from.
    asked = (os.getpid(), module, top)
    with _starting:
        if asked not in _parents:
            _parents[asked] = Forks(module, top)
            atexit.register(_let_go, asked)
        return _parents[asked]


def forget(forks: Forks) -> None:
    """Have another parent started for the next call: this one is no more."""
    with _starting:
        for asked, it in list(_parents.items()):
            if it is forks:
                del _parents[asked]
                it.close()


def _let_go(asked: tuple[int, str, Path]) -> None:
    if asked[0] == os.getpid() and asked in _parents:
        _parents.pop(asked).close()


# -- the parent's own side ---------------------------------------------------------------


def serve(door: socket.socket, work: Callable[[], None]) -> None:
    """Fork a child for each call, and end it when nobody holds its string any more."""
    with selectors.DefaultSelector() as selector, closing(door):
        selector.register(door, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not door:
                    _end(key.data)
                    selector.unregister(key.fileobj)
                    os.close(key.fd)
                    continue
                sign, ends, _, _ = socket.recv_fds(door, len(_ONE), _ENDS)
                if not sign:
                    for held in list(selector.get_map().values()):
                        if held.data:
                            _end(held.data)
                    return
                *task, string = ends
                child = _fork(task, work)
                selector.register(string, selectors.EVENT_READ, child)


def _fork(task: list[int], work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        for end in task:
            os.close(end)
        return child
    status = 1
    try:
        os.setsid()
        for number, end in enumerate(task):
            os.dup2(end, number)
        os.closerange(len(task), os.sysconf("SC_OPEN_MAX"))
        work()
        sys.stdout.flush()
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _end(child: int) -> None:
    """End a child and whatever it may have started, while its number is still its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # one that has no group yet
    os.waitpid(child, 0)


def main() -> None:
    """Load the module that the command line names, and fork for whoever holds the other end."""
    module = importlib.import_module(sys.argv[1])
    with socket.socket(fileno=os.dup(0)) as door:
        serve(door, module.main)


if __name__ == "__main__":
    main()
