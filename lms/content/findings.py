"""What the readers of one file have found so far."""

from lms.content.codes import severity_of
from lms.content.problems import Fix, Problem


class Findings:
    """The problems of one file, in the order in which they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []

    def add(
        self,
        code: str,
        line: int,
        message: str,
        suggestion: str,
        *,
        column: int = 1,
        fix: Fix | None = None,
    ) -> None:
        """Takes down one more problem; its severity follows from its code."""
        self._problems.append(
            Problem(
                self.file, max(1, line), column, code, severity_of(code), message, suggestion, fix
            )
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them."""
        return tuple(self._problems)
