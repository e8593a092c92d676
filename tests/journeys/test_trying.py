"""An instructor answers the quiz that they write, as a learner would, and nothing is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from lms.content.folder import read_files
from lms.services import authoring
from lms.services.authoring import Draft
from lms.services.draft_ground import MOST_SHOWN
from tests import make
from tests.content import good_course
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, Writer, teaches
from tests.journeys.texts import field, puts

pytestmark = pytest.mark.slow

QUIZ_EDITOR = EDITOR.replace(".md", ".quiz.md")


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("trying")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_quiz_is_answered_as_it_stands_in_the_editor_and_no_word_is_lost(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    learner = teaches(site, "Lavender Dunn" if has_scripts else "Linnet Dunn")
    writer = Writer(opens(learner, java_script_enabled=has_scripts), has_scripts)
    page = writer.page
    page.goto(QUIZ_EDITOR)
    writer.sees("Quiz: What it is")
    writer.writes("Because it is so.", "Because it is not saved.", "quiz")

    writer.presses("Answer this quiz")
    writer.reads("Nothing is kept or counted.")
    writer.sees("Quiz: What it is" if has_scripts else "Try: Quiz: What it is")
    first, second = page.locator("#check-1"), page.locator("#check-2")
    first.get_by_role("radio").first.check()
    first.get_by_role("button", name="Check my answer").click()
    expect(first).to_contain_text("Because it is not saved.")
    second.get_by_role("radio").first.check()
    second.get_by_role("button", name="Check my answer").click()

    expect(second).to_contain_text("answered just now")
    expect(first).to_contain_text("Because it is not saved.")
    writer.sees("Quiz: What it is" if has_scripts else "Try: Quiz: What it is")
    writer.presses("Show the keys" if has_scripts else "Back to the text")
    writer.sees("Quiz: What it is")
    assert "Because it is not saved." in field(page).input_value()
    expect(page.get_by_label("Every question of the quiz, with its key")).to_contain_text(
        "Because it is not saved."
    )
    assert writer.faults == []


def test_a_trial_ends_when_its_text_changes(site: Site, opens: Opens) -> None:
    writer = Writer(opens(teaches(site, "Merle Dunn")), has_scripts=True)
    page = writer.page
    page.goto(QUIZ_EDITOR)
    writer.presses("Answer this quiz")
    expect(page.locator("#check-1")).to_be_visible()
    expect(page.get_by_role("button", name="Answer this quiz")).to_be_hidden()

    writer.writes("Because it is so.", "Because it is new.", "quiz")

    expect(page.get_by_label("Every question of the quiz, with its key")).to_contain_text(
        "Because it is new."
    )
    expect(page.locator("#check-1")).to_have_count(0)
    expect(page.get_by_role("button", name="Answer this quiz")).to_be_visible()


def test_questions_that_come_after_their_text_changed_are_not_shown(
    site: Site, opens: Opens
) -> None:
    writer = Writer(opens(teaches(site, "Ysolde Dunn")), has_scripts=True)
    page = writer.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.goto(QUIZ_EDITOR)
    page.route("**/draft/try/**", hold)
    writer.presses("Answer this quiz")
    writer.writes("Because it is so.", "Because it is new.", "quiz")
    keys = page.get_by_label("Every question of the quiz, with its key")
    expect(keys).to_contain_text("Because it is new.")

    with page.expect_response("**/draft/try/**") as answer:
        held[0].continue_()
    answer.value.finished()
    page.wait_for_timeout(200)

    expect(page.locator("#check-1")).to_have_count(0)
    expect(keys).to_contain_text("Because it is new.")


def test_a_page_that_cannot_be_answered_says_why_beside_its_text(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Quill Dunn"), expects=[409])
    page.goto(QUIZ_EDITOR)
    told = "can be saved, but not previewed"
    puts(page, good_course.QUIZ + "More words.\n" * (MOST_SHOWN // 12), "quiz")
    expect(page.locator("[data-preview-note]")).to_contain_text(told)
    expect(page.locator("[data-preview-age]")).to_have_text("Of the text as it could last be shown")

    page.get_by_role("button", name="Answer this quiz").click()

    expect(page.locator("[data-preview-age]")).to_contain_text(told)


def test_enter_in_a_line_checks_its_own_question(site: Site, opens: Opens) -> None:
    writer = Writer(opens(teaches(site, "Nell Dunn")), has_scripts=True)
    page = writer.page
    page.goto(QUIZ_EDITOR)
    number = "### Question 7\n\nHow many?\n\n**Answer:** 3\n\n**Objective:** O1\n"
    writer.writes("### Question 2", f"{number}\n### Question 2", "quiz")
    writer.presses("Answer this quiz")
    line = page.locator("#check-2").get_by_label("Your answer")
    expect(line).to_be_visible()

    line.fill("3")
    line.press("Enter")

    expect(page.locator("#check-2")).to_contain_text("Your answer, right")
