"""An instructor makes a course from nothing in the browser, also without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from lms.domain.access import Role
from lms.services import authoring
from tests import make
from tests.accounts import signed_up
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import Writer
from tests.stated import LABELS, OF_AUTHOR

pytestmark = pytest.mark.slow

TITLE = "Grief and closeness"


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own, which knows who offers the courses."""
    with apart(site, tmp_path_factory.mktemp("starting")) as own:
        with own.database.writing() as session:
            authoring.publish_provider(session, make.a_provider(), datetime.now(UTC))
        yield own


def discards_and_puts_back(quill: Writer, title: str, done: str) -> None:
    """Somebody changes their mind at the desk, which says what was done, and then once more."""
    quill.sees(title)
    quill.reads(done)
    quill.follows("Discard the course")
    quill.sees("Discard this course?")
    quill.presses("Discard the course")
    quill.sees("Discarded courses")
    quill.reads("The course is discarded.")
    quill.presses(f"Put back {title}")
    quill.sees(title)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_course_is_made_from_nothing_and_stands_in_the_catalog(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    title = f"{TITLE} {'with' if has_scripts else 'without'} scripts"
    person = signed_up(site.database, f"Quilla {title.split()[-2].title()}", Role.INSTRUCTOR)
    page = opens(site.known(person.email), java_script_enabled=has_scripts, expects=[422])
    quill = Writer(page, has_scripts)
    visitor = opens(None, java_script_enabled=False)

    page.goto("/studio/")
    quill.follows("Begin a new course")
    quill.sees("Begin a new course")
    page.get_by_label("Title").first.fill(title)
    quill.presses("Begin the course")
    quill.sees(title)
    quill.reads("The course is begun.", "Not yet")

    quill.follows("Facts as a form")
    quill.sees("Course facts")
    page.get_by_label("Pass mark").fill("most")
    for label, words in {**LABELS, **OF_AUTHOR}.items():
        page.get_by_label(label).first.fill(words)
    quill.presses("Save the facts")
    quill.sees("Course facts")
    quill.reads("“most” is not a whole percentage")
    expect(page.get_by_label("Summary")).to_have_value(LABELS["Summary"])
    page.get_by_label("Pass mark").fill("75%")
    quill.presses("Save the facts")
    discards_and_puts_back(quill, title, "The facts are saved.")

    quill.follows("Add, rename, move or take out modules and files")
    quill.sees("Modules and files")
    page.get_by_label("Title of the module").fill("After a loss")
    quill.presses("Add the module")
    quill.sees("Modules and files")
    quill.presses("Up After a loss")
    quill.sees("Modules and files")
    quill.follows("Rename or remove The level of help")
    quill.sees("The level of help")
    quill.presses("Take the module out")
    quill.presses("Put back with its quiz 02-level-of-help.md")
    quill.sees("Modules and files")
    visitor.goto("/")
    expect(visitor.get_by_role("main")).not_to_contain_text(title)

    quill.follows(title)
    quill.follows("Review before publishing")
    quill.sees("Review before publishing")
    quill.reads("The first edition")
    quill.presses("Publish edition 1")
    quill.reads("Edition 1 is published.")
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text(title)
    visitor.get_by_role("link", name=title).first.click()

    expect(visitor.get_by_role("main")).to_contain_text("75%")
    expect(visitor.get_by_role("main")).to_contain_text("After a loss")
    assert quill.faults == []
