"""The process that forks a child for each text: it may be lost, and it outlives nobody."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

from lms.content.render import Fragment, Shape, render
from lms.content.render_forks import Forks, forks_of

TOP = Path(__file__).resolve().parents[2]
FILE = "c/foundations/02-history.md"
PATIENCE = 60  # seconds


def words(text: str) -> str:
    (rendered,) = render([Fragment(FILE, 1, text, Shape.INLINE)], {})
    return rendered.html


def test_in03_a_parent_that_somebody_ended_is_replaced():
    assert words("*one*") == "<em>one</em>"
    first = forks_of("lms.content.render", TOP)

    os.kill(first.number, signal.SIGKILL)

    assert words("*two*") == "<em>two</em>"
    assert forks_of("lms.content.render", TOP).number != first.number


def test_in03_many_ask_at_once_and_each_has_its_own_answer():
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(words, [f"*text {n}*" for n in range(40)]))

    assert found == [f"<em>text {n}</em>" for n in range(40)]


ASKS = """
import os, sys
from pathlib import Path
from lms.content.render import Fragment, Shape, render
from lms.content.render_forks import Forks, forks_of
render([Fragment("a.md", 1, "text", Shape.INLINE)], {})
print(forks_of("lms.content.render", Path(sys.argv[1])).number, flush=True)
os.kill(os.getpid(), int(sys.argv[2]))
"""


def test_in03_a_parent_ends_with_whoever_called_it_even_if_that_was_killed():
    for ending in (signal.SIGKILL, signal.SIGINT):
        asked = [sys.executable, "-c", ASKS, str(TOP), str(int(ending))]
        told = subprocess.run(asked, cwd=TOP, capture_output=True, text=True, check=False)
        parent, deadline = Path("/proc", told.stdout.strip()), monotonic() + PATIENCE
        while parent.exists() and monotonic() < deadline:
            sleep(0.02)
        assert told.stdout.strip().isdigit()
        assert not parent.exists()


def test_in03_a_parent_ends_even_if_a_process_forked_meanwhile_holds_its_door():
    forks = Forks("lms.content.render", TOP)
    held = os.dup(forks._door.fileno())

    forks.close()

    assert not Path("/proc", str(forks.number)).exists()
    os.close(held)
