"""Servers in processes of their own, and what they cost: processor time and memory."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTED = re.compile(r"Serving on http://([^:\s]+):([0-9]+)")
LONGEST_START_SECONDS = 120
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it serves, and its process."""

    host: str
    port: int
    pid: int

    @property
    def pids(self) -> list[int]:
        """Its process and those that it began."""
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            except FileNotFoundError:
                continue
            waiting += map(int, children.split())
        return found

    def cpu_seconds(self) -> float:
        """Processor time used so far, in user and kernel mode, by all its processes."""
        return sum(_cpu_ticks(pid) for pid in self.pids) / TICKS

    def memory_megabytes(self) -> float:
        """Memory by proportional share: pages that processes share count once."""
        return sum(_pss_kilobytes(pid) for pid in self.pids) / 1024


def _cpu_ticks(pid: int) -> int:
    # After the name in parentheses, which may hold blanks: utime and stime are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


@contextmanager
def served(command: list[str], environ: Mapping[str, str], log: Path) -> Iterator[Server]:
    """A server that this command starts; it is told to stop at the end."""
    with open(log, "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            command,
            env={k: v for k, v in os.environ.items() if not k.startswith("LMS_")}
            | {"PYTHONUNBUFFERED": "1", **environ},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        host, port = _address(process, log)
        yield Server(host, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def lms(*arguments: str) -> list[str]:
    """The product's own command."""
    return [str(Path(sys.executable).with_name("lms")), *arguments]


def _address(process: "subprocess.Popen[bytes]", log: Path) -> tuple[str, int]:
    ends = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        found = STARTED.search(log.read_text(encoding="utf-8"))
        if found:
            return found[1], int(found[2])
        time.sleep(0.01)
    sys.exit(f"The server did not start:\n{log.read_text(encoding='utf-8')}")
