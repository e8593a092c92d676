"""The glossary is in order, and every rule lives where it says."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
LINES = re.findall(r"^- .*", (TOP / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
LINE = re.compile(
    r"- \*\*(?P<word>[^*]+)\*\*: (?P<meaning>.+\.) `(?P<file>\S+) (?P<name>[\w.]+)(?:\(\))?`"
)


@cache
def names(file: str) -> set[str]:
    """What a file defines, members of its classes by their full name."""
    tree = ast.parse((TOP / file).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
            found |= {f"{node.name}.{it.name}" for it in ast.walk(node) if hasattr(it, "name")}
    return found


@pytest.mark.parametrize("line", LINES)
def test_a_word_has_one_line_that_ends_with_the_place_of_its_rule(line):
    found = LINE.fullmatch(line)

    assert found, line
    assert found["name"] in names(found["file"])


def test_words_stand_in_alphabetical_order_and_once():
    words = [LINE.fullmatch(line)["word"].casefold() for line in LINES]

    assert words == sorted(set(words))
