"""The sheet of a quiz: numbers that cannot be read, handing in unfinished, and the time left."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site
from tests.sittings import Learner

COURSE, MODULE = "numbers-and-time", "module-1"
QUIZ = f"/courses/{COURSE}/{MODULE}/quiz"

pytestmark = pytest.mark.slow


def sitting(site: Site, name: str) -> Learner:
    """Somebody who has begun a quiz of one number and one choice that lasts ten minutes."""
    questions = make.a_numeric_question("n3wq", unit="", mistakes=()), make.a_question("k7m2")
    quiz = make.a_quiz(make.a_section(*questions), time_limit_minutes=10)
    course = make.a_course(quiz=quiz, slug=COURSE)
    with site.database.writing() as session:
        authoring.publish(session, Draft(COURSE, course, (make.a_source_file(),), ()), make.START)
    learner = site.learner(name)
    learner.course = COURSE
    learner.enrolls().reads(MODULE).begins(MODULE)
    return learner


def field(page: Page) -> Locator:
    """The field of the number."""
    return page.get_by_role("textbox", name="Your answer")


def bar(page: Page) -> Locator:
    """What the bar at the foot of the sheet says about all answers."""
    return page.locator("[data-status]")


# -- numbers -----------------------------------------------------------------------


def test_a_number_in_words_is_kept_and_not_called_answered(site: Site, opens: Opens) -> None:
    page = opens(sitting(site, "Elio Marchetti"))
    page.goto(QUIZ)

    field(page).fill("six")

    problem = page.locator(".field-error")
    expect(problem).to_contain_text("“six” is not a number that can be graded.")
    expect(field(page)).to_have_accessible_description(re.compile("“six” is not a number"))
    expect(bar(page)).to_contain_text("0 of 2 answered.")
    expect(bar(page)).to_contain_text("Question 1 cannot be graded yet.")

    field(page).fill("6")
    expect(problem).to_have_count(0)
    expect(bar(page)).to_contain_text("1 of 2 answered.")


def test_without_scripts_a_number_in_words_is_not_called_answered(site: Site, opens: Opens) -> None:
    page = opens(sitting(site, "Noor Bakker"), java_script_enabled=False)
    page.goto(QUIZ)

    field(page).fill("six")
    page.get_by_role("button", name="Save this answer to question 1").click()

    expect(page.locator(".field-error")).to_contain_text("Write it in digits, such as 6")
    expect(field(page)).to_have_value("six")
    expect(bar(page)).to_contain_text("0 of 2 answered.")


# -- handing in --------------------------------------------------------------------


@pytest.mark.parametrize(("has_scripts", "name"), [(True, "Ingrid Moe"), (False, "Amara Diallo")])
def test_an_unfinished_sheet_is_handed_in_only_after_a_question(
    site: Site, opens: Opens, has_scripts: bool, name: str
) -> None:
    page = opens(sitting(site, name), java_script_enabled=has_scripts)
    page.goto(QUIZ)
    page.get_by_role("radio").first.check()

    page.get_by_role("button", name="Hand in").press("Enter")

    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("One question is not answered yet")
    expect(page.get_by_role("main")).to_contain_text("Handing in ends attempt 1 of 3")
    page.get_by_role("link", name="Question 1").click()
    expect(page.get_by_role("radio").first).to_be_checked()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in anyway").click()
    expect(page.get_by_role("main")).to_contain_text("Attempt 1 of 3, handed in")


@pytest.mark.parametrize(("has_scripts", "name"), [(True, "Saskia Roth"), (False, "Kofi Boateng")])
def test_a_key_pressed_in_a_field_never_hands_in_or_leaves(
    site: Site, opens: Opens, has_scripts: bool, name: str
) -> None:
    page = opens(sitting(site, name), java_script_enabled=has_scripts)
    page.goto(QUIZ)

    for place in (page.get_by_role("radio").first, field(page)):
        place.press("Enter")
        expect(page.get_by_role("button", name="Hand in")).to_be_visible()


# -- time --------------------------------------------------------------------------


def test_the_time_left_is_told_by_the_minute_and_spoken_at_five_and_at_one(
    site: Site, opens: Opens
) -> None:
    page = opens(sitting(site, "Liv Sandberg"))
    page.clock.install()
    page.goto(QUIZ)
    due = page.locator("[data-seconds-left]")
    spoken = due.get_by_role("status")

    expect(due).to_contain_text(re.compile(r"Due at \d+:\d\d [AP]M [A-Z]+, 10 min left"))
    expect(spoken).to_have_text("")
    page.clock.run_for("03:00")
    expect(due).to_contain_text("7 min left")
    expect(spoken).to_have_text("")
    page.clock.run_for("02:00")
    expect(spoken).to_have_text("5 min left")
    page.clock.run_for("04:00")
    expect(spoken).to_have_text("1 min left")
    page.clock.run_for("01:00")
    expect(due).to_contain_text("The time is over")
    expect(spoken).to_contain_text("answers from now on are kept, and do not count")


def test_without_scripts_the_page_says_when_the_time_ends(site: Site, opens: Opens) -> None:
    page = opens(sitting(site, "Bram de Vries"), java_script_enabled=False)

    page.goto(QUIZ)

    expect(page.locator("[data-seconds-left]")).to_have_text(
        re.compile(r"^Due at \d+:\d\d [AP]M [A-Z]+$")
    )
