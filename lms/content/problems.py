"""Problems as values: where, what, and what to do next (FORMAT 6)."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors stop the publishing of their course; warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Fix:
    """A safe change: lines `first` to `last` (1-based, both included) become `lines`.

    `last == first - 1` inserts before `first`. `what` says it in a few words.
    """

    first: int
    last: int
    lines: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or could be better in a file, with its place (1-based)."""

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    suggestion: str
    fix: Fix | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        text = f"{place}: {self.severity} {self.code} {self.message}"
        return f"{text}\n    {self.suggestion}" if self.suggestion else text


def has_errors(problems: tuple[Problem, ...]) -> bool:
    """True when at least one problem stops publishing."""
    return any(problem.severity is Severity.ERROR for problem in problems)
