"""The product as a new user starts it: `lms run` in a process of its own."""

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

STARTED = re.compile(r"Serving on (http://\S+)")
LONGEST_START_SECONDS = 60
LONGEST_STOP_SECONDS = 20
LOG = "said.log"


@contextmanager
def served(home: Path, *options: str, database_url: str = "") -> Iterator[str]:
    """The address of a running server with the demo people; it is stopped at the end."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("LMS_")}
    environ["LMS_HOME"] = str(home)
    if database_url:
        environ["LMS_DATABASE_URL"] = database_url
    # A file, since a pipe that nobody reads fills up and stops the server.
    with open(home / LOG, "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("lms"), "run", "--port", "0", "--demo", *options],
            env=environ | {"PYTHONUNBUFFERED": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, home / LOG)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=LONGEST_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# How a server is started in a home that is there, and what is done before guests come in.
Start = Callable[[Path], AbstractContextManager[str]]


@contextmanager
def shared(folder: Path, start: Start = served) -> Iterator[tuple[str, Path]]:
    """One server, with its home, for every process that names the same folder.

    Whoever comes first starts it, and stops it when the last guest has gone.
    """
    sign, home = folder / "address", folder / "home"
    folder.mkdir(exist_ok=True)
    with open(folder / "door", "w") as door, open(folder / "guests", "w") as guests:
        fcntl.flock(door, fcntl.LOCK_EX)
        if sign.exists():
            fcntl.flock(guests, fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield sign.read_text(), home
            return
        home.mkdir(exist_ok=True)
        with start(home) as address:
            sign.write_text(address)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield address, home
            fcntl.flock(door, fcntl.LOCK_EX)
            sign.unlink()
            fcntl.flock(door, fcntl.LOCK_UN)
            fcntl.flock(guests, fcntl.LOCK_EX)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _ in range(LONGEST_START_SECONDS * 20):
        said = log.read_text(encoding="utf-8")
        found = STARTED.search(said)
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"lms run did not start:\n{log.read_text(encoding='utf-8')}")
