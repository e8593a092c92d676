"""What rendering may cost: a text that asks for more is refused, and no other suffers for it."""

import os
import sys
from time import monotonic

import pytest

from lms.content.problems import Severity
from lms.content.render import Fragment, Limits, Shape, render
from lms.content.render_process import ChildWouldNotStart, answers
from tests.torture_size import every

FILE = "c/foundations/02-history.md"
PATIENCE = 90  # seconds: whoever waits longer hangs


def fragment(markdown: str, line: int = 1, shape: Shape = Shape.MODULE) -> Fragment:
    return Fragment(FILE, line, markdown, shape)


ROWS = [
    *("[", "![", "[@", "*", "**a", "***a", "_a", ">", "> ", "`", "``a`", "[a](", "[x][", "<", "&"),
    *("1. ", "- ", "- - ", "#", "=\n", "a\n-\n", "|a|b|\n|-|-|\n", "*[a]: b\n", "[^a]", "```\n"),
    *("<!--", "<!-- -->", "\\", '"', "[@a;", "- a\n", "[a]: <", "~~~\n- ", "    ", "\n"),
]


@pytest.mark.slow
@pytest.mark.parametrize("size", [8_000, 64_000][:: every(2)])
def test_in03_a_long_row_of_anything_is_refused_or_done_but_never_hangs(size: int):
    rows = [fragment(row * (size // len(row)), line=n) for n, row in enumerate(ROWS, start=1)]
    fine = fragment("*fine*", shape=Shape.INLINE)
    limits = Limits(fragment_cpu_seconds=0.2)
    started = monotonic()

    *results, survivor = render([*rows, fine], {}, limits)

    # How many are refused depends on the machine; a row of "[" takes seconds on any.
    assert monotonic() - started < PATIENCE
    assert survivor.html == "<em>fine</em>"
    assert 1 in [it.problems[0].line for it in results if it.problems]


def test_in03_a_refusal_names_the_file_and_the_line_and_the_others_survive():
    good = [fragment(f"## Part {n}\n\nText.") for n in range(4)]
    bad = [fragment("[" * 8_000, line=41), fragment("![" * 8_000, line=77)]

    before, first, between, second, *after = render(
        [good[0], bad[0], good[1], bad[1], good[2], good[3]], {}, Limits(fragment_cpu_seconds=0.5)
    )

    assert [problem.line for it in (first, second) for problem in it.problems] == [41, 77]
    problem = first.problems[0]
    assert (problem.file, problem.code, problem.severity) == (
        FILE,
        "render-refused",
        Severity.ERROR,
    )
    assert problem.message
    assert problem.suggestion
    assert first.sections == ()
    for survivor in (before, between, *after):
        assert survivor.problems == ()
        assert survivor.sections[0].parts == ("<p>Text.</p>",)


def test_in03_an_explanation_repeated_in_every_section_is_refused():
    bomb = f"*[XX]: {'y' * 200_000}\n\n" + "## XX\n\nXX\n\n" * 3_000

    burst, survivor = render([fragment(bomb), fragment("fine")], {}, Limits(fragment_cpu_seconds=1))

    assert [problem.code for problem in burst.problems] == ["render-refused"]
    assert survivor.opening_html == "<p>fine</p>"


def test_in03_a_job_that_fills_the_memory_is_dropped_and_the_others_survive(spy: str):
    jobs = {1: "1 + 1", 2: "len(bytearray(10**9))", 3: "len(bytearray(10**6))"}

    assert answers(spy, jobs, None, Limits()) == {1: 2, 3: 10**6}


def test_in03_html_that_grows_beyond_any_page_is_refused():
    long, short = render(
        [fragment("word " * 400), fragment("word")], {}, Limits(html_characters=1_000)
    )

    assert [problem.code for problem in long.problems] == ["render-refused"]
    assert short.problems == ()


def test_in03_a_source_longer_than_any_module_is_refused_without_a_child():
    started = monotonic()

    (refused,) = render([fragment("a" * 1_001)], {}, Limits(source_characters=1_000))

    assert [problem.code for problem in refused.problems] == ["render-refused"]
    assert monotonic() - started < 1


def test_in03_when_the_time_of_a_call_is_over_what_is_left_is_refused():
    fragments = [fragment("[" * 8_000, line=line) for line in range(1, 30)]
    started = monotonic()

    results = render(fragments, {}, Limits(fragment_cpu_seconds=0.4, call_seconds=2))

    assert monotonic() - started < PATIENCE
    assert all(it.problems[0].code == "render-refused" for it in results)


def test_in03_nesting_deeper_than_the_stack_is_refused():
    deep, survivor = render([fragment("1. " * 3_000), fragment("fine")], {})

    assert [problem.code for problem in deep.problems] == ["render-refused"]
    assert survivor.opening_html == "<p>fine</p>"


@pytest.mark.parametrize(
    "markdown",
    ["\x00", "\ud800\udfff", "\ufeff## a", "\r\r\n\n\r", "\x1b[31m", "\U0010ffff", "\x85\u2028"],
)
def test_no_character_makes_rendering_raise(markdown: str):
    for it in render([fragment(markdown, shape=shape) for shape in Shape], {}):
        assert it.problems == ()


def test_in03_the_child_knows_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, spy: str
):
    monkeypatch.setenv("LMS_SECRET_KEY", "a secret")

    assert told(spy, "sorted(set(os.environ) - {'LC_CTYPE'})") == ["PYTHONUTF8"]
    assert told(spy, "'secret' in open('/proc/self/environ').read()") is False


def test_in03_the_child_is_limited_and_leads_a_group_of_its_own(spy: str):
    assert told(spy, "os.getpgid(0) == os.getpid()") is True
    assert told(spy, "os.getsid(0)") != os.getsid(0)
    assert told(spy, "resource.getrlimit(resource.RLIMIT_CPU)") == [60, 60]
    assert told(spy, "resource.getrlimit(resource.RLIMIT_FSIZE)") == [0, 0]
    assert told(spy, "resource.getrlimit(resource.RLIMIT_CORE)") == [0, 0]
    if sys.platform == "linux":
        assert told(spy, "resource.getrlimit(resource.RLIMIT_AS)") == [512 * 1024 * 1024] * 2


def test_in03_a_child_that_hangs_without_working_is_ended_with_all_it_started(spy: str):
    started = monotonic()
    sleeping = "os.fork() and time.sleep(60) or time.sleep(60)"

    assert answers(spy, {1: sleeping}, None, Limits(call_seconds=1)) == {}
    assert monotonic() - started < PATIENCE


def test_a_broken_installation_is_told_apart_from_a_bad_text():
    with pytest.raises(ChildWouldNotStart, match="No module named"):
        answers("lms.content.no_such_renderer", {1: "x"}, None, Limits())


SPY = """
import json, os, resource, sys, time
from lms.content.render_process import announce, begin, say
from lms.content.render_shapes import Limits

def main():
    task = json.loads(sys.stdin.buffer.read())
    limits = Limits(**task["limits"])
    begin(limits)
    for number, question in task["jobs"].items():
        announce(number, limits)
        say(number, eval(question), limits)
"""


@pytest.fixture
def spy(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that answers questions about the child that it runs in."""
    folder = tmp_path_factory.mktemp("spy")
    (folder / "spy.py").write_text(SPY)
    (folder / "lms").symlink_to(os.path.abspath("lms"))
    monkeypatch.setattr("lms.content.render_process._TOP", folder)
    return "spy"


def told(spy: str, question: str) -> object:
    return answers(spy, {1: question}, None, Limits())[1]
