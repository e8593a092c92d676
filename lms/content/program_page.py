"""`programs/<slug>.md` read: an ordered list of links to courses (FORMAT 1)."""

import posixpath
from collections.abc import Sequence, Set

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.front_matter import Head, fields_of
from lms.content.links import find_links
from lms.content.readers import text
from lms.content.wording import did_you_mean, quoted


def check_program(
    head: Head, body: Sequence[BodyLine], courses: Set[str] | None, findings: Findings
) -> None:
    """Finds what is wrong with a program; `courses` are the course folders, None if not known."""
    fields = fields_of(head, findings, "The program")
    fields.required("title", text, "")
    fields.required("summary", text, "")
    fields.finish()
    links = [link for link in find_links(body) if not link.is_image]
    named = [posixpath.normpath(link.target).removesuffix("/course.md") for link in links]
    if not any(name.startswith("../") for name in named):
        line = body[-1].number if body else 1
        message = "The program lists no course."
        findings.add("empty-program", line, message, "End it with: 1. [Title](../course-slug/)")
    for link, name in zip(links, named, strict=True):
        slug = name.removeprefix("../")
        if name.startswith("../") and courses is not None and slug not in courses:
            findings.add(
                "missing-course",
                link.line,
                f"There is no course {quoted(slug)}.",
                did_you_mean(slug, courses),
                column=link.column,
            )
