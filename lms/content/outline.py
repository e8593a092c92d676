"""The outline in `course.md`: headings are parts, links in lists are modules (FORMAT 2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.headings import heading_of
from lms.content.wording import plain, quoted

_ENTRY = re.compile(
    r" {0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \t]+"
    r"\[(?P<title>[^\[\]]+)\]\((?P<target>[^()\s]+)\)(?P<tail>.*)"
)
_OPTIONAL = re.compile(r"[ \t]*\(optional\)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class ListedModule:
    """A line of the outline."""

    line: int
    column: int
    title: str
    target: str
    part: str
    is_optional: bool


@dataclass(frozen=True)
class Outline:
    """The modules in order; `description` is the text above them."""

    description: tuple[BodyLine, ...]
    modules: tuple[ListedModule, ...]


def read_outline(body: Sequence[BodyLine], findings: Findings) -> Outline:
    """The outline of a course; what stands in it and is none of it is among the findings."""
    first = _first_line(body)
    if first is None:
        last = body[-1].number if body else 1
        message = "The course has no outline."
        findings.add("no-outline", last, message, "List its modules: 1. [Title](01-name.md)")
        return Outline(tuple(body), ())
    part = ""
    modules = []
    for line in body[first:]:
        heading = heading_of(line)
        entry = _ENTRY.fullmatch(line.bare)
        if heading:
            part = plain(heading.text)
        elif entry:
            modules.append(_listed(line, entry, part, findings))
        elif not line.is_blank:
            _stray(line, findings)
    return Outline(tuple(body[:first]), tuple(modules))


def _first_line(body: Sequence[BodyLine]) -> int | None:
    """Where the outline begins: the heading nearest above the first link in a list, or that."""
    entry = next((i for i, line in enumerate(body) if _ENTRY.fullmatch(line.bare)), None)
    if entry is None:
        return None
    above = entry - 1
    while above >= 0 and body[above].is_blank:
        above -= 1
    return above if above >= 0 and heading_of(body[above]) else entry


def _listed(line: BodyLine, entry: re.Match[str], part: str, findings: Findings) -> ListedModule:
    tail = entry["tail"].strip()
    is_optional = _OPTIONAL.fullmatch(tail) is not None
    if tail and not is_optional:
        findings.add(
            "outline-text",
            line.number,
            f"{quoted(tail)} is not shown to learners.",
            "Delete it; only (optional) may follow a link of the outline.",
            column=entry.start("tail") + 1,
        )
    column = entry.start("title")
    title = plain(entry["title"])
    return ListedModule(line.number, column, title, entry["target"], part, is_optional)


def _stray(line: BodyLine, findings: Findings) -> None:
    findings.add(
        "outline-text",
        line.number,
        f"{quoted(line.text)} stands in the outline and is not shown to learners.",
        "Move it above the outline, or make it a link: 1. [Title](01-name.md)",
    )
