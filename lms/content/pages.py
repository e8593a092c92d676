"""A Markdown file opened: its head, its lines and its headings, before anyone interprets them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.content.body import BodyLine, read_body
from lms.content.findings import Findings
from lms.content.front_matter import Head, read_head
from lms.content.headings import anchors, headings
from lms.content.names import FileName, Role, file_name
from lms.content.source import Source, check_encoding, check_marks, read_source


@dataclass(frozen=True)
class Page:
    """A file's parts, and what has been found in it so far."""

    file: str
    name: FileName
    source: Source
    head: Head
    body: tuple[BodyLine, ...]
    findings: Findings

    @property
    def last(self) -> int:
        """The number of its last line."""
        return max(1, len(self.source.lines))


def open_page(file: str, content: bytes) -> Page:
    """The file opened; what is wrong with its bytes, head, code or comments is in its findings."""
    findings = Findings(file)
    source = read_source(file, content)
    name = file_name(file)
    check_encoding(source, findings)
    check_marks(source, findings)
    is_lenient = name.role is Role.EVALUATION
    head = read_head(source, findings, "no-evaluation-head" if is_lenient else "no-front-matter")
    texts = [line.text for line in source.lines[head.body_from - 1 :]]
    body = read_body(texts, head.body_from, findings)
    return Page(file, name, source, head, body, findings)


def anchors_of(pages: Iterable[Page]) -> Mapping[str, frozenset[str]]:
    """The anchors of the headings of each page."""
    return {page.file: anchors(headings(page.body)) for page in pages}
