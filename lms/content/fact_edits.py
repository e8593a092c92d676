"""The head of `course.md` as values, and a change of some written into the lines they are about.

A text comes as a form shows it, every line ended by LF; comments, unknown keys and the lines of
whatever did not change stay as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from lms.content.front_matter import FENCE, is_plain_text
from lms.content.yaml_tree import Mapping as Tree
from lms.content.yaml_tree import NotReadable, Scalar, read_yaml

# What YAML would end a line at, and files here do not.
_NO_LINE_ENDS = str.maketrans({"\x85": " ", "\u2028": " ", "\u2029": " "})
_IN_FLOW = frozenset(",[]{}")
AUTHOR = ("name", "credentials", "disclosure")
SINGLE: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "approved_title": ("approved title",),
    "summary": ("summary",),
    "level": ("level",),
    "audience": ("audience",),
    "format": ("format",),
    "support": ("support",),
    "credit_method": ("credit", "method"),
    "credit_difficulty": ("credit", "difficulty"),
    "credit_set_by": ("credit", "set by"),
    "credit_rounding": ("credit", "rounding"),
    "pass_mark": ("pass mark",),
    "attempts": ("attempts",),
    "released": ("released",),
    "reviewed": ("reviewed",),
    "expires": ("expires",),
    "valid_for": ("valid for",),
}
_EntriesOf = Callable[[Any], list[tuple[str, str]]]
AREAS, PILOT = "areas", "pilot_minutes"


class NoFacts(Exception):
    """The head of a page is not one that single values can be written into."""


class InBraces(NoFacts):
    """A row that would change stands in braces, where nothing can be added without a loss."""


@dataclass(frozen=True)
class Values:
    """The facts of a course as text; a row of a list that says nothing is taken out of it."""

    single: Mapping[str, str]
    areas: str
    """Such as: a 60%, p 40%"""
    pilot_minutes: str
    """Such as: 95, 110, 88"""
    authors: tuple[tuple[str, ...], ...]
    objectives: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Head:
    """The front matter's place in a text, and its tree."""

    text: str
    start: int
    end: int
    root: yaml.MappingNode

    def find(self, keys: tuple[str, ...]) -> tuple[yaml.Node, yaml.Node] | None:
        """A key and its value, or None."""
        node: yaml.Node = self.root
        found = None
        for key in keys:
            found = _entry(node, key)
            if found is None:
                return None
            node = found[1]
        return found

    def at(self, index: int) -> int:
        """The place in the text of a place in the head."""
        return self.start + index

    def line_end(self, index: int) -> int:
        """Behind the line that holds a place of the text."""
        return self.text.index("\n", index) + 1

    def line_start(self, index: int) -> int:
        """Where the line begins that holds a place of the text."""
        return self.text.rfind("\n", 0, index) + 1


# -- reading -----------------------------------------------------------------------


def read_values(text: str) -> Values:
    """The facts that stand in a page; NoFacts where its head cannot be read."""
    head = _head(text)
    return Values(
        single={name: _plain(head.find(keys)) for name, keys in SINGLE.items()},
        areas=", ".join(f"{key.value} {_said(value)}" for key, value in _entries(head, "areas")),
        pilot_minutes=", ".join(_said(it) for it in _items(head, ("credit", "pilot minutes"))),
        authors=tuple(
            tuple(_plain(_entry(it, key)) for key in AUTHOR) for it in _items(head, ("authors",))
        ),
        objectives=tuple(_objective(it) for it in _items(head, ("objectives",))),
    )


def lines_of(text: str, values: Values) -> dict[int, str]:
    """The name of the field that each line of a head is about, as forms name them."""
    head = _head(text)
    named: dict[int, str] = {}

    def claim(name: str, node: yaml.Node, key: yaml.Node | None = None) -> None:
        first = head.text.count("\n", 0, head.at((key or node).start_mark.index))
        last = head.text.count("\n", 0, head.at(_last(node)))
        for line in range(first + 1, last + 2):
            named[line] = name

    for name in ("authors", "objectives", AREAS):
        if found := head.find((name,)):
            claim(name, found[1], found[0])
    for number, item in enumerate(_items(head, ("authors",)), start=1):
        claim(f"author_{number}_name", item)
        for key in AUTHOR:
            if found := _entry(item, key):
                claim(f"author_{number}_{key}", found[1], found[0])
    for number, item in enumerate(_items(head, ("objectives",)), start=1):
        claim(f"objective_{number}_text", item)
    for name, keys in {PILOT: ("credit", "pilot minutes"), **SINGLE}.items():
        if found := head.find(keys):
            claim(name, found[1], found[0])
    return named


def _head(text: str) -> _Head:
    lines = text.split("\n")
    end = next((i for i, it in enumerate(lines[1:], 1) if it.rstrip() == FENCE), 0)
    if lines[0].rstrip() != FENCE or not end:
        raise NoFacts
    start = len(lines[0]) + 1
    inner = "".join(f"{line}\n" for line in lines[1:end])
    try:
        # The guard first: what it lets through is text, lists and mappings.
        tree = read_yaml(inner)
    except NotReadable:
        raise NoFacts from None
    root = yaml.compose(inner.translate(_NO_LINE_ENDS), Loader=yaml.SafeLoader)
    if not isinstance(tree, Tree) or not isinstance(root, yaml.MappingNode) or _is_flow(root):
        raise NoFacts
    return _Head(text, start, start + len(inner), root)


def _entry(node: yaml.Node, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    entries = node.value if isinstance(node, yaml.MappingNode) else []
    return next(((name, value) for name, value in entries if name.value == key), None)


def _entries(head: _Head, key: str) -> list[tuple[yaml.Node, yaml.Node]]:
    found = head.find((key,))
    return found[1].value if found and isinstance(found[1], yaml.MappingNode) else []


def _items(head: _Head, keys: tuple[str, ...]) -> list[yaml.Node]:
    found = head.find(keys)
    return found[1].value if found and isinstance(found[1], yaml.SequenceNode) else []


def _objective(item: yaml.Node) -> tuple[str, str]:
    if not isinstance(item, yaml.MappingNode) or len(item.value) != 1:
        raise NoFacts
    key, value = item.value[0]
    return str(key.value), _said(value)


def _plain(found: tuple[yaml.Node, yaml.Node] | None) -> str:
    return "" if found is None else _said(found[1])


def _said(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise NoFacts
    return " ".join(str(node.value).split())


# -- writing -----------------------------------------------------------------------


def with_values(text: str, values: Values) -> str:
    """The page with these facts in it; a line whose facts are as before is as before.

    NoFacts where they would not come out as they went in.
    """
    before, head = read_values(text), _head(text)
    edits = [*_singles(head, before, values), *_lists(head, before, values)]
    written = text
    for edit in sorted(edits, key=lambda it: (it.start, it.end), reverse=True):
        written = written[: edit.start] + edit.text + written[edit.end :]
    if _settled(read_values(written)) != _settled(values):
        raise NoFacts
    return written


def _settled(values: Values) -> Values:
    """The same with rows that say nothing left out."""
    single = {name: values.single.get(name, "") for name in SINGLE}
    authors = tuple(row for row in values.authors if any(row))
    objectives = tuple(row for row in values.objectives if row[1])
    return Values(single, values.areas, values.pilot_minutes, authors, objectives)


def _singles(head: _Head, before: Values, values: Values) -> Iterator[_Edit]:
    new_credit = []
    for name, keys in SINGLE.items():
        said = values.single.get(name, "")
        if said == before.single[name]:
            continue
        found = head.find(keys)
        if found:
            yield _replaced(head, found, said) if said else _emptied(head, found)
        elif len(keys) == 1:
            yield _Edit(_after(head, name), _after(head, name), f"{keys[0]}: {_written(said)}\n")
        else:
            new_credit.append((keys[1], _written(said)))
    if values.pilot_minutes != before.pilot_minutes:
        said = f"[{values.pilot_minutes}]"
        found = head.find(("credit", "pilot minutes"))
        if found:
            yield _Edit(head.at(found[1].start_mark.index), head.at(_last(found[1])), said)
        else:
            new_credit.append(("pilot minutes", said))
    if new_credit:
        yield _in_credit(head, new_credit)


def _in_credit(head: _Head, new: list[tuple[str, str]]) -> _Edit:
    """Keys of the credit that were not there."""
    found = head.find(("credit",))
    if found is None:
        place = _after(head, "credit_method")
        lines = "".join(f"  {key}: {said}\n" for key, said in new)
        return _Edit(place, place, f"credit:\n{lines}")
    credit = found[1]
    if isinstance(credit, yaml.MappingNode) and credit.flow_style:
        place = head.at(credit.end_mark.index) - 1
        return _Edit(place, place, "".join(f", {key}: {said}" for key, said in new))
    indent = 2
    if isinstance(credit, yaml.MappingNode):
        indent = credit.start_mark.column
    place = head.line_end(head.at(_last(credit) if _said_any(credit) else found[0].end_mark.index))
    return _Edit(place, place, "".join(f"{' ' * indent}{key}: {said}\n" for key, said in new))


def _said_any(node: yaml.Node) -> bool:
    return bool(node.value)


def _after(head: _Head, name: str) -> int:
    """Where a key that is not there belongs: behind the nearest one that forms ask for before."""
    order = list(SINGLE)
    for earlier in reversed(order[: order.index(name)]):
        if found := head.find(SINGLE[earlier][:1]):
            return head.line_end(head.at(_last(found[1]) if found[1].value else _key_end(found)))
    return head.start


def _key_end(found: tuple[yaml.Node, yaml.Node]) -> int:
    return int(found[0].end_mark.index)


def _replaced(head: _Head, found: tuple[yaml.Node, yaml.Node], said: str) -> _Edit:
    node = found[1]
    if not isinstance(node, yaml.ScalarNode):
        raise NoFacts
    start, end = head.at(node.start_mark.index), head.at(_last(node))
    if not node.value and start == end:
        # Behind the colon, which the empty value may stand far from.
        colon = head.text.index(":", head.at(_key_end(found))) + 1
        return _Edit(colon, colon, f" {_written(said)}")
    return _Edit(start, end, _written(said, is_in_flow=_is_in_flow(head, start)))


def _emptied(head: _Head, found: tuple[yaml.Node, yaml.Node]) -> _Edit:
    """The lines of a value taken out; a comment on them keeps its key."""
    start = head.line_start(head.at(found[0].start_mark.index))
    last = head.at(_last(found[1]) if found[1].value else _key_end(found))
    end = head.line_end(last)
    has_more = "#" in head.text[last:end] or head.text[start:last].lstrip()[:1] in ("-", "{")
    if has_more or _is_in_flow(head, last):
        return _Edit(head.at(found[1].start_mark.index), head.at(_last(found[1])), "")
    return _Edit(start, end, "")


def _is_in_flow(head: _Head, index: int) -> bool:
    before = head.text[head.line_start(index) : index]
    return before.count("{") > before.count("}") or before.count("[") > before.count("]")


def _last(node: yaml.Node) -> int:
    """Behind the last character of a value, without the lines that may follow it."""
    if isinstance(node, yaml.ScalarNode):
        end = node.end_mark.index
        if node.style in ("|", ">") and node.end_mark.buffer:
            return node.start_mark.index + len(_slice(node).rstrip())
        return int(end)
    if _is_flow(node) or not node.value:
        return int(node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        key, value = node.value[-1]
        return _last(value) if value.value else int(key.end_mark.index)
    return _last(node.value[-1])


def _slice(node: yaml.Node) -> str:
    # A whole text is read at once, so its marks hold all of it.
    first, last = node.start_mark, node.end_mark
    return str(first.buffer or "")[first.pointer : last.pointer]


# -- lists -------------------------------------------------------------------------


def _lists(head: _Head, before: Values, values: Values) -> Iterator[_Edit]:
    if values.areas != before.areas:
        yield _whole(head, AREAS, f"{{{_areas(values.areas)}}}" if values.areas else "{}")
    yield from _rows(
        head,
        "authors",
        before.authors,
        values.authors,
        lambda row: [(key, said) for key, said in zip(AUTHOR, row, strict=True) if said],
    )
    yield from _rows(
        head,
        "objectives",
        before.objectives,
        values.objectives,
        lambda row: [row] if row[1] else [],
    )


def _areas(typed: str) -> str:
    shares = (share.split(maxsplit=1) for share in typed.split(","))
    return ", ".join(": ".join(share) for share in shares)


def _whole(head: _Head, key: str, said: str) -> _Edit:
    found = head.find((key,))
    if found is None:
        place = head.end
        return _Edit(place, place, f"{key}: {said}\n")
    node = found[1]
    if isinstance(node, yaml.CollectionNode) and not _is_flow(node) and node.value:
        # A block below its key becomes one line beside it.
        return _Edit(head.at(_key_end(found)), head.at(_last(node)), f": {said}")
    if not node.value and not _is_flow(node):
        colon = head.text.index(":", head.at(_key_end(found))) + 1
        return _Edit(colon, colon, f" {said}")
    return _Edit(head.at(node.start_mark.index), head.at(_last(node)), said)


def _rows(
    head: _Head,
    key: str,
    before: tuple[tuple[str, ...], ...],
    rows: tuple[tuple[str, ...], ...],
    entries_of: _EntriesOf,
) -> Iterator[_Edit]:
    if rows[: len(before)] == before and not any(map(entries_of, rows[len(before) :])):
        return
    items, found = _items(head, (key,)), head.find((key,))
    added = [entries for row in rows[len(before) :] if (entries := entries_of(row))]
    if found is None or not items:
        yield _block(head, key, found, "".join(_item(it, 2) for it in added))
        return
    is_flow = _is_flow(found[1])
    for number, (item, old) in enumerate(zip(items, before, strict=True)):
        new = rows[number] if number < len(rows) else ()
        entries = entries_of(new) if new else []
        if is_flow and not entries:
            raise InBraces
        if new != old:
            yield from _row(head, item, entries)
    if added and is_flow:
        raise InBraces
    if added:
        # The mark of a list stands at its first hyphen.
        indent = found[1].start_mark.column
        place = head.line_end(head.at(_last(found[1])))
        yield _Edit(place, place, "".join(_item(it, indent) for it in added))


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _block(head: _Head, key: str, found: tuple[yaml.Node, yaml.Node] | None, lines: str) -> _Edit:
    """The rows of a list that has none; a comment behind its key stays there."""
    if found is None:
        return _Edit(head.end, head.end, f"{key}:\n{lines}")
    if found[1].value:
        raise NoFacts
    start, last = head.at(_key_end(found)), head.at(_last(found[1]))
    end = head.line_end(max(start, last) if _is_flow(found[1]) else start)
    _, mark, comment = head.text[start:end].partition("#")
    return _Edit(start, end, f":  # {comment.strip()}\n{lines}" if mark else f":\n{lines}")


def _item(entries: list[tuple[str, str]], indent: int) -> str:
    marks = ["- ", *["  "] * (len(entries) - 1)]
    return "".join(
        f"{' ' * indent}{mark}{key}: {_written(said)}\n"
        for mark, (key, said) in zip(marks, entries, strict=True)
    )


def _row(head: _Head, item: yaml.Node, entries: list[tuple[str, str]]) -> Iterator[_Edit]:
    """An item with these entries in place of its own; without any it is taken out."""
    first = head.line_start(head.at(item.start_mark.index))
    if not entries:
        yield _Edit(first, head.line_end(head.at(_last(item))), "")
        return
    if len(entries) == len(item.value) == 1:
        (key, said), (name, value) = entries[0], item.value[0]
        if name.value != key:
            yield _Edit(head.at(name.start_mark.index), head.at(name.end_mark.index), key)
        if _said(value) != said:
            yield _replaced(head, (name, value), said)
        return
    wanted, missing = dict(entries), []
    for key in AUTHOR:
        entry = _entry(item, key)
        said = wanted.get(key, "")
        if entry is None and said:
            missing.append((key, said))
        elif entry is not None and _said(entry[1]) != said:
            yield _replaced(head, entry, said) if said else _emptied(head, entry)
    if missing and (_is_flow(item) or not item.value or isinstance(item, yaml.ScalarNode)):
        raise InBraces
    if missing:
        place, indent = head.line_end(head.at(_last(item))), item.start_mark.column
        lines = "".join(f"{' ' * indent}{key}: {_written(said)}\n" for key, said in missing)
        yield _Edit(place, place, lines)


# -- text as YAML ------------------------------------------------------------------


def _written(said: str, is_in_flow: bool = False) -> str:
    """A text as it stands behind a key: plain where every reader takes it so, else in quotes."""
    if _is_plain(said) and not (is_in_flow and _IN_FLOW.intersection(said)):
        return said
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(said: str) -> bool:
    if not said or not is_plain_text(said):
        return False
    try:
        tree = read_yaml(f"key: {said}\n")
    except NotReadable:
        return False
    value = tree.entries[0].value if isinstance(tree, Tree) and len(tree.entries) == 1 else None
    return isinstance(value, Scalar) and value.is_plain and value.text == said


def in_yaml(said: str) -> str:
    """A line of text as it stands behind a key."""
    return _written(said)


def with_single(text: str, key: str, said: str) -> str:
    """Any page with another value behind a key of its head; NoFacts where it cannot be read."""
    head = _head(text)
    found = head.find((key,))
    edit = (
        _replaced(head, found, said)
        if found
        else _Edit(head.start, head.start, f"{key}: {_written(said)}\n")
    )
    return text[: edit.start] + edit.text + text[edit.end :]
