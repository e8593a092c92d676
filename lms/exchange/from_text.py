"""Text in any of the formats that Moodle has for it, as the Markdown of a quiz."""

import re
from enum import StrEnum

from lms.exchange import escaping
from lms.exchange.from_html import line_of_html, markdown_of_html
from lms.exchange.from_markdown import defused
from lms.exchange.losses import Losses
from lms.exchange.texts import MOST_CHARACTERS, flat, seen


class TextFormat(StrEnum):
    """How a text is to be read; AUTO may hold HTML, and its line breaks count."""

    HTML = "html"
    AUTO = "moodle"
    PLAIN = "plain"
    MARKDOWN = "markdown"


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FORMULA = re.compile(r"\\\(|\\\[|\$\$")


def markdown_of(text: str, form: TextFormat, losses: Losses) -> str:
    """A stem, an option or a feedback: one or more blocks."""
    read = _checked(text, losses)
    if form is TextFormat.MARKDOWN:
        return defused(read, losses)
    if form is TextFormat.HTML:
        return markdown_of_html(read, losses)
    if form is TextFormat.AUTO and _is_html(read):
        return markdown_of_html(read.strip().replace("\n", "<br>"), losses)
    return escaping.paragraphs(read)


def line_of(text: str, form: TextFormat, losses: Losses) -> str:
    """A cell or a choice in a gap: one line."""
    read = _checked(text, losses)
    if form is TextFormat.MARKDOWN:
        return flat(defused(read, losses))
    if form is TextFormat.HTML or (form is TextFormat.AUTO and _is_html(read)):
        return line_of_html(read, losses)
    return escaping.line(escaping.escaped(flat(read)))


def _is_html(text: str) -> bool:
    return _TAG.search(text) is not None or _ENTITY.search(text) is not None


def _checked(text: str, losses: Losses) -> str:
    if len(text) > MOST_CHARACTERS:
        losses.add(
            f"A text has more than {MOST_CHARACTERS:,} characters.", "What is beyond is left out."
        )
    if _FORMULA.search(text):
        losses.add("A formula in TeX is not set.", "It stands as it was typed.")
    return seen(text[:MOST_CHARACTERS], losses)
