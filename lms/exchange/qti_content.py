"""Our HTML as the content of QTI: the elements that it knows, nested as it nests them."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from lms.exchange.losses import Losses
from lms.exchange.plain_html import GAP, plain_tree, without_gaps

# What is put in the place of the gap with a number.
Filling = Callable[[str], Element | None]


def content(tag: str, html: str, losses: Losses, **attributes: str) -> Element:
    """An element with this HTML in it."""
    tree = plain_tree(html, losses)
    for name, value in attributes.items():
        tree.set(name, value)
    tree.tag = tag
    _nest(tree)
    return tree


def with_gaps(root: Element, filling: Filling) -> Element:
    """The element with what is filled in for the mark of each gap."""
    for parent in list(root.iter()):
        texts = [parent.text, *(child.tail for child in parent)]
        if not any(GAP.search(text or "") for text in texts):
            continue
        children = list(parent)
        for child in children:
            parent.remove(child)
        parent.text = None
        _say(parent, texts[0], filling)
        for child, text in zip(children, texts[1:], strict=True):
            child.tail = None
            parent.append(child)
            _say(parent, text, filling)
    return root


def _say(parent: Element, text: str | None, filling: Filling) -> None:
    for piece in without_gaps(text or ""):
        made = filling(str(piece)) if isinstance(piece, int) else None
        if made is not None:
            parent.append(made)
        elif isinstance(piece, str) and len(parent):
            parent[-1].tail = (parent[-1].tail or "") + piece
        elif isinstance(piece, str):
            parent.text = (parent.text or "") + piece


def _nest(root: Element) -> None:
    """Quotes hold blocks and no text, and tables hold bodies."""
    for element in list(root.iter()):
        if element.tag == "blockquote":
            _hold(element, "div", list(element))
        elif element.tag == "table":
            _give_bodies(element)


def _hold(element: Element, tag: str, children: list[Element]) -> None:
    """Puts all that an element holds into one of its own."""
    text = element.text
    for child in children:
        element.remove(child)
    inside = SubElement(element, tag)
    inside.text, element.text = text, None
    inside.extend(children)


def _give_bodies(table: Element) -> None:
    rows = [child for child in table if child.tag == "tr"]
    for row in rows:
        table.remove(row)
    if rows:
        SubElement(table, "tbody").extend(rows)
    head = table.find("thead")
    if table.find("tbody") is None and head is not None:
        head.tag = "tbody"
