"""CodeMirror stands over the field of the editor: in its colors, and never in anybody's way."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.content.folder import read_files
from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.accessibility import hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, Writer, teaches
from tests.journeys.texts import coded, field, types

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("coloring")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def color(page: Page, words: str) -> str:
    """The color of words in the editor."""
    found: str = coded(page).get_by_text(words).first.evaluate("it => getComputedStyle(it).color")
    return found


def test_the_editor_numbers_lines_colors_headings_and_adds_no_style_element(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Wilhelmina Prow"))
    page.goto(EDITOR)
    expect(coded(page)).to_contain_text("Opening words.")

    expect(field(page)).to_be_hidden()
    expect(page.locator(".cm-lineNumbers")).to_contain_text("5")
    assert color(page, "In words") != color(page, "Opening words.")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
    assert page.evaluate("document.querySelector('.coded').shadowRoot.adoptedStyleSheets.length")
    assert (
        page.evaluate(
            "document.querySelector('.coded').shadowRoot.querySelectorAll('style').length"
        )
        == 0
    )


def test_what_is_typed_stands_in_the_field_at_once_and_can_be_undone(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Xandra Pell"))
    page.goto(EDITOR)
    before = field(page).input_value()

    types(page, "One more.")

    expect(field(page)).to_have_value(f"{before}One more.")
    coded(page).press("Control+z")
    expect(field(page)).to_have_value(before)


def test_tab_goes_into_the_editor_and_out_of_it_again(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Yorick Stone"))
    page.goto(EDITOR)
    types(page, "")
    before = field(page).input_value()

    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    assert field(page).input_value() == before
    page.keyboard.press("Shift+Tab")
    expect(coded(page)).to_be_focused()


def test_axe_finds_nothing_in_the_editor_and_focus_is_seen_everywhere(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Zenobia Hark"))
    writer = Writer(page, has_scripts=True)
    page.goto(EDITOR)
    expect(coded(page)).to_be_visible()

    writer.sees("What it is")

    assert writer.faults == []
    page.goto(EDITOR)
    expect(coded(page)).to_be_visible()
    assert hidden_stops(page) == []


def test_the_label_and_the_links_of_the_page_lead_into_the_editor(site: Site, opens: Opens) -> None:
    page = opens(teaches(site, "Ambrosius Lake"))
    page.goto(EDITOR)
    expect(coded(page)).to_be_visible()

    page.get_by_text("Text of the module", exact=True).click()

    expect(coded(page)).to_be_focused()
