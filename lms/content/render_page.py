"""A fragment while it is written: what was cited, which ids are taken, where the text stands."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import escape, unescape
from xml.etree.ElementTree import Element

from lms.content.render_lines import CODE, INSET, MARK, number_of
from lms.content.render_links import Home
from lms.content.render_quotes import curl
from lms.content.render_shapes import Shape
from lms.content.render_works import Label

Writer = Callable[["Page", Element], str]

# The number that tells an id from its twin comes on top: `-1`, and never eight characters.
LONGEST_SLUG = 72
LONGEST_TWIN = 8
_DIGEST = 8

# What the Markdown library leaves for its own last steps, which are not run here. Its two
# characters never come from an author.
_ESCAPED = re.compile("\2(?P<ordinal>\\d+)\3|\2amp\3(?P<entity>#?\\w+;)|\2klzzwxh:\\d+\3|[\2\3]")
_BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "caption", "br", "title", "pre", "blockquote"}
    | {f"h{level}" for level in range(1, 7)}
)


class Ids:
    """The ids of a page, each given once."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The wanted id, or the next one that is free: `part`, `part-1`, `part-2`."""
        found = wanted
        while found in self._counts:
            self._counts[wanted] += 1
            found = f"{wanted}-{self._counts[wanted]}"
        self._counts[found] = 0
        return found


class Page:
    """Writes the elements of one fragment as HTML, which is not safe before it is sanitized."""

    def __init__(
        self,
        shape: Shape,
        home: Home,
        labels: Mapping[str, Label],
        writers: Mapping[str, Writer],
        code: list[str],
    ) -> None:
        self.is_module = shape is Shape.MODULE
        self.home = home
        self.labels = labels
        self.order = {key: number for number, key in enumerate(labels)}
        self.ids = Ids()
        self.places: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self.explained: set[str] = set()
        self.tables = 0
        self.callouts = 0
        # Links do not nest, and neither links nor headings hold buttons.
        self.is_in_link = False
        self.is_in_heading = False
        self._writers = writers
        self._code = code
        self._ahead = " "

    def write(self, element: Element) -> str:
        """An element, without the text after it."""
        is_block = element.tag in _BLOCKS
        if is_block:
            self._ahead = " "
        html = self._writers[element.tag](self, element)
        if is_block:
            self._ahead = " "
        return html

    def inner(self, element: Element) -> str:
        """What an element holds: its text and its children."""
        pieces = [self.text(element.text)]
        for child in element:
            pieces += [self.write(child), self.text(child.tail)]
        return "".join(pieces)

    def linked(self, element: Element) -> str:
        """What an element holds, as it may stand inside a link."""
        outside, self.is_in_link = self.is_in_link, True
        html = self.inner(element)
        self.is_in_link = outside
        return html

    def text(self, text: str | None) -> str:
        """Text with typographic quotes, escaped, with its fenced code in place."""
        if not text:
            return ""
        html, at = [], 0
        for mark in INSET.finditer(text):
            html += [self._prose(text[at : mark.start()]), self._inset(mark[0])]
            at = mark.end()
        return "".join([*html, self._prose(text[at:])])

    def literal(self, text: str) -> str:
        """Text just as it stands, escaped."""
        self._ahead = text[-1:] or self._ahead
        return escape(MARK.sub("", text), quote=False)

    def _prose(self, text: str) -> str:
        said = curl(unescaped(text), self._ahead)
        self._ahead = said[-1:] or self._ahead
        return escape(MARK.sub("", said), quote=False)

    def _inset(self, mark: str) -> str:
        if code := CODE.fullmatch(mark):
            return f"<pre><code>{escape(self._code[number_of(code)], quote=False)}</code></pre>"
        # A quotation mark after a gap ends something.
        self._ahead = mark[-1]
        return mark


def unescaped(text: str) -> str:
    """The text with the characters that a backslash or an address had kept from being markup."""
    return _ESCAPED.sub(_meant, text)


def _meant(match: re.Match[str]) -> str:
    if match["ordinal"]:
        return chr(int(match["ordinal"]))
    # The library loses the rest where a link is broken off.
    return unescape(f"&{match['entity']}") if match["entity"] else ""


def slug_of(heading: str, longest: int = LONGEST_SLUG) -> str:
    """A heading as an anchor, as Git hosts make it: letters of any script, hyphens for spaces.

    A longer one is cut, and told from others that begin alike by a digest of all of it.
    """
    kept = (
        char
        for char in unicodedata.normalize("NFC", heading).strip().lower()
        if char.isalnum() or char in " -_" or unicodedata.category(char)[0] == "M"
    )
    slug = "".join(kept).replace(" ", "-") or "section"
    if len(slug) <= longest:
        return slug
    digest = sha256(slug.encode()).hexdigest()[:_DIGEST]
    return f"{slug[: longest - _DIGEST - 1]}-{digest}"


def code_of(element: Element) -> str:
    """The text of code, which the library has escaped already."""
    text = element.text or ""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def text_of(element: Element) -> str:
    """The words of an element without markup; citations and footnote marks are none."""
    pieces = [code_of(element) if element.tag == "code" else element.text or ""]
    for child in element:
        if child.tag not in {"cite", "sup"}:
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return MARK.sub("", unescaped("".join(pieces)))
