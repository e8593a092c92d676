"""`programs/<slug>.md` read: a description, and an ordered list of links to courses (FORMAT 1)."""

import posixpath
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.front_matter import fields_of
from lms.content.links import Link, find_links
from lms.content.names import COURSE, LONGEST_COURSE, is_slug
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.readers import text
from lms.content.render_shapes import Fragment
from lms.content.wording import did_you_mean, quoted

_ITEM = re.compile(r"\s*(?:[0-9]+[.)]|[-*+])\s")


@dataclass(frozen=True)
class ProgramDraft:
    """A program before its text is rendered; `description` is None where nothing is said."""

    slug: str
    title: str
    summary: str
    description: Fragment | None
    courses: tuple[str, ...]


def read_program_page(page: Page, courses: Set[str] | None) -> ProgramDraft:
    """The program on a page, with what is wrong with it among the page's findings.

    `courses` are the course folders that there are, None where nobody knows.
    """
    findings = page.findings
    fields = fields_of(page.head, findings, "The program")
    title = fields.required("title", text, "")
    summary = fields.required("summary", text, "")
    fields.finish()
    listed = [(link, _course(link)) for link in find_links(page.body) if not _is_elsewhere(link)]
    _check(page, listed, courses)
    shown = passage_of(_described(page.body, listed), page.head.body_from)
    return ProgramDraft(
        slug=_slug(page.file, findings),
        title=title,
        summary=summary,
        description=None if shown.is_empty else block(page.file, shown),
        courses=tuple(dict.fromkeys(slug for _, slug in listed)),
    )


def _check(page: Page, listed: Sequence[tuple[Link, str]], courses: Set[str] | None) -> None:
    findings = page.findings
    if not listed:
        message = "The program lists no course."
        tip = "End it with: 1. [Title](../course-slug/)"
        findings.add("empty-program", page.last, message, tip)
    for link, slug in listed:
        if courses is not None and slug not in courses:
            message = f"There is no course {quoted(link.target)}."
            tip = did_you_mean(slug, courses, "Link to its folder: ../course-slug/")
            findings.add("missing-course", link.line, message, tip, column=link.column)


def _described(body: Sequence[BodyLine], listed: Sequence[tuple[Link, str]]) -> list[BodyLine]:
    """The lines above the list of courses: the page shows that list with how each stands."""
    first = min((link.line for link, _ in listed), default=None)
    return [
        line
        for line in body
        if first is None
        or line.number < first
        or (line.number == first and not _ITEM.match(line.text))
    ]


def _slug(file: str, findings: Findings) -> str:
    slug = PurePosixPath(file).stem
    if not is_slug(slug) or len(slug) > LONGEST_COURSE:
        message = f"The file name {quoted(slug)} cannot be part of an address."
        findings.add("bad-name", 1, message, "Use small letters, digits and hyphens.")
    return slug


def _is_elsewhere(link: Link) -> bool:
    return link.is_image or ":" in link.target


def _course(link: Link) -> str:
    """The folder that a link names, or what stands there instead."""
    path = posixpath.normpath(link.target).removesuffix(f"/{COURSE}")
    return path.removeprefix("../") if path.startswith("../") else path + "/"
