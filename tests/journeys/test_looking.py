"""While an instructor types, the page shows what learners will see, and what is wrong with it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from lms.content.folder import read_files
from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, OLD, Writer, teaches
from tests.journeys.texts import coded, field, puts, types

pytestmark = pytest.mark.slow

QUOTE = "  > Yes, talk alone."
UNINDENTED = good_course.MODULE.replace(QUOTE, QUOTE.strip())
QUIZ_EDITOR = EDITOR.replace(".md", ".quiz.md")
STAMP = "<!-- q:aaa1 -->\n"


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("looking")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def shows(page: Page, *words: str) -> None:
    preview = page.get_by_label("The module as a learner sees it")
    for each in words:
        expect(preview).to_contain_text(each)


def test_the_preview_follows_what_is_typed_and_stays_where_it_was_scrolled_to(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Basil Dormer"))
    page.goto(EDITOR)
    long = good_course.MODULE + "".join(f"\n## Part {n}\n\nWords of it.\n" for n in range(40))
    puts(page, long)
    shows(page, "Part 39")
    preview = page.get_by_label("The module as a learner sees it")
    preview.evaluate("it => { it.scrollTop = 700 }")

    types(page, "A last word.")

    shows(page, "A last word.")
    assert preview.evaluate("it => it.scrollTop") == 700

    coded(page).press("Control+Home")
    expect(preview.locator(".module-title")).to_be_in_viewport()
    coded(page).press("Control+End")
    expect(preview.get_by_role("heading", name="Part 39")).to_be_in_viewport()
    assert coded(page).evaluate("it => it.getRootNode().activeElement === it")


SLOW_TO_COME = """
const read = Response.prototype.json;
let isFirst = true;
Response.prototype.json = async function () {
  if (isFirst) {
    isFirst = false;
    window.hasBegun = true;
    await new Promise((go) => { window.goesOn = go; });
  }
  return read.call(this);
};
0
"""


def test_an_answer_that_a_newer_text_stops_while_it_comes_troubles_nobody(
    site: Site, opens: Opens
) -> None:
    # The watch on the browser fails a test whose scripts fail.
    page = opens(teaches(site, "Desideria Wynn"))
    page.goto(EDITOR)
    # Another story of this course may have saved what it typed.
    puts(page, good_course.MODULE)
    shows(page, OLD)
    page.evaluate(SLOW_TO_COME)
    page.get_by_role("button", name="Preview", exact=True).click()
    for _ in range(100):
        if page.evaluate("window.hasBegun"):
            break
        page.wait_for_timeout(50)

    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("[data-preview-age]")).to_contain_text("As of the text beside it")
    page.evaluate("window.goesOn()")
    page.wait_for_timeout(200)

    shows(page, OLD)


def test_the_newest_text_is_shown_though_an_older_one_was_slow(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Corisande Bray"))
    page.goto(EDITOR)
    held: list[Route] = []

    def hold(route: Route) -> None:
        is_first = "do=preview" in (route.request.post_data or "") and not held
        held.append(route) if is_first else route.continue_()

    page.route("**/draft/write/**", hold)
    puts(page, good_course.MODULE.replace(OLD, "Slow words."))
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    puts(page, good_course.MODULE.replace(OLD, "Quick words."))
    shows(page, "Quick words.")

    assert held
    expect(page.get_by_role("main")).not_to_contain_text("Slow words.")


def test_a_problem_is_marked_at_its_line_and_mended_with_one_press(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Damaris Holm"))
    page.goto(EDITOR)
    puts(page, UNINDENTED)
    problems = page.locator("[data-problems]")

    expect(problems).to_contain_text("Put two spaces before the >")
    expect(page.locator(".cm-problem-warning")).to_have_attribute(
        "title",
        "This quote is not indented, so it only looks like feedback for the option above it.",
    )
    expect(page.locator(".cm-underlined-warning")).to_have_text(QUOTE.strip())
    writer = Writer(page, has_scripts=True)
    writer.sees("What it is")
    problems.get_by_role("link", name="Line 17").click()
    expect(coded(page)).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text(QUOTE.strip())
    problems.get_by_role("button", name="Mend line 17").click()

    expect(field(page)).to_have_value(good_course.MODULE)
    expect(problems).to_contain_text("Nothing is wrong with this page.")
    expect(page.locator(".cm-problem")).to_have_count(0)
    assert writer.faults == []


def test_while_a_text_has_an_error_what_was_seen_before_stays_in_sight(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Eustace Wick"))
    page.goto(EDITOR)
    puts(page, good_course.MODULE)
    shows(page, OLD)

    puts(page, good_course.MODULE.replace("[@hall2020]", "[@nobody]"))

    expect(page.locator("[data-problems]")).to_contain_text("nobody")
    expect(page.locator(".cm-problem-error")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("A page with an error cannot be shown.")
    shows(page, OLD)
    expect(page.locator("[data-preview-age]")).to_have_text("Of the text as it could last be shown")


def test_without_scripts_a_fix_comes_back_unsaved_and_can_be_saved(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Fenella Ash"), java_script_enabled=False)
    page.goto(QUIZ_EDITOR)
    field(page).fill(good_course.QUIZ.replace(STAMP, ""))
    page.get_by_role("button", name="Preview", exact=True).click()

    page.get_by_role("button", name="Mend line 5").click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("Line 5 is mended: stamped the question")
    expect(main).to_contain_text("not saved yet")
    assert field(page).input_value().splitlines()[5].startswith("<!-- q:")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(main).to_contain_text("Draft saved")
    assert field(page).input_value().splitlines()[5].startswith("<!-- q:")
