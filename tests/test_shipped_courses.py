"""The courses that come with the product keep what they promise: every module, every quiz."""

import re
from functools import cache

import pytest

from lms.content.folder import check, read_library, read_provider
from lms.domain.courses import Course, Module
from lms.domain.coverage import coverage
from lms.domain.questions import Kind, Quiz
from lms.paths import shipped_courses_folder

MODULES = sorted(
    (page.parent.name, page.stem.partition("-")[2])
    for page in shipped_courses_folder().glob("*/[0-9]*.md")
    if not page.name.endswith(".quiz.md")
)
COURSES = sorted({course for course, _slug in MODULES})

FOUNDATIONS = "foundations-of-sex-therapy"
NO_CONTACT = r"no[-\s](sexual |physical )?contact"

every_course = pytest.mark.parametrize("course", COURSES)
every_module = pytest.mark.parametrize(("course", "slug"), MODULES)


@cache
def shipped() -> dict[str, Course]:
    readings = read_library(shipped_courses_folder()).courses
    return {it.slug: it.course for it in readings if it.course is not None}


def module(course: str, slug: str) -> Module:
    return next(it for it in shipped()[course].modules if it.slug == slug)


def quiz(course: str, slug: str) -> Quiz:
    return next(it for it in shipped()[course].quizzes if it.module == slug)


def text_of(it: Module) -> str:
    """The module's HTML, without its references and its checks."""
    parts = (part.html for section in it.sections for part in section.parts)
    return it.opening_html + "".join(parts)


def test_a_check_of_the_shipped_courses_finds_nothing() -> None:
    assert [str(problem) for problem in check(shipped_courses_folder())] == []


def test_every_module_file_is_in_its_course() -> None:
    assert (
        sorted((course, it.slug) for course, read in shipped().items() for it in read.modules)
        == MODULES
    )


def test_the_provider_claims_no_approval() -> None:
    provider = read_provider(shipped_courses_folder() / "provider.md").provider

    assert provider is not None
    assert provider.approvals == ()


@every_module
def test_a_module_has_1200_to_2800_words_of_study_text(course: str, slug: str) -> None:
    assert 1200 <= module(course, slug).words <= 2800


@every_module
def test_a_module_cites_its_sources_and_has_a_case_and_a_check(course: str, slug: str) -> None:
    it = module(course, slug)

    assert len(it.references) >= 5
    assert 'class="case"' in text_of(it)
    assert it.checks


@every_module
def test_a_quiz_has_ten_items_or_more_and_asks_five_that_are_marked(course: str, slug: str) -> None:
    it = quiz(course, slug)
    reflections = sum(item.kind is Kind.REFLECTION for item in it.questions)

    assert len(it.questions) >= 10
    assert (it.asked - reflections, it.possible) == (5, 5)


@every_module
def test_two_items_of_five_or_more_are_about_a_situation(course: str, slug: str) -> None:
    items = quiz(course, slug).questions

    assert 5 * sum(item.is_application for item in items) >= 2 * len(items)


@every_module
def test_every_item_has_an_objective_an_explanation_and_a_source(course: str, slug: str) -> None:
    wanting = [
        item.name
        for item in quiz(course, slug).questions
        if not (item.objectives and item.explanation_html and item.source_html)
    ]

    assert wanting == []


@every_module
def test_no_draw_leaves_out_an_objective_of_the_module(course: str, slug: str) -> None:
    surely = {
        each.objective.key
        for each in coverage(shipped()[course]).objectives
        if any(it.module == slug and it.least for it in each.quizzes)
    }

    assert set(module(course, slug).objectives) - surely == set()


@every_course
def test_every_objective_is_tested(course: str) -> None:
    read = shipped()[course]
    tested = {key for it in read.quizzes for item in it.questions for key in item.objectives}

    assert tested == {objective.key for objective in read.facts.objectives}


@every_course
def test_the_no_contact_rule_stands_before_every_course(course: str) -> None:
    assert re.search(NO_CONTACT, shipped()[course].facts.description_html)


@pytest.mark.parametrize("slug", [slug for course, slug in MODULES if course == FOUNDATIONS])
def test_the_no_contact_rule_stands_in_every_module_of_the_foundations(slug: str) -> None:
    assert re.search(NO_CONTACT, text_of(module(FOUNDATIONS, slug)))


@every_course
def test_a_course_has_a_figure_or_a_table(course: str) -> None:
    told = " ".join(map(text_of, shipped()[course].modules))

    assert re.search("<(img|table)", told)
