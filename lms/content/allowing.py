"""Warnings that their authors mean are taken out: `<!-- allow CODE: reason -->` (FORMAT 4.2)."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lms.content.codes import CODES, may_be_allowed
from lms.content.findings import Findings
from lms.content.names import WORKS, Role
from lms.content.pages import Page
from lms.content.problems import Problem
from lms.content.survey import Survey
from lms.content.wording import quoted

_ALLOW = re.compile(r"(?i:allow)\s+(?P<code>[^\s:]+)\s*(?::\s*(?P<reason>.*))?")
_ANY_LINE = 0


@dataclass(frozen=True)
class Leave:
    """An author's word that a warning is meant, and where the word stands."""

    file: str
    line: int
    column: int
    code: str


# Files with their lines; line 0 stands for a whole file.
Places = Sequence[tuple[str, int]]

# By file, line and code.
Leaves = dict[tuple[str, int, str], Leave]


def read_leaves(survey: Survey) -> Leaves:
    """The leaves on every page; those that are not fair are among the page's findings."""
    leaves: Leaves = {}
    for page in survey.pages:
        for leave, where in _given(survey, page):
            # A second leave for the same lines is one that nothing needs.
            keys = [(file, number, leave.code) for file, number in where]
            if keys[0] in leaves:
                page.findings.add(*_unused(leave), column=leave.column)
            else:
                leaves.update(dict.fromkeys(keys, leave))
    return leaves


def without_allowed(leaves: Leaves, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that no author means, and a note for each leave that nothing needed."""
    kept, used = [], set()
    for problem in problems:
        keys = [(problem.file, line, problem.code) for line in (problem.line, _ANY_LINE)]
        leave = next((leaves[key] for key in keys if key in leaves), None)
        if leave is None:
            kept.append(problem)
        used.add(leave)
    unused = dict.fromkeys(leave for leave in leaves.values() if leave not in used)
    return (*kept, *map(_note, unused))


def _given(survey: Survey, page: Page) -> Iterator[tuple[Leave, Places]]:
    """Each leave on a page with the places that it is good for."""
    spans = survey.spans_on(page.file)
    starts = [first for first, _ in spans]
    for line in page.body:
        for comment in line.comments:
            match = _ALLOW.fullmatch(comment.text)
            if match and _is_fair(match, line.number, comment.column, page.findings):
                at = bisect_right(starts, line.number) - 1
                is_inside = at >= 0 and line.number <= spans[at][1]
                where = _lines(page, spans[at]) if is_inside else _whole(survey, page)
                yield Leave(page.file, line.number, comment.column, match["code"]), where


def _lines(page: Page, span: tuple[int, int]) -> Places:
    return [(page.file, number) for number in range(span[0], span[1] + 1)]


def _whole(survey: Survey, page: Page) -> Places:
    """What a leave outside of questions is good for: the quiz as a whole, the page, the course."""
    if page.file in survey.quizzes:
        return [(page.file, survey.quizzes[page.file].line)]
    files = [page.file, WORKS] if page.name.role is Role.COURSE else [page.file]
    return [(file, _ANY_LINE) for file in files]


def _is_fair(match: re.Match[str], line: int, column: int, findings: Findings) -> bool:
    code = match["code"]
    if code not in CODES:
        message = f"There is no warning called {quoted(code)}."
        findings.add(
            "unknown-code", line, message, "Copy the code from the warning.", column=column
        )
    elif not may_be_allowed(code):
        message = f"{quoted(code)} is not a warning, so it cannot be allowed."
        findings.add("not-allowable", line, message, "Mend what it is about.", column=column)
    elif not (match["reason"] or "").strip():
        message = f"The warning {quoted(code)} is allowed without a reason."
        suggestion = f"Say why: <!-- allow {code}: because … -->"
        findings.add("allow-without-reason", line, message, suggestion, column=column)
    else:
        return True
    return False


def _unused(leave: Leave) -> tuple[str, int, str, str]:
    message = f"Nothing here needs leave for {quoted(leave.code)}."
    return "unused-allow", leave.line, message, "Delete it."


def _note(leave: Leave) -> Problem:
    findings = Findings(leave.file)
    findings.add(*_unused(leave), column=leave.column)
    return findings.problems[0]
