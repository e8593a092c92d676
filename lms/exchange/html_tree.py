"""HTML as a tree of elements, whatever its author left open: read without limits being passed."""

from html.parser import HTMLParser
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


def read_html(text: str) -> Element:
    """The elements of a text below one called body."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


def text_of(element: Element) -> str:
    """All the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


class _Reader(HTMLParser):
    """Builds the tree; an end without a beginning is nothing, and what is too deep is its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_before(tag)
        if tag in _UNREAD:
            self._unread += 1
            if not self._has(tag):
                SubElement(self._open[-1], tag)
            return
        if self._unread or len(self._open) > _DEEPEST:
            return
        element = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or tag not in _UNREAD:
            self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag not in _UNREAD:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
            return
        place = next((i for i in range(len(self._open) - 1, 0, -1) if self._is(i, tag)), 0)
        if place:
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data

    def _is(self, place: int, tag: str) -> bool:
        return self._open[place].tag == tag

    def _has(self, tag: str) -> bool:
        return any(child.tag == tag for child in self._open[-1])

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
