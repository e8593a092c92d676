"""An instructor writes in the browser, also without scripts, and a learner in progress reads it."""

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
from tests.journeys.texts import field, puts
from tests.sittings import Learner

pytestmark = pytest.mark.slow

COURSE, MODULE = good_course.SLUG, "what-it-is"
OLD, NEW, MEANWHILE = "Opening words.", "Welcoming words.", "Meanwhile words."
FILE = "01-what-it-is.md"
EDITOR = f"/studio/{COURSE}/draft/write/{FILE}"


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("writing")) as own:
        # Its picture is one that a browser can show.
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def teaches(site: Site, name: str) -> Learner:
    """Somebody who teaches the course."""
    person = signed_up(site.database, name, Role.INSTRUCTOR)
    with site.database.writing() as session:
        teaching.assign(session, person.email, COURSE, datetime.now(UTC))
    return site.known(person.email)


def learns(site: Site, name: str) -> Learner:
    """Somebody who is in the course."""
    learner = Learner(site.database, name, COURSE)
    learner.at = datetime.now(UTC)
    return learner.enrolls()


class Writer:
    """An instructor at a browser; what axe, which is a script, finds is kept for the end."""

    def __init__(self, page: Page, has_scripts: bool) -> None:
        self.page = page
        self.has_scripts = has_scripts
        self.faults: list[str] = []

    def sees(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        if self.has_scripts:
            self.faults += faults(self.page)
            self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def writes(self, old: str, new: str, what: str = "module") -> None:
        """One word for another in the text that is open."""
        text = field(self.page).input_value()
        assert old in text
        if self.has_scripts:
            puts(self.page, text.replace(old, new), what)
        else:
            field(self.page).fill(text.replace(old, new))

    def reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_word_is_written_looked_at_saved_reviewed_and_read(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Quilla Marsh"), java_script_enabled=has_scripts)
    quill = Writer(page, has_scripts)
    reader = opens(learns(site, "Tobin Fell"), java_script_enabled=False)
    reader.goto(f"/courses/{COURSE}/{MODULE}")
    expect(reader.get_by_role("main")).to_contain_text(OLD)

    quill.page.goto(f"/studio/{COURSE}")
    quill.follows("Write")
    quill.sees("Write")
    quill.follows(FILE)
    quill.sees("What it is")
    quill.writes(OLD, NEW)
    quill.presses("Preview")
    quill.sees("What it is")
    expect(quill.page.get_by_label("The module as a learner sees it")).to_contain_text(NEW)
    quill.presses("Save")
    quill.sees("What it is")
    quill.reads("Draft saved")
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text(OLD)
    quill.follows("History of this file")
    quill.sees(f"History of {FILE}")
    quill.follows("Save 1")
    quill.sees(f"Save 1 of {FILE}")
    quill.follows("Write")
    quill.follows("Review before publishing")
    quill.sees("Review before publishing")
    quill.reads("1 learner in progress reads the new text at once", NEW)
    quill.presses("Publish edition 2")
    quill.sees("Write")
    quill.reads("Edition 2 is published.")
    reader.reload()

    expect(reader.get_by_role("main")).to_contain_text(NEW)
    assert quill.faults == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_two_authors_at_once_lose_nothing(has_scripts: bool, site: Site, opens: Opens) -> None:
    first, second = (
        Writer(opens(teaches(site, name), java_script_enabled=has_scripts), has_scripts)
        for name in ("Ottilie Crane", "Perrin Vale")
    )
    first.page.goto(EDITOR)
    second.page.goto(EDITOR)
    first.writes(OLD, MEANWHILE)
    first.presses("Save")

    second.writes(OLD, NEW)
    second.presses("Save")
    second.sees("Somebody saved this file while you wrote")
    second.reads("Ottilie Crane", MEANWHILE, NEW, "Both changed the same lines.")
    text = second.page.get_by_label("Text of the module", exact=True)
    merged = good_course.MODULE.replace(OLD, f"{MEANWHILE} {NEW}")
    text.fill(merged)
    second.presses("Save this")
    second.sees("What it is")

    expect(field(second.page)).to_have_value(merged)
    assert second.faults == []
