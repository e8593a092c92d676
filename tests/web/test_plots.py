"""Where the points of a picture stand."""

from fractions import Fraction

from hypothesis import strategies as st

from lms.domain.items import ItemStatistics
from lms.domain.statistics import QuestionStatistics
from lms.web.plots import BOTTOM, LEFT, RIGHT, TOP, plot
from tests import make
from tests.domain.laws import law


def question(number: int, difficulty: Fraction, rest: float | None) -> QuestionStatistics:
    asked = make.a_question(f"q{number}")
    item = ItemStatistics(asked.stamp, asked, (1,), 40, 40, difficulty, rest, rest, None, ())
    return QuestionStatistics(number, item, ())


def test_easy_is_right_and_a_high_correlation_is_above() -> None:
    found = plot([question(1, Fraction(0), -0.2), question(2, Fraction(1), 0.6)])

    assert found is not None
    assert [(dot.x, dot.y) for dot in found.dots] == [(LEFT, BOTTOM), (RIGHT, TOP)]
    assert [line.words for line in found.rows] == ["−0.2", "0.0", "0.2", "0.4", "0.6"]
    assert [line.words for line in found.columns] == ["0%", "25%", "50%", "75%", "100%"]


def test_what_has_no_correlation_is_not_drawn() -> None:
    found = plot([question(1, Fraction(1), None), question(2, Fraction(1, 2), 0.1)])

    assert found is not None
    assert [dot.number for dot in found.dots] == [2]
    assert plot([question(1, Fraction(1), None)]) is None
    assert plot([]) is None


def test_the_rows_reach_as_far_as_the_items_do() -> None:
    found = plot([question(1, Fraction(1, 2), -1.0), question(2, Fraction(1, 2), 1.0)])

    assert found is not None
    assert (found.rows[0].words, found.rows[-1].words) == ("−1.0", "1.0")


def test_a_number_without_room_is_left_out() -> None:
    found = plot([question(number, Fraction(1, 2), 0.2) for number in range(1, 9)])

    assert found is not None
    assert sum(dot.text_at is None for dot in found.dots) == 4


@law(
    st.lists(
        st.tuples(
            st.fractions(0, 1), st.floats(-1, 1, allow_nan=False).map(lambda it: round(it, 6))
        ),
        min_size=1,
        max_size=25,
    )
)
def test_law_every_point_stands_in_the_picture(figures: list[tuple[Fraction, float]]) -> None:
    found = plot([question(n, share, rest) for n, (share, rest) in enumerate(figures, 1)])

    assert found is not None
    assert all(LEFT <= dot.x <= RIGHT and TOP <= dot.y <= BOTTOM for dot in found.dots)
