"""Markdown to HTML, in a child process that may fail without harm (TRUST IN-03)."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import unescape
from re import Match
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown import __version__ as markdown_version
from markdown.blockprocessors import BlockQuoteProcessor
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import ENTITY_RE, InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from lms.content.citations import CITATION, Work, read_citation
from lms.content.render_layout import laid_out
from lms.content.render_lines import check_line, readable, readable_with_gaps, without_marks
from lms.content.render_page import unescaped
from lms.content.render_process import announce, answers, begin, say
from lms.content.render_results import refused, rendered
from lms.content.render_sections import Tree, Written, write
from lms.content.render_shapes import (
    IN_LINES,
    Fragment,
    Limits,
    Rendered,
    RenderedSection,
    Shape,
)
from lms.content.render_tree import arrange
from lms.content.render_works import Label, labels

__all__ = [
    "RENDERER",
    "Fragment",
    "Limits",
    "Rendered",
    "RenderedSection",
    "Shape",
    "check_line",
    "render",
    "without_marks",
]

# Stored with every edition; the number goes up when our own part changes what readers see.
RENDERER = f"4 markdown-{markdown_version} nh3-{nh3.__version__}"  # type: ignore[attr-defined]
_USUAL = Limits()


def render(
    fragments: Sequence[Fragment], works: Mapping[str, Work], limits: Limits = _USUAL
) -> tuple[Rendered, ...]:
    """Each fragment as safe HTML, or as a problem that names where it stands."""
    named = labels(works)
    jobs = {
        number: asdict(fragment)
        for number, fragment in enumerate(fragments)
        if len(fragment.markdown) <= limits.source_characters
    }
    shared = [[key, label.names, label.year] for key, label in named.items()]
    found = answers("lms.content.render", jobs, shared, limits)
    return tuple(
        rendered(fragment, found[number], works, named) if number in found else refused(fragment)
        for number, fragment in enumerate(fragments)
    )


class _Citation(InlineProcessor):
    """`[@a; @b, p. 12]` is kept whole for `render_notes`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        brackets = self.unescape(m[1])
        if not read_citation(unescaped(brackets)):
            return None, None, None
        element = Element("cite")
        element.text = AtomicString(brackets)
        return element, m.start(), m.end()


class _Entity(InlineProcessor):
    """`&eacute;` is the letter; what it stands for is text and never markup."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: Match[str], data: str
    ) -> tuple[str, int, int]:
        return without_marks(unescape(m[0])), m.start(), m.end()


class _Quote(BlockQuoteProcessor):
    """Two quotes with an empty line between them are two, as on Git hosts."""

    def lastChild(self, parent: Element) -> Element | None:  # noqa: N802
        child = super().lastChild(parent)
        return None if child is not None and child.tag == "blockquote" else child


class _Arrange(Treeprocessor):
    def run(self, root: Element) -> None:
        arrange(root)


class _Notes(Treeprocessor):
    """Puts the footnotes behind the text, so that the library reads them like the rest."""

    def __init__(self, md: Markdown, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self._footnotes = footnotes

    def run(self, root: Element) -> None:
        for label, text in self._footnotes.footnotes.items():
            note = SubElement(root, "note", {"label": label})
            self.md.parser.parseChunk(note, text)


class Parser:
    """Python-Markdown with the extensions listed here and none besides (TRUST IN-05).

    Raw HTML is no markup: what would let it through is taken out, so it is text. The library's
    own printing is not used either; `render_page` writes the tree.
    """

    def __init__(self) -> None:
        footnotes = FootnoteExtension()
        extensions = [
            TableExtension(),
            footnotes,
            DefListExtension(),
            AbbrExtension(),
            SaneListExtension(),
        ]
        md = Markdown(extensions=extensions)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Entity(ENTITY_RE, md), "entity", 80)
        md.inlinePatterns.register(_Citation(CITATION.pattern, md), "citation", 176)
        md.parser.blockprocessors.register(_Quote(md.parser), "quote", 20)
        md.treeprocessors.register(_Notes(md, footnotes), "footnote", 50)
        md.treeprocessors.register(_Arrange(md), "arrange", 40)
        md.treeprocessors.deregister("footnote-duplicate")
        md.treeprocessors.deregister("prettify")
        self.md = md

    def parse(self, fragment: Fragment) -> Tree:
        """The fragment's elements, before they are written."""
        self.md.reset()
        read = readable_with_gaps if fragment.shape is Shape.GAPS else readable
        lines, code = read(fragment.markdown), list[str]()
        root = Element("div")
        if fragment.shape in IN_LINES:
            SubElement(root, "p").text = "\n".join(lines).strip()
        else:
            lines = laid_out(lines, code)
            for step in self.md.preprocessors:
                lines = step.run(lines)
            self.md.parser.parseChunk(root, "\n".join(lines))
        for process in self.md.treeprocessors:
            changed = process.run(root)
            root = root if changed is None else changed
        notes = {note.get("label", ""): note for note in root.findall("note")}
        for note in notes.values():
            root.remove(note)
        return Tree(root, notes, code)


def render_here(parser: Parser, fragment: Fragment, named: Mapping[str, Label]) -> Written:
    """What the child makes of one fragment, without its limits."""
    return write(fragment, parser.parse(fragment), named)


def main() -> None:
    """Work off the fragments that the parent sends, one after the other."""
    task = json.loads(sys.stdin.buffer.read())
    limits = Limits(**task["limits"])
    begin(limits)
    named = {key: Label(names, year) for key, names, year in task["shared"]}
    parser = Parser()
    for number, job in task["jobs"].items():
        announce(number, limits)
        fragment = Fragment(**{**job, "shape": Shape(job["shape"])})
        say(number, asdict(render_here(parser, fragment, named)), limits)


if __name__ == "__main__":
    main()
