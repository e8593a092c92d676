"""HTML as the Markdown of a quiz; what Markdown cannot say is among the losses."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from lms.exchange import escaping
from lms.exchange.from_html_inline import inline, inline_child
from lms.exchange.html_tree import BLOCKS, read_html
from lms.exchange.losses import Losses
from lms.exchange.texts import flat

# A list at the margin would run on into the options below it.
_MARGIN = "  "
_START = re.compile(r"[0-9]{1,8}")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AROUND_BLOCKS = frozenset({"a", "b", "strong", "em", "i"})
_ROWS_AROUND = ("thead", "tbody", "tfoot")


def markdown_of_html(html: str, losses: Losses) -> str:
    """Paragraphs, lists, tables and the like, with empty lines between them."""
    return "\n\n".join(_blocks(read_html(html), losses))


def line_of_html(html: str, losses: Losses) -> str:
    """The same on one line, for a cell or a gap."""
    return escaping.line(flat(inline(read_html(html), losses)))


def _blocks(element: Element, losses: Losses) -> Iterator[str]:
    """Each block of an element; text and inline elements side by side are one paragraph."""
    run = [escaping.escaped(element.text or "")]
    for child in element:
        if child.tag == "br" or child.tag in BLOCKS or _holds_blocks(child):
            yield from _paragraph(run)
            run = []
            if child.tag != "br":
                yield from _block(child, losses)
        else:
            run.append(inline_child(child, losses))
        run.append(escaping.escaped(child.tail or ""))
    yield from _paragraph(run)


def _holds_blocks(element: Element) -> bool:
    return element.tag in _AROUND_BLOCKS | {"span", "font", "label"} and any(
        child.tag in BLOCKS for child in element.iter() if child is not element
    )


def _paragraph(run: list[str]) -> Iterator[str]:
    text = escaping.line(flat("".join(run)))
    if text:
        yield text


def _block(element: Element, losses: Losses) -> Iterator[str]:
    tag = element.tag
    if tag in {"ul", "ol"}:
        yield from _list(element, losses)
    elif tag == "dl":
        yield from _terms(element, losses)
    elif tag == "pre":
        yield from _code(_lined(element))
    elif tag == "table":
        yield from _table(element, losses)
    elif tag == "hr":
        yield "---"
    elif tag == "blockquote":
        inside = "\n\n".join(_blocks(element, losses))
        if inside:
            yield "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
    elif tag in _HEADINGS:
        yield from _heading(element, losses)
    else:
        if tag in _AROUND_BLOCKS:
            losses.add("Emphasis or a link around paragraphs has no Markdown.", "The words stay.")
        yield from _blocks(element, losses)


def _heading(element: Element, losses: Losses) -> Iterator[str]:
    text = flat(inline(element, losses))
    if text:
        losses.add("A heading inside a question has no Markdown.", "It became a bold line.")
        yield escaping.line(text if text.startswith("**") else f"**{text}**")


def _list(element: Element, losses: Losses) -> Iterator[str]:
    items = [child for child in element if child.tag == "li"]
    written = []
    for number, item in enumerate(items, _first_number(element)):
        mark = f"{_MARGIN}- " if element.tag == "ul" else f"{_MARGIN}{number}. "
        blocks = list(_blocks(item, losses))
        if blocks:
            room = " " * len(mark)
            lines = "\n\n".join(blocks).split("\n")
            written.append("\n".join(f"{room}{line}" if line else "" for line in lines))
            written[-1] = mark + written[-1].lstrip(" ")
    if written:
        yield "\n".join(written)


def _first_number(element: Element) -> int:
    start = element.get("start", "1")
    return int(start) if _START.fullmatch(start) else 1


def _terms(element: Element, losses: Losses) -> Iterator[str]:
    lines: list[str] = []
    for child in element:
        text = flat(inline(child, losses))
        if text and child.tag == "dt":
            lines += [""] * bool(lines) + [escaping.line(text)]
        elif text:
            lines.append(f":   {text}")
    if lines:
        yield "\n".join(lines)


def _lined(element: Element) -> str:
    """The text of an element with its line breaks."""
    pieces = [element.text or ""]
    for child in element:
        pieces += ["\n" if child.tag == "br" else _lined(child), child.tail or ""]
    return "".join(pieces)


def _code(text: str) -> Iterator[str]:
    rows = text.expandtabs(4).strip("\n").split("\n")
    if not any(row.strip() for row in rows):
        return
    fence = "```"
    while any(row.strip().startswith(fence) for row in rows):
        fence += "`"
    yield "\n".join([fence, *rows, fence])


def _table(element: Element, losses: Losses) -> Iterator[str]:
    caption = element.find("caption")
    rows = [[_cell(cell, losses) for cell in row] for row in _rows(element)]
    rows = [row for row in rows if row]
    if not rows:
        return
    if any(cell.get("colspan") or cell.get("rowspan") for cell in element.iter()):
        losses.add("Joined cells of a table have no Markdown.", "Each stands in its first place.")
    if element.find(".//th") is None:
        losses.add("A table has no head, which Markdown needs.", "Its first line became the head.")
    if caption is not None and (text := flat(inline(caption, losses))):
        yield f"Table: {text}"
    wide = max(map(len, rows))
    head, *others = [[*row, *[""] * (wide - len(row))] for row in rows]
    yield "\n".join(map(_row, [head, ["---"] * wide, *others]))


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in _ROWS_AROUND:
            yield from child.findall("tr")


def _cell(element: Element, losses: Losses) -> str:
    return escaping.cell(flat(inline(element, losses)))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
