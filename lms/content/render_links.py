"""Where the links and images of a course lead: module files become module addresses."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from lms.content.names import path_of_media

_MODULE_FILE = re.compile(r"(?:\d+-)?(?P<slug>[\w-]+?)(?P<quiz>\.quiz)?\.md")
_ABSOLUTE = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_PATHS = {"course.md": "", "evaluation.md": "/evaluation"}


@dataclass(frozen=True)
class Home:
    """The course and module that a file belongs to; `module` is empty for course.md and its kin."""

    course: str
    module: str

    @property
    def address(self) -> str:
        """The module's page, or nothing."""
        course = f"/courses/{quote(self.course)}"
        return f"{course}/{quote(self.module)}" if self.course and self.module else ""


def home_of(file: str) -> Home:
    """The home of a file, from its folder and its name."""
    path = PurePosixPath(file.replace("\\", "/"))
    match = _MODULE_FILE.fullmatch(path.name)
    slug = match["slug"] if match and path.name not in _PATHS else ""
    return Home(path.parent.name.strip("."), slug)


def link_address(written: str, home: Home) -> str | None:
    """The address for a link as its author wrote it, or None where it may not lead."""
    if _ABSOLUTE.fullmatch(written) or re.fullmatch(r"/(?:[^\s/\\][^\s\\]*)?", written):
        return written
    path, _, anchor = written.partition("#")
    anchor = f"#s-{quote(anchor.strip(), safe='')}" if anchor.strip() else ""
    if not path:
        return anchor or None
    page = _page(PurePosixPath(path.removeprefix("./")), home)
    return page + anchor if page else None


def is_external(address: str) -> bool:
    """True for another site's page."""
    return re.match(r"https?:", address, re.IGNORECASE) is not None


def image_address(written: str, home: Home) -> str | None:
    """The address for a picture or recording of the course, each in its folder, or None."""
    return _media(PurePosixPath(written.removeprefix("./")), home)


def _page(path: PurePosixPath, home: Home) -> str | None:
    """`02-history.md`, `images/form.pdf` and `../other-course/02-history.md` as addresses."""
    parts = path.parts
    if parts[:1] == ("..",) and len(parts) > 1:
        home, parts = Home(parts[1], ""), parts[2:] or ("course.md",)
    if len(parts) != 1:
        return _media(PurePosixPath(*parts), home)
    course = f"/courses/{quote(home.course)}"
    if not re.fullmatch(r"[\w-]+", home.course):
        return None
    if parts[0] in _PATHS:
        return course + _PATHS[parts[0]]
    match = _MODULE_FILE.fullmatch(parts[0])
    if not match:
        return None
    return f"{course}/{quote(match['slug'])}{'/quiz' if match['quiz'] else ''}"


def _media(path: PurePosixPath, home: Home) -> str | None:
    rest = path.parts[1:]
    is_safe = all(re.fullmatch(r"[^.\\:?#%\x00-\x1f][^\\:?#%\x00-\x1f]*", part) for part in rest)
    is_media = bool(rest) and str(path) == path_of_media("/".join(rest))
    if not is_media or not is_safe or not home.course:
        return None
    return f"/courses/{quote(home.course)}/media/{quote('/'.join(rest))}"
