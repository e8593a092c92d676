"""Laws of reading and fixing, for every file that we can think of (FORMAT, law 3)."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.content.problems import Problem
from lms.content.reading import text_problems
from lms.content.source import read_source
from lms.content.write import with_fixes
from tests.content.good_course import GOOD, QUIZ, SLUG, with_files
from tests.content.question_sources import SCENARIO, SOURCES, quiz_source
from tests.torture_size import examples

WITH_TYPES = f"{quiz_source(*SOURCES)}{SCENARIO}".encode()
PAGES = sorted(path for path in GOOD if path.endswith(".md"))

# What the format is made of, and what is near it.
PIECES = st.sampled_from(
    [
        *"""---|title: x|### Q|## Pool: P (choose 2)|# T|- [x] a|- [ ] b|* [X] c|[] d|- e|  > f|> g
**Answer:** 14 ± 1|**Objective:** O1|Explanation: h|**Hm:** i|<!-- q:ab12 -->|<!--|-->|```|~~~
<!-- allow no-objective: j -->|[@hall2020; @x]|[k](l.md#m)|![](n)|[[o]]|### Check: p|“q”|[^1]
1. [s](01-what-it-is.md)|**Scale:** 1 to 5 (t … u)|**Rate each objective**|areas: {a: 1%}
- O1: v|**Correct order:**|1. w|3.x|**Correct pairs:**|**Answer:** y|**Also accept:** z; A
**Common mistake:** B|**Reflection:** C (at least 5 words)|[[D / E]]|**Settings:** 2 points
**Settings:** partial credit; keep order""".replace("\n", "|").split("|"),
        *["[[*F* | G]]", "| H | I |", "| --- | --- |", "|  | J |", "\ue0001\ue001"],
        *["\n---\n", "\u00a0", "\u2028", "\x00", "\ufeff", "\t", "    r"],
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=24).map("\n".join),
    st.lists(PIECES, max_size=24).map("".join),
)
BYTES = st.one_of(st.binary(max_size=120), TEXTS.map(lambda text: text.encode("utf-8", "ignore")))
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """Any bytes, or a good page with something put into it, with any line endings."""
    inserted = draw(BYTES)
    base = draw(st.sampled_from([b"", WITH_TYPES, *(GOOD[page] for page in PAGES)]))
    at = draw(st.integers(0, len(base)))
    whole = base[:at] + inserted + base[at:]
    return whole.replace(b"\n", draw(ENDINGS).encode())


def problems(page: str, content: bytes) -> tuple[Problem, ...]:
    return text_problems(SLUG, with_files({page: content}))


@given(st.sampled_from(PAGES), contents())
def test_parsing_never_raises_and_every_problem_has_its_place(page: str, content: bytes) -> None:
    lines = {path: len(read_source(path, text).lines) for path, text in GOOD.items()}
    lines[page] = len(read_source(page, content).lines)

    for problem in problems(page, content):
        assert 1 <= problem.line <= max(1, lines[problem.file])
        assert problem.column >= 1


@given(BYTES)
def test_reading_and_writing_back_changes_no_byte(content: bytes) -> None:
    assert read_source("x", content).content == content
    assert with_fixes(content, ())[0] == content


@given(st.sampled_from(PAGES), contents())
@settings(max_examples=examples(quick=30, full=2_000))
def test_checking_is_deterministic(page: str, content: bytes) -> None:
    assert problems(page, content) == problems(page, content)


@given(contents())
@settings(max_examples=examples(quick=60, full=500))
def test_a_fix_changes_only_its_lines(content: bytes) -> None:
    page = "01-what-it-is.quiz.md"
    fixes = [problem.fix for problem in problems(page, content) if problem.fix]

    after, made = with_fixes(content, fixes)

    assume(after)  # what is left of a lone byte order mark is nothing, which has no line
    before_lines = [line.raw for line in read_source(page, content).lines]
    after_lines = [line.raw for line in read_source(page, after).lines]
    about = {number for fix in made for number in range(fix.first, fix.last + 1)}
    kept = [raw for number, raw in enumerate(before_lines, 1) if number not in about]
    assert _is_part(kept, after_lines)
    assert len(after_lines) - len(before_lines) == sum(
        len(fix.lines) - (fix.last - fix.first + 1) for fix in made
    )


def _is_part(kept: Sequence[bytes], lines: Sequence[bytes]) -> bool:
    """True when the lines hold all of the kept ones, in their order."""
    rest = iter(lines)
    return all(line in rest for line in kept)


@given(contents())
@settings(max_examples=examples(quick=60, full=500))
def test_fixing_comes_to_an_end_after_which_nothing_is_left_to_fix(content: bytes) -> None:
    page = "01-what-it-is.quiz.md"

    for _ in range(10):
        fixes = [each.fix for each in problems(page, content) if each.fix and each.file == page]
        content, made = with_fixes(content, fixes)
        if not made:
            break

    assert not made


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("has_last", [False, True])
@pytest.mark.parametrize("is_stamped", [False, True])
def test_line_endings_and_a_missing_last_one_make_no_difference(
    ending: str, has_last: bool, is_stamped: bool
) -> None:
    text = QUIZ if is_stamped else QUIZ.replace("<!-- q:aaa1 -->\n", "")
    page = "01-what-it-is.quiz.md"
    content = text.replace("\n", ending) if has_last else text.rstrip("\n").replace("\n", ending)

    assert problems(page, content.encode()) == problems(page, text.encode())


def test_a_stamp_is_the_only_change_between_before_and_after() -> None:
    text = QUIZ.replace("<!-- q:aaa1 -->\n", "")
    found = problems("01-what-it-is.quiz.md", text.encode())

    after, _ = with_fixes(text.encode(), [problem.fix for problem in found if problem.fix])

    steps = SequenceMatcher(None, text.splitlines(), after.decode().splitlines()).get_opcodes()
    assert [step[0] for step in steps if step[0] != "equal"] == ["insert"]
