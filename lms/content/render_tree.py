"""The parsed tree before its text is read: what is more than Markdown finds its elements."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

_ALERT = re.compile(
    r"\[!(?P<kind>NOTE|IMPORTANT|CAUTION|CASE)\] *(?P<title>[^\n]*)\n?(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_BOX = re.compile(r"\[(?P<mark>[ xX✓]?)\] ")


def arrange(root: Element) -> None:
    """Turn alert quotes into `aside` elements, captions into `caption`, boxes into characters."""
    for parent in list(root.iter()):
        _move_captions(parent)
        if parent.tag == "blockquote":
            _turn_into_callout(parent)
        elif parent.tag == "li":
            _draw_box(parent)


def _draw_box(item: Element) -> None:
    """The box of a checklist is a character, since there is nothing to send."""
    has_text = item.text and item.text.strip()
    holder = item[0] if len(item) and item[0].tag == "p" and not has_text else item
    box = _BOX.match(holder.text or "")
    if box:
        holder.text = f"{'☑' if box['mark'].strip() else '☐'} {(holder.text or '')[box.end() :]}"


def _turn_into_callout(quote: Element) -> None:
    first = next(iter(quote), None)
    match = _ALERT.fullmatch(first.text or "") if first is not None and first.tag == "p" else None
    if first is None or match is None:
        return
    kind = match["kind"].lower()
    quote.tag, quote.attrib = "aside", {"kind": kind}
    is_case = kind == "case"
    first.text = match["text"] if is_case else f"{match['title']}\n{match['text']}".strip()
    if not first.text.strip():
        quote.remove(first)
    if is_case:
        title = Element("title")
        title.text = match["title"]
        quote.insert(0, title)


def _move_captions(parent: Element) -> None:
    """`Table:` is the caption of the table right after it, `Figure:` of the picture before it."""
    for first, second in pairwise(list(parent)):
        if first.tag == "p" and second.tag == "table" and _is_caption(first, "Table:"):
            parent.remove(first)
            second.insert(0, _caption(first, "Table:"))
        elif _is_picture(first) and second.tag == "p" and _is_caption(second, "Figure:"):
            parent.remove(second)
            first.append(_caption(second, "Figure:"))


def _is_picture(paragraph: Element) -> bool:
    text = (paragraph.text or "").strip()
    return paragraph.tag == "p" and not len(paragraph) and bool(_PICTURE.fullmatch(text))


def _is_caption(paragraph: Element, word: str) -> bool:
    return (paragraph.text or "").startswith(word)


def _caption(paragraph: Element, word: str) -> Element:
    caption = Element("caption")
    caption.text = (paragraph.text or "").removeprefix(word).strip()
    return caption
