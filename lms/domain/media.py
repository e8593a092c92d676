"""Pictures and documents: known by their content, never by their name (IN-10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "image/svg+xml"
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
# What a certificate from elsewhere may be, and how large: a page photographed by a telephone.
DOCUMENT_KINDS = (PDF, PNG, JPEG)
LARGEST_DOCUMENT = 5 * 1024 * 1024
LARGEST_SVG = 1024 * 1024
# What an author may send in a browser.
LARGEST_PICTURE = 10 * 1024 * 1024
# The widths in pixels that screens choose from where a picture is wider.
WIDTHS = (480, 960, 1440)
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    f"{_SPACE}{name}"
    for name in (
        *("svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "marker"),
        *("text", "tspan", "textPath", "clipPath", "mask", "pattern"),
        *("linearGradient", "radialGradient", "stop"),
    )
)
# What drawing programs note about themselves; no browser shows or runs any of it.
_NOTES = (
    "{http://www.inkscape.org/",
    "{http://sodipodi.sourceforge.net/",
    "{http://purl.org/dc/",
    "{http://creativecommons.org/",
    "{http://web.resource.org/cc/",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
)
# What may stand before the drawing: no other encoding, no entities, no style sheet elsewhere.
_PROLOGUE = re.compile(
    r"""\A\s*(<\?xml\s+version=["']1\.[01]["'](\s+encoding=["'](utf-8|us-ascii)["'])?"""
    r"""(\s+standalone=["'](yes|no)["'])?\s*\?>)?(\s*<!--.*?-->)*"""
    r"""(\s*<!DOCTYPE\s+svg(\s+PUBLIC\s+"[^"]*"\s+"[^"]*")?\s*>)?""",
    re.IGNORECASE | re.DOTALL,
)
_INSIDE = re.compile(r"#[\w.:-]+")
# A backslash can spell `url` in a way that only browsers read.
_OUTWARD = re.compile(r"url\s*\(\s*(?![\"']?#)|\\", re.IGNORECASE)
_OUTWARD_STYLE = re.compile(rf"{_OUTWARD.pattern}|@|image(-set)?\s*\(|src\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """A picture or document: its bytes, what they are, and their digest."""

    content: bytes
    kind: str
    digest: str


@dataclass(frozen=True)
class FileSize:
    """A file that is named without being read, by how many bytes it has."""

    count: int


def narrower_widths(width: int) -> tuple[int, ...]:
    """The widths in which a picture of that width is kept beside itself."""
    return tuple(it for it in WIDTHS if it < width)


def picture_of(content: bytes) -> Picture | None:
    """The bytes as a picture, or None where they are none, or an SVG that does more than show."""
    kind = _kind_of(content)
    return None if kind is None else Picture(content, kind, sha256(content).hexdigest())


def document_of(content: bytes) -> Picture | None:
    """The bytes as a PDF, PNG or JPEG, or None where they are none."""
    kind = PDF if content.startswith(b"%PDF-") else _kind_of(content)
    if kind not in DOCUMENT_KINDS:
        return None
    return Picture(content, kind, sha256(content).hexdigest())


def _kind_of(content: bytes) -> str | None:
    found = next((kind for start, kind in _STARTS if content.startswith(start)), None)
    if found is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return found or (SVG if _is_still_svg(content) else None)


def _is_still_svg(content: bytes) -> bool:
    """True for an SVG without scripts, events, foreign objects, entities or ways out of itself."""
    if len(content) > LARGEST_SVG or b"<svg" not in content:
        return False
    try:
        drawing = _PROLOGUE.sub("", content.decode("utf-8-sig"), count=1)
        if "<!DOCTYPE" in drawing or "<?" in drawing:
            return False
        root = ElementTree.fromstring(drawing)
    except (UnicodeDecodeError, ElementTree.ParseError):
        return False
    return root.tag == f"{_SPACE}svg" and all(_is_still(element) for element in root.iter())


def _is_still(element: Element) -> bool:
    if element.tag.startswith(_NOTES):
        return True
    is_style = element.tag == f"{_SPACE}style"
    return (
        element.tag in _SHAPES
        and not (is_style and _OUTWARD_STYLE.search("".join(element.itertext())))
        and not any(_faults(element))
    )


def _faults(element: Element) -> Iterator[str]:
    """The attributes that run something or lead out of the file."""
    for key, value in element.items():
        name = key.rpartition("}")[2].lower()
        if name in ("href", "src", "base"):
            is_fault = _INSIDE.fullmatch(value.strip()) is None
        else:
            outward = _OUTWARD_STYLE if name == "style" else _OUTWARD
            is_fault = name.startswith("on") or outward.search(value) is not None
        if is_fault:
            yield name
