"""What two sequences have in common, looked for as long as that is cheap."""

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate, takewhile

MOST_STEPS = 1_000_000
"""0.2 s. Where two texts share many short stretches, what they have in common is looked for anew
after each: texts of 2,000 lines took up to 34 s, while others waited to save (AV-05, DS-03)."""

_FREQUENT_FROM, _FREQUENT = 200, 100
"""As difflib has it: in so long a text, what makes up more than a hundredth is not looked for."""


def count_alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines at the beginning are the same."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class TooManySteps(Exception):
    """Looking on would take too long; whoever asked shows both sides whole."""


class Matcher(SequenceMatcher[str]):
    """Python's own, which raises TooManySteps instead of looking for longer than that.

    It counts what it is going to do, so that the same texts always come out the same.
    """

    def __init__(
        self,
        isjunk: Callable[[str], bool] | None = None,
        a: Sequence[str] = "",
        b: Sequence[str] = "",
        autojunk: bool = True,
        most_steps: int = MOST_STEPS,
    ) -> None:
        super().__init__(isjunk, a, b, autojunk)
        self.steps_left = most_steps
        self._size = len(a)
        counts = Counter(b if isjunk is None else (it for it in b if not isjunk(it)))
        has_frequent = autojunk and len(b) >= _FREQUENT_FROM
        most = len(b) // _FREQUENT + 1 if has_frequent else len(b)
        each = (1 + (counts[it] if counts[it] <= most else 0) for it in a)
        self._steps_before = list(accumulate(each, initial=0))

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        """The longest stretch that both have."""
        last = self._size if ahi is None else ahi
        self.steps_left -= self._steps_before[last] - self._steps_before[alo]
        if self.steps_left < 0:
            raise TooManySteps
        return super().find_longest_match(alo, ahi, blo, bhi)
