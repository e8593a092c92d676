"""An instructor adds a work and a picture without scripts, uses both, and the preview has them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.content.folder import read_files
from lms.domain.access import Role
from lms.services import authoring, teaching
from lms.services.authoring import Draft
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.journeys.accessibility import HEIGHT, WIDE, faults
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.pictures import a_picture
from tests.sittings import Learner

pytestmark = pytest.mark.slow

COURSE = good_course.SLUG
HOME = f"/studio/{COURSE}/draft"
WORK = "@book{x, author={Masters, William H.}, title={Human Sexual Inadequacy}, year={1970}}"
ENTRY = "Masters, W. H. (1970). Human Sexual Inadequacy."
PICTURE = {"name": "Two Doors.png", "mimeType": "image/png", "buffer": a_picture(1000, 300)}


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("shelves")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


@pytest.fixture
def ines(site: Site) -> Learner:
    """Somebody who teaches the course."""
    person = signed_up(site.database, "Ines Dahl", Role.INSTRUCTOR)
    with site.database.writing() as session:
        teaching.assign(session, person.email, COURSE, datetime.now(UTC))
    return site.known(person.email)


def presses(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follows(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def test_a_work_and_a_picture_are_added_and_used_without_scripts(
    ines: Learner, opens: Opens
) -> None:
    page = opens(ines, java_script_enabled=False)
    main = page.get_by_role("main")

    page.goto(HOME)
    follows(page, "Works it cites")
    page.get_by_label("Works to add").fill(WORK)
    presses(page, "Show what would be added")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 work in what was pasted")
    expect(main).to_contain_text("To be cited as [@masters1970]")
    presses(page, "Add to the list")
    expect(main).to_contain_text("The works are on the list.")
    expect(page.get_by_role("row", name="masters1970")).to_contain_text(ENTRY)

    page.goto(HOME)
    follows(page, "Pictures")
    page.get_by_label("Picture", exact=True).set_input_files(PICTURE)
    page.get_by_label("What it shows, for those who do not see it").fill("Two doors, one open")
    presses(page, "Send the picture")
    expect(main).to_contain_text("images/two-doors.png is in the draft.")
    line = page.get_by_label("Line for the text").input_value()

    page.goto(f"{HOME}/write/01-what-it-is.md")
    field = page.get_by_label("Text of the module", exact=True)
    field.fill(field.input_value().replace("Opening words.", f"Words [@masters1970].\n\n{line}"))
    presses(page, "Preview")
    preview = page.get_by_label("The module as a learner sees it")
    expect(preview).to_contain_text(ENTRY)
    shown = preview.get_by_alt_text("Two doors, one open")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("it => it.naturalWidth > 0")
    presses(page, "Save")
    expect(main).to_contain_text("Draft saved")

    page.goto(f"{HOME}/media")
    row = page.get_by_role("row", name="images/two-doors.png")
    expect(row).to_contain_text("1000 × 300 pixels")
    expect(row).to_contain_text("What it is, line 8")
    expect(row.get_by_role("button")).to_have_count(0)


def test_the_pages_of_works_and_pictures_are_whole_for_everybody(
    ines: Learner, opens: Opens
) -> None:
    page = opens(ines, expects=[422])
    found: list[str] = []
    page.goto(f"{HOME}/works")
    found += faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.get_by_label("Works to add").fill(f"{WORK}\n@book{{no end")
    presses(page, "Show what would be added")
    expect(page.get_by_role("heading", name="Not understood")).to_be_visible()
    found += faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.goto(f"{HOME}/media")
    found += faults(page)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    presses(page, "Send the picture")
    expect(page.get_by_role("alert")).to_contain_text("Choose the picture to send.")
    found += faults(page)

    assert found == []
