"""What the laws are checked with: how many examples, and values that hypothesis may choose."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.domain.questions import Block, Question, Quiz, Shuffle
from tests import make

MODULES = ("module-1", "module-2", "module-3")


def law(*values: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Callable[..., Any]:
    """A test that must hold for all these values; a busy machine may take its time."""
    modest = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return lambda test: modest(given(*values, **named)(test))


def questions(stamp: str) -> st.SearchStrategy[Question]:
    """A question of any kind with that stamp."""
    fewest_then_most = st.tuples(st.integers(1, 3), st.integers(0, 4))
    choices = st.builds(
        lambda counts, points, partial, ordered, last: make.a_question(
            stamp,
            right=[f"Right {n}" for n in range(counts[0])],
            wrong=[f"Wrong {n}" for n in range(counts[1])] + [make.ALL_OF_THE_ABOVE] * last,
            points=points,
            has_partial_credit=partial,
            keeps_order=ordered,
        ),
        fewest_then_most,
        st.integers(1, 4),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    )
    return st.one_of(
        choices,
        st.just(make.a_true_false_question(stamp)),
        st.just(make.a_numeric_question(stamp)),
    )


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Question, ...]:
    """Some questions, as one attempt may ask them."""
    count = draw(st.integers(1, 6))
    return tuple(draw(questions(f"q{number}")) for number in range(count))


@st.composite
def quizzes(draw: st.DrawFn) -> Quiz:
    """A quiz of sections, pools and cases, each question with a stamp of its own."""
    blocks: list[Block] = []
    for block in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 5))
        bank = [draw(questions(f"b{block}q{number}")) for number in range(size)]
        if draw(st.booleans()):
            blocks.append(draw(cases(bank)))
            continue
        choose = draw(st.one_of(st.none(), st.integers(1, size)))
        blocks.append(
            make.a_section(*bank) if choose is None else make.a_pool(*bank, choose=choose)
        )
    return make.a_quiz(*blocks, shuffle=draw(st.sampled_from(Shuffle)))


@st.composite
def cases(draw: st.DrawFn, bank: list[Question]) -> Block:
    """A case of these questions, cut into parts; one that draws some draws of each part."""
    ends = draw(st.sets(st.integers(1, len(bank) - 1))) if len(bank) > 1 else set()
    cuts = [0, *sorted(ends), len(bank)]
    parts = [bank[begin:end] for begin, end in pairwise(cuts)]
    choose = draw(st.one_of(st.none(), st.integers(len(parts), len(bank))))
    return make.a_case(*parts, choose=choose)


def percentages() -> st.SearchStrategy[tuple[int, ...]]:
    """Whole percentages that sum to 100."""
    cuts = st.lists(st.integers(0, 100), max_size=8).map(sorted)
    return cuts.map(lambda at: tuple(b - a for a, b in zip([0, *at], [*at, 100], strict=True)))


def facts() -> st.SearchStrategy[Any]:
    """Any fact that a learner's record may hold, in any order of time."""
    modules = st.sampled_from((*MODULES, "a-module-of-another-edition"))
    numbers = st.integers(1, 2)
    moments = st.integers(0, 3).map(make.later)
    return st.one_of(
        st.builds(make.finished, modules, moments),
        st.builds(make.started, modules, numbers, moments),
        st.builds(make.graded, modules, numbers, right=st.integers(0, 5), at=moments),
        st.builds(make.granted, modules, st.integers(1, 2)),
        st.builds(make.evaluated, moments),
    )
