"""How it stands with a quiz: attempts used and left, the best one, and what counts in time."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.attempts import (
    GRACE,
    Reception,
    counted_until,
    counts,
    problem_of,
    problem_so_far,
    reception,
    seconds_left,
)
from lms.domain.completion import Fact, Graded, QuizStanding, attempts_left, standing
from lms.domain.grading import read_number
from lms.domain.questions import MANY_PLACES, Answer, Asks, Kind, filled_with
from tests import make


def quiz(*known: Fact, **changes) -> QuizStanding:
    """How it stands with the only quiz of a course."""
    module = standing(make.course_facts(make.an_outline(1, **changes)), known).modules[0]
    assert module.quiz is not None
    return module.quiz


def test_nothing_is_used_before_the_first_attempt():
    it = quiz()

    assert (it.attempts_used, it.attempts_left, it.open_attempt) == (0, 3, "")
    assert it.best is None
    assert not it.is_passed


def test_an_attempt_is_used_when_it_is_begun_and_open_until_it_is_graded():
    begun = quiz(make.started(number=1))
    handed_in = quiz(make.started(number=1), make.graded(number=1, right=2))

    assert (begun.attempts_used, begun.attempts_left) == (1, 2)
    assert begun.open_attempt == "module-1-attempt-1"
    assert (handed_in.attempts_used, handed_in.open_attempt) == (1, "")


def test_of_two_open_attempts_the_one_begun_first_is_gone_on_with():
    it = quiz(
        make.started(number=2, at=make.later(1)),
        make.started(number=1, at=make.later(2)),
    )

    assert it.open_attempt == "module-1-attempt-2"


def test_ac_06_no_attempt_is_left_after_the_last_one():
    tries = [make.graded(number=number, right=2) for number in (1, 2, 3)]

    assert quiz(*tries).attempts_left == 0
    assert quiz(*tries, make.graded(number=4, right=2)).attempts_left == 0


def test_granted_attempts_are_added_to_the_limit():
    tries = [make.graded(number=number, right=2) for number in (1, 2, 3)]

    it = quiz(*tries, make.granted(count=2), make.granted(count=1))

    assert it.attempts_left == 3


def test_attempts_without_a_limit_are_never_used_up():
    tries = [make.graded(number=number, right=2) for number in range(1, 9)]

    assert quiz(*tries, attempts=None).attempts_left is None
    assert attempts_left(None, used=100, granted=0) is None


def test_attempts_on_one_quiz_are_not_counted_on_another():
    it = standing(make.course_facts(), (make.graded("module-1", right=2), make.granted("module-2")))

    assert [m.quiz.attempts_left for m in it.modules if m.quiz] == [2, 4]


# The best attempt


def test_a_passed_quiz_stays_passed_after_a_later_failing_attempt():
    it = quiz(make.graded(number=1, right=4), make.graded(number=2, right=1))

    assert it.is_passed
    assert it.best == make.graded(number=1, right=4)


def test_the_best_attempt_is_the_one_with_the_largest_share():
    it = quiz(
        make.graded(number=1, right=5, of=10),
        make.graded(number=2, right=3, of=5),
        make.graded(number=3, right=1, of=5),
    )

    assert it.best == make.graded(number=2, right=3, of=5)


def test_of_equal_attempts_the_first_is_the_best():
    it = quiz(make.graded(number=2, right=4), make.graded(number=1, right=4))

    assert it.best == make.graded(number=1, right=4)


def test_a_passing_attempt_is_better_than_a_higher_score_below_another_editions_mark():
    passed = make.graded(number=1, right=7, of=10, pass_mark_percent=70)
    higher = make.graded(number=2, right=15, of=20, pass_mark_percent=80)

    it = quiz(passed, higher)

    assert it.is_passed
    assert it.best == passed


def test_the_latest_grade_of_an_attempt_takes_the_place_of_the_earlier_one():
    handed_in = make.graded(right=3, at=make.later(1))
    regraded = make.graded(right=4, at=make.later(9))

    assert quiz(handed_in, regraded).is_passed
    assert quiz(regraded, handed_in).best == regraded
    assert quiz(handed_in, regraded).attempts_used == 1


def test_of_two_grades_of_an_attempt_at_the_same_moment_the_better_one_stands():
    better, worse = (make.graded(right=right, at=make.later(1)) for right in (4, 3))

    assert quiz(better, worse).best == better
    assert quiz(worse, better).best == better


def test_a_regrade_may_lower_an_attempt():
    it = quiz(make.graded(right=5, at=make.later(1)), make.graded(right=0, at=make.later(9)))

    assert not it.is_passed


def test_an_attempt_of_nothing_is_no_best_score():
    nothing = Graded("module-1", "empty", Fraction(0), 0, False, make.later(1))

    assert quiz(nothing, make.graded(number=2, right=1)).best == make.graded(number=2, right=1)


# What counts in time, and what can be graded


def test_ds_07_an_answer_within_the_grace_period_counts_and_a_later_one_does_not():
    deadline = make.later(1)

    assert counts(deadline, deadline + GRACE)
    assert not counts(deadline, deadline + GRACE + timedelta(microseconds=1))
    assert counted_until(deadline, make.later(9)) == deadline + GRACE


def test_the_time_left_is_never_less_than_nothing():
    deadline = make.later(1)

    assert seconds_left(deadline, deadline - timedelta(minutes=2)) == 120
    assert seconds_left(deadline, make.later(9)) == 0
    assert seconds_left(None, make.later(9)) is None


def test_without_a_time_limit_every_answer_counts():
    assert counts(None, make.later(9999))
    assert counted_until(None, make.later(9)) == make.later(9)


@pytest.mark.parametrize(
    ("kind", "answer", "problem"),
    [
        (Kind.SINGLE, Answer(), "Choose an answer"),
        (Kind.SINGLE, Answer(frozenset({"right"})), ""),
        (Kind.NUMERIC, Answer(typed="  "), "Write a number"),
        (Kind.NUMERIC, Answer(typed="50 %"), ""),
        (
            Kind.NUMERIC,
            Answer(typed="six"),
            "“six” is not a number that can be graded. Write it in digits, such as 6 or 2.5",
        ),
        (Kind.WORDS, Answer(), "Write an answer"),
        (Kind.WORDS, Answer(typed="desire"), ""),
        (Kind.REFLECTION, Answer(typed="Too"), "Write 2 more words"),
        (Kind.REFLECTION, Answer(typed="Nearly there"), "Write 1 more word"),
        (Kind.REFLECTION, Answer(typed="Enough is enough"), ""),
        (Kind.MATCHING, Answer(), "Choose an answer on each line"),
        (Kind.MATCHING, filled_with([("a", "x")]), "Choose an answer on one more line"),
        (Kind.CLOZE, filled_with([("a", " "), ("b", "\n")]), "Fill in the gaps"),
        (Kind.ORDERING, filled_with([("a", "2"), ("b", "1")]), ""),
    ],
)
def test_an_answer_that_cannot_be_graded_says_what_to_do(kind, answer, problem):
    assert problem_of(asks(kind, "%"), answer) == problem


def asks(kind, unit=""):
    slots = ("a", "b") if kind in MANY_PLACES else ()
    return Asks(kind, unit, slots, least_words=3 if kind is Kind.REFLECTION else 0)


def test_an_empty_answer_is_no_problem_while_one_still_answers():
    assert problem_so_far(asks(Kind.NUMERIC), Answer(typed=" ")) == ""
    assert problem_so_far(asks(Kind.SINGLE), Answer()) == ""


@given(st.text(max_size=8), st.sampled_from(["", "%", "minutes"]))
def test_a_number_is_called_readable_exactly_when_grading_can_read_it(typed, unit):
    is_readable = read_number(typed.strip(), unit) is not None

    assert (problem_of(asks(Kind.NUMERIC, unit), Answer(typed=typed)) == "") == is_readable


# Which answer stands

NOTHING, OLD, NEW, MINE = Answer(), *(Answer(frozenset({key})) for key in ("old", "new", "mine"))


@pytest.mark.parametrize(
    ("known", "sequence", "answer", "becomes"),
    [
        ({}, 1, MINE, Reception.NEWS),
        ({}, 1, NOTHING, Reception.KNOWN),
        ({1: OLD}, 2, MINE, Reception.NEWS),
        ({1: OLD}, 2, NOTHING, Reception.NEWS),
        ({1: MINE}, 1, MINE, Reception.KNOWN),
        ({1: NEW}, 1, MINE, Reception.CONFLICT),
        ({1: NEW}, 1, NOTHING, Reception.UNTOUCHED),
        ({1: OLD, 2: NEW}, 2, OLD, Reception.UNTOUCHED),
        ({1: OLD, 2: NEW}, 2, MINE, Reception.CONFLICT),
        ({1: OLD, 2: NEW}, 2, NOTHING, Reception.CONFLICT),
        ({1: OLD, 2: NEW}, 3, MINE, Reception.NEWS),
    ],
)
def test_ds_05_what_a_page_was_shown_decides_what_becomes_of_its_answer(
    known, sequence, answer, becomes
):
    assert reception(known, sequence, answer) is becomes


@given(
    st.dictionaries(st.integers(1, 9), st.sampled_from([NOTHING, OLD, NEW]), min_size=1),
    st.integers(1, 9),
    st.sampled_from([NOTHING, OLD, NEW, MINE]),
)
def test_ds_05_an_answer_is_news_only_on_a_page_that_was_shown_the_newest(known, sequence, answer):
    if reception(known, sequence, answer) is Reception.NEWS:
        assert sequence > max(known)
        assert answer != known[max(known)]


def test_a_comma_before_decimals_is_named_and_one_between_thousands_is_fine() -> None:
    asks = make.a_numeric_question().asks

    assert problem_of(asks, Answer(typed="26,55")) == (
        "“26,55” has a comma. Write a point before the decimals, such as 2.5"
    )
    assert problem_of(asks, Answer(typed="1,000")) == ""
