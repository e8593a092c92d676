"""Files with something broken in them, every kind of file there is: answered with a line."""

from collections.abc import Iterator, Sequence
from random import Random
from time import process_time

import pytest

from lms.content.library import read_program_file, read_provider_file
from lms.content.problems import Problem, Severity
from lms.content.reading import read_files, text_problems
from lms.content.requirements_folder import read_requirements_file
from lms.content.source import read_source
from lms.domain.courses import SourceFile
from lms.domain.questions import Kind
from lms.paths import shipped_courses_folder
from tests.content.good_course import GOOD, PROGRAM, PROVIDER, SLUG, with_files
from tests.content.question_sources import SCENARIO, SOURCES, quiz_source
from tests.content.reading_cases import all_cases
from tests.torture_size import examples

SEED = 20261101
MUTATIONS = examples(quick=150, full=12_000)
# And so many of quizzes, shared by the ways to ask.
OF_QUIZZES = examples(quick=50, full=10_000)
PARTS = 10
MOST_SECONDS = 2.0
# A row long enough to see how its time grows, and a time that asks no further question.
LONGEST = examples(quick=10_000, full=40_000)
SOON = LONGEST / 80_000
# Rendering takes a process and a third of a second.
RENDERED = examples(quick=15, full=30)

PROVIDER_FILE, PROGRAM_FILE = "provider.md", "programs/first-steps.md"
REQUIREMENTS_FILE = "aasect-renewal.yaml"


def seeds() -> Iterator[tuple[str, bytes]]:
    """Where a file stands in the good course, and what stands in it."""
    for path, content in GOOD.items():
        if path.endswith((".md", ".json")):
            yield path, content
    for case in all_cases():
        if case.slot not in {"provider.md", "program.md", "requirements.yaml"}:
            yield case.path, case.source.encode("utf-8", "surrogatepass")
    yield "01-what-it-is.quiz.md", quiz_source(*SOURCES).encode()
    yield "01-what-it-is.quiz.md", f"{quiz_source(*SOURCES)}{SCENARIO}".encode()
    yield PROVIDER_FILE, PROVIDER.encode()
    yield PROGRAM_FILE, PROGRAM.encode()
    for file in sorted((shipped_courses_folder() / "requirements").iterdir()):
        yield REQUIREMENTS_FILE, file.read_bytes()
    for file in sorted(shipped_courses_folder().rglob("*.*")):
        if file.suffix in (".md", ".json"):
            yield place_of(file.name), file.read_bytes()


def place_of(name: str) -> str:
    """The place in the good course of a file with that name."""
    if not name[0].isdigit():
        return name
    return "01-what-it-is.quiz.md" if name.endswith(".quiz.md") else "01-what-it-is.md"


SEEDS = list(seeds())
LINES = {path: len(read_source(path, content).lines) for path, content in GOOD.items()}
TEXTS = {case.path: case.source for case in all_cases() if case.title.startswith("format:")}
TEXTS |= {path: text.decode() for path, text in GOOD.items() if path.endswith("s.md")}

# What only a quiz with a question of that kind has.
TELLS = {
    Kind.SINGLE: "- [x] ",
    Kind.MULTIPLE: "elect all that apply",
    Kind.TRUE_FALSE: "- [x] True",
    Kind.NUMERIC: "**Answer:** 1",
    Kind.ORDERING: "**Correct order:**",
    Kind.MATCHING: "**Correct pairs:**",
    Kind.WORDS: "**Also accept:**",
    Kind.CLOZE: "[[",
    Kind.REFLECTION: "**Reflection:**",
}
QUIZZES = {
    kind: [(p, text) for p, text in SEEDS if p.endswith(".quiz.md") and tell.encode() in text]
    for kind, tell in TELLS.items()
}
MARKS = ["[", "]", "(", ")", "`", "```\n", "<!--", "-->", "**", ":", "- ", "#", "> ", "\n", "\r"]
MARKS += ["---\n", "{", "}", '"', "'", "&", "*", "!", "[@", "![](", "\t", "\u00a0", "\x00", "0"]
MARKS += ["&a ", "*a", "<<: ", "!!python/object:os.system ", "? ", "| ", ">-\n", "%", "\\", "\\u"]
MARKS += ["1e999", "-0", ".inf", "2026-02-30", "null", "[[", "- [x] ", "\ufeff", "\u2028", "\u202e"]
MARKS += ["]]", "[[a]]", "[[*a* | b]]", "\n**Correct order:**\n", "1. ", "3.", "|  | a |\n", "a; b"]
MARKS += ["\n**Settings:** keep order\n", "\n**Also accept:** ", "\n**Common mistake:** a\n> b\n"]
MARKS += ["\n**Correct pairs:**\n", "\n**Answer:** a\n", "\n**Reflection:** ", "(at least 5 words)"]
MARKS += ["| a | b |\n|---|", "[^a]: ", "*[a]: ", "> [!CASE] ", "<script>", "&#x0;", "+++\n", ","]
MARKS += ["## Scenario: a\n", "- [a](#b)\n", "](#", "**Ending:** a\n", "### a\n"]
MARKS += [
    '"\\UFFFFFFFF"',
    '\nx: "\\UFFFFFFFF"\n',
    "\n%YAML 1.99999999999\n",
    "\n!<%FF> a",
    "\nx: !!int z\n",
]
BYTES = [mark.encode() for mark in MARKS] + [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xfe\xff\x00a"]


def mutated(content: bytes, chance: Random) -> bytes:
    """The file with a stretch cut out, doubled, moved or exchanged, or with a mark put in."""
    # Half of them near the top, where the front matter is.
    start = chance.randrange(chance.choice((len(content), min(len(content), 300))) or 1)
    stretch = content[start : start + chance.choice((1, 2, 8, 40, 200))]
    rest = content[:start] + content[start + len(stretch) :]
    at = chance.randrange(len(rest) + 1)
    mark = chance.choice(BYTES) * chance.choice((1, 1, 2, 30, 400))
    _path, other = chance.choice(SEEDS)
    cut = chance.randrange(len(other) or 1)
    return chance.choice(
        (rest, content[:at] + stretch + content[at:], rest[:at] + stretch + rest[at:])
        + (
            content[:start] + other[cut : cut + 200] + content[start:],
            content[:start] + other[cut:],
        )
        + (content[:start] + mark + content[start:],) * 5
    )


def problems_of(file: SourceFile) -> Sequence[Problem]:
    """What is found in the file, and in the course around it."""
    if file.path == PROVIDER_FILE:
        return read_provider_file(file).problems
    if file.path == PROGRAM_FILE:
        return read_program_file(file, frozenset({SLUG}))
    if file.path == REQUIREMENTS_FILE:
        return read_requirements_file(file).problems
    return text_problems(SLUG, with_files({file.path: file.content}))


def assert_placed(found: Sequence[Problem], file: SourceFile) -> None:
    """Every problem stands on a line that there is, and says something."""
    last = LINES | {file.path: len(read_source(file.path, file.content).lines)}
    for problem in found:
        assert 1 <= problem.line <= max(1, last.get(problem.file, 1)), problem
        assert problem.column >= 1
        assert problem.message


def assert_answered(path: str, content: bytes, chance: Random) -> None:
    """What is found in a file after a few mutations has its places, and takes no time."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        content = mutated(content, chance)
    file = SourceFile(path, content)

    begun = process_time()
    assert_placed(problems_of(file), file)
    # Nothing takes a thirtieth of it; a check that hangs for one file stops a whole library.
    assert process_time() - begun < MOST_SECONDS


@pytest.mark.parametrize("part", range(PARTS))
def test_in_06_in_07_a_mutated_file_of_any_kind_is_answered_with_lines(part: int) -> None:
    chance = Random(SEED + part)
    for _ in range(MUTATIONS // PARTS):
        assert_answered(*chance.choice(SEEDS), chance)


@pytest.mark.parametrize("kind", Kind)
def test_in_06_in_07_a_mutated_quiz_is_answered_with_lines_whatever_it_asks(kind: Kind) -> None:
    chance = Random(f"{SEED} {kind}")
    for _ in range(OF_QUIZZES // len(Kind) + 1):
        assert_answered(*chance.choice(QUIZZES[kind]), chance)


@pytest.mark.parametrize("part", range(PARTS))
def test_in_03_a_mutated_file_is_rendered_or_refused_with_a_line(part: int) -> None:
    chance = Random(SEED - 1 - part)
    beside = (PROVIDER_FILE, PROGRAM_FILE, REQUIREMENTS_FILE)
    inside = [seed for seed in SEEDS if seed[0] not in beside]
    for _ in range(MUTATIONS // PARTS // RENDERED):
        path, content = chance.choice(inside)
        file = SourceFile(path, mutated(content, chance))

        reading = read_files(SLUG, with_files({path: file.content}))

        assert_placed(reading.problems, file)
        assert (reading.course is None) == any(
            problem.severity is Severity.ERROR for problem in reading.problems
        )


LONG = ["[", "]", "![](", "[a](", "`", "<!--", "<!-- x -->", "*", "**a:** ", "[@", "[[", "\\", " "]
LONG += ["[a]: x" + " " * 200 + "y\n", "[a]:\n" + ">" * 200 + "\n", "[a]: <"]
LONG += ["- [x] a\n", "### a\n", "## a\n", "> ", "```\n", "~~~~\n", "“", "**Answer:** 1\n"]
LONG += ["[^a]", "[a]: b\n", "a. ", "not ", "1 ± ", "<!-- q:abcd -->\n", "a\n---\n", "- O1: x\n"]
LONG += ["### Check: a\n- [x] b\n", "### a\n<!-- allow no-answer: x -->\n", "{"]
LONG += ["<!-- allow no-objective: x -->\n"]
LONG += ["[[a]]", "[[a ", "[[*a* | ", "[[a]]\n", "**Correct order:**\n1. a\n", "a;", "\ue000"]
LONG += ["**Correct pairs:**\n| a | b |\n"]
# What is long only below something else.
BELOW = [
    ("**Correct order:**\n\n", "1. a\n"),
    ("**Correct order:**\n\n1. a\n", "   b\n"),
    ("**Correct pairs:**\n\n| a | b |\n| --- | --- |\n", "| a | b |\n"),
    ("**Correct pairs:**\n\n| a | b |\n| --- | --- |\n", "| "),
    ("**Answer:** a\n**Also accept:** ", "a; "),
    ("**Answer:** a\n", "**Common mistake:** b\n"),
    ("**Reflection:** (", "word "),
    ("[[", "a / "),
    ("[[", "*a* | "),
    ("[[", "a"),
    ("**Answer:** abcdef\n**Also accept:** ", "abcdef; "),
    ("\n## Scenario: a\n\n### a\n\n", "- [a](#a)\n"),
    ("\n## Scenario: a\n\n### a\n\n", "- [a\n"),
    ("\n## Scenario: a\n\n### a\n\n", "- [[a](#b)\n"),
    ("\n## Scenario: a\n\n### a\n\n- [", "[a] "),
    ("\n## Scenario: a\n\n### a\n\n- [a](#a)\n", "  > a\n"),
    ("\n## Scenario: a\n\n", "### a\n- [a](#a)\n"),
    ("\n## Scenario: a\n\n", "### a\n**Ending:** a\n"),
    ("", "## Scenario: a\n### a\n- [a](#b)\n"),
]


@pytest.mark.parametrize(("start", "unit"), [*(("", unit) for unit in LONG), *BELOW])
def test_time_grows_with_the_length_of_a_file_and_no_faster(start: str, unit: str) -> None:
    def seconds(length: int) -> float:
        body = f"### Q\n\n{start}" + unit * (length // len(unit)) + "\n"
        head = "---\ntitle: X\n" + (unit if unit[0] in "-{" else "") + "---\n\n"
        pages = dict.fromkeys(TEXTS, head + body)
        begun = process_time()
        text_problems(SLUG, with_files(pages))
        return process_time() - begun

    def is_linear() -> bool:
        # Quadratic work would take sixteen times as long.
        longest = seconds(LONGEST)
        return longest < SOON or longest < SOON + 10 * seconds(LONGEST // 4)

    # What is quadratic is so each time; a busy machine only seldom looks like it.
    assert any(is_linear() for _ in range(3))
