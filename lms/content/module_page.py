"""A module's file read: its head, its text for the renderer, its knowledge checks (FORMAT 3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.drafts import QuestionDraft, Reference
from lms.content.findings import Findings
from lms.content.front_matter import fields_of
from lms.content.gaps import with_blanks
from lms.content.groups import SECTION, TITLE, untidy_heading
from lms.content.headings import Heading, headings
from lms.content.item_text import CHECK, ItemText, read_item
from lms.content.labels import Label
from lms.content.pages import Page
from lms.content.questions import read_question
from lms.content.readers import text, whole
from lms.content.render_lines import check_line, without_marks
from lms.content.render_page import Ids
from lms.content.render_shapes import Fragment, Shape
from lms.content.stamps import identity_of
from lms.content.strayed import check_call_outs
from lms.content.wording import quoted
from lms.content.yaml_tree import Node, Scalar


@dataclass(frozen=True)
class ModuleDraft:
    """A module before rendering; `checks` are its knowledge checks in reading order."""

    file: str
    slug: str
    line: int
    title: str
    objectives: tuple[Reference, ...]
    minimum_minutes: int | None
    text: Fragment
    checks: tuple[QuestionDraft, ...]


def read_module(page: Page) -> ModuleDraft:
    """The module on a page; what is wrong with it is among the page's findings."""
    found = headings(page.body)
    _check_headings(page, found)
    checks = _checks(page, found)
    fields = fields_of(page.head, page.findings, "The module")
    module = ModuleDraft(
        file=page.file,
        slug=page.name.slug,
        line=fields.place_of("title").line,
        title=fields.required("title", text, ""),
        objectives=tuple(_references(fields.needed_items("objectives"))),
        minimum_minutes=fields.optional("minimum minutes", whole, None),
        text=_text(page, checks),
        checks=checks,
    )
    fields.finish()
    return module


def _references(items: Sequence[Node]) -> list[Reference]:
    # Whatever is no text is no objective's name either, and is reported as such.
    return [
        Reference(
            item.text if isinstance(item, Scalar) else "…", item.place.line, item.place.column
        )
        for item in items
    ]


def _is_check(heading: Heading) -> bool:
    return heading.text.casefold().startswith(CHECK)


def _check_headings(page: Page, found: Sequence[Heading]) -> None:
    for heading in found:
        if heading.level == TITLE and not _is_check(heading):
            message = f"{quoted(heading.text)} is a heading of the highest level."
            tip = "The title stands in the front matter; begin sections with ##"
            page.findings.add("top-heading", heading.line, message, tip)
        elif not heading.has_space:
            line = page.body[heading.line - page.head.body_from]
            untidy_heading(heading, heading.level, line, page.findings)
    sections = [h.line for h in found if h.level == SECTION and not _is_check(h)]
    if not sections:
        message = "The module has no sections, and reading progress goes by them."
        page.findings.add("no-sections", page.head.line, message, "Begin each with a line ## …")
    early = [h for h in found if _is_check(h) and (not sections or h.line < sections[0])]
    for heading in early:
        report_outside(heading, page.findings)


def report_outside(heading: Heading, findings: Findings) -> None:
    """Takes down a knowledge check that no section holds."""
    message = f"{quoted(heading.text)} stands above the first section, and nobody would see it."
    findings.add("check-outside", heading.line, message, "Put it below a ## heading.")


def _checks(page: Page, found: Sequence[Heading]) -> tuple[QuestionDraft, ...]:
    ids = Ids()
    ends = [heading.line for heading in found[1:]] + [page.last + 1]
    checks = []
    for heading, end in zip(found, ends, strict=False):
        if _is_check(heading):
            first = page.head.body_from
            lines = page.body[heading.line + 1 - first : end - first]
            identity = identity_of(page.name.slug, with_blanks(heading.text), ids)
            item = read_item(heading, lines, page.findings)
            _check_marked(item, page.findings)
            check_call_outs(heading, lines, page.findings)
            checks.append(read_question(page.file, item, identity, page.findings))
    return tuple(checks)


def _check_marked(item: ItemText, findings: Findings) -> None:
    reflection = item.first(Label.REFLECTION)
    if reflection:
        message = "A knowledge check is marked at once, and a reflection is never marked."
        tip = "Put it into the quiz, or write the prompt as text."
        findings.add("check-reflection", reflection.line, message, tip, column=reflection.column)


def _text(page: Page, checks: Sequence[QuestionDraft]) -> Fragment:
    """The module's Markdown, each check cut out and its place marked, no line moved."""
    texts = {line.number: without_marks(line.text) for line in page.body}
    for index, check in enumerate(checks):
        for number in range(check.heading.line, check.last + 1):
            texts[number] = ""
        texts[check.heading.line] = check_line(index)
    return Fragment(page.file, page.head.body_from, "\n".join(texts.values()), Shape.MODULE)
