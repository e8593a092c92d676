"""A quiz's body cut at its headings: `##` begins a section, `###` a question (FORMAT 4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.headings import Heading, heading_of, underlined
from lms.content.option_lines import option_line
from lms.content.problems import Fix
from lms.content.wording import quoted

TITLE, SECTION, QUESTION = 1, 2, 3


@dataclass
class Item:
    """A question's heading with the lines below it."""

    heading: Heading
    lines: list[BodyLine] = field(default_factory=list)


@dataclass
class Group:
    """A section's heading (None before the first), the lines below it, and its questions."""

    heading: Heading | None = None
    intro: list[BodyLine] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def grouped(body: Sequence[BodyLine], findings: Findings) -> tuple[Group, ...]:
    """The groups of a body; the first has no heading and holds what stands above all others."""
    groups = [Group()]
    for line in body:
        heading = heading_of(line)
        if heading is None:
            below = groups[-1].items[-1].lines if groups[-1].items else groups[-1].intro
            below.append(line)
            continue
        is_first = len(groups) == 1 and not groups[0].items
        heading = _checked(heading, line, findings, is_first)
        if heading.level == TITLE:
            groups[-1].intro.append(line)
        elif heading.level == SECTION:
            groups.append(Group(heading))
        else:
            groups[-1].items.append(Item(heading))
    _check_intros(groups, findings)
    _check_underlined(body, findings)
    return tuple(groups)


def _checked(heading: Heading, line: BodyLine, findings: Findings, is_first: bool) -> Heading:
    """The heading at the level that it is taken for, with a finding where that is a guess."""
    if not heading.text:
        findings.add(
            "empty-heading", heading.line, "This heading says nothing.", "Write its text after ###"
        )
    if heading.level == TITLE and not is_first:
        message = f"{quoted(heading.text)} stands below questions, so it is taken as a section."
        findings.add(
            "late-title", heading.line, message, "Write ## for a section, ### for a question."
        )
        return replace(heading, level=SECTION)
    level = min(heading.level, QUESTION)
    if heading.level > QUESTION or not heading.has_space:
        untidy_heading(heading, level, line, findings)
    return replace(heading, level=level)


def untidy_heading(heading: Heading, level: int, line: BodyLine, findings: Findings) -> None:
    """Takes down a heading that is understood, though it is not written as usual."""
    new = f"{'#' * level} {heading.text}"
    fix = Fix(heading.line, heading.line, (new,), "tidied the heading")
    findings.add(
        "untidy-heading",
        heading.line,
        f"This heading is taken as {'#' * level} {quoted(heading.text)}.",
        f"Write it as: {new[:60]}",
        # A comment on the line would be lost.
        fix=fix if line.bare == line.text else None,
    )


def _check_intros(groups: Sequence[Group], findings: Findings) -> None:
    for group in groups:
        stray = next((line for line in group.intro if option_line(line.bare)), None)
        if stray:
            findings.add(
                "options-outside",
                stray.number,
                "These options belong to no question.",
                "Begin the question above them with a line ### …",
            )


def _check_underlined(body: Sequence[BodyLine], findings: Findings) -> None:
    for above, line in pairwise(body):
        if underlined(above, line):
            findings.add(
                "underlined-heading",
                line.number,
                f"This line makes a heading of {quoted(above.bare.strip())}.",
                "Leave an empty line above it, or begin the heading with ##",
            )
