"""BibTeX and BibLaTeX: `@article{key, author = {…}, …}`, with the LaTeX taken out of its words."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
)
from pylatexenc.latex2text import LatexNodes2Text

from lms.exchange.works_found import NotRead, WorkFound, WorksFound, date_of

# It would write what was pasted into the log (PR-01).
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
_LATEX = LatexNodes2Text(keep_braced_groups=False, math_mode="text")
_BEGINS = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_MARKUP = re.compile(r"[\\{}$~%&`']|--")
_BARE = re.compile(r"(?<!\\)([%&])")
_JOINED = re.compile(r'["}\w]\s+#\s+["{\w]')
LONGEST_FIELD = 5_000

TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legislation": "legislation",
    "manual": "report",
    "mastersthesis": "thesis",
    "misc": "document",
    "mvbook": "book",
    "online": "webpage",
    "patent": "patent",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "standard": "standard",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
_GENRES = {"phdthesis": "Doctoral dissertation", "mastersthesis": "Master’s thesis"}
_SAID = {"phdthesis": "Doctoral dissertation", "mathesis": "Master’s thesis", "techreport": ""}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# The fields that say the same, those that say it best first.
_WORDS = {
    "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "volume": ("volume",),
    "publisher": ("publisher", "organization", "institution", "school"),
    "publisher-place": ("location", "address"),
    "edition": ("edition",),
    "language": ("language", "langid"),
    "keyword": ("keywords", "keyword"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
}
_OTHERS = (
    *("title", "subtitle", "author", "editor", "date", "year", "month", "day", "number", "issue"),
    *("pages", "doi", "url", "urldate", "type", "eid", "howpublished"),
)
_USED = frozenset({*_OTHERS, *(name for names in _WORDS.values() for name in names)})


def is_bibtex(text: str) -> bool:
    """True for a text in which an entry begins."""
    return _BEGINS.search(text) is not None


def read_bibtex(text: str) -> WorksFound:
    """The works of a text in BibTeX; never raises."""
    works: list[WorkFound] = []
    problems: list[NotRead] = []
    library = parse_string(text)
    for block in library.blocks:
        for entry in _entries_of(block, library, problems):
            works.append(_Reader(entry, problems).work())
    ordered = sorted(problems, key=lambda it: it.line)
    return WorksFound(tuple(works), tuple(ordered))


def _entries_of(block: Block, library: Library, problems: list[NotRead]) -> Iterator[Entry]:
    """The entry in a block; what is none and should be one is a problem."""
    line = (block.start_line or 0) + 1
    if isinstance(block, Entry):
        yield block
    elif isinstance(block, DuplicateBlockKeyBlock):
        yield from _unpacked(block.ignore_error_block, library)
    elif isinstance(block, DuplicateFieldKeyBlock):
        message = "The entry that begins here says a field twice; the first one counts."
        problems.append(NotRead(line, message, "Take one of the two out, then look again."))
        yield from _unpacked(block.ignore_error_block, library)
    elif isinstance(block, ImplicitComment):
        message = "The text that begins here belongs to no entry, so it is left out."
        problems.append(NotRead(line, message, "An entry begins with a line such as @book{key,"))
    elif isinstance(block, ParsingFailedBlock):
        message = "The entry that begins here cannot be read, so it is left out."
        tip = "See whether each brace and quotation mark of it is closed, and fields end in commas."
        problems.append(NotRead(line, message, tip))


def _unpacked(block: Block | None, library: Library) -> Iterator[Entry]:
    """An entry that the parser set aside, its fields without what encloses them."""
    if block is None:
        return
    alone = Library([*library.strings, block])
    for middleware in default_parse_stack():
        alone = middleware.transform(alone)
    yield from alone.entries


@dataclass(frozen=True)
class _Reader:
    """One entry, and where its problems go."""

    entry: Entry
    problems: list[NotRead]

    @property
    def line(self) -> int:
        return (self.entry.start_line or 0) + 1

    @property
    def kind(self) -> str:
        return self.entry.entry_type.lower()

    def work(self) -> WorkFound:
        given = self.given()
        kind = TYPES.get(self.kind, "document")
        if self.kind not in TYPES:
            message = (
                f"The type @{self.kind[:40]} is not known, so the work is taken as a document."
            )
            self.tell(message, "Correct its type in the list of works after adding it.")
        address = _address(given)
        if kind == "document" and address:
            kind = "webpage"
        fields: dict[str, object] = {"type": kind, "title": self.title(given)}
        fields |= {name: self.first(given, names) for name, names in _WORDS.items()}
        fields |= self.numbers(given, kind)
        fields["author"] = list(self.names(given.get("author", "")))
        fields["editor"] = list(self.names(given.get("editor", "")))
        fields["issued"] = self.date(given)
        fields["accessed"] = date_of(*given.get("urldate", "").split("-"))
        fields["genre"] = _GENRES.get(self.kind, "") or self.genre(given)
        fields["DOI"], fields["URL"] = _plain_address(given.get("doi", "")), address
        kept = {name: value for name, value in fields.items() if value}
        left_out = tuple(sorted(name for name in given if name not in _USED))
        return WorkFound(self.line, self.entry.key[:80] or f"line {self.line}", kept, left_out)

    def given(self) -> dict[str, str]:
        """The fields by their names; of one given twice the first."""
        found: dict[str, str] = {}
        for field in self.entry.fields:
            name, value = field.key.lower(), field.value
            said = value if isinstance(value, str) else ""
            if _JOINED.search(said) and said[:1] in '"{':
                self.tell(
                    f"The field {name} joins several strings with #, so it is left out.",
                    "Write it as one string.",
                )
            elif len(said) > LONGEST_FIELD and name in _USED:
                self.tell(
                    f"The field {name} has more than {LONGEST_FIELD:,} characters, so it is left "
                    "out.",
                    "Shorten it.",
                )
            else:
                found.setdefault(name, said)
        return found

    def title(self, given: dict[str, str]) -> str:
        main, below = (self.words(given.get(name, "")) for name in ("title", "subtitle"))
        return f"{main}: {below}" if main and below else main or below

    def numbers(self, given: dict[str, str], kind: str) -> dict[str, object]:
        """An article's number is its issue, or where it stands; a report's is its own."""
        number, issue = (self.words(given.get(name, "")) for name in ("number", "issue"))
        pages = re.split("-{1,3}", given.get("pages", "").replace("–", "-"))
        found = {"page": self.words("-".join(it.strip() for it in pages))}
        if kind.startswith(("article", "paper")):
            return {**found, "issue": number or issue, "number": self.words(given.get("eid", ""))}
        return {**found, "issue": issue, "number": number}

    def date(self, given: dict[str, str]) -> dict[str, object] | None:
        said = given.get("date", "")
        if said:
            parts = said.split("/")[0].split("-")
            return date_of(*parts) or {"literal": self.words(said)}
        year = self.words(given.get("year", ""))
        month = self.words(given.get("month", "")).lower()
        short = month[:3]
        number = str(_MONTHS.index(short) + 1) if short in _MONTHS else month
        found = date_of(year, number, self.words(given.get("day", "")))
        return found or ({"literal": year} if year else None)

    def genre(self, given: dict[str, str]) -> str:
        said = self.words(given.get("type", ""))
        return _SAID.get(said.lower(), said)

    def first(self, given: dict[str, str], names: tuple[str, ...]) -> str:
        return next((said for name in names if (said := self.words(given.get(name, "")))), "")

    def names(self, written: str) -> Iterator[dict[str, str]]:
        for one in split_multiple_persons_names(written) if written else ():
            name = self.name(one.strip())
            if name:
                yield name

    def name(self, written: str) -> dict[str, str]:
        """A person by the parts of the name; in braces of its own it is an organization."""
        if written.startswith("{") and written.endswith("}"):
            return _said({"literal": self.words(written)})
        if written == "others":
            self.tell(
                "The authors end in “and others”, so not all are named.",
                "Add those that are missing in the list of works.",
            )
            return {}
        parts = parse_single_name_into_parts(written, strict=False)
        first, von, last, jr = (
            self.words(" ".join(it)) for it in (parts.first, parts.von, parts.last, parts.jr)
        )
        return _said({"non-dropping-particle": von, "family": last, "given": first, "suffix": jr})

    def words(self, written: str) -> str:
        """The text without its LaTeX."""
        if not _MARKUP.search(written):
            return written.strip()
        try:
            return str(_LATEX.latex_to_text(_BARE.sub(r"\\\1", written))).strip()
        except (RecursionError, ValueError, IndexError, KeyError, TypeError):
            message = "The LaTeX of this entry is too much to be read, so a part of it is left out."
            self.tell(message, "Write that part as plain text.")
            return ""

    def tell(self, message: str, suggestion: str) -> None:
        self.problems.append(NotRead(self.line, message, suggestion))


def _said(parts: dict[str, str]) -> dict[str, str]:
    return {part: said for part, said in parts.items() if said}


def _plain_address(written: str) -> str:
    """An address without what LaTeX needs around it; a % in it is no comment."""
    bare = re.sub(r"\\url\s*\{([^{}]*)\}", r"\1", written.strip())
    return re.sub(r"\\([_%&#~])", r"\1", bare).strip("{} ")


def _address(given: dict[str, str]) -> str:
    found = _plain_address(given.get("url", "") or given.get("howpublished", ""))
    return found if found.startswith(("http://", "https://")) else ""
