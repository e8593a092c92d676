"""The example files with something broken in them: found with a line, in bounded time."""

from random import Random
from time import process_time

import pytest

from lms.content.reading import text_problems
from lms.content.source import read_source
from tests.content.good_course import GOOD, SLUG, with_files
from tests.content.reading_cases import all_cases

SEED = 20261101
MUTATIONS = 300
MOST_SECONDS = 2.0

TEXTS = {case.path: case.source for case in all_cases() if case.title.startswith("format:")}
TEXTS |= {path: text.decode() for path, text in GOOD.items() if path.endswith("s.md")}

MARKS = ["[", "]", "(", ")", "`", "```\n", "<!--", "-->", "**", ":", "- ", "#", "> ", "\n", "\r"]
MARKS += ["---\n", "{", "}", '"', "'", "&", "*", "!", "[@", "![](", "\t", "\u00a0", "\x00", "0"]


def mutated(text: str, chance: Random) -> str:
    """The text with a stretch cut out, doubled or moved, or with a mark put in."""
    start = chance.randrange(len(text))
    stretch = text[start : start + chance.choice((1, 2, 8, 40, 200))]
    rest = text[:start] + text[start + len(stretch) :]
    at = chance.randrange(len(rest) + 1)
    mark = chance.choice(MARKS) * chance.choice((1, 1, 2, 30))
    return chance.choice(
        (rest, text[:at] + stretch + text[at:], rest[:at] + stretch + rest[at:])
        + (text[:start] + mark + text[start:],) * 3
    )


@pytest.mark.parametrize("part", range(10))
def test_a_mutated_file_is_answered_with_lines_and_in_time(part: int) -> None:
    chance = Random(SEED + part)
    for _ in range(MUTATIONS // 10):
        path = chance.choice(sorted(TEXTS))
        text = mutated(TEXTS[path], chance)
        last = len(read_source(path, text.encode()).lines)

        begun = process_time()
        found = text_problems(SLUG, with_files({path: text}))

        assert process_time() - begun < MOST_SECONDS
        for problem in found:
            assert problem.column >= 1
            assert 1 <= problem.line <= (last if problem.file == path else problem.line)


LONG = ["[", "]", "![](", "[a](", "`", "<!--", "<!-- x -->", "*", "**a:** ", "[@", "[[", "\\", " "]
LONG += ["[a]: x" + " " * 200 + "y\n", "[a]:\n" + ">" * 200 + "\n", "[a]: <"]
LONG += ["- [x] a\n", "### a\n", "## a\n", "> ", "```\n", "~~~~\n", "“", "**Answer:** 1\n"]
LONG += ["[^a]", "[a]: b\n", "a. ", "not ", "1 ± ", "<!-- q:abcd -->\n", "a\n---\n", "- O1: x\n"]
LONG += ["### Check: a\n- [x] b\n", "### a\n<!-- allow no-answer: x -->\n", "{"]
LONG += ["<!-- allow no-objective: x -->\n"]


@pytest.mark.parametrize("unit", LONG)
def test_time_grows_with_the_length_of_a_file_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        body = "### Q\n\n" + unit * (length // len(unit)) + "\n"
        head = "---\ntitle: X\n" + (unit if unit[0] in "-{" else "") + "---\n\n"
        pages = dict.fromkeys(TEXTS, head + body)
        begun = process_time()
        text_problems(SLUG, with_files(pages))
        return process_time() - begun

    # Quadratic work would take sixteen times as long.
    assert seconds(40_000) < 10 * seconds(10_000) + 0.5
