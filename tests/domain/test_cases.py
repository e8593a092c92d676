"""Cases: what is drawn of one, and which of its parts can be answered, are closed, or hidden."""

from random import Random

import pytest
from hypothesis import strategies as st

from lms.domain.cases import CasePlace, Reach, before, next_parts, places_of, reaches
from lms.domain.questions import Block, Draw, Quiz, Shuffle, draw
from tests import make
from tests.domain.laws import law, quizzes

SEEDS = range(40)
ABC = make.questions(6)
# A question alone, then a case in three parts of two, one and two questions.
PLACES = (None, CasePlace(1, 1), CasePlace(1, 1), CasePlace(1, 3), CasePlace(1, 4), CasePlace(1, 4))
HIDDEN, OPEN, CLOSED = Reach.HIDDEN, Reach.OPEN, Reach.CLOSED


def drawn(quiz: Quiz, seed: int = 1, seen: frozenset[str] = frozenset()) -> tuple[Draw, ...]:
    return draw(quiz, Random(seed), seen)


def stamps(plan: tuple[Draw, ...], block: Block) -> list[str]:
    """What a plan asks of a block, in its order."""
    its_own = {question.stamp for question in block.questions}
    return [line.stamp for line in plan if line.stamp in its_own]


# What is drawn


@pytest.mark.parametrize("shuffle", Shuffle)
def test_the_questions_of_a_case_stay_in_their_order_and_their_options_do_not(shuffle):
    quiz = make.a_quiz(make.a_case(ABC[:4], ABC[4:]), shuffle=shuffle)

    plans = [drawn(quiz, seed) for seed in SEEDS]

    assert {tuple(stamps(plan, quiz.blocks[0])) for plan in plans} == {
        tuple(question.stamp for question in ABC)
    }
    orders = {plan[0].option_keys for plan in plans}
    assert len(orders) == 1 if shuffle is Shuffle.NONE else len(orders) > 1


def test_of_a_case_that_draws_two_the_first_is_of_the_first_part_and_the_second_of_the_later():
    quiz = make.a_quiz(make.a_case(ABC[:3], ABC[3:], choose=2))

    plans = [stamps(drawn(quiz, seed), quiz.blocks[0]) for seed in SEEDS]

    assert {plan[0] for plan in plans} == {"q001", "q002", "q003"}
    assert {plan[1] for plan in plans} == {"q004", "q005", "q006"}


def test_a_retake_of_a_case_prefers_questions_that_were_not_seen_in_their_order():
    quiz = make.a_quiz(make.a_case(ABC[:3], ABC[3:], choose=3))
    seen = frozenset({"q001", "q003", "q004", "q005"})

    for seed in SEEDS:
        plan = stamps(drawn(quiz, seed, seen), quiz.blocks[0])
        assert {"q002", "q006"} < set(plan)
        assert plan == sorted(plan)


@law(quizzes(), st.integers(), st.data())
def test_law_a_case_is_drawn_together_in_order_with_something_of_each_part(quiz, seed, data):
    bank = [question.stamp for question in quiz.questions]
    plan = drawn(quiz, seed, data.draw(st.frozensets(st.sampled_from(bank))))

    for block in quiz.blocks:
        if block.is_case:
            written = [question.stamp for question in block.questions]
            asked = stamps(plan, block)
            begins = [line.stamp for line in plan].index(asked[0])
            assert [line.stamp for line in plan[begins : begins + len(asked)]] == asked
            assert asked == sorted(asked, key=written.index)
            parts = {block.part_at(written.index(stamp)) for stamp in asked}
            assert parts == set(range(len(block.parts) + 1))


@law(quizzes(), st.integers())
def test_law_each_item_of_a_case_with_parts_knows_where_case_and_part_begin(quiz, seed):
    plan = drawn(quiz, seed)

    places = places_of(quiz, plan)

    for block in quiz.blocks:
        found = [places[at] for at, line in enumerate(plan) if line.stamp in stamps(plan, block)]
        if not block.parts:
            assert set(found) == {None}
            continue
        assert len({place.part for place in found}) == 1 + len(block.parts)
        assert found[0] == CasePlace(found[0].case, found[0].case)
        for place in found:
            assert places[place.part] == place
            assert place.case <= place.part


# What is open


@pytest.mark.parametrize(
    ("opened", "reached", "following"),
    [
        ((), [OPEN, OPEN, OPEN, HIDDEN, HIDDEN, HIDDEN], (3,)),
        ((3,), [OPEN, CLOSED, CLOSED, OPEN, HIDDEN, HIDDEN], (4,)),
        ((3, 4), [OPEN, CLOSED, CLOSED, CLOSED, OPEN, OPEN], ()),
        # No part is passed over, whatever a table may say.
        ((4,), [OPEN, OPEN, OPEN, HIDDEN, HIDDEN, HIDDEN], (3,)),
    ],
)
def test_ac_06_a_part_opens_after_the_one_before_it_which_closes_then(opened, reached, following):
    assert list(reaches(PLACES, opened)) == reached
    assert next_parts(PLACES, opened) == following


def test_what_stands_before_a_part_is_all_of_its_case_above_it():
    assert before(PLACES, 1) == frozenset()
    assert before(PLACES, 3) == {1, 2}
    assert before(PLACES, 4) == {1, 2, 3}
    assert before(PLACES, 0) == frozenset()


def plans():
    """The places of some attempt, and any positions as those that were opened."""
    return quizzes().flatmap(
        lambda quiz: st.tuples(
            st.just(places_of(quiz, drawn(quiz))), st.frozensets(st.integers(0, quiz.asked))
        )
    )


@law(plans())
def test_law_each_case_is_closed_then_open_then_hidden_and_nothing_else_ever_is(plan):
    places, opened = plan

    reached = reaches(places, opened)

    order = [CLOSED, OPEN, HIDDEN]
    for place in set(places):
        its_own = [it for it, at in zip(reached, places, strict=True) if place and at]
        of_case = [
            it
            for it, at in zip(reached, places, strict=True)
            if place and at and at.case == place.case
        ]
        assert of_case == sorted(of_case, key=order.index)
        assert place is None or OPEN in its_own
    assert {it for it, at in zip(reached, places, strict=True) if at is None} <= {OPEN}


@law(plans())
def test_law_opening_the_next_part_closes_what_is_before_it_and_changes_nothing_else(plan):
    places, opened = plan
    now = reaches(places, opened)

    for part in next_parts(places, opened):
        # What a table says of later parts counts only from here on.
        then = reaches(places, {*(it for it in opened if it < part), part})
        for at, (old, new) in enumerate(zip(now, then, strict=True)):
            if at in before(places, part):
                assert new is CLOSED
            elif places[at] == places[part]:
                assert (old, new) == (HIDDEN, OPEN)
            elif places[at] is None or places[at].case == places[part].case:
                assert new is old


@law(plans(), st.integers(0, 12))
def test_law_opening_more_never_hides_and_never_opens_again_what_was_closed(plan, more):
    places, opened = plan

    for old, new in zip(reaches(places, opened), reaches(places, opened | {more}), strict=True):
        assert not (old is not HIDDEN and new is HIDDEN)
        assert not (old is CLOSED and new is not CLOSED)
