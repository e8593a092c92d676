"""The entries of a mapping, taken by name; whatever nobody takes is an unknown key (FORMAT 2)."""

from collections.abc import Callable
from typing import TypeVar

from lms.content.findings import Findings
from lms.content.wording import did_you_mean
from lms.content.yaml_tree import Entry, Mapping, Node, Place, Scalar, Sequence

T = TypeVar("T")

# Reads one value, or says among the findings why it cannot.
Reader = Callable[[Scalar, Findings], T | None]

MISSING = "missing-key"
"""The code of a key that must be there and is not."""

# Learners are told these before they start (CE_RULES 1).
SHOWN_FIRST = frozenset(
    {"authors", "name", "disclosure", "credentials", "pass mark", "attempts", "level", "audience"}
    | {"format", "objectives", "released", "reviewed", "expires", "valid for", "credit"}
    | {"refunds", "grievances", "accommodations"}
)


def why_needed(key: str) -> str:
    """Why a key must be there, as the end of a sentence; empty where that needs no words."""
    return ", which learners are shown before they start" if key in SHOWN_FIRST else ""


class Fields:
    """The keys of one mapping. A key in error yields its stand-in: an error stops the course."""

    def __init__(self, mapping: Mapping, findings: Findings, whose: str) -> None:
        self._entries = {entry.key: entry for entry in mapping.entries}
        self._taken: set[str] = set()
        self._findings = findings
        self._whose = whose
        self.place = mapping.place

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the mapping when it is missing."""
        return self._entries[key].place if key in self._entries else self.place

    def has(self, key: str) -> bool:
        """True when the key stands here."""
        return key in self._entries

    def required(self, key: str, reader: Reader[T], stand_in: T) -> T:
        """The value of a key that must be there."""
        entry = self._needed(key)
        return stand_in if entry is None else self._read(entry, reader, stand_in)

    def optional(self, key: str, reader: Reader[T], default: T) -> T:
        """The value of a key, or the default where it is left out."""
        entry = self._take(key)
        return default if entry is None else self._read(entry, reader, default)

    def mapping(self, key: str, whose: str) -> "Fields | None":
        """The keys under a key, or None where it is left out."""
        entry = self._take(key)
        if entry is None:
            return None
        if isinstance(entry.value, Mapping):
            return Fields(entry.value, self._findings, whose)
        self._expected(entry, "keys of its own, each on an indented line")
        return None

    def needed_mapping(self, key: str, whose: str) -> "Fields | None":
        """The keys under a key that must be there."""
        self._needed(key)
        return self.mapping(key, whose)

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of the list under a key; none where it is left out."""
        entry = self._take(key)
        if entry is None:
            return ()
        if isinstance(entry.value, Sequence):
            return entry.value.items
        self._expected(entry, "a list: each item on a line of its own, after “- ”")
        return ()

    def needed_items(self, key: str, code: str = MISSING) -> tuple[Node, ...]:
        """The items of a list that must have at least one; the code is of what is said if not."""
        entry = self._take(key)
        if entry is None or entry.value == Sequence((), entry.value.place):
            self._missing(key, code)
        return self.items(key)

    def finish(self) -> None:
        """Reports the keys that nobody took."""
        for key, entry in self._entries.items():
            if key not in self._taken:
                self._findings.add(
                    "unknown-key",
                    entry.place.line,
                    f"{self._whose} has no key “{key}”.",
                    did_you_mean(key, self._taken),
                    column=entry.place.column,
                )

    def _take(self, key: str) -> Entry | None:
        self._taken.add(key)
        entry = self._entries.get(key)
        is_blank = entry is None or (
            isinstance(entry.value, Scalar) and not entry.value.text.strip()
        )
        return None if is_blank else entry

    def _needed(self, key: str) -> Entry | None:
        entry = self._take(key)
        if entry is None:
            self._missing(key)
        return entry

    def _read(self, entry: Entry, reader: Reader[T], stand_in: T) -> T:
        if not isinstance(entry.value, Scalar):
            self._expected(entry, "one value")
            return stand_in
        value = reader(entry.value, self._findings)
        return stand_in if value is None else value

    def _missing(self, key: str, code: str = MISSING) -> None:
        place = self.place_of(key)
        self._findings.add(
            code,
            place.line,
            f"{self._whose} does not say its “{key}”{why_needed(key)}.",
            f"Add “{key}: …” here.",
            column=place.column,
        )

    def _expected(self, entry: Entry, what: str) -> None:
        self._findings.add(
            "wrong-type",
            entry.value.place.line,
            f"“{entry.key}” needs {what}.",
            "Compare it with the example in the authoring guide.",
            column=entry.value.place.column,
        )
