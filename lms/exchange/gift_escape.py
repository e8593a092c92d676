"""Texts of a question as they stand in a GIFT file."""

import re

from lms.exchange.losses import Losses

_RESERVED = re.compile(r"[\\~=#{}:]")
_FORMAT_LIKE = re.compile(r"[\[%]")


def gift_text(html: str) -> str:
    """HTML on one line, with a backslash before all that GIFT would read as its own."""
    first = _FORMAT_LIKE.match(html)
    safe = f"&#{ord(first[0])};{html[1:]}" if first else html
    # Only code has line ends left; Moodle reads no sign for them.
    return gift_words(safe).replace("\n", "<br>")


def gift_words(text: str) -> str:
    """Plain text with the same backslashes."""
    return _RESERVED.sub(lambda it: f"\\{it[0]}", text)


def without_arrow(text: str, losses: Losses) -> str:
    """Plain text in which nothing is read as the arrow between the two sides of a pair."""
    if "->" not in text:
        return text
    losses.add("“->” has a meaning of its own in GIFT.", "An arrow → stands there.")
    return text.replace("->", "→")
