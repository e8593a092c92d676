"""Heads behind the guard, and warnings that their authors mean."""

import pytest

from lms.content.codes import CODES, severity_of
from lms.content.findings import Findings
from lms.content.front_matter import read_head
from lms.content.problems import Severity
from lms.content.reading import text_problems
from lms.content.source import read_source
from lms.content.yaml_tree import Mapping, Scalar
from tests.content.good_course import COURSE, HISTORY, QUIZ, REFERENCES, SLUG, files

NOT_TEXT = """
no Yes on OFF true null ~ y N 1:30 12:30:45 010 0x1F 0o17 0b1 1_000 .inf -.INF .NaN 1e3 =
"""


def head_of(text: str) -> tuple[Mapping | None, list[tuple[int, str]]]:
    findings = Findings("x.md")
    head = read_head(read_source("x.md", f"---\n{text}\n---\n".encode()), findings)
    return head.mapping, [(problem.line, problem.code) for problem in findings.problems]


def codes(**changed: str) -> list[str]:
    return [problem.code for problem in text_problems(SLUG, files(**changed))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a x\nb: *a", "yaml-anchor"),
        ("a: *a", "yaml-alias"),
        ("<<: *a", "yaml-alias"),
        ("a: !!int 3", "yaml-tag"),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag"),
        ("a: 1\na: 2", "duplicate-key"),
        ("a: {b: 1, b: 2}", "duplicate-key"),
        ("a: " + "[" * 50_000, "front-matter-size"),
        ("a: " + "{b: " * 13 + "}" * 13, "front-matter-size"),
        ("a: [" + "x, " * 5_001 + "]", "front-matter-size"),
        ("a: " + "x" * 64_001, "front-matter-size"),
        ("? [a]\n: b", "bad-front-matter"),
        ('a: "\\UFFFFFFFF"', "bad-front-matter"),
        ("a: b\n...\nc: d", "bad-front-matter"),
        ("a: b\n\tc: d", "bad-front-matter"),
        ("a: @b", "needs-quotes"),
        ("a: `b`", "needs-quotes"),
        ("a: - b", "needs-quotes"),
        ("a: b: c", "needs-quotes"),
        ("a: {b}: c", "needs-quotes"),
        ("a: %b", "needs-quotes"),
    ],
)
def test_in06_yaml_is_refused_before_anything_is_made_of_it(text: str, code: str) -> None:
    mapping, found = head_of(text)

    assert mapping is None
    assert [each for _, each in found] == [code]


def test_in06_what_keeps_within_the_limits_is_read() -> None:
    deep = "a: " + "[" * 11 + "x" + "]" * 11
    many = "b: [" + "x, " * 4_900 + "]"

    mapping, found = head_of(f"{deep}\n{many}")

    assert mapping is not None
    assert found == []


@pytest.mark.parametrize("value", NOT_TEXT.split())
def test_in07_what_yaml_reads_as_something_else_asks_for_quotes(value: str) -> None:
    _, plain = head_of(f"title: {value}")
    mapping, quoted = head_of(f'title: "{value}"')

    assert plain == [(2, "needs-quotes")]
    assert quoted == []
    assert mapping is not None
    assert isinstance(mapping.entries[0].value, Scalar)
    assert mapping.entries[0].value.text == value


@pytest.mark.parametrize("value", ["2026-11-01", "80%", "3", "2.50", "-1", "1.2.3", "None of it"])
def test_in07_numbers_and_dates_are_the_text_that_stands_there(value: str) -> None:
    mapping, found = head_of(f"title: {value}")

    assert found == []
    assert mapping is not None
    assert isinstance(mapping.entries[0].value, Scalar)
    assert mapping.entries[0].value.text == value


def test_every_key_knows_its_line_whatever_stands_above_it() -> None:
    mapping, _ = head_of("a: |\n  one\n  two\n# no key\nb: x\u2028y\nc:\n  - d: e\n")

    assert mapping is not None
    assert [(entry.key, entry.place.line) for entry in mapping.entries] == [
        ("a", 2),
        ("b", 6),
        ("c", 7),
    ]


def test_a_leave_in_course_md_is_good_for_the_course_and_its_works() -> None:
    works = REFERENCES.replace("\n]", ',\n {"id": "idle", "type": "book", "title": "Idle"}\n]')
    leave = "\n<!-- allow uncited-work: for a later edition -->\n"

    assert codes(references=works) == ["uncited-work"]
    assert codes(references=works, course=COURSE + leave) == []
    assert codes(course=COURSE + leave) == ["unused-allow"]


def test_a_leave_above_the_questions_is_good_for_the_quiz_as_a_whole() -> None:
    habit = QUIZ.replace("- [ ] Talk", "- [?] Talk").replace("- [x] Work", "- [ ] Work")
    habit = habit.replace("- [?]", "- [x]")
    leave = "---\n<!-- allow key-position: the options are shuffled -->\n\n###"

    assert codes(quiz=habit) == ["key-position"]
    assert codes(quiz=habit.replace("---\n\n###", leave, 1)) == []


def test_a_leave_in_a_module_is_good_for_the_module() -> None:
    text = HISTORY + "\nA mark[^1].\n\n# Top\n\n<!-- allow missing-footnote: it is to come -->\n"

    assert codes(history=text) == ["top-heading"]


def test_a_second_leave_for_the_same_warning_is_one_too_many() -> None:
    leave = "<!-- allow no-objective: it is a warm-up -->\n"
    text = QUIZ.replace("**Objective:** O1\n", "", 1)
    text = text.replace("### Question 1\n", "### Question 1\n" + leave * 2)

    assert codes(quiz=text) == ["unused-allow"]


def test_every_code_has_a_severity() -> None:
    assert {severity_of(code) for code in CODES} == set(Severity)
    assert "nonsense" not in CODES
