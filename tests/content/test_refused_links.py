"""Whatever link or image the renderer turns into plain text is a problem with a line."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content import render_elements
from lms.content.body import read_body
from lms.content.findings import Findings
from lms.content.links import find_links
from lms.content.render import Fragment, Parser, Shape, render_here
from lms.content.render_links import Home, image_address, link_address
from lms.content.targets import Surroundings, check_links

Address = Callable[[str, Home], str | None]

PARSER = Parser()
HERE = "01-here.md"
PATHS = frozenset({HERE, "02-there.md", "images/a.png", "images/a b.png", "images/x#y.png"})
AROUND = Surroundings(PATHS, {HERE: frozenset({"here"})}, None, {}, None)


def problem_lines(markdown: str) -> set[int]:
    findings = Findings(HERE)
    body = read_body(markdown.split("\n"), 1, findings)
    check_links(find_links(body), HERE, AROUND, findings)
    return {problem.line for problem in findings.problems}


def count_of_refused(markdown: str) -> int:
    """How many links and images the renderer left as text."""
    refused: list[str] = []

    def watched(address: Address) -> Address:
        def asked(written: str, home: Home) -> str | None:
            found = address(written, home)
            refused.extend([written] if found is None else [])
            return found

        return asked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render_elements, "link_address", watched(link_address))
        patch.setattr(render_elements, "image_address", watched(image_address))
        render_here(PARSER, Fragment(f"c/{HERE}", 1, markdown, Shape.BLOCK), {})
    return len(refused)


@pytest.mark.parametrize(
    "written",
    [
        "![a](images/a%20b.png)",
        "![a](images/x%23y.png)",
        "![a](images/../images/a.png)",
        "![a](./images/../images/a.png)",
        "![a](../c/images/a.png)",
        "![a](02-there.md)",
        "![a][b]\n\n[b]: data:image/png;x",
        "![b]\n\n[b]: https://x.example/a.png",
        "[a](02-there.md?x=1)",
        "[a](x/../02-there.md)",
        "[a](../provider.md)",
        "[a](../c/../02-there.md)",
        "[a](https:)",
        "[a](https:example.org)",
        "[a](<https://x.example/a b>)",
        "<https://x.example/a b>",
        "[a](https://x.example/a\\b)",
        "[a](javascript&colon;x)",
        "[a](java\\script:x)",
        "[a][b]\n\n[b]:\n  javascript:x",
        "[a][b]\n\n[b]: <javascript:x>",
        "[a] [b]\n\n[b]: javascript:x",
        "[a]()",
        "[a](<>)",
        "[a](#)",
        "[a]( 'title')",
        "[b]\n\n[b]:<",
        "[b]\n\n[b]: ftp://x 'Title'",
        "[b]\n\n[b]: ftp://x\n  (Title)",
        "[a [b](ftp://c)](ftp://d)",
        "[![a](ftp://b)](ftp://c)",
        "[a](ftp://x(y)z)",
        "- [a](ftp://x)",
        "> [a](ftp://x)",
        "| a |\n| - |\n| [a](ftp://x) |",
        "[^1]\n\n[^1]: [a](ftp://x)",
        "a\n: [a](ftp://x)",
        "> [a][b]\n\n> [b]: ftp://x",
        "- a\n\n    [a](ftp://x)",
        "1. a\n   [a](ftp://x)",
    ],
)
def test_a_refused_link_has_a_problem(written: str) -> None:
    assert problem_lines(written), count_of_refused(written)


@pytest.mark.parametrize(
    "written",
    [
        "[Note]: in two words",
        "- [x]: in more words",
        "[Note]:\nin words",
        "[a](./02-there.md)",
        "[a](02\\-there.md)",
        "![a](./images/a.png 'A')",
        "![a](<images/a b.png>)",
        "[a](#here)",
    ],
)
def test_a_good_link_has_none(written: str) -> None:
    assert not problem_lines(written)
    assert not count_of_refused(written)


PIECES = """[a]|![a]|(|)|(ftp://x)|(02-there.md)|[b]|[b]: ftp://y|<|>|<ftp://x>|(images/a.png)
(images/no.png| |`x`|*|- |> |    | "t"|[|]|!|x|#|<http://a b>|(https:)|(#here)|:|[b]:
"""
TEXTS = st.lists(
    st.sampled_from([*PIECES.replace("\n", "|").split("|"), "\\", "\n", "\n\n"]), max_size=12
).map("".join)


@settings(max_examples=300)
@given(TEXTS)
def test_what_is_left_as_text_has_a_problem(markdown: str) -> None:
    refused = count_of_refused(markdown)

    assert not refused or problem_lines(markdown)
