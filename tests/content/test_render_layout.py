"""Lists, quotes, tables and code are read as Git hosts read them."""

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.render import Fragment, Parser, Shape, render_here
from lms.content.render_layout import laid_out

PARSER = Parser()


def html(markdown: str) -> str:
    fragment = Fragment("c/f/01-m.md", 1, markdown, Shape.BLOCK)
    return render_here(PARSER, fragment, {}).html.replace("\n", "")


@pytest.mark.parametrize(
    ("written", "set_out"),
    [
        ("text\n- a\n- b", "text\n\n- a\n- b"),
        ("text\n1. a", "text\n\n1. a"),
        ("text\n1986. a year", "text\n1986. a year"),
        ("- a\n  - b\n- c", "- a\n    - b\n- c"),
        ("10. a\n    - b", "10. a\n    - b"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("- a\n1. b", "- a\n\n1. b"),
        ("- a\n\n  more\n- b", "- a\n\n    more\n\n- b"),
        ("- a\n\n  - b\n- c", "- a\n\n    - b\n\n- c"),
        ("- a\nlazy", "- a\nlazy"),
        ("- a\n  1990. lazy", "- a 1990. lazy"),
        ("- a\n1990. lazy", "- a 1990. lazy"),
        ("3. a\n1990. b", "3. a\n1990. b"),
        ("- a\n# H\ntext", "- a\n\n# H\n\ntext"),
        ("> - a\n>   - b\nlazy\n- c", "> - a\n>     - b\n>     lazy\n\n- c"),
        ("text\n> quote", "text\n\n> quote\n"),
        ("text\n| a |\n|---|\n| b |", "text\n\n| a |\n|---|\n| b |"),
        ("***\n- - -", "***\n- - -"),
        ("    - code", "    - code"),
        ("term\n:   one\n\n    two", "term\n:   one\n\n    two"),
        ("[^1]: one\n\n    two", "[^1]: one\n\n    two"),
    ],
)
def test_lines_are_set_out_as_the_library_wants_them(written: str, set_out: str):
    assert "\n".join(laid_out(written.split("\n"), [])) == set_out


def test_fenced_code_is_taken_out_as_it_stands_wherever_it_is():
    source = dedent(
        """
        ~~~ text
          one
        ~~~
        - ```
          two
          - not a list
          ```
        - x

          ````
          ```
          three
          ````
        > ```
        > four
        >
        > ```
        ```
        never closed
        """
    )
    code: list[str] = []

    rows = laid_out(source.split("\n"), code)

    assert code == ["  one", "two\n- not a list", "```\nthree", "four\n"]
    assert rows[-3:] == ["```", "never closed", ""]


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> list[object]:
    """A list as a list of its items, each the list below it."""
    number = draw(st.integers(1, 3))
    return [
        draw(lists(depth + 1)) if depth < 3 and draw(st.booleans()) else [] for _ in range(number)
    ]


def as_markdown(items: list[object], marks: list[str], margin: str = "") -> str:
    mark = marks[len(margin) % len(marks)]
    return "".join(
        f"{margin}{mark} x\n" + as_markdown(below, marks, margin + " " * (len(mark) + 1))
        for below in items
    )


def as_html(items: list[object], marks: list[str], margin: int = 0) -> str:
    mark = marks[margin % len(marks)]
    tag = "ol" if mark.endswith(".") else "ul"
    inside = "".join(
        f"<li>x{as_html(below, marks, margin + len(mark) + 1)}</li>" for below in items
    )
    return f"<{tag}>{inside}</{tag}>" if items else ""


@given(lists(), st.lists(st.sampled_from(["-", "*", "1."]), min_size=1, max_size=3))
def test_a_list_nests_by_the_columns_of_its_text(items: list[object], marks: list[str]):
    assert html(as_markdown(items, marks)) == as_html(items, marks)


@given(lists())
def test_a_list_in_a_quote_is_the_same_list(items: list[object]):
    source = as_markdown(items, ["-"])

    quoted = "".join(f"> {line}\n" for line in source.splitlines())

    assert html(quoted) == f"<blockquote>{html(source)}</blockquote>"


PREFIXES = st.sampled_from(["- ", "  - ", "    - ", "", "  ", "    ", "> ", "> - ", "1. ", "# "])


@given(st.lists(PREFIXES | st.just("\n")))
def test_no_line_is_lost_and_none_changes_its_place(prefixes: list[str]):
    lines = [f"{prefix}word{n}" if prefix.strip() else "" for n, prefix in enumerate(prefixes)]

    shown = html("\n".join(lines))

    assert re.findall("word[0-9]+", shown) == re.findall("word[0-9]+", " ".join(lines))
