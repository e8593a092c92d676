"""An instructor puts patterns, citations and links into a text, and goes about the course by it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lms.content.folder import read_files
from lms.content.names import Role
from lms.content.patterns import menus_for
from lms.domain.access import Role as Part
from lms.domain.media import LARGEST_PICTURE
from lms.services import authoring, starting
from lms.services.authoring import Draft
from lms.services.starting import Named
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.content.question_sources import SCENARIO
from tests.journeys.accessibility import NARROW
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, OLD, Writer, teaches
from tests.journeys.texts import coded, field

pytestmark = pytest.mark.slow

HISTORY_EDITOR = EDITOR.replace("01-what-it-is", "02-history")
QUIZ_EDITOR = EDITOR.replace(".md", ".quiz.md")
SINGLE = next(it.text for it in menus_for(Role.QUIZ)[0].patterns)


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("inserting")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def test_a_question_is_put_in_below_the_paragraph_and_shown_at_once(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Gwendolen Pike"))
    page.goto(QUIZ_EDITOR)
    coded(page, "quiz").press("Control+End")
    before = field(page).input_value()

    for menu in ("Insert", "Question types"):
        page.locator("summary", has_text=menu).first.click()
    page.get_by_role("button", name="Insert One right option", exact=True).click()

    expect(field(page)).to_have_value(f"{before}\n{SINGLE}")
    expect(coded(page, "quiz")).to_be_focused()
    expect(page.get_by_label("Every question of the quiz, with its key")).to_contain_text(
        "Question 7"
    )
    expect(page.locator("[data-problems]")).to_contain_text("has no stamp")


@pytest.mark.parametrize(
    ("name", "slug", "is_colored", "scenario"),
    [
        ("Ulrika Carr", "a-colored-course", True, SCENARIO),
        ("Yolande Lane", "a-plain-course", False, SCENARIO),
        ("Theodosia Reed", "a-dense-course", True, SCENARIO.lstrip()),
    ],
    ids=["colored", "plain", "without a line between"],
)
def test_a_question_goes_above_the_scenario_that_one_writes_in(
    name: str, slug: str, is_colored: bool, scenario: str, site: Site, opens: Opens
) -> None:
    author = signed_up(site.database, name, Part.INSTRUCTOR)
    whole = good_course.files(quiz=f"{good_course.QUIZ}{scenario}")
    with site.database.writing() as session:
        starting.begin(session, author, Named("", slug), whole, datetime.now(UTC))
    page = opens(site.known(author.email))
    if not is_colored:
        page.route("**/codemirror*.js", lambda route: route.abort())
    page.goto(QUIZ_EDITOR.replace(COURSE, slug))
    expect(page.locator(".coded")).to_have_count(int(is_colored))
    coded(page, "quiz").press("Control+End")

    for menu in ("Insert", "Question types"):
        page.locator("summary", has_text=menu).first.click()
    page.get_by_role("button", name="Insert One right option", exact=True).click()

    gap = "\n\n" if is_colored else "\n"
    expected = f"{good_course.QUIZ}\n{SINGLE.rstrip()}\n{gap}{SCENARIO.lstrip()}"
    expect(field(page)).to_have_value(expected)
    expect(page.locator("[data-problems]")).to_contain_text("has no stamp")
    expect(page.locator("[data-problems]")).not_to_contain_text("inside the scenario")


def test_a_work_is_found_by_its_title_and_cited_where_one_writes(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Horatia Vance"))
    writer = Writer(page, has_scripts=True)
    page.goto(EDITOR)
    coded(page).get_by_text(OLD).click()
    coded(page).press("End")
    for menu in ("Insert", "Citations, 1 work"):
        page.locator("summary", has_text=menu).first.click()
    search = page.get_by_label("Search authors, years and titles")
    button = page.get_by_role("button", name="Insert Principles, n.d.", exact=True)

    search.fill("nothing of it")
    expect(button).to_be_hidden()
    search.fill("PRINCÍP")
    button.click()

    expect(field(page)).to_have_value(good_course.MODULE.replace(OLD, f"{OLD}[@hall2020]"))
    writer.sees("What it is")
    assert writer.faults == []


def test_a_picture_is_a_paragraph_of_its_own_below_the_one_that_one_writes_in(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Hyacinth Moor"))
    page.goto(HISTORY_EDITOR)
    coded(page).get_by_text("It began long ago").click()
    coded(page).press("Home")
    before = field(page).input_value()
    for menu in ("Insert", "Images of the course"):
        page.locator("summary", has_text=menu).first.click()

    page.get_by_role("button", name="Insert images/bench.png").click()

    picture = r"!\[[^\]]*\]\(images/bench\.png\)"
    expect(field(page)).to_have_value(re.compile(rf"^{re.escape(before)}\n{picture}\n\n$"))


def test_a_picture_that_is_too_large_is_told_before_it_is_sent(
    site: Site, opens: Opens, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(make.PIXEL + b"x" * LARGEST_PICTURE)
    page = opens(teaches(site, "Araminta Dane"))
    page.goto(f"/studio/{COURSE}/draft/media")
    told = page.get_by_label("What it shows")
    told.fill("A bench below a tree")

    page.get_by_label("Picture", exact=True).set_input_files(large)
    page.get_by_role("button", name="Send the picture").click()

    chosen = page.locator("input[type=file]")
    assert "larger than 10 MB" in chosen.evaluate("field => field.validationMessage")
    expect(told).to_have_value("A bench below a tree")
    chosen.set_input_files({"name": "bench.png", "mimeType": "image/png", "buffer": make.PIXEL})
    assert chosen.evaluate("field => field.validationMessage") == ""


PROGRAM = "```text\n## not a heading\n\nline by line\n```\n"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Xiomara Rook", "```text"),
        ("Verity Rook", "## not a heading"),
        ("Winona Rook", "line by line"),
    ],
)
def test_what_is_put_in_within_a_program_goes_below_its_end(
    name: str, line: str, site: Site, opens: Opens
) -> None:
    author = signed_up(site.database, name, Part.INSTRUCTOR)
    slug = f"programs-of-{name.partition(' ')[0].lower()}"
    whole = good_course.with_files(
        {
            "01-what-it-is.md": f"{good_course.MODULE}\n{PROGRAM}Right below it.\n",
            "images/bench.png": make.PIXEL,
        }
    )
    with site.database.writing() as session:
        starting.begin(session, author, Named("", slug), whole, datetime.now(UTC))
    page = opens(site.known(author.email))
    page.goto(EDITOR.replace(COURSE, slug))
    coded(page).get_by_text(line, exact=True).click()

    for menu in ("Insert", "Images of the course"):
        page.locator("summary", has_text=menu).first.click()
    page.get_by_role("button", name="Insert images/bench.png").click()

    above = re.escape(f"{good_course.MODULE}\n{PROGRAM}")
    picture = r"!\[[^\]]*\]\(images/bench\.png\)"
    expect(field(page)).to_have_value(re.compile(rf"^{above}\n{picture}\n\n\nRight below it\.\n$"))


def test_what_is_put_in_before_anybody_wrote_goes_below_the_head(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Leocadia Finch"))
    page.goto(HISTORY_EDITOR)
    expect(coded(page)).to_be_visible()
    head, text = field(page).input_value().split("\n---\n\n")
    for menu in ("Insert", "Citations, 1 work"):
        page.locator("summary", has_text=menu).first.click()

    page.get_by_role("button", name="Insert Principles, n.d.", exact=True).click()

    expect(field(page)).to_have_value(f"{head}\n---\n\n[@hall2020]\n\n\n{text}")


def test_while_the_colors_are_not_there_nothing_is_put_into_the_head_either(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Marguerite Oakes"))
    page.route("**/codemirror*.js", lambda route: route.abort())
    page.goto(HISTORY_EDITOR)
    head, text = field(page).input_value().split("\n---\n\n")
    for menu in ("Insert", "Citations, 1 work"):
        page.locator("summary", has_text=menu).first.click()

    page.get_by_role("button", name="Insert Principles, n.d.", exact=True).click()

    expect(field(page)).to_have_value(f"{head}\n---\n\n[@hall2020]\n\n{text}")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_outline_and_the_tabs_lead_from_text_to_text(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    name = "Isaura Farr" if has_scripts else "Jocasta Penn"
    page = opens(teaches(site, name), java_script_enabled=has_scripts)
    page.goto(EDITOR)
    outline = page.get_by_role("navigation", name="Outline")
    tabs = page.get_by_role("navigation", name="Module and quiz")
    title = page.get_by_role("heading", level=1)

    tabs.get_by_role("link", name="Quiz").click()
    expect(title).to_have_text("Quiz: What it is")
    outline.get_by_role("link", name="History").click()
    expect(title).to_have_text("History")
    expect(tabs).to_have_count(0)
    outline.get_by_role("link", name="What it is").click()

    expect(title).to_have_text("What it is")
    expect(outline.locator("[aria-current]")).to_have_text("What it is")


def test_without_scripts_there_are_patterns_to_copy_and_no_buttons(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Katrin Moor"), java_script_enabled=False)
    page.goto(QUIZ_EDITOR)

    for menu in ("Insert", "Question types", "One right option"):
        page.locator("summary", has_text=menu).first.click()

    expect(page.get_by_label("Pattern: One right option")).to_have_text(SINGLE)
    expect(page.get_by_role("button", name="Insert")).to_have_count(0)


def test_an_example_is_copied_on_a_phone_without_scripts(site: Site, opens: Opens) -> None:
    page = opens(
        teaches(site, "Thelma Roth"),
        java_script_enabled=False,
        viewport={"width": NARROW, "height": 844},
    )
    page.goto(QUIZ_EDITOR)
    for menu in ("Insert", "Question types", "Several right options", "Cases, pools"):
        page.locator("summary", has_text=menu).first.click()

    example = page.get_by_label("Pattern: Several right options", exact=True)

    expect(example).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
