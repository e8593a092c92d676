"""Our rendered HTML as plain elements that any system shows; what they cannot say is reported."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from lms.exchange.html_tree import BLOCKS, read_html, text_of
from lms.exchange.losses import Losses, shortened

# Between these stands the number of a gap in a stem.
GAP = re.compile("\ue000([0-9]{1,7})\ue001")
_KEPT_NAMES = (
    "p br hr pre blockquote ul ol li dl dt dd h3 h4 table caption thead tbody tr th td"
    " em strong sub sup code"
)
_KEPT = frozenset(_KEPT_NAMES.split())
_AROUND = {"section": "div", "figure": "div", "aside": "blockquote", "figcaption": "p"}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r]+")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
INSIDE_BLOCKS = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tr", "blockquote", "div"})


def plain_tree(html: str, losses: Losses) -> Element:
    """The HTML's elements below a div: those of the lists above, almost without attributes."""
    root = Element("div")
    _fill(root, read_html(html), losses, is_code=False)
    return root


def plain_html(html: str, losses: Losses) -> str:
    """The same as HTML, without the div."""
    return inner_html(plain_tree(html, losses))


def inner_html(root: Element) -> str:
    """What an element holds, as HTML."""
    whole = tostring(root, encoding="unicode", method="html", short_empty_elements=False)
    return whole[whole.index(">") + 1 : whole.rindex("<")]


def plain_text(html: str, losses: Losses) -> str:
    """The words alone; what only markup says is reported."""
    tree = plain_tree(html, losses)
    marked = next((child.tag for child in tree.iter() if child.tag not in {"div", "p"}), "")
    if marked:
        losses.add(f"Markup (“{marked}”) cannot stand here.", "The words are kept.")
    return text_of(tree)


def readable(text: str) -> str:
    """Text without characters that XML forbids."""
    return _NOT_XML.sub("", text)


def _fill(into: Element, source: Element, losses: Losses, *, is_code: bool) -> None:
    """Adds what the source holds to an element."""
    _say(into, source.text, is_code)
    for child in source:
        _add(into, child, losses, is_code=is_code)
        _say(into, child.tail, is_code)


def _add(into: Element, child: Element, losses: Losses, *, is_code: bool) -> None:
    tag = child.tag
    if tag == "svg":
        return
    if tag == "img":
        alternative = child.get("alt", "")
        losses.add("A picture is not carried over.", "Its alternative text stands there.")
        _say(into, f"(Picture: {alternative})", is_code)
    elif tag == "a":
        _add_link(into, child, losses)
    elif tag in _KEPT or tag in _AROUND:
        _check(child, losses)
        element = SubElement(into, _AROUND.get(tag, tag))
        _fill(element, child, losses, is_code=is_code or tag == "pre")
    else:
        _fill(into, child, losses, is_code=is_code)


def _add_link(into: Element, child: Element, losses: Losses) -> None:
    address = child.get("href", "")
    if _ADDRESS.fullmatch(address):
        _fill(SubElement(into, "a", {"href": address}), child, losses, is_code=False)
        return
    said = "A citation" if child.get("class") == "cite" else f"A link to “{shortened(address)}”"
    losses.add(f"{said} leads nowhere outside.", "Its text is kept.")
    _fill(into, child, losses, is_code=False)


def _check(child: Element, losses: Losses) -> None:
    if child.tag == "aside":
        losses.add("A call-out has no HTML that all systems show.", "It became a quotation.")
    if child.tag == "ol" and child.get("start"):
        losses.add("The numbers of a list begin anew.", "They begin with 1.")


def _say(into: Element, text: str | None, is_code: bool) -> None:
    """Adds text behind what an element holds."""
    said = readable(text or "")
    said = said if is_code else _SPACES.sub(" ", said)
    if said == " " and into.tag in INSIDE_BLOCKS:
        # Between blocks a space says nothing.
        last = into[-1].tag if len(into) else ""
        if last in BLOCKS or not last:
            return
    if len(into):
        into[-1].tail = (into[-1].tail or "") + said
    else:
        into.text = (into.text or "") + said


def without_gaps(text: str) -> Iterator[str | int]:
    """The text between gaps, and the number of each gap, in their order."""
    at = 0
    for gap in GAP.finditer(text):
        yield text[at : gap.start()]
        yield int(gap[1])
        at = gap.end()
    yield text[at:]
