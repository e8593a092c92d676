"""The courses that come with the product keep what their issue and format promise."""

import re
from functools import cache

import pytest

from lms.content.folder import check, read_library
from lms.domain.courses import Course, Module
from lms.domain.questions import Quiz
from lms.paths import shipped_courses_folder

FOUNDATIONS = "foundations-of-sex-therapy"
MODULES = ("what-it-is", "who-practices", "history")


@cache
def foundations() -> Course:
    readings = {it.slug: it for it in read_library(shipped_courses_folder()).courses}
    course = readings[FOUNDATIONS].course
    assert course is not None, readings[FOUNDATIONS].problems
    return course


def module(slug: str) -> Module:
    return next(it for it in foundations().modules if it.slug == slug)


def quiz(slug: str) -> Quiz:
    return next(it for it in foundations().quizzes if it.module == slug)


def test_a_check_of_the_shipped_courses_finds_nothing() -> None:
    assert [str(problem) for problem in check(shipped_courses_folder())] == []


def test_the_provider_claims_no_approval() -> None:
    provider = read_library(shipped_courses_folder()).provider.provider

    assert provider is not None
    assert provider.approvals == ()


@pytest.mark.parametrize("slug", MODULES)
def test_a_module_has_1200_words_of_study_text_or_more(slug: str) -> None:
    assert module(slug).words >= 1200


@pytest.mark.parametrize("slug", MODULES)
def test_a_module_cites_its_sources_and_has_a_case_and_a_check(slug: str) -> None:
    html = "".join(part.html for section in module(slug).sections for part in section.parts)

    assert len(module(slug).references) >= 5
    assert 'class="case"' in html
    assert module(slug).checks


@pytest.mark.parametrize("slug", MODULES)
def test_a_quiz_has_ten_items_or_more_of_which_five_are_asked(slug: str) -> None:
    assert len(quiz(slug).questions) >= 10
    assert quiz(slug).asked == 5


@pytest.mark.parametrize("slug", MODULES)
def test_every_item_has_an_objective_an_explanation_and_a_source(slug: str) -> None:
    wanting = [
        item.name
        for item in quiz(slug).questions
        if not (item.objectives and item.explanation_html and item.source_html)
    ]

    assert wanting == []


def test_every_objective_is_tested() -> None:
    tested = {key for slug in MODULES for item in quiz(slug).questions for key in item.objectives}

    assert tested == {objective.key for objective in foundations().facts.objectives}


def test_the_no_contact_rule_stands_in_every_module() -> None:
    for slug in MODULES:
        html = "".join(part.html for section in module(slug).sections for part in section.parts)

        assert re.search("no[- ](sexual |physical )?contact", html)
