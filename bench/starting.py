"""From nothing to the first page, and publishing the shipped curriculum twice."""

import subprocess
import time
from pathlib import Path
from statistics import median

from bench.load import Ask, Connection
from bench.report import Line
from bench.servers import lms, served
from lms.paths import shipped_courses_folder

WORKERS = 3
# How often it is published again: a process that lives so short is at the mercy of its neighbors.
AGAIN = 5


def lines(folder: Path) -> list[Line]:
    """Seconds of publishing beside their aims, of starting, and the memory of three workers."""
    folder.mkdir()
    environ = {"LMS_HOME": str(folder), "PATH": "/usr/bin:/bin"}
    publish = lms("publish", str(shipped_courses_folder()))
    modules = len(list(shipped_courses_folder().glob("*/[0-9]*.quiz.md")))
    first = _seconds(publish, environ)
    again = median(_seconds(publish, environ) for _ in range(AGAIN))
    found = [
        Line(f"publishing {modules} modules from nothing, seconds (aim: 20)", first),
        Line(f"publishing them again, seconds, median of {AGAIN} (aim: 2)", again),
    ]
    began = time.perf_counter()
    with served(lms("run", "--port", "0"), environ, folder / "said.log") as server:
        Connection(server).ask(Ask("GET", "/"))
        found.append(Line("start to first page, seconds", time.perf_counter() - began))
        found.append(Line("memory of one worker, MB", server.memory_megabytes()))
    many = lms("run", "--port", "0", "--workers", str(WORKERS))
    with served(many, environ, folder / "said.log") as server:
        for _ in range(20 * WORKERS):
            Connection(server).ask(Ask("GET", "/"))
        found.append(Line(f"memory of {WORKERS} workers, MB", server.memory_megabytes()))
    return found


def _seconds(command: list[str], environ: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
