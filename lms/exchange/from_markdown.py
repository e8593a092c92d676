"""Somebody else's Markdown, so that nothing in it is taken for the syntax of a quiz."""

import re

from lms.exchange import escaping
from lms.exchange.losses import Losses, shortened

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[^`]*")
_SPANS = re.compile(r"(?<!`)(`++)(.+?)(?<!`)\1(?!`)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_ITEM = re.compile(r"([ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)(.*)")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()\n]*\)")
_LINK = re.compile(r"(?<!\\)\[([^\[\]]*)\]\(([^()\s]*)[^()\n]*\)")
_ADDRESS = re.compile(r"<?(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_BRACKET = re.compile(r"(?<!\\)\[(?=[\[@^!]|[^\[\]]{0,3}\](?!\())|(?<![\\\]])\[(?=[^\[\]]*\]:)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?:|mailto:)")


def defused(text: str, losses: Losses) -> str:
    """The Markdown with its lists, emphasis, code and outward links, and no more."""
    lines, fence = list[str](), ""
    source = text.expandtabs(4).strip("\n").split("\n")
    for place, written in enumerate(source):
        if fence:
            lines.append(written)
            fence = "" if written.strip().startswith(fence) else fence
        elif (opening := _FENCE.fullmatch(written)) and _closes(opening[1], source[place + 1 :]):
            fence = opening[1]
            lines.append(written)
        else:
            lines.append(_line(written.rstrip(), losses))
    # A list at the margin would run on into the options below it.
    room = "  " if any(_ITEM.fullmatch(line) for line in lines) else ""
    return "\n".join(f"{room}{line}" if line.strip() else "" for line in lines).strip("\n")


def _closes(fence: str, below: list[str]) -> bool:
    return any(line.strip().startswith(fence) for line in below)


def _line(written: str, losses: Losses) -> str:
    if heading := _HEADING.fullmatch(written):
        losses.add("A heading inside a question has no Markdown.", "It became a bold line.")
        return escaping.line(f"**{_inline(heading[1], losses)}**") if heading[1] else ""
    if _UNDERLINE.fullmatch(written):
        return ""
    item = _ITEM.fullmatch(written)
    mark, rest = (item[1], item[2]) if item else ("", written.strip())
    said = _inline(rest, losses)
    is_quote = said.startswith(">") and not mark
    return mark + (said if is_quote or mark else escaping.line(said))


def _inline(text: str, losses: Losses) -> str:
    """A line's text with code left alone."""
    kept, at = list[str](), 0
    for span in _SPANS.finditer(text):
        kept += [_prose(text[at : span.start()], losses), span[0]]
        at = span.end()
    return "".join([*kept, _prose(text[at:], losses)])


def _prose(text: str, losses: Losses) -> str:
    def picture(found: re.Match[str]) -> str:
        losses.add("A picture is not carried over.", "Its alternative text stands there.")
        return f"(Picture: {found[1]})" if found[1] else "(Picture)"

    def link(found: re.Match[str]) -> str:
        if _ADDRESS.fullmatch(found[2]):
            return found[0]
        losses.add(f"The link to “{shortened(found[2])}” leads nowhere.", "Its text is kept.")
        return found[1]

    said = _LINK.sub(link, _PICTURE.sub(picture, escaping.straightened(text)))
    if _TAG.search(said):
        losses.add("HTML inside Markdown is not read as HTML.", "It is shown as text.")
    return _BRACKET.sub(r"\\[", _TAG.sub("&lt;", said))
