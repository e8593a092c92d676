"""The facts of a course one by one, as a form asks for them: the keys and readers of the checks."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

from lms.content.course_page import NO_OBJECTIVES, read_course_page
from lms.content.fact_edits import AUTHOR, SINGLE, Values, lines_of
from lms.content.fields import Fields, Reader, why_needed
from lms.content.findings import Findings
from lms.content.names import COURSE
from lms.content.pages import open_page
from lms.content.problems import Problem, Severity
from lms.content.readers import (
    LEVELS,
    attempts,
    day,
    difficulty,
    level,
    method,
    months,
    percent,
    rounding,
    text,
)
from lms.content.yaml_tree import Entry, Mapping, Place, Scalar
from lms.domain.credit import Method, Rounding

_HERE = Place(1, 1)


@dataclass(frozen=True)
class Fact:
    """One value of the head of `course.md`: its name, and how a form asks for it."""

    name: str
    label: str
    hint: str
    reader: Reader[Any]
    is_needed: bool = True
    words: tuple[str, ...] = ()
    """The words that may stand here; none where its author writes freely."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Where it stands: its key, below that of the credit for some."""
        return SINGLE[self.name]

    @property
    def whose(self) -> str:
        """Who has it, as the checks say it."""
        return "The credit" if len(self.keys) > 1 else "The course"


# How a form asks for what is empty, where the label alone would not do.
_ASKED = {
    "set by": "who judged the difficulty",
    "attempts": "how many attempts there are",
    "released": "the day of release",
    "reviewed": "the day of the last review",
    "expires": "the day on which it expires",
    "name": "the name of the author",
    "audience": "whom it is for",
    "objectives": "at least one objective",
}
_METHODS = tuple(it.value for it in Method)
_ROUNDINGS = tuple(it.value.replace("_", " ") for it in Rounding)
FACTS = (
    Fact("title", "Title", "", text),
    Fact(
        "approved_title",
        "Title on certificates",
        "Where it is another than the title.",
        text,
        is_needed=False,
    ),
    Fact("summary", "Summary", "One sentence for the catalog.", text),
    Fact("level", "Level", "", level, words=LEVELS),
    Fact("audience", "Audience", "Whom it is for.", text),
    Fact("format", "Format", "As boards name it.", text),
    Fact(
        "support",
        "Commercial support",
        "Who paid for it, if anybody did.",
        text,
        is_needed=False,
    ),
    Fact(
        "credit_method",
        "Method",
        "How hours are found: by words alone, by the Mergener formula of words, questions and "
        "difficulty, by the lower of the two, or by how long pilot readers took.",
        method,
        words=_METHODS,
    ),
    Fact(
        "credit_difficulty",
        "Difficulty",
        "From 1 to 5 in halves, for the stated audience.",
        difficulty,
    ),
    Fact("credit_set_by", "Who judged the difficulty", "", text),
    Fact(
        "credit_rounding",
        "Rounding",
        "Of the hours: to the nearest quarter, or down to whole quarters, halves or hours.",
        rounding,
        words=_ROUNDINGS,
    ),
    Fact("pass_mark", "Pass mark", "Of each quiz, such as 80%.", percent),
    Fact("attempts", "Attempts", "At each quiz: a number, or unlimited.", attempts),
    Fact("released", "Released", "Year-month-day, such as 2026-11-01.", day),
    Fact("reviewed", "Reviewed", "Year-month-day.", day),
    Fact("expires", "Expires", "Year-month-day.", day),
    Fact(
        "valid_for",
        "Certificates are valid for",
        "Such as 24 months; empty for good.",
        months,
        is_needed=False,
    ),
)


def value_problems(values: Map[str, str]) -> dict[str, str]:
    """What the checks say of single values, by the name of each."""
    found = {}
    for fact in FACTS:
        findings = Findings(COURSE)
        key, typed = fact.keys[-1], values.get(fact.name, "").strip()
        entries = (Entry(key, _HERE, Scalar(typed, _HERE, is_plain=False)),) if typed else ()
        fields = Fields(Mapping(entries, _HERE), findings, fact.whose)
        if fact.is_needed:
            fields.required(key, fact.reader, None)
        else:
            fields.optional(key, fact.reader, None)
        if findings.problems:
            found[fact.name] = _told(findings.problems[0]) if typed else _ask_for(key)
    return found


def author_problems(said: Map[str, str]) -> dict[str, str]:
    """What the checks say of an author of whom something is said, by the key of each value."""
    found = {}
    for key in AUTHOR:
        findings = Findings(COURSE)
        entries = (Entry(key, _HERE, Scalar(said[key], _HERE, is_plain=False)),)
        mapping = Mapping(entries if said[key] else (), _HERE)
        Fields(mapping, findings, "The author").required(key, text, None)
        if findings.problems:
            found[key] = _told(findings.problems[0]) if said[key] else _ask_for(key)
    return found


def page_problems_of(values: Values, page: str) -> dict[str, str]:
    """What the checks say of a page of facts as it would be written, by the field it is about."""
    opened = open_page(COURSE, page.encode())
    read_course_page(opened)
    errors = [it for it in opened.findings.problems if it.severity is Severity.ERROR]
    places = lines_of(page, values)
    found: dict[str, str] = {}
    for problem in errors:
        if problem.line < opened.head.body_from:
            found.setdefault(places.get(problem.line, ""), _told(problem))
    return found


def _told(problem: Problem) -> str:
    if problem.code == NO_OBJECTIVES:
        return _ask_for("objectives")
    return f"{problem.message} {problem.suggestion}".strip()


def _ask_for(key: str) -> str:
    """What a form says beside an empty field; where to add a line is of no use there."""
    return f"Say {_ASKED.get(key, f'the {key}')}{why_needed(key)}."
