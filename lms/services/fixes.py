"""Fixes: what a check knows how to mend is mended in a text, which nobody has saved yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.problems import Problem
from lms.content.write import with_fixes
from lms.domain.errors import Refusal


class FixGone(Refusal):
    """The problem is not in the text any more, or never was."""

    sentence = (
        "That problem is not in the text any more, so nothing was changed. "
        "Look at the list of problems again."
    )


@dataclass(frozen=True)
class Mended:
    """A text with one fix in it, the line where it was made, and what was done."""

    text: str
    line: int
    what: str


def place_of(problem: Problem) -> str:
    """What a problem is known by in a text that stays the same."""
    return f"{problem.line}:{problem.column}:{problem.code}"


def mend(text: str, problems: Sequence[Problem], place: str) -> Mended:
    """The text with the fix of the problem at that place; FixGone where there is none."""
    found = next((it for it in problems if it.fix and place_of(it) == place), None)
    if found is None or found.fix is None:
        raise FixGone
    content, made = with_fixes(text.encode("utf-8"), [found.fix])
    if not made:
        raise FixGone
    return Mended(content.decode("utf-8"), found.line, found.fix.what)
