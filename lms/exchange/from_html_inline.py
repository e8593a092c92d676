"""What stands inside a line of HTML, as Markdown."""

import re
from collections.abc import Callable
from urllib.parse import quote
from xml.etree.ElementTree import Element

from lms.exchange import escaping
from lms.exchange.html_tree import BLOCKS, text_of
from lms.exchange.losses import Losses, shortened

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_RUNS = re.compile(r"`+")
_SMALL = {
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
}
_SMALL_NAMES = {"sub": "A subscript", "sup": "A superscript"}
# Text that looks different and says the same.
_CLEAR_NAMES = (
    "span font a bdi bdo abbr acronym small big label time data nobr picture wbr ruby rt rp"
    " button html body"
)
_CLEAR = frozenset(_CLEAR_NAMES.split())
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "dfn": "*", "var": "*"}
_CODE = frozenset({"code", "tt", "kbd", "samp"})
_LINED = {"u": "Underlining", "ins": "Underlining", "s": "Striking through"}
_LINED |= {"strike": "Striking through", "del": "Striking through", "mark": "Marking"}
# What is no text at all; said by its name.
_THING_NAMES = (
    "script style svg iframe object embed video audio canvas input select textarea map template"
    " applet noscript title math"
)
_THINGS = frozenset(_THING_NAMES.split())


def inline(element: Element, losses: Losses) -> str:
    """All that an element holds, within one line; spaces are not yet made single."""
    pieces = [escaping.escaped(element.text or "")]
    for child in element:
        pieces += [inline_child(child, losses), escaping.escaped(child.tail or "")]
    return "".join(pieces)


def inline_child(element: Element, losses: Losses) -> str:
    """One element within a line."""
    tag = element.tag
    _check_style(element, losses)
    if tag in _WRITERS:
        return _WRITERS[tag](element, losses)
    inside = inline(element, losses)
    if tag in BLOCKS:
        return f" {inside} "
    if tag in _LINED:
        losses.add(f"{_LINED[tag]} has no Markdown.", "The words are kept.")
    elif tag not in _CLEAR:
        losses.add(f"The HTML element “{shortened(tag)}” has no Markdown.", "Its text is kept.")
    return inside


def picture(element: Element, losses: Losses) -> str:
    """What stands for a picture: its alternative text in parentheses."""
    alternative = " ".join(element.get("alt", "").split())
    source = element.get("src", "")
    named = "inside the file" if source.startswith("data:") else f"({shortened(source)})"
    instead = "Its alternative text stands there." if alternative else "A note stands there."
    losses.add(f"The picture {named} is not carried over.", instead)
    return escaping.escaped(f"(Picture: {alternative})" if alternative else "(Picture)")


def code(text: str) -> str:
    """Text as inline code, which shows it as it stands."""
    said = " ".join(text.split())
    if not said:
        return ""
    longest = max((len(run) for run in _RUNS.findall(said)), default=0)
    fence = "`" * (longest + 1)
    room = " " if said[0] == "`" or said[-1] == "`" else ""
    return f"{fence}{room}{said}{room}{fence}"


def _thing(element: Element, losses: Losses) -> str:
    text = text_of(element) if element.tag in {"math", "textarea"} else ""
    instead = "Its text is kept." if text else "It is left out."
    losses.add(f"The HTML element “{element.tag}” has no Markdown.", instead)
    return escaping.escaped(text)


def _link(element: Element, losses: Losses) -> str:
    address = element.get("href", "").strip()
    inside = inline(element, losses)
    if "href" not in element.attrib:
        return inside
    if not _ADDRESS.fullmatch(address):
        losses.add(f"The link to “{shortened(address)}” leads nowhere.", "Its text is kept.")
        return inside
    target = quote(address, safe="%/:?#@!$&'*+,;=~-._")
    return _around(inside or escaping.escaped(address), lambda it: f"[{it}]({target})")


def _small(element: Element, losses: Losses) -> str:
    text, table = "".join(element.itertext()), _SMALL[element.tag]
    small = text.translate(table)
    if all(ord(letter) in table for letter in text):
        return small
    losses.add(f"{_SMALL_NAMES[element.tag]} has no Markdown.", "Its text stands on the line.")
    return inline(element, losses)


def _code(element: Element, losses: Losses) -> str:
    return code("".join(element.itertext()))


def _emphasis(element: Element, losses: Losses) -> str:
    return _marked(_MARKS[element.tag], inline(element, losses))


def _marked(mark: str, inside: str) -> str:
    text = inside.strip()
    if text.startswith(mark) and text.endswith(mark) and not text.endswith(f"\\{mark[0]}"):
        return inside
    return _around(inside, lambda it: f"{mark}{it}{mark}")


def _around(inside: str, put: Callable[[str], str]) -> str:
    """The text with something around its words, the spaces at its ends outside."""
    text = inside.strip()
    if not text:
        return inside
    start = len(inside) - len(inside.lstrip())
    end = len(inside) - len(inside.rstrip())
    return f"{' ' * min(start, 1)}{put(text)}{' ' * min(end, 1)}"


def _check_style(element: Element, losses: Losses) -> None:
    if "style" in element.attrib or element.tag in {"font", "big", "small"}:
        losses.add("Colors, sizes and other styles have no Markdown.", "The words are kept.")


_WRITERS: dict[str, Callable[[Element, Losses], str]] = {
    **dict.fromkeys(_THINGS, _thing),
    **dict.fromkeys(_CODE, _code),
    **dict.fromkeys(_SMALL, _small),
    **dict.fromkeys(_MARKS, _emphasis),
    "img": picture,
    "a": _link,
    "br": lambda _element, _losses: " ",
    "q": lambda element, losses: f'"{inline(element, losses)}"',
}
