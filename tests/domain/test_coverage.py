"""Coverage: what teaches and tests each objective, how surely, and what is left over."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from lms.domain.courses import Course
from lms.domain.coverage import Coverage, ObjectiveCoverage, coverage
from lms.domain.questions import Block, Feedback, Kind, Quiz, draw
from tests import make
from tests.domain.laws import law, quizzes

KEYS = ("O1", "O2", "O3")
OBJECTIVES = tuple(make.an_objective(key) for key in KEYS)


def course_with(*blocks: Block, **changes) -> Course:
    """A course of three objectives whose one module teaches O1 and has these blocks in its quiz."""
    quiz = make.a_quiz(*blocks, **changes)
    return make.course_of((make.a_module(),), (quiz,), objectives=OBJECTIVES)


def about(key: str, found: Coverage) -> ObjectiveCoverage:
    return next(each for each in found.objectives if each.objective.key == key)


def asking(stamp: str, *keys: str, **changes):
    return make.a_question(stamp, objectives=keys, **changes)


# What is told of an objective


def test_an_objective_names_its_modules_and_the_questions_that_test_it():
    first = asking("one1", "O1", points=2, is_application=True)
    course = course_with(make.a_section(first, asking("two2", "O2"), asking("all3", "O1", "O2")))

    found = about("O1", coverage(course))

    assert found.objective == OBJECTIVES[0]
    assert [entry.slug for entry in found.taught_in] == ["module-1"]
    (quiz,) = found.quizzes
    assert (quiz.module, quiz.title, quiz.is_optional) == ("module-1", "Quiz - module-1", False)
    assert [question.stamp for question in quiz.questions] == ["one1", "all3"]
    asked = quiz.questions[0]
    assert (asked.name, asked.kind) == ("Question one1", Kind.SINGLE)
    assert (asked.points, asked.is_application) == (2, True)


def test_a_section_is_asked_as_a_whole():
    course = course_with(make.a_section(asking("one1", "O1"), asking("two2", "O1")))

    found = about("O1", coverage(course))

    assert (found.bank, found.least, found.expected) == (2, 2, 2)


def test_of_a_pool_an_attempt_may_draw_the_others():
    pool = make.a_pool(asking("one1", "O1"), asking("two2", "O2"), asking("three3", "O2"), choose=2)

    found = coverage(course_with(pool))

    assert [about(key, found).bank for key in KEYS] == [1, 2, 0]
    assert [about(key, found).least for key in KEYS] == [0, 1, 0]
    assert [about(key, found).expected for key in KEYS] == [Fraction(2, 3), Fraction(4, 3), 0]


def test_a_case_that_draws_asks_something_in_each_of_its_parts():
    first = [asking("aaaa", "O2"), asking("bbbb", "O3"), asking("cccc", "O2")]
    case = make.a_case(first, [asking("dddd", "O1")], choose=2)
    course = course_with(case)

    told = {key: about(key, coverage(course)) for key in KEYS}

    assert {key: (it.least, it.expected) for key, it in told.items()} == {
        "O1": (1, 1),
        "O2": (0, Fraction(2, 3)),
        "O3": (0, Fraction(1, 3)),
    }
    for seed in range(50):
        assert drawn_objectives(course.quizzes[0], seed).count("O1") == 1


def test_quizzes_add_up_in_the_order_of_the_outline():
    modules = tuple(make.a_module(f"module-{number}") for number in (1, 2))
    later = make.a_quiz(make.a_section(asking("two2", "O1")), module="module-2")
    pool = make.a_pool(asking("one1", "O1"), asking("three3", "O2"))
    course = make.course_of(modules, (later, make.a_quiz(pool)), objectives=OBJECTIVES)

    found = about("O1", coverage(course))

    assert [quiz.module for quiz in found.quizzes] == ["module-1", "module-2"]
    assert (found.bank, found.least, found.expected) == (2, 1, Fraction(3, 2))


# Gaps


def test_a_course_that_teaches_and_tests_everything_has_no_gap():
    course = make.a_course(objectives=OBJECTIVES[:1])

    assert not coverage(course).has_gaps


def test_an_objective_that_an_attempt_may_leave_out_is_a_gap():
    pool = make.a_pool(asking("one1", "O1"), asking("two2", "O2"))

    found = coverage(course_with(make.a_section(asking("three3", "O1")), pool))

    assert [each.objective.key for each in found.unsure] == ["O2", "O3"]
    assert found.has_gaps


def test_an_objective_that_no_module_teaches_is_a_gap():
    found = coverage(course_with(make.a_section(asking("one1", *KEYS))))

    assert [each.objective.key for each in found.untaught] == ["O2", "O3"]
    assert not found.unsure
    assert found.has_gaps


def test_a_question_without_an_objective_of_the_course_is_a_gap():
    course = course_with(make.a_section(asking("one1", "O1"), asking("two2"), asking("odd3", "O9")))

    found = coverage(course)

    assert [(each.module, each.question.stamp) for each in found.loose] == [
        ("module-1", "two2"),
        ("module-1", "odd3"),
    ]


def test_a_reflection_tests_nothing_and_needs_no_objective():
    reflections = (make.a_reflection("r1"), make.a_reflection("r2", objectives=()))

    found = coverage(course_with(make.a_section(*reflections)))

    assert (about("O1", found).bank, found.loose) == (0, ())


def test_a_practice_quiz_tests_nothing():
    course = course_with(make.a_section(asking("one1", "O1")), feedback=Feedback.EACH_ANSWER)

    assert about("O1", coverage(course)).quizzes == ()


def test_a_quiz_that_may_be_left_out_makes_nothing_sure():
    course = course_with(make.a_section(asking("one1", "O1")))
    (entry,) = course.facts.outline
    optional = replace(course.facts, outline=(replace(entry, is_optional=True),))

    found = about("O1", coverage(replace(course, facts=optional)))

    assert (found.least, found.is_surely_tested) == (1, False)
    assert found.quizzes[0].is_optional


# Laws


@st.composite
def courses(chosen: st.DrawFn) -> Course:
    """A course of one quiz whose questions test any of the objectives, or none."""
    quiz = chosen(quizzes())
    keys = st.sets(st.sampled_from(KEYS)).map(lambda some: tuple(sorted(some)))
    blocks = tuple(
        replace(
            block, questions=tuple(replace(q, objectives=chosen(keys)) for q in block.questions)
        )
        for block in quiz.blocks
    )
    return course_with(*blocks)


def drawn_objectives(quiz: Quiz, seed: int) -> list[str]:
    """The objectives of the questions of one attempt, each as often as it is asked for."""
    by_stamp = {question.stamp: question for question in quiz.questions}
    plan = draw(quiz, Random(seed), frozenset())
    return [key for line in plan for key in by_stamp[line.stamp].objectives]


@law(courses())
def test_least_expected_and_bank_stand_in_this_order(course):
    for each in coverage(course).objectives:
        assert 0 <= each.least <= each.expected <= each.bank


@law(courses())
def test_what_is_expected_is_what_an_attempt_asks_for_on_average(course):
    # A part of a case asks one question at least, so those of a small one are asked more often.
    (quiz,) = course.quizzes
    blocks = [replace(block, parts=()) for block in quiz.blocks]
    asked = sum(
        Fraction(
            block.asked * sum(len(q.objectives) for q in block.questions), len(block.questions)
        )
        for block in blocks
    )

    assert sum(each.expected for each in coverage(course_with(*blocks)).objectives) == asked


@law(courses())
def test_without_pools_every_attempt_asks_for_all_that_is_expected(course):
    (quiz,) = course.quizzes
    blocks = tuple(replace(block, choose=None) for block in quiz.blocks)

    for each in coverage(course_with(*blocks)).objectives:
        assert each.least == each.expected == each.bank


@law(courses(), st.integers(0, 99))
def test_no_attempt_asks_less_than_the_least(course, seed):
    asked = drawn_objectives(course.quizzes[0], seed)

    for each in coverage(course).objectives:
        assert each.least <= asked.count(each.objective.key) <= each.bank


def shuffled(block: Block, chance: Random) -> Block:
    """The block with its questions in another order, each in the part of the case that it is in."""
    places = chance.sample(range(len(block.questions)), len(block.questions))
    in_parts = sorted(places, key=block.part_at)
    return replace(block, questions=tuple(block.questions[place] for place in in_parts))


@law(courses(), st.randoms(use_true_random=False))
def test_the_order_of_questions_never_matters(course, chance):
    (quiz,) = course.quizzes
    blocks = [shuffled(block, chance) for block in chance.sample(quiz.blocks, len(quiz.blocks))]

    def numbers(found: Coverage):
        return [
            (each.least, each.expected, {q.stamp for z in each.quizzes for q in z.questions})
            for each in found.objectives
        ]

    before, after = coverage(course), coverage(course_with(*blocks))

    assert numbers(before) == numbers(after)
    assert set(before.loose) == set(after.loose)


@law(courses())
def test_every_question_stands_below_an_objective_or_is_loose(course):
    found = coverage(course)
    placed = {q.stamp for each in found.objectives for z in each.quizzes for q in z.questions}
    loose = {each.question.stamp for each in found.loose}

    assert placed | loose == {question.stamp for question in course.quizzes[0].questions}
    assert not placed & loose
