"""A child process for work that may never end: bounded, watched, and ended as a group."""

import json
import math
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from lms.content.render_forks import forget, forks_of
from lms.content.render_shapes import Limits

_TOP = Path(__file__).resolve().parents[2]


class ChildWouldNotStart(RuntimeError):
    """The child ended before its first job: the installation is broken, not a text."""


def answers(
    module: str, jobs: Mapping[int, object], shared: object, limits: Limits
) -> dict[int, Any]:
    """The answer to each job; a job that costs more than the limits has none.

    A child that dies takes one job with it, the one it had announced; a new child does the rest.
    """
    found: dict[int, Any] = {}
    waiting = dict(jobs)
    deadline = monotonic() + limits.call_seconds
    while waiting and (left := deadline - monotonic()) > 0:
        task = {"jobs": waiting, "shared": shared, "limits": asdict(limits)}
        output, errors = _run(module, json.dumps(task).encode(), left)
        said = _lines(output)
        if not said and monotonic() < deadline:
            raise ChildWouldNotStart(errors)
        for number, answer in said:
            waiting.pop(number, None)
            if answer is not None:
                found[number] = answer
    return found


def begin(limits: Limits) -> None:
    """Bind this process, the child, to its limits for good."""
    seconds = math.ceil(limits.call_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # macOS knows the name and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))


def announce(number: str, limits: Limits) -> None:
    """Tell which job comes next, and give it its share of the processor."""
    _write(f"[{number}, null]")
    # The signal keeps its default, which ends the process even inside a regular expression.
    signal.setitimer(signal.ITIMER_PROF, limits.fragment_cpu_seconds)


def say(number: str, answer: object, limits: Limits) -> None:
    """Send the parent an answer, unless it is longer than any page."""
    text = json.dumps(answer)
    if len(text) <= limits.html_characters:
        _write(f"[{number}, {text}]")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(module: str, task: bytes, seconds: float) -> tuple[bytes, str]:
    """What a child says, and what it complains of, as far as it comes."""
    deadline, said = monotonic() + seconds, ""
    # Somebody may have ended the parent of all children: then another one is asked, once.
    for _attempt in range(2):
        forks = forks_of(module, _TOP)
        output, errors = forks.call(task, deadline - monotonic())
        if output or errors or monotonic() >= deadline or forks.is_there():
            return output, errors.decode(errors="replace")
        said = forks.last_words()
        forget(forks)
    return b"", said


def _lines(output: bytes) -> list[tuple[int, Any]]:
    # The last line is cut off where the child was ended while it spoke.
    whole = output[: output.rfind(b"\n") + 1]
    return [(number, answer) for number, answer in map(json.loads, whole.splitlines())]
