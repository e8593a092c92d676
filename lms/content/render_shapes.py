"""What goes into the renderer and what comes out; `render` is the door to them."""

from dataclasses import dataclass
from enum import StrEnum

from lms.content.problems import Problem
from lms.domain.references import ReferenceEntry


class Shape(StrEnum):
    """A whole module, a block of prose, the same with gaps in it, or a line's worth of HTML.

    What is linked stands in a link, so that no link, citation or note is one inside it.
    """

    MODULE = "module"
    BLOCK = "block"
    GAPS = "gaps"
    INLINE = "inline"
    LINKED = "linked"


IN_LINES = frozenset({Shape.INLINE, Shape.LINKED})


@dataclass(frozen=True)
class Fragment:
    """Markdown to render, with the file and the line (1-based) where it begins."""

    file: str
    line: int
    markdown: str
    shape: Shape


@dataclass(frozen=True)
class RenderedSection:
    """A `##` section; a part is HTML, or the number of the knowledge check that stands there."""

    slug: str
    title_html: str
    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Rendered:
    """What became of a fragment.

    `cited` names every key in citation brackets, known or not, in the order of the text.
    A module is in `opening_html`, `sections` and `references`, the other shapes in `html`.
    """

    html: str
    cited: tuple[str, ...]
    opening_html: str
    sections: tuple[RenderedSection, ...]
    references: tuple[ReferenceEntry, ...]
    words: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Limits:
    """What rendering may cost; whoever wants more is refused."""

    fragment_cpu_seconds: float = 3
    call_seconds: float = 60
    memory_bytes: int = 512 * 1024 * 1024
    source_characters: int = 500_000
    html_characters: int = 5_000_000
