"""The head of a file: finding it, and reading it as text with places (FORMAT 2, TRUST IN-07)."""

import re
from dataclasses import dataclass

from lms.content.fields import Fields
from lms.content.findings import Findings
from lms.content.problems import Fix
from lms.content.source import BYTE_ORDER_MARK, Source
from lms.content.yaml_tree import (
    Entry,
    Mapping,
    Node,
    NotReadable,
    Place,
    Scalar,
    Sequence,
    read_yaml,
)

FENCE = "---"

# What YAML 1.1 readers turn into something else than the text that stands there.
_NOT_TEXT = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null)|~|=|<<"
    r"|[-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9]+_[0-9_]*"
    r"|[-+]?[0-9]+(?::[0-9]{1,2})+(?:\.[0-9]*)?|[-+]?\.(?i:inf|nan)"
    r"|[-+]?[0-9.]+[eE][-+]?[0-9]+",
    re.ASCII,
)
_CURLY = re.compile(r"[“”„‘’]([^“”„‘]*)[”“’]")


@dataclass(frozen=True)
class Head:
    """The front matter's mapping (None when it cannot be read) and where the text below begins."""

    mapping: Mapping | None
    line: int
    body_from: int


def is_plain_text(value: str) -> bool:
    """True for what every YAML reader takes as text without quotes around it."""
    return _NOT_TEXT.fullmatch(value) is None and _CURLY.fullmatch(value) is None


def fields_of(head: Head, findings: Findings, whose: str) -> Fields:
    """The head's fields; where it cannot be read, what is missing goes without saying."""
    if head.mapping is None:
        return Fields(Mapping((), Place(head.line, 1)), Findings(findings.file), whose)
    return Fields(head.mapping, findings, whose)


def read_head(source: Source, findings: Findings, if_missing: str = "no-front-matter") -> Head:
    """The front matter of a file, with everything that is wrong with it among the findings."""
    texts = _without_mark(source, findings)
    if not texts or texts[0].rstrip() != FENCE:
        _no_head(texts, if_missing, findings)
        return Head(None, 1, 1)
    end = next((i for i, text in enumerate(texts[1:], start=1) if text.rstrip() == FENCE), 0)
    if not end:
        findings.add(
            "bad-front-matter",
            1,
            "The front matter that begins here has no end.",
            "Close it with a line of three dashes: ---",
        )
        return Head(None, 1, 2)
    return Head(_mapping(texts[1:end], findings, above=1), 1, end + 2)


def read_document(source: Source, findings: Findings) -> Head:
    """A file that is front matter from its first line to its last, without lines of ---."""
    texts = _without_mark(source, findings)
    inside = Findings(findings.file)
    mapping = _mapping(texts, inside, above=0)
    for it in inside.problems:
        message = it.message.replace("The front matter", "This file").replace(
            "the front matter", "this file"
        )
        findings.add(it.code, it.line, message, it.suggestion, column=it.column, fix=it.fix)
    return Head(mapping, 1, len(texts) + 1)


def _without_mark(source: Source, findings: Findings) -> list[str]:
    """The file's lines as text, without the byte order mark that may stand before them."""
    texts = [line.text for line in source.lines]
    if texts and texts[0].startswith(BYTE_ORDER_MARK):
        texts[0] = texts[0].removeprefix(BYTE_ORDER_MARK)
        findings.add(
            "byte-order-mark",
            1,
            "The file begins with an invisible byte order mark.",
            "Save it as “UTF-8” without a mark (BOM).",
            fix=Fix(1, 1, (texts[0],), "removed the byte order mark"),
        )
    return texts


def _no_head(texts: list[str], code: str, findings: Findings) -> None:
    if texts and texts[0].rstrip() == "+++":
        message = "The front matter is marked with “+++”."
        findings.add("bad-front-matter", 1, message, "Write it as YAML between lines of ---")
        return
    findings.add(
        code,
        1,
        "The file has no front matter.",
        "Begin it with a line ---, then “title: …”, then a line ---",
    )


def _mapping(lines: list[str], findings: Findings, above: int) -> Mapping | None:
    """The mapping in these lines, of which so many lines of the file stand above."""
    try:
        tree = read_yaml("\n".join(lines))
    except NotReadable as refusal:
        line = refusal.place.line + above
        fix = (
            _quoting(lines[refusal.place.line - 1], line)
            if refusal.code == "needs-quotes"
            else None
        )
        findings.add(
            refusal.code,
            line,
            refusal.message,
            refusal.suggestion,
            column=refusal.place.column,
            fix=fix,
        )
        return None
    if tree is None:
        return Mapping((), Place(1, 1))
    accepted = _accepted(tree, lines, findings, above)
    if isinstance(accepted, Mapping):
        return accepted
    findings.add(
        "bad-front-matter",
        accepted.place.line,
        "The front matter is not a set of keys.",
        "Write one “key: value” a line.",
    )
    return None


def _accepted(node: Node, lines: list[str], findings: Findings, above: int) -> Node:
    """The tree with its lines counted in the file, each value checked."""
    place = _in_file(node.place, above)
    match node:
        case Scalar(text, _, is_plain):
            line = lines[node.place.line - 1]
            return _checked(Scalar(text, place, is_plain), line, findings)
        case Sequence(items, _):
            accepted = (_accepted(item, lines, findings, above) for item in items)
            return Sequence(tuple(accepted), place)
        case Mapping(entries, _):
            kept = (
                Entry(
                    entry.key,
                    _in_file(entry.place, above),
                    _accepted(entry.value, lines, findings, above),
                )
                for entry in entries
            )
            return Mapping(tuple(kept), place)


def _in_file(place: Place, above: int) -> Place:
    return Place(place.line + above, place.column)


def _checked(scalar: Scalar, line: str, findings: Findings) -> Scalar:
    """The value; asks for quotes where YAML tools disagree about what a plain one is."""
    place = scalar.place
    if not scalar.is_plain:
        return scalar
    if wrapped := _CURLY.fullmatch(scalar.text):
        inner = wrapped[1]
        fixable = '"' not in inner and "\\" not in inner
        findings.add(
            "pasted",
            place.line,
            "Curly quotes from a word processor stand around this value.",
            'Use straight quotes: "…"',
            column=place.column,
            fix=_replaced(scalar, line, f'"{inner}"') if fixable else None,
        )
        return Scalar(inner, place, is_plain=False)
    if _NOT_TEXT.fullmatch(scalar.text):
        findings.add(
            "needs-quotes",
            place.line,
            f"YAML does not read {scalar.text} as text.",
            f'Put quotes around it: "{scalar.text}"',
            column=place.column,
            fix=_replaced(scalar, line, f'"{scalar.text}"'),
        )
    return scalar


def _replaced(scalar: Scalar, line: str, text: str) -> Fix | None:
    start = scalar.place.column - 1
    if not line.startswith(scalar.text, start):
        return None
    new = line[:start] + text + line[start + len(scalar.text) :]
    return Fix(scalar.place.line, scalar.place.line, (new,), "put quotes around the value")


def _quoting(line: str, number: int) -> Fix | None:
    """The fix for `- O2: Ethics: apply`: quotes around all that follows the first colon."""
    key, colon, value = line.partition(": ")
    bare = value.strip()
    if not colon or not bare or any(mark in bare for mark in "\"'\\#[]{}&*!|>"):
        return None
    return Fix(number, number, (f'{key}: "{bare}"',), "put quotes around the value")
