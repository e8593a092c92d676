"""A reviewer comments on a passage, its author writes on, and both publish it together."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.content.folder import read_files
from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.services import authoring, colleagues, sign_offs, teaching
from lms.services.authoring import Draft
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, FILE, MODULE, Writer, learns, teaches
from tests.sittings import Learner

pytestmark = pytest.mark.slow

WORDS, BEFORE = "Opening words.", "Something new comes first."
HOME = f"/studio/{COURSE}"
READ = f"{HOME}/draft/read/{FILE}"
SELECT = """words => {
  const preview = document.querySelector(".preview");
  const walker = document.createTreeWalker(preview, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const at = text.data.indexOf(words);
    if (at >= 0) {
      document.getSelection().setBaseAndExtent(text, at, text, at + words.length);
      return;
    }
  }
}"""


@pytest.fixture
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("reviewing")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def reviews(site: Site, author: Learner, name: str) -> Learner:
    """Somebody who reviews the course of an author, which asks for a sign-off."""
    person = signed_up(site.database, name, Role.INSTRUCTOR)
    now = datetime.now(UTC)
    with site.database.writing() as session:
        taught = teaching.get_taught(session, author.person, COURSE)
        colleagues.add(session, taught, author.person, person.email, Duty.REVIEWER, now)
        sign_offs.ask(session, taught, author.person, now)
    return site.known(person.email)


def comments(page: Page, words: str, text: str, has_scripts: bool) -> None:
    """Say something about words: by selecting them, or by the link of their block."""
    if has_scripts:
        page.evaluate(SELECT, words)
        page.get_by_role("button", name="Comment on the selected words").click()
        expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    else:
        block = page.get_by_role("listitem").filter(has_text=words).last
        block.get_by_role("link", name="Comment on line").click()
    expect(page.get_by_label("Words that it is about")).to_have_value(words)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Comment", exact=True).click()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_comment_stays_at_its_passage_and_a_second_person_signs_the_draft_off(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    author = teaches(site, "Perpetua Marsh")
    rhea = reviews(site, author, "Rhea Lund")
    quill, review = (
        Writer(opens(who, java_script_enabled=has_scripts), has_scripts) for who in (author, rhea)
    )

    review.page.goto("/studio/")
    review.page.locator(f'a[href="{HOME}/draft"]').click()
    review.follows(FILE)
    review.sees("What it is")
    comments(review.page, WORDS, "Say whose words these are.", has_scripts)
    review.reads("1 open comment", "Say whose words these are.")
    review.sees("What it is")

    quill.page.goto(EDITOR)
    quill.reads("Say whose words these are.", "Line 6")
    quill.writes(WORDS, f"{BEFORE}\n\nAnd then: {WORDS} Mine.")
    quill.presses("Save")
    quill.reads("Draft saved")
    quill.page.goto(READ)
    block = quill.page.get_by_role("listitem").filter(has_text="And then:").last
    expect(block).to_contain_text("Line 8")
    expect(block).to_contain_text("Say whose words these are.")
    block.get_by_role("link", name="Answer or resolve").click()
    quill.sees(f"Comment on {FILE}")
    quill.page.get_by_label("Answer (optional)").fill("They are mine now.")
    quill.presses("Resolve")
    quill.reads("They are mine now.", "Resolved")

    quill.page.goto(f"{HOME}/draft/review")
    quill.sees("Review before publishing")
    quill.reads("A second person has to sign this off before it can be published.")
    expect(quill.page.get_by_role("button", name="Publish edition 2")).to_have_count(0)
    review.page.goto(f"{HOME}/draft/review")
    review.presses("Sign this draft off")
    review.reads("Signed off by Rhea Lund")
    review.sees("Review before publishing")
    quill.page.reload()
    quill.presses("Publish edition 2")
    quill.reads("Edition 2 is published.")

    assert quill.faults == []
    assert review.faults == []


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_learner_asks_about_a_section_and_reads_the_answer(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    wendelin, cleo = learns(site, "Wendelin Fell"), teaches(site, "Perpetua Marsh")
    reader, quill = (
        Writer(opens(who, java_script_enabled=has_scripts), has_scripts) for who in (wendelin, cleo)
    )

    reader.page.goto(f"/courses/{COURSE}/{MODULE}")
    reader.page.get_by_role("link", name="Ask about this section").first.click()
    reader.sees("Ask the instructor")
    reader.page.get_by_label("Question", exact=True).fill("Who first said so?")
    reader.presses("Ask")
    reader.reads("Your question is sent.", "Not answered yet.")
    quill.page.goto(HOME)
    quill.follows("Asked by learners")
    quill.sees("Asked by learners")
    quill.follows("Who first said so?")
    quill.page.get_by_role("textbox", name="Answer").fill("Masters and Johnson did.")
    quill.presses("Send the answer")
    quill.reads("Masters and Johnson did.", "For everybody in the course")
    reader.page.goto("/me/questions")
    reader.sees("Questions that you asked")
    reader.reads("Masters and Johnson did.")

    assert reader.faults == []
    assert quill.faults == []
