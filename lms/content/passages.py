"""Stretches of text cut out of a file, each with the line where it begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.content.body import BodyLine
from lms.content.render_shapes import Fragment, Shape

_BLOCK_STARTS = ("- ", "* ", "+ ", "> ", "| ", "```", "~~~", "#", "1. ", "1) ")


@dataclass(frozen=True)
class Passage:
    """Lines that belong together; `line` is the number of the first."""

    line: int
    texts: tuple[str, ...]

    @property
    def markdown(self) -> str:
        """The lines as one text."""
        return "\n".join(self.texts)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to read."""
        return not any(text.strip() for text in self.texts)


def passage(lines: Iterable[tuple[int, str]], line: int) -> Passage:
    """Numbered texts as a passage: empty ends are cut off, gaps become empty lines."""
    kept = [(number, text.rstrip()) for number, text in lines]
    seen = [number for number, text in kept if text]
    if not seen:
        return Passage(line, ())
    first, last = seen[0], seen[-1]
    texts = [""] * (last - first + 1)
    for number, text in kept:
        if first <= number <= last:
            texts[number - first] = text
    return Passage(first, tuple(texts))


def shown_text(line: BodyLine) -> str:
    """What a renderer is given of a line: no comments, code as it stands."""
    return line.text if line.is_code else line.bare


def passage_of(lines: Sequence[BodyLine], line: int) -> Passage:
    """Body lines as a passage, without their comments."""
    return passage(((each.number, shown_text(each)) for each in lines), line)


def block(file: str, text: Passage) -> Fragment:
    """The passage to be rendered as paragraphs and more."""
    return Fragment(file, text.line, text.markdown, Shape.BLOCK)


def gapped(file: str, text: Passage) -> Fragment:
    """The same for a passage with marks in the places of its gaps."""
    return Fragment(file, text.line, text.markdown, Shape.GAPS)


def inline_or_block(file: str, text: Passage) -> Fragment:
    """The passage to be rendered within a line, where it is no more than one paragraph."""
    is_line = all(text.texts) and not any(
        each.lstrip().startswith(_BLOCK_STARTS) for each in text.texts
    )
    return Fragment(file, text.line, text.markdown, Shape.INLINE if is_line else Shape.BLOCK)


def inline_in_link(file: str, text: Passage) -> Fragment:
    """The passage to be rendered within a line that is a link."""
    return Fragment(file, text.line, text.markdown, Shape.LINKED)
