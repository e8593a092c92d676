"""Item statistics: the published vector, what is undefined, what is flagged, and their laws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from lms.domain.grading import share_earned
from lms.domain.items import THRESHOLDS, Flag, ItemStatistics
from lms.domain.questions import Answer, Kind, Question
from lms.domain.statistics import Bank, QuizStatistics, Sat, Undefined, quiz_statistics
from tests import make
from tests.crowds import answered
from tests.domain.laws import law

# CE_RULES 5: ten learners and five items.
VECTOR = ["11111", "11110", "11101", "11100", "11010", "10100", "11001", "10000", "01001", "10000"]


def bank(*asked: Question, is_drawn: bool = False, **before: Question) -> Bank:
    """A quiz of these questions; the stamp of each is its hash too, but for those `before`."""
    by_hash = {question.stamp: question for question in asked}
    return Bank(tuple(by_hash), {**by_hash, **before}, is_drawn)


def sat(answers: Mapping[str, Answer], questions: Mapping[str, Question], **changes) -> Sat:
    """A first attempt in which these answers were given."""
    marks = {
        it: share_earned(questions[it], answer)
        for it, answer in answers.items()
        if questions[it].points
    }
    score = sum(marks.values(), Fraction(0)) / max(1, len(marks))
    attempt = Sat(1, answers, marks, {}, score, score >= Fraction(8, 10))
    return replace(attempt, **changes)


def of(rows: Iterable[str], **changes) -> QuizStatistics:
    """The statistics of a quiz in which each learner's row says what was right (1)."""
    rows = list(rows)
    asked = make.questions(max(map(len, rows), default=5))
    quiz = bank(*asked, **changes)
    return quiz_statistics(quiz, [sat(given(asked, row), quiz.questions) for row in rows])


def given(asked: Sequence[Question], row: str) -> dict[str, Answer]:
    """One learner's answers: right (1), wrong (0), nothing (-), or not asked (.)."""
    answer = {"1": make.right_answer, "0": make.wrong_answer, "-": lambda _: Answer()}
    pairs = zip(asked, row, strict=False)
    return {question.stamp: answer[it](question) for question, it in pairs if it != "."}


def one(question: Question, *answers: Answer) -> ItemStatistics:
    """The statistics of a question that got these answers."""
    quiz = bank(question)
    attempts = [sat({question.stamp: answer}, quiz.questions) for answer in answers]
    return quiz_statistics(quiz, attempts).questions[0].current


def items(found: QuizStatistics) -> list[ItemStatistics]:
    return [question.current for question in found.questions]


def rows(most: int = 12) -> st.SearchStrategy[list[str]]:
    """Some learners' rows: right, wrong, blank or not drawn."""
    return st.lists(st.text("10-.", min_size=4, max_size=4), min_size=1, max_size=most)


def is_close(figure: float | Fraction | None, expected: float) -> bool:
    return figure is not None and round(float(figure), 4) == expected


# The published vector


def test_the_published_vector_comes_out_to_four_digits():
    found = of(VECTOR)

    assert [item.difficulty for item in items(found)] == [Fraction(n, 10) for n in (9, 7, 5, 3, 4)]
    biserials = (0.2135, 0.7687, 0.6405, 0.6290, 0.4576)
    rests = (-0.0273, 0.5320, 0.2985, 0.3194, 0.0733)
    for item, biserial, rest in zip(items(found), biserials, rests, strict=True):
        assert is_close(item.point_biserial, biserial)
        assert is_close(item.item_rest, rest)
    assert is_close(found.reliability.kr20, 0.4487)


def test_the_quiz_as_a_whole_has_its_mean_and_its_first_passes():
    found = of(VECTOR)

    assert (found.learners, found.passed) == (10, 3)
    assert found.mean == Fraction(28, 50)
    assert found.pass_rate == Fraction(3, 10)
    assert not found.is_firm


# What is undefined


def test_before_anybody_tried_nothing_is_known():
    found = of([])

    assert (found.learners, found.mean, found.pass_rate) == (0, None, None)
    assert found.reliability.why_not is Undefined.NO_LEARNERS
    assert all(item.difficulty is None and item.flags == () for item in items(found))


def test_what_all_get_right_is_easy_and_tells_nobody_apart():
    found = of(["11", "10", "11"])

    assert items(found)[0].difficulty == 1
    assert items(found)[0].item_rest is items(found)[0].point_biserial is None
    assert items(found)[0].flags == ()


@pytest.mark.parametrize(
    ("of_rows", "is_drawn", "why"),
    [
        (VECTOR, True, Undefined.DRAWN),
        (["1", "0"], False, Undefined.ONE_ITEM),
        (["10", "01"], False, Undefined.NO_VARIANCE),
    ],
)
def test_the_kr20_says_why_it_is_undefined(of_rows, is_drawn, why):
    found = of(of_rows, is_drawn=is_drawn)

    assert found.reliability.kr20 is None
    assert found.reliability.why_not is why


def test_the_only_item_of_an_attempt_has_no_rest():
    found = of(["1", "0"])

    assert items(found)[0].difficulty == Fraction(1, 2)
    assert items(found)[0].item_rest is None


def test_the_kr20_counts_those_who_were_asked_exactly_the_present_questions():
    found = of([*VECTOR, "111..", "1111."])

    assert found.learners == 12
    assert found.reliability.learners == 10
    assert is_close(found.reliability.kr20, 0.4487)


# Partial credit, draws, editions, time


def test_with_partial_credit_difficulty_is_the_mean_share():
    question = make.a_multiple_question()
    half = Answer(chosen=frozenset({make.key_of("First right")}))

    item = one(question, make.right_answer(question), half, Answer())

    assert item.difficulty == Fraction(1, 2)
    assert (item.learners, item.answered) == (3, 2)


def test_with_draws_the_rest_is_the_share_of_what_was_drawn_beside_it():
    drawn = of(["11..", "1.1.", "1..1", "00..", "0.0.", "0..1"], is_drawn=True)

    first = items(drawn)[0]

    assert first.learners == 6
    assert first.item_rest == pytest.approx(0.7071, abs=1e-4)


def test_a_reflection_is_counted_and_has_no_difficulty():
    reflection = make.a_reflection()
    quiz = bank(make.a_question(), reflection)
    written = {"k7m2": Answer(), reflection.stamp: make.right_answer(reflection)}

    found = quiz_statistics(quiz, [sat(written, quiz.questions)])
    item = items(found)[1]

    assert (item.learners, item.answered) == (1, 1)
    assert item.difficulty is item.item_rest is None
    assert (item.places, item.flags) == ((), ())
    assert found.reliability.why_not is Undefined.ONE_ITEM


def test_a_question_that_was_reworded_has_a_row_for_each_wording():
    now, once = make.a_question(), make.a_question(right=("Once right",))
    never = make.a_question(right=("Never asked",))
    quiz = bank(now, old=once, older=never)
    right, wrong = make.right_answer(once), make.wrong_answer(now)

    attempts = [
        sat({"old": right}, quiz.questions, edition=1),
        sat({"old": right}, quiz.questions, edition=2),
        sat({"k7m2": wrong}, quiz.questions, edition=3),
    ]
    [question] = quiz_statistics(quiz, attempts).questions

    assert [(it.hash, it.editions, it.difficulty) for it in question.rows] == [
        ("k7m2", (3,), 0),
        ("old", (1, 2), 1),
    ]


def test_the_median_time_leaves_out_who_left_it_blank_and_caps_who_left_the_desk():
    question = make.a_question()
    quiz = bank(question)
    right = make.right_answer(question)
    timed = ((right, 20), (right, 40), (right, 86_400), (Answer(), 5))

    attempts = [sat({"k7m2": it}, quiz.questions, seconds={"k7m2": s}) for it, s in timed]
    whole_days = [replace(it, seconds={"k7m2": 86_400}) for it in attempts]

    assert items(quiz_statistics(quiz, attempts))[0].median_seconds == 40
    assert items(quiz_statistics(quiz, whole_days))[0].median_seconds == THRESHOLDS.longest_seconds


# Flags


def test_a_key_that_the_best_miss_is_flagged_for_it():
    found = of(["0111"] * 20 + ["1000"] * 15)

    first = items(found)[0]

    assert first.is_firm
    assert Flag.NEGATIVE in first.flags
    assert items(found)[1].flags == ()


def test_a_distractor_more_popular_than_the_key_is_flagged():
    question = make.a_question()

    item = one(question, *[make.right_answer(question)] * 4, *[make.wrong_answer(question)] * 5)

    assert item.flags == (Flag.RIVAL,)


@pytest.mark.parametrize(("right", "flags"), [(29, (Flag.RIVAL, Flag.HARD)), (30, (Flag.RIVAL,))])
def test_a_question_is_hard_below_thirty_percent(right, flags):
    question = make.a_question()
    answers = [make.right_answer(question)] * right, [make.wrong_answer(question)] * (100 - right)

    assert one(question, *answers[0], *answers[1]).flags == flags


def test_a_question_is_hard_also_where_wrong_answers_are_scattered():
    question = make.a_numeric_question()
    scattered = [Answer(typed=str(number)) for number in range(10, 19)]

    item = one(question, make.right_answer(question), make.right_answer(question), *scattered)

    assert item.flags == (Flag.HARD,)


def test_that_nearly_everybody_gets_it_right_is_no_fault():
    found = of(["11"] * 40)

    assert [item.flags for item in items(found)] == [(), ()]


def test_thirty_learners_are_enough():
    assert not items(of(["11"] * 29))[0].is_firm
    assert items(of(["11"] * 30))[0].is_firm


def test_a_distractor_that_fewer_than_five_percent_chose_does_no_work():
    question = make.a_question(wrong=("Wrong", "Also wrong", "Never"))
    wrong = [Answer(chosen=frozenset({make.key_of(it)})) for it in ("Wrong", "Also wrong")]

    item = one(question, *[make.right_answer(question)] * 94, wrong[0], *[wrong[1]] * 5)

    assert [pick.html for pick in item.idle] == ["<p>Wrong</p>", "<p>Never</p>"]


def test_where_one_types_or_nobody_answered_no_distractor_is_idle():
    number, choice = make.a_numeric_question(), make.a_question()

    assert one(number, make.right_answer(number)).idle == ()
    assert one(choice, Answer()).idle == ()


def test_thresholds_are_data_with_a_source_and_a_version():
    assert "CE_RULES.md, section 5" in THRESHOLDS.source
    assert THRESHOLDS.version


# Laws


@law(rows(), st.randoms())
def test_law_the_order_of_learners_does_not_matter(learners, chance):
    mixed = list(learners)
    chance.shuffle(mixed)

    assert of(mixed) == of(learners)


@law(st.integers(1, 40), st.integers(1, 6))
def test_law_all_right_is_a_difficulty_of_one_and_no_correlation(learners, count):
    found = items(of(["1" * count] * learners))

    assert [item.difficulty for item in found] == [1] * count
    assert {item.item_rest for item in found} == {item.point_biserial for item in found} == {None}


@law(rows())
def test_law_the_same_learners_twice_change_no_figure_but_their_number(learners):
    once, twice = items(of(learners)), items(of(learners * 2))

    for one_of_once, one_of_twice in zip(once, twice, strict=True):
        assert one_of_twice.learners == 2 * one_of_once.learners
        assert one_of_twice.difficulty == one_of_once.difficulty
        assert one_of_twice.item_rest == one_of_once.item_rest
        assert one_of_twice.point_biserial == one_of_once.point_biserial


@law(rows(40))
def test_law_every_figure_lies_where_it_can_lie(learners):
    found = of(learners)

    for item in items(found):
        assert item.difficulty is None or 0 <= item.difficulty <= 1
        for figure in (item.item_rest, item.point_biserial):
            assert figure is None or -1 <= figure <= 1
    assert found.reliability.kr20 is None or found.reliability.kr20 <= 1


@law(
    st.lists(st.sampled_from("10-"), min_size=1, max_size=20), st.sampled_from(make.of_every_kind())
)
def test_law_what_was_given_at_a_place_sums_to_those_who_gave_anything(learners, question):
    answer = {"1": make.right_answer(question), "0": answered(question, "0"), "-": Answer()}

    item = one(question, *(answer[it] for it in learners))

    assert item.answered == sum(it != "-" for it in learners)
    for place in item.places:
        counted = sum(pick.learners for pick in place.picks) + place.others
        assert place.learners == item.answered
        assert (
            counted >= item.answered if question.kind is Kind.MULTIPLE else counted == item.answered
        )
        assert all(0 <= pick.share <= 1 for pick in place.picks)
