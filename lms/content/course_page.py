"""`course.md` read: the facts that learners are told, and the outline (FORMAT 2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lms.content.fields import Fields
from lms.content.findings import Findings
from lms.content.front_matter import fields_of
from lms.content.outline import Outline, read_outline
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.readers import Attempts, attempts, day, level, months, percent, text
from lms.content.render_shapes import Fragment
from lms.content.terms import read_terms
from lms.content.wording import quoted
from lms.content.yaml_tree import Mapping, Node, Place, Scalar
from lms.domain.courses import Author, Objective
from lms.domain.credit import CreditTerms

NO_OBJECTIVES = "no-objectives"
"""The code of a course that states none, which a form asks for in words of its own."""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}")
_NEVER = date(1, 1, 1)


@dataclass(frozen=True)
class ObjectiveDraft:
    """A course objective and the line where it stands."""

    objective: Objective
    place: Place


@dataclass(frozen=True)
class CourseDraft:
    """The facts of a course before its modules are counted."""

    is_head_read: bool
    title: str
    approved_title: str
    summary: str
    level: str
    audience: str
    format: str
    authors: tuple[Author, ...]
    objectives: tuple[ObjectiveDraft, ...]
    terms: CreditTerms
    credit_line: int
    support: str
    pass_mark: int
    attempts: Attempts
    released_on: date
    reviewed_on: date
    expires_on: date
    expires_line: int
    valid_months: int | None
    description: Fragment | None
    outline: Outline


def read_course_page(page: Page) -> CourseDraft:
    """The facts on a page; what is wrong with them is among the page's findings."""
    findings = page.findings
    fields = fields_of(page.head, findings, "The course")
    outline = read_outline(page.body, findings)
    description = passage_of(outline.description, page.head.body_from)
    title = fields.required("title", text, "")
    course = CourseDraft(
        is_head_read=page.head.mapping is not None,
        title=title,
        approved_title=fields.optional("approved title", text, title),
        summary=fields.required("summary", text, ""),
        level=fields.required("level", level, ""),
        audience=fields.required("audience", text, ""),
        format=fields.required("format", text, ""),
        authors=tuple(_authors(fields.needed_items("authors"), findings)),
        objectives=tuple(_objectives(fields.needed_items("objectives", NO_OBJECTIVES), findings)),
        terms=read_terms(fields, findings),
        credit_line=fields.place_of("credit").line,
        support=fields.optional("support", text, ""),
        pass_mark=fields.required("pass mark", percent, 100),
        attempts=fields.required("attempts", attempts, Attempts(None)),
        released_on=fields.required("released", day, _NEVER),
        reviewed_on=fields.required("reviewed", day, _NEVER),
        expires_on=fields.required("expires", day, _NEVER),
        expires_line=fields.place_of("expires").line,
        valid_months=fields.optional("valid for", months, None),
        description=None if description.is_empty else block(page.file, description),
        outline=outline,
    )
    fields.finish()
    _check_dates(course, fields, findings)
    return course


def _authors(items: Sequence[Node], findings: Findings) -> Iterator[Author]:
    for item in items:
        if not isinstance(item, Mapping):
            _wrong(item, "An author needs keys.", "Write - name: …, then credentials: …", findings)
            continue
        author = Fields(item, findings, "The author")
        yield Author(
            name=author.required("name", text, ""),
            credentials=author.required("credentials", text, ""),
            disclosure=author.required("disclosure", text, ""),
        )
        author.finish()


def _objectives(items: Sequence[Node], findings: Findings) -> Iterator[ObjectiveDraft]:
    seen: set[str] = set()
    for item in items:
        if not isinstance(item, Mapping) or len(item.entries) != 1:
            message, tip = "This objective has no key of its own.", "Write: - O1: Distinguish …"
            _wrong(item, message, tip, findings)
            continue
        entry = item.entries[0]
        fields = Fields(item, findings, "The objective")
        if not _KEY.fullmatch(entry.key):
            message = f"{quoted(entry.key)} cannot be the key of an objective."
            _wrong(item, message, "Use a letter and a number: O1", findings)
        elif entry.key in seen:
            message = f"The key {quoted(entry.key)} is given twice."
            findings.add("duplicate-key", entry.place.line, message, "Number the objectives anew.")
        seen.add(entry.key)
        yield ObjectiveDraft(
            Objective(entry.key, fields.required(entry.key, text, "")), entry.place
        )


def _check_dates(course: CourseDraft, fields: Fields, findings: Findings) -> None:
    if _NEVER in (course.released_on, course.reviewed_on, course.expires_on):
        return
    place = fields.place_of("expires")
    if course.expires_on <= max(course.released_on, course.reviewed_on):
        message = "The course expires before it is released or reviewed."
        tip = "Correct one of the dates."
        findings.add("dates-out-of-order", place.line, message, tip, column=place.column)


def _wrong(node: Node, message: str, suggestion: str, findings: Findings) -> None:
    shown = f"{message[:-1]}: {quoted(node.text)}." if isinstance(node, Scalar) else message
    findings.add("wrong-type", node.place.line, shown, suggestion, column=node.place.column)
