"""Plots: where the points of a picture stand, in its own units; templates draw them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from lms.domain.items import THRESHOLDS, ItemStatistics
from lms.domain.statistics import QuestionStatistics

LEFT, RIGHT, TOP, BOTTOM = 48, 468, 36, 262
# From -0.2 to 0.6, and further where an item lies beyond.
ROWS_APART, LOWEST_ROW, HIGHEST_ROW = 0.2, -1, 3
COLUMNS = 4
DOT, DIGIT, TEXT = 8, 8, 11  # half a dot, the width of a digit, the height of a text

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """A line across the plot at a round figure, which is written beside it."""

    at: int
    words: str


@dataclass(frozen=True)
class Dot:
    """A question in the plot; where there is no room for its number, `text_at` is None."""

    x: int
    y: int
    number: int
    item: ItemStatistics
    text_at: tuple[int, int] | None


@dataclass(frozen=True)
class Plot:
    """Item difficulty from left to right, and item-rest correlation upwards."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    zero_y: int
    hard_x: int
    dots: tuple[Dot, ...]


def plot(questions: Sequence[QuestionStatistics]) -> Plot | None:
    """The plot of these questions as they are asked now; None when none has both figures."""
    drawn = [(it, it.current.item_rest) for it in questions if it.current.item_rest is not None]
    if not drawn:
        return None
    low = min(LOWEST_ROW, floor(min(rest for _, rest in drawn) / ROWS_APART))
    high = max(HIGHEST_ROW, ceil(max(rest for _, rest in drawn) / ROWS_APART))

    def y_of(rows: float) -> int:
        return round(BOTTOM - (BOTTOM - TOP) * (rows - low) / (high - low))

    dots = [(_x(it.current.difficulty or 0), y_of(rest / ROWS_APART)) for it, rest in drawn]
    return Plot(
        rows=tuple(Line(y_of(row), _signed(row * ROWS_APART)) for row in range(low, high + 1)),
        columns=tuple(Line(_x(it / COLUMNS), f"{it / COLUMNS:.0%}") for it in range(COLUMNS + 1)),
        zero_y=y_of(0),
        hard_x=_x(THRESHOLDS.hard_below),
        dots=tuple(_numbered([it for it, _ in drawn], dots)),
    )


def _x(share: Fraction | float) -> int:
    return round(LEFT + (RIGHT - LEFT) * share)


def _signed(figure: float) -> str:
    return f"{figure:.1f}".replace("-", "−")


def _numbered(
    questions: Sequence[QuestionStatistics], places: Sequence[tuple[int, int]]
) -> Iterator[Dot]:
    """Each dot with its number beside it: at the right, else at the left, above or below."""
    taken: list[Box] = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in places]
    for question, (x, y) in zip(questions, places, strict=True):
        half = len(str(question.number)) * DIGIT // 2
        spots = ((DOT + half, 0), (-DOT - half, 0), (0, -DOT - TEXT // 2), (0, DOT + TEXT // 2))
        boxes = [_box(x + right, y + down, half) for right, down in spots]
        free = next((it for it in boxes if not any(_overlap(it, other) for other in taken)), None)
        if free:
            taken.append(free)
        text_at = free and ((free[0] + free[2]) // 2, free[3] - 1)
        yield Dot(x, y, question.number, question.current, text_at)


def _box(x: int, y: int, half: int) -> Box:
    return x - half, y - TEXT // 2, x + half, y + TEXT // 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
