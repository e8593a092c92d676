"""A pasted work made fit for the list: the fields that it has room for, each of the right shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lms.content.citations import bare_doi, placed_entries, printable

LONGEST_VALUE, LONGEST_PART = 2_000, 40
MOST_NAMES = 200
TEXTS = (
    *("type", "title", "title-short", "container-title", "collection-title", "volume", "issue"),
    *("page", "number", "edition", "genre", "publisher", "publisher-place", "DOI", "URL"),
    *("ISBN", "ISSN", "PMID", "language", "status", "keyword"),
)
NAMES, DATES = ("author", "editor"), ("issued", "accessed")
_NAME_PARTS = (
    *("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal"),
)
_DATE_WORDS = ("literal", "raw")
_ORDER = ("type", "title", *NAMES, *DATES)
# What tells nothing about the work itself.
_PASSED_OVER = frozenset({"id", "citation-key"})


@dataclass(frozen=True)
class Fit:
    """The fields of a work that the list has room for, and the names of those left out."""

    fields: Mapping[str, object]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Pasted:
    """A member of a pasted list: its line, what it calls itself, and its fields."""

    line: int
    name: str
    fields: Mapping[str, object] | None
    """None for a member that is no work."""


def read_csl(text: str) -> tuple[Pasted, ...]:
    """The works of a list in CSL-JSON, or of one work alone; ValueError or RecursionError else."""
    stripped = text.strip()
    is_single = stripped.startswith("{")
    return tuple(
        Pasted(
            placed.line,
            line_of(placed.entry.get("id"))[:80] if isinstance(placed.entry, dict) else "",
            placed.entry if isinstance(placed.entry, dict) else None,
        )
        for placed in placed_entries(f"[{text}]" if is_single else text)
    )


def fit(fields: Mapping[str, object]) -> Fit:
    """Only what the list of works has room for, in the order in which the list says it."""
    kept: dict[str, object] = {}
    for field in (*_ORDER, *(name for name in TEXTS if name not in _ORDER)):
        value = _shaped(field, fields.get(field))
        if value:
            kept[field] = value
    left_out = tuple(
        sorted(
            line_of(name)[:40]
            for name, value in fields.items()
            if name not in kept and name not in _PASSED_OVER and value not in ("", None, [], {})
        )
    )
    return Fit(kept, left_out)


def line_of(value: object) -> str:
    """Printable text on one line; numbers are the text that stands there."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return printable(str(value))


def _shaped(field: str, value: object) -> object:
    if field in NAMES:
        return _names(value)
    if field in DATES:
        return _date(value)
    said = bare_doi(line_of(value)) if field == "DOI" else line_of(value)
    return said if len(said) <= LONGEST_VALUE else ""


def _names(value: object) -> list[dict[str, str]]:
    members = value[:MOST_NAMES] if isinstance(value, list) else []
    found = [
        {part: said for part in _NAME_PARTS if (said := line_of(member.get(part))[:200])}
        for member in members
        if isinstance(member, dict)
    ]
    return [name for name in found if name]


def _date(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        return {}
    dates = value.get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates else None
    parts = [line_of(part) for part in first[:3]] if isinstance(first, list) else []
    said = [part for part in parts if part and len(part) <= LONGEST_PART]
    if said:
        return {"date-parts": [[_number(part) for part in said]]}
    return {word: said_ for word in _DATE_WORDS if (said_ := line_of(value.get(word))[:40])}


def _number(part: str) -> int | str:
    """`2019` is a number; `-44` and what else may stand for a year stay as they are."""
    return int(part) if re.fullmatch(r"[1-9][0-9]{0,3}", part) else part
