"""Checking courses as files: the problems of a path, and the safe fixes; touches no database."""

from collections.abc import Iterable
from pathlib import Path

from lms.content import folder
from lms.content.problems import Problem, has_errors

__all__ = ["check", "fix", "has_errors"]


def check(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Every problem of every path, in the order of paths."""
    return tuple(problem for path in paths for problem in folder.check(path))


def fix(paths: Iterable[Path]) -> tuple[str, ...]:
    """Apply the safe fixes and write missing stamps; one line for each change."""
    return tuple(str(fixed) for path in paths for fixed in folder.fix(path))
