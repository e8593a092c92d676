"""An instructor sees how the whole draft is, mends a problem, and takes the folder along."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lms.content.archive import read_archive
from lms.content.folder import read_files
from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.accessibility import faults, scrolled_sideways
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, FILE, Writer, teaches

pytestmark = pytest.mark.slow

QUIZ = "01-what-it-is.quiz.md"
STAMP = "<!-- q:aaa1 -->\n"
FOLDER = good_course.with_files({"images/bench.png": make.PIXEL})


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("health")) as own:
        course = read_files(COURSE, FOLDER).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, FOLDER, ()), datetime.now(UTC))
        yield own


def test_the_studios_lists_are_read_on_a_phone_without_scrolling_sideways(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Marigold Featherstonehaugh-Pemberton"))
    sideways, wrong = [], []

    for path in ("/studio/", f"/studio/{COURSE}/colleagues", f"/studio/{COURSE}/draft/health"):
        page.goto(path)
        sideways += scrolled_sideways(page)
        wrong += faults(page)

    assert sideways == []
    assert wrong == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_draft_is_mended_from_the_page_of_its_health_and_taken_along(
    has_scripts: bool, site: Site, opens: Opens, tmp_path: Path
) -> None:
    name = "Thessaly Marsh" if has_scripts else "Emmeline Crane"
    page = opens(teaches(site, name), java_script_enabled=has_scripts)
    quill = Writer(page, has_scripts)
    page.goto(f"/studio/{COURSE}/draft/write/{QUIZ}")
    quill.writes(STAMP, "", "quiz")
    quill.presses("Save")
    quill.reads("Draft saved")
    page.goto(f"/studio/{COURSE}/draft/write/{FILE}")
    quill.writes("[the first section](#in-words)", "[the first section](#nowhere)")
    quill.presses("Save")
    quill.reads("Draft saved")

    page.goto(f"/studio/{COURSE}/draft")
    quill.follows("Course health")
    quill.sees("Course health")
    quill.reads("Estimated credit", "Every method", "Which question of What it is tests")
    page.get_by_role("button", name=f"of {QUIZ}").click()
    quill.reads("The line is mended, and the file is saved.")
    quill.sees("Course health")
    page.get_by_role("link", name=f"of {FILE}").click()
    quill.sees("What it is")
    assert "#line-" in page.url
    if has_scripts:
        expect(page.locator(".cm-activeLine")).to_contain_text("#nowhere")
    quill.writes("[the first section](#nowhere)", "[the first section](#in-words)")
    quill.presses("Save")
    quill.reads("Draft saved")

    page.goto(f"/studio/{COURSE}/draft")
    with page.expect_download() as taking:
        quill.follows("Download the draft")
    taken = tmp_path / "course.zip"
    taking.value.save_as(taken)
    assert taking.value.suggested_filename == f"{COURSE}-draft.zip"
    before = {it.path: it.content for it in FOLDER}
    after = {it.path: it.content for it in read_archive(taken.read_bytes())}
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == {QUIZ}
    lines = after[QUIZ].decode().splitlines()
    assert [it for it in lines if it.startswith("<!-- q:")] != []
    assert quill.faults == []
