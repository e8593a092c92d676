"""A parsed tree as the sections, parts and words of what was rendered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from lms.content.render_elements import WRITERS, with_icons
from lms.content.render_lines import CHECK, number_of, with_gaps
from lms.content.render_links import home_of
from lms.content.render_notes import write_footnotes
from lms.content.render_page import Page, slug_of, text_of
from lms.content.render_shapes import IN_LINES, Fragment, RenderedSection, Shape
from lms.content.render_words import count
from lms.content.render_works import Label
from lms.content.sanitize import sanitize


@dataclass(frozen=True)
class Tree:
    """A parsed fragment: its elements, its footnotes by label, and its fenced code."""

    root: Element
    notes: Mapping[str, Element]
    code: list[str]


@dataclass(frozen=True)
class Written:
    """A fragment as HTML, and where it cites which work."""

    html: str
    opening_html: str
    sections: tuple[RenderedSection, ...]
    places: Mapping[str, list[str]]
    words: int


def write(fragment: Fragment, tree: Tree, labels: Mapping[str, Label]) -> Written:
    """The fragment in the shape that it asks for."""
    page = Page(fragment.shape, home_of(fragment.file), labels, WRITERS, tree.code)
    if fragment.shape in IN_LINES:
        inside = page.linked if fragment.shape is Shape.LINKED else page.inner
        html = _safe(inside(paragraph).strip() for paragraph in tree.root)
        return Written(html, "", (), page.places, count(tree.root))
    if fragment.shape is Shape.MODULE:
        return _module(page, tree)
    parts, words = _parts(page, tree, list(tree.root))
    html = "\n".join(part for part in parts if isinstance(part, str))
    html = with_gaps(html) if fragment.shape is Shape.GAPS else html
    return Written(html, "", (), page.places, words)


def _module(page: Page, tree: Tree) -> Written:
    opening, sections, words, seen = "", [], 0, set[int]()
    for heading, blocks in _by_section(tree.root):
        slug, title = "", ""
        if heading is not None:
            words += count(heading)
            slug = page.ids.take(slug_of(text_of(heading)))
            title = _safe([page.linked(heading).strip()])
        parts, more = _parts(page, tree, blocks)
        words += more
        # A check that is set twice would be answered twice: the first place counts.
        unique = [part for part in parts if isinstance(part, str) or part not in seen]
        seen.update(part for part in parts if isinstance(part, int))
        if heading is None:
            opening = "\n".join(part for part in unique if isinstance(part, str))
        else:
            sections.append(RenderedSection(slug, title, tuple(unique)))
    return Written("", opening, tuple(sections), page.places, words)


def _by_section(root: Element) -> Iterable[tuple[Element | None, list[Element]]]:
    """Each `##` heading with the blocks up to the next; first those before any, without one."""
    heading: Element | None = None
    blocks: list[Element] = []
    for block in root:
        if block.tag == "h2":
            yield heading, blocks
            heading, blocks = block, []
        else:
            blocks.append(block)
    yield heading, blocks


def _parts(page: Page, tree: Tree, blocks: list[Element]) -> tuple[list[str | int], int]:
    """The blocks as HTML and numbers of checks, with their footnotes last; and their words."""
    page.explained.clear()
    written, words = len(page.notes), 0
    parts: list[str | int] = []
    for number, group in groupby(blocks, key=_check_number):
        if number is not None:
            parts.append(number)
            continue
        html = []
        for block in group:
            words += count(block)
            html.append(page.write(block))
        parts.append(_safe(html))
    parts.append(_safe([write_footnotes(page, tree.notes, written)]))
    words += sum(count(tree.notes[label]) for label in page.notes[written:])
    return [part for part in parts if part != ""], words


def _check_number(block: Element) -> int | None:
    match = CHECK.fullmatch((block.text or "").strip()) if block.tag == "p" else None
    return number_of(match) if match else None


def _safe(pieces: Iterable[str]) -> str:
    return with_icons(sanitize("\n".join(filter(None, pieces))))
