"""What evaluations say in sum, and what they never say."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.courses import Evaluation
from lms.domain.evaluation_reports import FEWEST_ANSWERS, Heard, report, told
from tests import make

RATING, COMMENT = make.a_rating(), make.a_comment()
ASKED = make.an_evaluation(RATING, COMMENT)


def rated(*counts: int, edition: int = 1) -> list[Heard]:
    """So many ratings of 1, 2, 3 … in an edition."""
    return [Heard(edition, RATING.key, n, count) for n, count in enumerate(counts, 1) if count]


def test_an_item_has_its_ratings_and_their_mean() -> None:
    (found, _) = report({1: ASKED}, rated(0, 1, 0, 2, 2), 1)

    assert found.answers == 5
    assert found.ratings == ((1, 0), (2, 1), (3, 0), (4, 2), (5, 2))
    assert found.mean == Fraction(20, 5)
    assert found.share == Fraction(3, 4)


def test_what_fewer_than_five_answered_is_not_said() -> None:
    (found, _) = report({1: ASKED}, rated(0, 0, 0, 2, 2), 1)

    assert found.is_suppressed
    assert (found.counts, found.mean, found.share) == ((), None, None)


def test_comments_are_told_once_five_people_wrote_one() -> None:
    four, five = (report({1: ASKED}, [Heard(1, COMMENT.key, None, n)], 1) for n in (4, 5))

    assert told(four) == ()
    assert [it.item for it in told(five)] == [COMMENT]


def test_editions_that_ask_in_the_same_words_are_counted_together() -> None:
    reworded = make.an_evaluation(replace(RATING, prompt="Another question"))
    asked = {1: ASKED, 2: ASKED, 3: reworded}
    heard = [
        *rated(0, 0, 0, 0, 3, edition=1),
        *rated(0, 0, 0, 0, 4, edition=2),
        *rated(1, edition=3),
    ]

    found = {it.item.prompt: it for it in report(asked, heard, 3)}

    assert found[RATING.prompt].answers == 7
    assert found[RATING.prompt].editions == (1, 2)
    assert found["Another question"].is_suppressed


@given(
    st.lists(
        st.builds(
            Heard,
            edition_id=st.integers(1, 3),
            item=st.just(RATING.key),
            rating=st.integers(1, 5),
            count=st.integers(1, 4),
        )
    ),
    st.lists(st.sampled_from(["One", "Two"]), min_size=3, max_size=3),
)
def test_law_every_answer_is_counted_in_exactly_one_place(
    heard: list[Heard], prompts: list[str]
) -> None:
    asked: dict[int, Evaluation] = {
        number: make.an_evaluation(replace(RATING, prompt=prompt))
        for number, prompt in enumerate(prompts, 1)
    }

    found = report(asked, heard, 3)

    assert sum(it.answers for it in found) == sum(it.count for it in heard)
    assert all(sum(it.counts) in (0, it.answers) for it in found)
    assert all(bool(it.counts) == (it.answers >= FEWEST_ANSWERS) for it in found)
