"""HTML as a tree of elements, whatever its author left open.

The standard library's reader takes the square of the length for a text such as `<a <a <a`; each
pattern here ends at the next `<`.
"""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element, SubElement

_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
# What is never text for a reader; its content goes with it.
_UNREAD = frozenset({"script", "style", "template", "title", "noscript", "svg"})
_DEEPEST = 40
# An element of this name ends an open one of these, unless a list or table stands between.
_ENDS = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "option": frozenset({"option"}),
}
_HOLDERS = frozenset({"ul", "ol", "dl", "table", "body"})
_BLOCK_NAMES = (
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote table caption thead tbody tfoot tr"
    " td th hr section article aside figure figcaption header footer main address center form"
    " fieldset"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
_ENDS_PARAGRAPH = BLOCKS - {"li", "dt", "dd", "tr", "td", "th", "caption", "thead", "tbody"}


# What nobody closed or quoted is text.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})"
    r"(?P<inside>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
_DECLARATION = re.compile(r"<[!?][^<>]*+>")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=`]++)))?"""
)
_OPENS, _CLOSES = "<!--", "-->"


def read_html(text: str) -> Element:
    """The elements of a text below one called body."""
    reader = _Reader()
    for piece in _pieces(text):
        if isinstance(piece, str):
            reader.say(unescape(piece))
        elif piece["end"]:
            reader.end(piece["name"].lower())
        else:
            reader.start(piece["name"].lower(), _attributes(piece["inside"]))
            if piece["inside"].endswith("/"):
                reader.end(piece["name"].lower())
    return reader.root


def _pieces(text: str) -> Iterator[str | re.Match[str]]:
    """The tags, and the text between them; comments and declarations are neither."""
    at, look, last_end = 0, 0, text.rfind(_CLOSES)
    while (start := text.find("<", look)) >= 0:
        tag = _TAG.match(text, start)
        end = tag.end() if tag else _end_of_unread(text, start, last_end)
        look = end or start + 1
        if end:
            yield text[at:start]
            at = end
        if tag:
            yield tag
    yield text[at:]


def _end_of_unread(text: str, start: int, last_end: int) -> int:
    """Where a comment or a declaration ends that begins here, or 0."""
    if text.startswith(_OPENS, start) and start + len(_OPENS) <= last_end:
        return text.index(_CLOSES, start + len(_OPENS)) + len(_CLOSES)
    declaration = _DECLARATION.match(text, start)
    return declaration.end() if declaration else 0


def _attributes(inside: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(inside)
    }


def text_of(element: Element) -> str:
    """All the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


class _Reader:
    """Builds the tree; an end without a beginning is nothing, and what is too deep is its text."""

    def __init__(self) -> None:
        self.root = Element("body")
        self._open = [self.root]
        self._unread = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begins an element."""
        self._end_before(tag)
        if tag in _UNREAD:
            self._unread += 1
            if not self._has(tag):
                SubElement(self._open[-1], tag)
            return
        if self._unread or len(self._open) > _DEEPEST:
            return
        element = SubElement(self._open[-1], tag, attributes)
        if tag not in _VOID:
            self._open.append(element)

    def end(self, tag: str) -> None:
        """Ends the nearest element of that name."""
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        if self._unread or tag in _UNREAD:
            return
        place = next((i for i in range(len(self._open) - 1, 0, -1) if self._is(i, tag)), 0)
        if place:
            del self._open[place:]

    def say(self, text: str) -> None:
        """Adds text."""
        if self._unread or not text:
            return
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def _is(self, place: int, tag: str) -> bool:
        return self._open[place].tag == tag

    def _has(self, tag: str) -> bool:
        last = self._open[-1][-1:]
        return bool(last) and last[0].tag == tag

    def _end_before(self, tag: str) -> None:
        """Ends the paragraph, item or cell that a new one follows."""
        if tag in _ENDS_PARAGRAPH and self._open[-1].tag == "p":
            self._open.pop()
        for place in range(len(self._open) - 1, 0, -1):
            name = self._open[place].tag
            if name in _ENDS.get(tag, ()):
                del self._open[place:]
                if tag != "tr" or name == "tr":
                    return
            elif name in _HOLDERS or tag not in _ENDS:
                return
