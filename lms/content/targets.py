"""Whether links lead somewhere, images can be seen by everyone, and cited works exist."""

import html
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lms.content.findings import Findings
from lms.content.links import Citation, Link, NoteMark
from lms.content.names import COURSE, IMAGES, MEDIA, is_media
from lms.content.pictures import Flaw
from lms.content.players import Recording
from lms.content.render_links import Home, image_address, link_address
from lms.content.wording import did_you_mean, quoted

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = frozenset({"http", "https", "mailto"})
_PAGES = re.compile(r"[^/]+\.md|(?:images|media)/.+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
# Whether an address may lead somewhere does not depend on the course.
_ANY_COURSE = Home("course", "")

# True for a path from the folder of courses where there is a file.
Library = Callable[[str], bool]


@dataclass(frozen=True)
class Surroundings:
    """What a file's links may lead to. Files without anchors here are not looked into; without

    works, citations go unchecked, and without a library links to other courses.
    """

    paths: frozenset[str]
    anchors: Mapping[str, frozenset[str]]
    works: frozenset[str] | None
    flaws: Mapping[str, Flaw]
    library: Library | None
    widths: Mapping[str, int] = field(default_factory=dict)
    recordings: Mapping[str, Recording] = field(default_factory=dict)


def check_citations(
    citations: Iterable[Citation], around: Surroundings, findings: Findings
) -> None:
    """Finds citations of works that references.json does not have."""
    for citation in citations:
        if around.works is not None and citation.key not in around.works:
            findings.add(
                "unknown-citation",
                citation.line,
                f"There is no work {quoted(citation.key)} in references.json.",
                did_you_mean(citation.key, around.works, "Add it there, or correct the key."),
                column=citation.column,
            )


def check_notes(lost: Iterable[NoteMark], findings: Findings) -> None:
    """Reports footnote marks without a note."""
    for mark in lost:
        message = f"There is no footnote {quoted(mark.label)}."
        tip = f"Write it below: [^{mark.label}]: …"
        findings.add("missing-footnote", mark.line, message, tip, column=mark.column)


def check_links(links: Iterable[Link], file: str, around: Surroundings, findings: Findings) -> None:
    """Finds links that lead nowhere and images without alternative text."""
    for link in links:
        if link.is_image and not link.text:
            findings.add(
                "no-alt",
                link.line,
                "This image has no alternative text.",
                "Say in the brackets what it shows: ![A couple on a bench](…)",
                column=link.column,
            )
        _check_target(link, file, around, findings)


def check_description(links: Iterable[Link], findings: Findings) -> None:
    """Finds media in the text that visitors read, who may not see them."""
    for link in links:
        if link.is_image or is_media(path_of(link)):
            message = "The description is shown to visitors, and media only to learners."
            _add("picture-in-description", link, message, "Put it into a module.", findings)


def path_of(link: Link) -> str:
    """The path inside the course that a link leads to; empty for its own page."""
    path = unquote(_written(link).partition("#")[0].partition("?")[0])
    return posixpath.normpath(path) if path else ""


def _written(link: Link) -> str:
    """The target as the renderer reads it: without escapes and entities."""
    return html.unescape(_ESCAPED.sub(r"\1", link.target)).strip()


def _check_target(link: Link, file: str, around: Surroundings, findings: Findings) -> None:
    target = _written(link)
    scheme = _SCHEME.match(target)
    if scheme or target.startswith(("/", "\\")) or not target:
        _check_address(link, target, scheme[1].casefold() if scheme else "", findings)
        return
    path = path_of(link)
    if path.startswith("../"):
        _check_outside(link, path, around, findings)
    elif path and path not in around.paths:
        _missing_file(link, path, around, findings)
    else:
        _check_inside(link, path or file, around, findings)


def _check_inside(link: Link, place: str, around: Surroundings, findings: Findings) -> None:
    """What is wrong with a link to a file that is there."""
    anchor = unquote(_written(link).partition("#")[2])
    if link.is_image and not is_media(place):
        message = f"The image {quoted(place)} does not stand in the folder {IMAGES}."
        _add("missing-image", link, message, "Move it there.", findings)
    elif not _PAGES.fullmatch(place):
        _add("missing-file", link, f"{quoted(place)} is no page.", "Link to a module.", findings)
    elif flaw := around.flaws.get(place):
        _add(flaw.code, link, flaw.message, flaw.suggestion, findings)
    elif anchor and place in around.anchors:
        _check_heading(link, place, anchor, around.anchors[place], findings)
    elif _is_refused(link):
        _refuse(link, findings)


def _is_refused(link: Link) -> bool:
    """True for what the renderer turns into plain text."""
    address = image_address if link.is_image else link_address
    return address(_written(link), _ANY_COURSE) is None


def _refuse(link: Link, findings: Findings) -> None:
    message = f"{quoted(_written(link))} cannot be made an address, so it would be plain text."
    tip = "Write the path as it is, with letters, digits, hyphens and underscores."
    _add("bad-link", link, message, tip, findings)


def _check_outside(link: Link, path: str, around: Surroundings, findings: Findings) -> None:
    """A path to another course leads to a page of it; further out is nowhere."""
    place = path.removeprefix("../")
    if link.is_image:
        message = f"The image {quoted(path)} does not stand in the folder {IMAGES}."
        _add("missing-image", link, message, f"Put a copy into {IMAGES}.", findings)
    elif place.startswith("../") or place in ("", ".."):
        message = f"{quoted(path)} leads out of the folder of courses."
        _add("bad-link", link, message, "Link to a page of a course.", findings)
    elif _is_refused(link):
        _refuse(link, findings)
    elif around.library and not around.library(place if "/" in place else f"{place}/{COURSE}"):
        code = "missing-module" if "/" in place else "missing-course"
        message = f"Among the courses there is no {quoted(place)}."
        _add(code, link, message, "Correct the link, or delete it.", findings)


def _check_address(link: Link, target: str, scheme: str, findings: Findings) -> None:
    if link.is_image and scheme in _ALLOWED:
        message = "This image would be loaded from another site."
        _add("remote-image", link, message, f"Put a copy into the folder {IMAGES}.", findings)
    elif scheme not in _ALLOWED:
        message = f"A link may not lead to {quoted(target)}." if target else "This link is empty."
        tip = "Use an address that begins with https:// or mailto:, or a file of this course."
        _add("bad-link", link, message, tip, findings)
    elif _is_refused(link):
        message = f"The address {quoted(target)} is not complete, or has a space in it."
        _add("bad-link", link, message, "Copy it anew from the browser.", findings)


def _may_be_meant(path: str, link: Link) -> bool:
    if link.is_image:
        return path.startswith((f"{IMAGES}/", f"{MEDIA}/"))
    return path.endswith(".md")


def _missing_file(link: Link, place: str, around: Surroundings, findings: Findings) -> None:
    code, what = ("missing-image", _kind_of(place)) if link.is_image else ("missing-file", "file")
    if not link.is_image and place.endswith(".md"):
        code, what = "missing-module", "module"
    others = sorted(p for p in around.paths if _may_be_meant(p, link))
    tip = did_you_mean(place, others, "Correct the link.")
    _add(code, link, f"There is no {what} {quoted(place)}.", tip, findings)


def _kind_of(place: str) -> str:
    return "recording" if place.startswith(f"{MEDIA}/") else "image"


def _check_heading(
    link: Link, place: str, anchor: str, known: frozenset[str], findings: Findings
) -> None:
    if anchor not in known:
        tip = did_you_mean(anchor, known, "Link to the file alone, or to a heading that it has.")
        _add("missing-heading", link, f"{quoted(place)} has no heading #{anchor}.", tip, findings)


def _add(code: str, link: Link, message: str, suggestion: str, findings: Findings) -> None:
    findings.add(code, link.line, message, suggestion, column=link.column)
