"""What the readers of a page take for code is what the renderer shows as code."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.body import read_body
from lms.content.codes import severity_of
from lms.content.findings import Findings
from lms.content.problems import Severity
from lms.content.reading import text_problems
from lms.content.render import Fragment, Parser, Shape, render_here
from tests.content.good_course import SLUG, files

PARSER = Parser()


def shown_as_code(markdown: str) -> list[str]:
    html = render_here(PARSER, Fragment("c/01-m.md", 1, markdown, Shape.BLOCK), {}).html
    return re.findall("word[0-9]+", " ".join(re.findall("(?s)<pre>.*?</pre>", html)))


def read_as_code(markdown: str) -> list[str]:
    body = read_body(markdown.split("\n"), 1, Findings("01-m.md"))
    return re.findall("word[0-9]+", " ".join(line.text for line in body if line.is_code))


@pytest.mark.parametrize(
    "markdown",
    [
        "- ```\n  word1\n  ```\n- word2",
        "1. ~~~ text\n   word1\n   ~~~\n\nword2",
        "* ```\n\n  word1\n  ### word2\n  ```\n",
        "> - ```\n>   word1\n>   ```\n> - word2",
        "- word1\n  - ```\n    word2\n    ```\n    word3",
        "text\n- ````\n  ```\n  word1\n  ````\nword2",
        "-   ```\n    word1\n    ```\n    word2",
        "- ```\n  word1\n",
        "- [ ] ```\n  word1\n- [ ] word2",
        "- `word1`\n- ```word2``` word3\n- word4",
        "-```\n word1\n```\n\nword2",
    ],
)
def test_code_beside_the_mark_of_a_list_is_code_for_both(markdown: str) -> None:
    assert read_as_code(markdown) == shown_as_code(markdown)


MARKS = st.sampled_from(["", "- ", "* ", "1. ", "-  "])
FENCES = st.sampled_from(["```", "~~~", "````", "``` text", "``", "`x`"])


@st.composite
def items(draw: st.DrawFn) -> str:
    """Paragraphs and list items, some of which begin with a fence, closed or not."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        mark, fence = draw(MARKS), draw(FENCES)
        margin = " " * len(mark)
        inside = [f"{margin}word{number}{n}" for n in range(draw(st.integers(0, 2)))]
        closing = [margin + fence.removesuffix(" text")] if draw(st.booleans()) else []
        lines += [mark + fence, *inside, *closing, "" if draw(st.booleans()) else f"word{number}9"]
    return "\n".join(lines)


@settings(max_examples=300)
@given(items())
def test_readers_and_renderer_agree_about_code_or_the_page_is_refused(markdown: str) -> None:
    findings = Findings("01-m.md")
    read_body(markdown.split("\n"), 1, findings)
    refused = any(problem.code == "unclosed-code" for problem in findings.problems)

    assert refused or read_as_code(markdown) == shown_as_code(markdown)


def test_a_fence_that_nobody_closes_is_an_error() -> None:
    assert severity_of("unclosed-code") is Severity.ERROR


def test_a_question_written_in_code_beside_a_mark_is_none() -> None:
    example = "- ```\n  ### A question?\n  - [x] Yes\n  ```\n"
    quiz = f"---\ntitle: Quiz\n---\n\n### Real\n\nWhat?\n\n{example}\n**Answer:** 4\n"

    found = {problem.code for problem in text_problems(SLUG, files(quiz=quiz))}

    assert not found & {"no-answer", "one-option", "no-box", "unclosed-code"}
