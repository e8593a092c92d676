"""`programs/<slug>.md` read: an ordered list of links to courses (FORMAT 1)."""

import posixpath
from collections.abc import Sequence, Set

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.front_matter import Head, fields_of
from lms.content.links import Link, find_links
from lms.content.names import COURSE
from lms.content.readers import text
from lms.content.wording import did_you_mean, quoted


def check_program(
    head: Head, body: Sequence[BodyLine], courses: Set[str] | None, findings: Findings
) -> None:
    """Finds what is wrong with a program; `courses` are the course folders, None if not known."""
    findings.add("not-shown-yet", 1, "Programs are not shown yet.", "Keep it for later.")
    fields = fields_of(head, findings, "The program")
    fields.required("title", text, "")
    fields.required("summary", text, "")
    fields.finish()
    listed = [(link, _course(link)) for link in find_links(body) if not _is_elsewhere(link)]
    if not listed:
        line = body[-1].number if body else 1
        message = "The program lists no course."
        findings.add("empty-program", line, message, "End it with: 1. [Title](../course-slug/)")
    for link, slug in listed:
        if courses is not None and slug not in courses:
            findings.add(
                "missing-course",
                link.line,
                f"There is no course {quoted(link.target)}.",
                did_you_mean(slug, courses, "Link to its folder: ../course-slug/"),
                column=link.column,
            )


def _is_elsewhere(link: Link) -> bool:
    return link.is_image or ":" in link.target


def _course(link: Link) -> str:
    """The folder that a link names, or what stands there instead."""
    path = posixpath.normpath(link.target).removesuffix(f"/{COURSE}")
    return path.removeprefix("../") if path.startswith("../") else path + "/"
