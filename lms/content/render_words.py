"""Study words: what a learner reads, counted as FORMAT 3 defines them."""

import re
import unicodedata
from xml.etree.ElementTree import Element

_JOINING = "'\u2019\u02bc\u2010\u2011-"  # apostrophes and hyphens
_RUN = re.compile(rf"(?:[^\W_]|[{_JOINING}])+")
_SKIPPED = frozenset({"cite", "code", "pre"})
_INLINE = frozenset({"a", "abbr", "cite", "code", "em", "strong", "sub", "sup"})


def count(element: Element) -> int:
    """How many study words an element holds; citations, code and footnote marks are none."""
    return count_text("".join(_pieces(element)))


def count_text(text: str) -> int:
    """Maximal runs of letters, digits, apostrophes and hyphens; one letter or digit at least."""
    if not text.isascii():
        # The vowel signs of many scripts are marks, and part of the letter before them.
        text = "".join(char for char in text if unicodedata.category(char)[0] != "M")
    return sum(bool(run.strip(_JOINING)) for run in _RUN.findall(text))


def _pieces(element: Element) -> list[str]:
    if element.tag in _SKIPPED or element.get("id", "").startswith("fnref"):
        return [" "] if element.tag == "cite" else []
    pieces = [element.text or ""]
    for child in element:
        pieces += [*_pieces(child), child.tail or ""]
    if element.tag == "img":
        pieces.append(element.get("title", ""))
    return pieces if element.tag in _INLINE else [" ", *pieces, " "]
