"""Patterns to write from: what the Insert menus of the studio offer for each kind of page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lms.content.names import Role

_FILE = Path(__file__).with_suffix(".md")
_MENU = re.compile(r"^## (?P<role>[a-z]+): (?P<title>.+)$", re.MULTILINE)
_PATTERN = re.compile(
    r"^### (?P<title>[^\n]+)\n\n~~~~\n(?P<text>.*?)^~~~~$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Pattern:
    """A piece of text to begin from, and what it is called."""

    title: str
    text: str


@dataclass(frozen=True)
class Menu:
    """Patterns of one sort, for pages of one role."""

    role: Role
    title: str
    patterns: tuple[Pattern, ...]


@cache
def all_menus() -> tuple[Menu, ...]:
    """Every menu, in the order of their file."""
    return tuple(_menus(_FILE.read_text(encoding="utf-8")))


def menus_for(role: Role) -> tuple[Menu, ...]:
    """The menus for a page that plays this part."""
    return tuple(menu for menu in all_menus() if menu.role is role)


def _menus(text: str) -> Iterator[Menu]:
    heads = list(_MENU.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        found = _PATTERN.finditer(text, head.end(), end)
        patterns = tuple(Pattern(it["title"], it["text"]) for it in found)
        yield Menu(Role[head["role"].upper()], head["title"], patterns)
