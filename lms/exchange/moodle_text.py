"""The texts of Moodle's XML, each with its format and its pictures."""

from xml.etree.ElementTree import Element

from lms.exchange.from_text import TextFormat, line_of, markdown_of
from lms.exchange.losses import Losses, shortened
from lms.exchange.texts import flat, seen

_FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.AUTO,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}


def text_in(holder: Element | None, path: str = "text") -> str:
    """The text of an element below another one, as it stands; nothing where there is none."""
    found = None if holder is None else holder.find(path)
    return "" if found is None else "".join(found.itertext())


def said_in(holder: Element | None, path: str) -> str:
    """What the element at a path says, on one line."""
    return flat(text_in(holder, path))


def form_of(holder: Element, usual: TextFormat = TextFormat.AUTO) -> TextFormat:
    """The format that an element names."""
    return _FORMATS.get(holder.get("format", ""), usual)


def markdown_in(holder: Element | None, losses: Losses, usual: TextFormat = TextFormat.AUTO) -> str:
    """The text of an element as Markdown."""
    if holder is None:
        return ""
    check_files(holder, losses)
    return markdown_of(text_in(holder), form_of(holder, usual), losses)


def line_in(holder: Element | None, losses: Losses, usual: TextFormat = TextFormat.AUTO) -> str:
    """The same on one line."""
    if holder is None:
        return ""
    check_files(holder, losses)
    return line_of(text_in(holder), form_of(holder, usual), losses)


def plain_in(holder: Element | None, losses: Losses, path: str = "text") -> str:
    """A text that was typed and never shown as HTML."""
    return flat(seen(text_in(holder, path), losses))


def check_files(holder: Element, losses: Losses) -> None:
    """Takes down the pictures and other files that stand beside a text."""
    for file in holder.findall("file"):
        name = shortened(seen(file.get("name", "without a name"), losses))
        losses.add(f"The file “{name}” is not carried over.", "Put it into images/ yourself.")
