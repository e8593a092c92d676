"""Every block of the gallery for instructors is of the kind that it is shown for."""

from itertools import chain

import pytest

from lms.content.folder import CourseReading
from lms.domain.questions import Kind, Question
from tests.gallery import (
    CHECK,
    EVALUATION,
    EXAMPLES,
    KINDS,
    LATER,
    PAGE,
    PRACTICE,
    SCENARIO,
    picture_of,
    read_gallery,
)

# What the page says that authors add, and what `lms check --fix` writes.
LEFT_OUT = {"no-objective", "no-explanation", "no-stamp"}


@pytest.fixture(scope="module")
def gallery() -> CourseReading:
    return read_gallery()


@pytest.fixture(scope="module")
def asked(gallery: CourseReading) -> dict[str, list[Question]]:
    """The questions of each example."""
    assert gallery.course is not None, "\n".join(map(str, gallery.problems))
    questions = iter(gallery.course.quizzes[0].questions)
    return {name: [next(questions) for _ in kinds] for name, kinds in KINDS.items()}


def test_the_gallery_has_a_block_for_every_type_in_the_order_of_its_sections() -> None:
    assert list(EXAMPLES) == [CHECK, *KINDS, LATER, EVALUATION, SCENARIO, PRACTICE]
    assert set(chain(*KINDS.values())) == set(Kind)


def test_every_block_is_followed_by_its_picture() -> None:
    lost = [name for name, text in EXAMPLES.items() if not _is_followed(name, text)]

    assert lost == []


def _is_followed(name: str, text: str) -> bool:
    below = PAGE.partition(f"```markdown {name}\n{text}```\n\n")[2].partition("\n")[0]
    return below.startswith("![") and below.endswith(f"]({picture_of(name)})")


def test_no_block_has_a_problem_but_for_what_the_page_leaves_out(gallery: CourseReading) -> None:
    found = [it for it in gallery.problems if it.file != "course.md"]

    assert [str(it) for it in found if it.code not in LEFT_OUT] == []


def test_every_question_is_of_the_kind_that_its_name_says(
    asked: dict[str, list[Question]],
) -> None:
    assert {name: tuple(it.kind for it in them) for name, them in asked.items()} == KINDS


def test_the_first_block_leaves_nothing_out(asked: dict[str, list[Question]]) -> None:
    [first] = asked["single"]

    assert first.objectives
    assert first.explanation_html


def test_the_questions_show_what_their_sections_tell_of(asked: dict[str, list[Question]]) -> None:
    one = {name: them[0] for name, them in asked.items()}
    number, words = one["numeric"].numeric, one["words"].words
    assert number is not None
    assert words is not None

    assert not one["multiple"].has_partial_credit
    assert one["multiple-partial"].has_partial_credit
    assert len(one["matching"].options) > len(one["matching"].slots)
    assert (number.low, number.high, number.unit) == ("26.50", "26.60", "points")
    assert number.mistakes
    assert len(words.accepted) > 1
    assert words.mistakes
    assert [len(slot.accepted) for slot in one["cloze"].slots] == [1]
    assert [len(slot.accepted) for slot in one["cloze-synonyms"].slots] == [3]
    assert [len(slot.choices) for slot in one["cloze-list"].slots] == [3, 3]
    assert one["reflection"].least_words


def test_the_pool_draws_and_the_case_tells_its_story(gallery: CourseReading) -> None:
    assert gallery.course is not None
    *_, pool, case = gallery.course.quizzes[0].blocks

    assert (pool.choose, len(pool.questions)) == (1, 2)
    assert "Priya asks" in case.intro_html


def test_the_case_goes_on_and_the_scenario_ends(gallery: CourseReading) -> None:
    assert gallery.course is not None
    quiz = gallery.course.quizzes[2]

    [case], [scenario] = quiz.blocks, quiz.scenarios
    assert [(part.title, part.first) for part in case.parts] == [("Two weeks on", 1)]
    assert [scene.is_ending for scene in scenario.scenes] == [False, False, True]


def test_what_is_marked_at_once_is_not_graded(gallery: CourseReading) -> None:
    assert gallery.course is not None

    assert [quiz.is_graded for quiz in gallery.course.quizzes] == [True, False, True]
    [check] = gallery.course.modules[1].checks
    assert check.kind is Kind.SINGLE
