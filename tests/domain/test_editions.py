"""Editions: what makes a change material, and which edition a learner reads."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from lms.domain.credit import AreaShare, Rounding
from lms.domain.editions import (
    Change,
    change_between,
    count_asked,
    material_reasons,
    reading_for,
)
from lms.domain.errors import NotFound
from lms.domain.questions import Feedback, Kind
from tests import make
from tests.domain.laws import law, quizzes

MODULES, OBJECTIVES, CREDIT = ("modules",), ("objectives",), ("credit",)
MARKS, KEYS = ("pass mark or attempts",), ("questions or keys",)
NUMBER = make.a_numeric_question(low="13", high="15", unit="points")


def of_quiz(*blocks, **changes):
    """A course of one module with this quiz."""
    quiz = make.a_quiz(*blocks, **changes)
    return make.course_of((make.a_module(),), (quiz,))


def of_question(question):
    """A course of one module whose quiz asks this one question."""
    return of_quiz(make.a_section(question))


def of_options(*options):
    """The same with these options."""
    return of_question(make.a_question(options=options))


# What is material


def test_the_first_edition_is_the_first():
    assert change_between(None, make.a_course()) is Change.FIRST


def test_an_edition_equal_to_the_one_before_is_editorial():
    assert material_reasons(make.a_course(), make.a_course()) == ()
    assert change_between(make.a_course(), make.a_course()) is Change.EDITORIAL


@pytest.mark.parametrize(
    "new",
    [
        make.a_course(title="Foundations, newly written", summary="…", level="intermediate"),
        make.a_course(description_html="<p>Other words.</p>", references=()),
        make.a_course(authors=(make.an_author(credentials="PhD"),)),
        make.a_course(expires_on=make.COMPLETED_ON),
        replace(
            make.a_course(),
            modules=(
                make.a_module("module-1", opening_html="<p>Anew.</p>", words=3100),
                make.a_module("module-2", sections=()),
            ),
        ),
    ],
)
def test_other_words_are_editorial(new):
    assert change_between(make.a_course(), new) is Change.EDITORIAL


def with_module(place: int, **changes):
    """A course of two modules with one of them changed."""
    course = make.a_course()
    modules = list(course.modules)
    modules[place] = replace(modules[place], **changes)
    return replace(course, modules=tuple(modules))


def with_entry(place: int, **changes):
    """A course of two modules with a line of the outline changed."""
    outline = list(make.an_outline())
    outline[place] = replace(outline[place], **changes)
    return replace(make.a_course(), facts=make.course_facts(tuple(outline)))


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (make.a_course(3, credit=make.a_course(2).facts.credit), "modules"),
        (with_entry(0, is_optional=True), "modules"),
        (with_entry(0, has_quiz=False), "modules"),
        (make.a_course(objectives=(make.an_objective("O1"),)), "objectives"),
        (
            make.a_course(objectives=(make.an_objective("O1", "Other"), make.an_objective("O2"))),
            "objectives",
        ),
        (with_module(1, objectives=("O1", "O2")), "objectives"),
        (make.a_course(credit=make.a_credit(60_000, 90)), "credit"),
        (make.a_course(pass_mark_percent=75), "pass mark or attempts"),
        (make.a_course(quiz=make.a_quiz(pass_mark_percent=75)), "pass mark or attempts"),
        (make.a_course(quiz=make.a_quiz(attempts=None)), "pass mark or attempts"),
        (make.a_course(quiz=make.a_quiz(time_limit_minutes=30)), "pass mark or attempts"),
        (
            make.a_course(quiz=make.a_quiz(feedback=Feedback.EACH_ANSWER)),
            "pass mark or attempts",
        ),
    ],
)
def test_modules_objectives_credit_and_marks_are_material(new, reason):
    assert reason in material_reasons(make.a_course(), new)
    assert change_between(make.a_course(), new) is Change.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (make.a_quiz(), make.a_quiz(scenarios=(make.a_scenario(),))),
        (
            make.a_quiz(scenarios=(make.a_scenario(),)),
            make.a_quiz(scenarios=(make.a_scenario("another"),)),
        ),
        (
            make.a_practice_quiz(make.a_section(make.a_question())),
            make.a_practice_quiz(make.a_section(make.a_question(right=("Other",))), attempts=1),
        ),
        (None, make.a_practice_quiz()),
        (make.a_practice_quiz(), make.scenarios_alone()),
    ],
)
def test_what_is_practiced_is_changed_without_asking(old, new):
    before, after = (
        make.course_of((make.a_module(),), (quiz,) if quiz else ()) for quiz in (old, new)
    )

    assert material_reasons(before, after) == ()


def test_more_words_are_editorial_until_they_change_the_hours():
    few, more, many = (
        make.course_of((make.a_module(words=words),), (make.a_quiz(),))
        for words in (3000, 3100, 30_000)
    )

    assert material_reasons(few, more) == ()
    assert material_reasons(few, many) == CREDIT


@pytest.mark.parametrize(
    "terms",
    [
        make.credit_terms(rounding=Rounding.QUARTER_NEAREST),
        make.credit_terms(areas=(AreaShare("a", 100),)),
    ],
)
def test_another_rule_or_split_of_the_credit_is_material(terms):
    old, new = make.a_course(3), make.a_course(3, credit_terms_=terms)

    assert old.facts.credit.hours == new.facts.credit.hours
    assert material_reasons(old, new) == CREDIT


def test_the_order_in_which_areas_are_named_is_editorial():
    swapped = make.credit_terms(areas=(AreaShare("p", 40), AreaShare("a", 60)))

    assert material_reasons(make.a_course(), make.a_course(credit_terms_=swapped)) == ()


def test_a_later_look_at_the_difficulty_is_editorial_while_the_hours_stay():
    terms = make.credit_terms(set_by="Dora Haddad, PhD", difficulty=Decimal("3.0"))

    assert material_reasons(make.a_course(), make.a_course(credit_terms_=terms)) == ()


def test_when_feedback_is_shown_is_editorial_and_whether_it_is_practice_is_not():
    after = of_quiz(feedback=Feedback.AFTER_SUBMITTING)

    assert material_reasons(of_quiz(), after) == ()


# Keys

RIGHT, WRONG, OTHER = make.an_option("A", is_right=True), make.an_option("B"), make.an_option("C")


def test_the_key_moved_to_the_other_option_is_material():
    moved = of_options(make.an_option("A"), make.an_option("B", is_right=True))

    assert material_reasons(of_options(RIGHT, WRONG), moved) == KEYS


def test_the_key_moved_by_changing_the_places_of_two_options_texts_is_material():
    moved = of_options(make.an_option("B", is_right=True), make.an_option("A"))

    assert material_reasons(of_options(RIGHT, WRONG), moved) == KEYS


def test_options_in_another_order_are_editorial():
    assert material_reasons(of_options(RIGHT, WRONG, OTHER), of_options(OTHER, WRONG, RIGHT)) == ()


def test_a_reworded_option_is_editorial():
    reworded = of_options(make.an_option("A, mended", is_right=True), WRONG)

    assert material_reasons(of_options(RIGHT, WRONG), reworded) == ()


def test_a_reworded_option_that_became_right_is_material():
    both = of_options(RIGHT, make.an_option("B, mended", is_right=True))

    assert material_reasons(of_options(RIGHT, WRONG), both) == KEYS


def test_an_option_more_is_material():
    assert material_reasons(of_options(RIGHT, WRONG), of_options(RIGHT, WRONG, OTHER)) == KEYS


@pytest.mark.parametrize(
    "changes",
    [
        {"points": 2},
        {"has_partial_credit": True},
        {"objectives": ("O2",)},
        {"stamp": "another"},
        {"numeric": replace(NUMBER.numeric, low="12")},
        {"numeric": replace(NUMBER.numeric, high="16")},
        {"numeric": replace(NUMBER.numeric, unit="hours")},
        {"numeric": None},
        {"kind": Kind.MULTIPLE},
    ],
)
def test_what_grading_depends_on_is_material(changes):
    assert material_reasons(of_question(NUMBER), of_question(replace(NUMBER, **changes))) == KEYS


@pytest.mark.parametrize(
    "changes",
    [
        {"stem_html": "<p>Reworded.</p>", "name": "Reworded"},
        {"explanation_html": "<p>Better.</p>", "hint_html": "<p>Look again.</p>"},
        {"is_application": True, "source_html": "<p>Elsewhere</p>", "keeps_order": True},
        {"numeric": replace(NUMBER.numeric, low="13.0", shown="14 ± 1 points", mistakes=())},
    ],
)
def test_what_only_reads_differently_is_editorial(changes):
    assert material_reasons(of_question(NUMBER), of_question(replace(NUMBER, **changes))) == ()


def test_a_question_more_or_less_is_material():
    one, two = of_quiz(make.a_section(NUMBER)), of_quiz(make.a_section(NUMBER, make.a_question()))

    assert "questions or keys" in material_reasons(one, two)
    assert "questions or keys" in material_reasons(two, one)


def test_a_heading_between_questions_that_are_all_asked_is_editorial():
    first, *rest = make.questions(5)
    together = of_quiz(make.a_section(first, *rest))
    apart = of_quiz(make.a_section(*rest, title="Cases"), make.a_section(first, title="Terms"))

    assert material_reasons(together, apart) == ()


def test_a_question_that_moves_from_a_section_to_a_pool_is_material():
    first, second, third = make.questions(3)
    old = of_quiz(make.a_section(first), make.a_pool(second, third, choose=1))
    new = of_quiz(make.a_section(second), make.a_pool(first, third, choose=1))

    assert material_reasons(old, new) == KEYS


def test_drawing_another_number_from_a_pool_is_material():
    old, new = (of_quiz(make.a_pool(*make.questions(4), choose=n)) for n in (2, 3))

    assert "questions or keys" in material_reasons(old, new)


@law(quizzes())
def test_law_an_edition_is_never_a_material_change_of_itself(quiz):
    course = make.course_of((make.a_module(),), (quiz,))

    assert change_between(course, course) is Change.EDITORIAL


# What a learner reads


def row(*changes: Change):
    """The editions of a course, numbered from 1."""
    return [make.an_edition(number, change) for number, change in enumerate(changes, start=1)]


FIRST, EDITORIAL, MATERIAL = Change.FIRST, Change.EDITORIAL, Change.MATERIAL


@pytest.mark.parametrize(
    ("editions", "chosen", "current", "offered"),
    [
        (row(FIRST), 1, 1, None),
        (row(FIRST, EDITORIAL, EDITORIAL), 1, 3, None),
        (row(FIRST, MATERIAL), 1, 1, 2),
        (row(FIRST, EDITORIAL, MATERIAL), 1, 2, 3),
        (row(FIRST, MATERIAL, EDITORIAL), 1, 1, 3),
        (row(FIRST, MATERIAL, EDITORIAL, MATERIAL), 1, 1, 4),
        (row(FIRST, MATERIAL, EDITORIAL, MATERIAL), 2, 3, 4),
        (row(FIRST, MATERIAL, EDITORIAL), 2, 3, None),
        (row(FIRST, MATERIAL, EDITORIAL), 3, 3, None),
    ],
)
def test_a_learner_follows_editorial_editions_and_is_asked_before_a_material_one(
    editions, chosen, current, offered
):
    reading = reading_for(chosen, reversed(editions))

    assert reading.current.number == current
    assert (reading.offered.number if reading.offered else None) == offered


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_that_the_course_does_not_have_is_not_found(number):
    with pytest.raises(NotFound):
        reading_for(number, row(FIRST, EDITORIAL))


@law(st.lists(st.sampled_from([EDITORIAL, MATERIAL]), max_size=6), st.data())
def test_law_editorial_editions_never_stop_a_reader(changes, data):
    editions = row(FIRST, *changes)
    chosen = data.draw(st.integers(1, len(editions)))

    reading = reading_for(chosen, editions)

    passed = editions[chosen : reading.current.number]
    assert all(edition.change is EDITORIAL for edition in passed)
    if reading.offered is None:
        assert reading.current == editions[-1]
    else:
        assert reading.offered == editions[-1]
        assert editions[reading.current.number].change is MATERIAL


def test_a_course_whose_certificate_counts_for_another_time_is_a_material_change():
    old, new = make.a_course(valid_months=24), make.a_course(valid_months=12)

    assert material_reasons(old, new) == ("validity",)


def test_whoever_stands_before_a_material_edition_is_asked_and_follows_nothing():
    editions = row(FIRST, EDITORIAL, MATERIAL, EDITORIAL)
    chosen = dict(zip((it.id for it in editions), (1, 20, 300, 4_000), strict=True))

    assert count_asked(chosen, editions) == 21
    assert count_asked(chosen, row(FIRST, EDITORIAL)) == 0
    assert count_asked({}, editions) == 0
