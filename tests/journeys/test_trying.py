"""An instructor answers the quiz that they write, as a learner would, and nothing is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from lms.content.folder import read_files
from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, Writer, teaches

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
def test_the_quiz_that_is_written_is_answered_and_told_to_be_a_preview(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    writer = Writer(
        opens(teaches(site, "Lavender Dunn"), java_script_enabled=has_scripts), has_scripts
    )
    writer.page.goto(QUIZ_EDITOR)
    writer.follows("Answer the quiz as a learner, as last saved")
    writer.sees("Try: Quiz: What it is")
    question = writer.page.locator("#check-1")

    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Check my answer").click()

    expect(writer.page.locator("#check-1")).to_contain_text("Because it is so.")
    writer.reads("Nothing is kept or counted.")
    writer.sees("Try: Quiz: What it is")
    writer.follows("Back to the text")
    writer.sees("Quiz: What it is")
    assert writer.faults == []
