"""Questions to and from other systems, in a browser: for everybody, and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import NARROW, WIDE, faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.learners import COURSE, Site
from tests.sittings import Learner

HOME = f"/studio/{COURSE}"
FORMATS = f"{HOME}/history/formats"
IMPORT = f"{HOME}/import"
GIFT = "::Consent::Can it be taken back? {T#No.#Yes.}\n\n::Hard::How hard? {~a ~%50%b =c}\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cleo(site: Site) -> Learner:
    """Cleo, who teaches the course."""
    return site.known("cleo@example.org")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "a bank of questions.gift"
    made.write_text(GIFT)
    return made


def sends(page: Page, file: Path) -> None:
    """Choose a file on the page that takes one, and send it."""
    page.goto(IMPORT)
    page.get_by_label("File with the questions").set_input_files(file)
    page.get_by_role("button", name="Show the quiz").click()


def test_the_pages_about_other_systems(cleo: Learner, opens: Opens, file: Path) -> None:
    page = opens(cleo, expects=[422])

    page.goto(FORMATS)
    wrong = faults(page)
    page.goto(IMPORT)
    wrong += faults(page)
    page.get_by_role("button", name="Show the quiz").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the file with the questions.")
    wrong += faults(page)
    sends(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 questions as a quiz")
    wrong += faults(page)

    assert wrong == []


def test_files_go_out_and_come_in_without_scripts(cleo: Learner, opens: Opens, file: Path) -> None:
    page = opens(cleo, java_script_enabled=False, accept_downloads=True)

    page.goto(HOME)
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name="Other formats of A brief history").click()
    with page.expect_download() as gone:
        page.get_by_role("link", name="Download history.gift").click()
    sends(page, file)
    text = page.get_by_label("Text of a-bank-of-questions.quiz.md").input_value()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download the text").click()

    assert gone.value.suggested_filename == "history.gift"
    assert "$CATEGORY:" in gone.value.path().read_text()
    assert kept.value.suggested_filename == "a-bank-of-questions.quiz.md"
    assert kept.value.path().read_text() == text
    assert "### Consent" in text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_keyboard_is_never_lost_among_files(
    width: int, cleo: Learner, opens: Opens, file: Path
) -> None:
    page = opens(cleo, viewport={"width": width, "height": 600})

    lost = []
    page.goto(FORMATS)
    lost += hidden_stops(page)
    sends(page, file)
    lost += hidden_stops(page)

    assert lost == []
