"""Questions: what one attempt draws, in which order, and what a learner may see of it."""

from dataclasses import fields, replace
from random import Random

import pytest
from hypothesis import strategies as st

from lms.domain.questions import (
    Answer,
    Draw,
    Feedback,
    Kind,
    Question,
    ShownOption,
    ShownQuestion,
    Shuffle,
    draw,
    shown,
)
from tests import make
from tests.domain.laws import law, quizzes

NOTHING_SEEN: frozenset[str] = frozenset()
SEEDS = range(40)


def drawn(quiz, seed: int = 1, seen: frozenset[str] = NOTHING_SEEN) -> tuple[Draw, ...]:
    return draw(quiz, Random(seed), seen)


def stamps(plan: tuple[Draw, ...]) -> list[str]:
    return [line.stamp for line in plan]


def orders(question: Question, **changes) -> set[tuple[str, ...]]:
    """Every order of options that some seed gives."""
    quiz = make.a_quiz(make.a_section(question), **changes)
    return {drawn(quiz, seed)[0].option_keys for seed in SEEDS}


# What is drawn


def test_a_section_asks_all_its_questions_in_their_order():
    quiz = make.a_quiz(make.a_section(*make.questions(4)))

    assert stamps(drawn(quiz)) == ["q001", "q002", "q003", "q004"]


def test_a_pool_draws_as_many_as_are_asked_for_in_the_authors_order():
    quiz = make.a_quiz(make.a_pool(*make.questions(9), choose=4))

    plans = [stamps(drawn(quiz, seed)) for seed in SEEDS]

    assert all(len(plan) == 4 and plan == sorted(plan) for plan in plans)
    assert {stamp for plan in plans for stamp in plan} == {q.stamp for q in quiz.questions}


def test_a_retake_prefers_questions_that_were_not_seen():
    quiz = make.a_quiz(make.a_pool(*make.questions(6), choose=3))
    seen = frozenset({"q001", "q002", "q003", "q004"})

    for seed in SEEDS:
        plan = set(stamps(drawn(quiz, seed, seen)))
        assert {"q005", "q006"} < plan
        assert len(plan) == 3


def test_a_pool_of_equal_questions_still_draws_only_as_many_as_are_asked_for():
    twins = (make.a_question("twin"), make.a_question("twin"), make.a_question("other"))

    plan = drawn(make.a_quiz(make.a_pool(*twins, choose=1)))

    assert len(plan) == 1


def test_questions_are_put_in_a_new_order_only_where_the_quiz_says_so():
    quiz = make.a_quiz(make.a_section(*make.questions(5)))
    kept = {tuple(stamps(drawn(quiz, seed))) for seed in SEEDS}
    mixed = {tuple(stamps(drawn(replace(quiz, shuffle=Shuffle.QUESTIONS), s))) for s in SEEDS}

    assert len(kept) == 1
    assert len(mixed) > 1


@law(quizzes(), st.integers(), st.data())
def test_law_a_draw_holds_what_is_asked_once_each_and_equal_seeds_draw_alike(quiz, seed, data):
    bank = [question.stamp for question in quiz.questions]
    seen = data.draw(st.frozensets(st.sampled_from(bank)))

    plan = drawn(quiz, seed, seen)

    assert len(plan) == quiz.asked
    assert len(set(stamps(plan))) == len(plan)
    assert plan == drawn(quiz, seed, frozenset(sorted(seen, reverse=True)))
    for block in quiz.blocks:
        its_own = {q.stamp for q in block.questions}
        unseen = its_own - seen
        assert len(its_own & set(stamps(plan))) == block.asked
        if not block.parts:
            assert len(unseen & set(stamps(plan))) == min(block.asked, len(unseen))


@law(quizzes(), st.integers())
def test_law_every_option_is_shown_once_and_those_that_stay_last_are_last(quiz, seed):
    questions = {question.stamp: question for question in quiz.questions}

    for line in drawn(quiz, seed):
        question = questions[line.stamp]
        written = tuple(option.key for option in question.options)
        last = tuple(option.key for option in question.options if option.stays_last)
        assert sorted(line.option_keys) == sorted(written)
        if question.kind is Kind.TRUE_FALSE or question.keeps_order:
            assert line.option_keys == written
        else:
            assert line.option_keys[len(written) - len(last) :] == last


# The order of options


def test_options_are_put_in_a_new_order():
    assert len(orders(make.a_question())) > 1
    assert len(orders(make.a_question(), shuffle=Shuffle.QUESTIONS)) > 1


@pytest.mark.parametrize(
    ("question", "shuffle"),
    [
        (make.a_true_false_question(), Shuffle.OPTIONS),
        (make.a_true_false_question(), Shuffle.QUESTIONS),
        (make.a_question(keeps_order=True), Shuffle.QUESTIONS),
        (make.a_question(), Shuffle.NONE),
    ],
)
def test_true_and_false_and_options_with_an_order_are_never_shuffled(question, shuffle):
    assert orders(question, shuffle=shuffle) == {tuple(o.key for o in question.options)}


def test_all_of_the_above_stays_last():
    question = make.a_question(wrong=("One", make.ALL_OF_THE_ABOVE, "Two"))

    assert {order[-1] for order in orders(question)} == {"all-of-the-above"}


# What is shown


def test_ac_05_a_shown_question_holds_no_key_explanation_or_feedback():
    question = make.a_multiple_question(source_html="<p>the source</p>")
    numeric = make.a_numeric_question(low="4711", high="4712", mistakes=("815",))

    said = repr(make.a_shown_question(question)) + repr(make.a_shown_question(numeric))

    for secret in ("is_right", "About:", "Why", "the source", "4711", "4712", "815"):
        assert secret not in said
    assert {f.name for f in fields(ShownOption)} == {"key", "html"}
    assert not {"numeric", "explanation_html", "right_keys"} & {
        f.name for f in fields(ShownQuestion)
    }


def test_ac_05_a_question_looks_the_same_whichever_option_is_right():
    one, other = make.a_true_false_question(is_true=True), make.a_true_false_question(is_true=False)

    assert make.a_shown_question(one) == make.a_shown_question(other)


def test_a_shown_question_keeps_the_order_of_its_plan():
    question = make.a_question()
    plan = Draw(question.stamp, ("also-wrong", "right", "wrong"))

    seen = shown(question, plan, position=3, block_title="Case: Maya", intro_html="<p>She…</p>")

    assert [option.key for option in seen.options] == ["also-wrong", "right", "wrong"]
    assert [option.html for option in seen.options] == [
        "<p>Also wrong</p>",
        "<p>Right</p>",
        "<p>Wrong</p>",
    ]
    assert (seen.position, seen.block_title, seen.intro_html) == (3, "Case: Maya", "<p>She…</p>")


def test_a_numeric_question_shows_its_unit_and_a_choice_has_none():
    assert make.a_shown_question(make.a_numeric_question(unit="points")).unit == "points"
    assert make.a_shown_question(make.a_question()).unit == ""


# Quizzes and answers


def test_a_quiz_presents_its_sections_and_what_it_draws_from_pools():
    quiz = make.a_quiz(
        make.a_section(*make.questions(3, "s"), make.a_question("two", points=2)),
        make.a_pool(*make.questions(6, "p"), choose=2),
    )

    assert quiz.asked == 6
    assert quiz.possible == 7
    assert len(quiz.questions) == 10


def test_a_quiz_with_feedback_at_each_answer_is_practice():
    assert make.a_quiz().is_graded
    assert make.a_quiz(feedback=Feedback.AFTER_SUBMITTING).is_graded
    assert not make.a_quiz(feedback=Feedback.EACH_ANSWER).is_graded


def test_scenarios_alone_are_no_graded_quiz_and_beside_one_they_change_nothing():
    beside = make.a_quiz(scenarios=(make.a_scenario(),))

    assert not make.scenarios_alone().is_graded
    assert beside.is_graded
    assert (beside.asked, beside.possible) == (5, 5)


@pytest.mark.parametrize(
    ("answer", "is_blank"),
    [
        (Answer(), True),
        (Answer(typed=" \u00a0\n"), True),
        (Answer(typed="0"), False),
        (Answer(chosen=frozenset({"right"})), False),
    ],
)
def test_an_answer_is_blank_when_nothing_was_chosen_or_typed(answer, is_blank):
    assert answer.is_blank == is_blank


@pytest.mark.parametrize("question", [make.an_ordering_question(), make.a_matching_question()])
def test_steps_and_pairs_never_come_in_the_order_that_is_right(question: Question) -> None:
    quiz = make.a_quiz(make.a_section(question))
    written = tuple(option.key for option in question.options)

    orders = {draw(quiz, Random(seed), frozenset())[0].option_keys for seed in range(200)}

    assert written not in orders
    assert len(orders) > 1
