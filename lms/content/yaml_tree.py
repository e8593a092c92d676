"""YAML read as text: a tree of strings with places, built behind a guard (TRUST IN-06).

Nothing here resolves types. Anchors, aliases, tags, duplicate keys and outsized documents are
refused in the event stream, before anything is built from them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MOST_LEVELS = 12
MOST_NODES = 5_000
MOST_BYTES = 64_000

# YAML would end lines at these; files here do not.
_NO_LINE_ENDS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})

# PyYAML's pure reader lets these escape from malformed numbers and escapes.
_SLIPS = (ValueError, OverflowError, IndexError)


@dataclass(frozen=True)
class Place:
    """Where something stands, counted from 1 within the YAML text."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar:
    """A value as the text that stands there."""

    text: str
    place: Place
    is_plain: bool


@dataclass(frozen=True)
class Entry:
    """A key and its value."""

    key: str
    place: Place
    value: "Node"


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the author's order."""

    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True)
class Sequence:
    """A list of values."""

    items: tuple["Node", ...]
    place: Place


Node = Scalar | Mapping | Sequence


class NotReadable(Exception):
    """The YAML is refused; says where, why and what to do."""

    def __init__(self, place: Place, code: str, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.place, self.code, self.message, self.suggestion = place, code, message, suggestion


@dataclass
class _Open:
    """A mapping or list whose end has not been seen yet."""

    place: Place
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    key: Scalar | None = None


def read_yaml(text: str) -> Node | None:
    """The tree of one YAML document, None when it is empty; raises NotReadable."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        message = f"The front matter is larger than {MOST_BYTES // 1000} kB."
        raise NotReadable(Place(1, 1), "front-matter-size", message, "Move text below it.")
    return _Builder(text).tree()


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text.translate(_NO_LINE_ENDS)
        self._starts = [0, *(i + 1 for i, letter in enumerate(text) if letter == "\n")]
        self._open: list[_Open] = []
        self._nodes = 0
        self._root: Node | None = None

    def tree(self) -> Node | None:
        for event in self._events():
            self._take(event)
        return self._root

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self._text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._place(mark.index) if mark else Place(1, 1)
            raise _misread(place, error.problem or "", self._line(place)) from None
        except yaml.reader.ReaderError as error:
            place = self._place(error.position)
            raise _misread(place, "unacceptable character", "") from None
        except (yaml.YAMLError, *_SLIPS):
            raise _misread(Place(1, 1), "unreadable", "") from None

    def _take(self, event: yaml.Event) -> None:
        place = self._place(event.start_mark.index) if event.start_mark else Place(1, 1)
        _guard(event, place)
        match event:
            case yaml.DocumentStartEvent() if self._root is not None:
                raise _misread(place, "a second document", "")
            case yaml.ScalarEvent():
                self._place_node(Scalar(event.value, place, event.style is None))
            case yaml.MappingStartEvent():
                self._begin(_Open(place, is_mapping=True))
            case yaml.SequenceStartEvent():
                self._begin(_Open(place, is_mapping=False))
            case yaml.MappingEndEvent():
                done = self._open.pop()
                self._place_node(Mapping(tuple(done.entries), done.place))
            case yaml.SequenceEndEvent():
                done = self._open.pop()
                self._place_node(Sequence(tuple(done.items), done.place))

    def _begin(self, opened: _Open) -> None:
        self._open.append(opened)
        if len(self._open) > MOST_LEVELS:
            message = f"The front matter is nested more than {MOST_LEVELS} levels deep."
            raise NotReadable(opened.place, "front-matter-size", message, "Make it flatter.")

    def _place_node(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            message = f"The front matter has more than {MOST_NODES} values."
            raise NotReadable(node.place, "front-matter-size", message, "Shorten it.")
        if not self._open:
            self._root = node
        elif not self._open[-1].is_mapping:
            self._open[-1].items.append(node)
        elif self._open[-1].key is None:
            self._open[-1].key = _key(node, self._open[-1].keys)
        else:
            parent = self._open[-1]
            key, parent.key = self._open[-1].key, None
            parent.entries.append(Entry(key.text, key.place, node))

    def _place(self, index: int) -> Place:
        row = bisect_right(self._starts, index) - 1
        return Place(row + 1, index - self._starts[row] + 1)

    def _line(self, place: Place) -> str:
        return self._text[self._starts[place.line - 1] :].split("\n", 1)[0]


def _key(node: Node, seen: set[str]) -> Scalar:
    if not isinstance(node, Scalar):
        message = "A list or mapping stands where a key belongs."
        raise NotReadable(node.place, "bad-front-matter", message, "Write “key: value”.")
    if node.text in seen:
        message = f"The key “{node.text}” is given twice."
        raise NotReadable(node.place, "duplicate-key", message, "Keep one of the two.")
    seen.add(node.text)
    return node


def _guard(event: yaml.Event, place: Place) -> None:
    """Refuses what YAML can do beyond text, lists and mappings."""
    if isinstance(event, yaml.AliasEvent):
        raise NotReadable(
            place, "yaml-alias", "“*” begins a YAML alias here.", "Put quotes around the text."
        )
    if getattr(event, "anchor", None) is not None:
        raise NotReadable(
            place, "yaml-anchor", "“&” begins a YAML anchor here.", "Put quotes around the text."
        )
    if getattr(event, "tag", None) is not None:
        raise NotReadable(
            place, "yaml-tag", "“!” begins a YAML tag here.", "Put quotes around the text."
        )


def _misread(place: Place, problem: str, line: str) -> NotReadable:
    """The refusal for YAML that cannot be parsed, in an author's words."""
    quotes = 'Put quotes around the text after the key: key: "text".'
    if r"\t" in problem or line.startswith("\t"):
        message = "A tab stands in the front matter, which YAML does not allow."
        return NotReadable(place, "bad-front-matter", message, "Use spaces.")
    if "mapping values" in problem:
        return NotReadable(
            place, "needs-quotes", "A second “: ” on one line confuses YAML.", quotes
        )
    if "cannot start any token" in problem or "sequence entries" in problem:
        return NotReadable(place, "needs-quotes", "A value cannot begin like this.", quotes)
    message = "The front matter cannot be read from here on."
    tip = "Compare it with the example: one “key: value” a line, lists with “- ”, quotes in pairs."
    return NotReadable(place, "bad-front-matter", message, tip)
