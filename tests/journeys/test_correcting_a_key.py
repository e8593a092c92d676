"""A published key was wrong: an instructor corrects it, and undoes it, by keyboard alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from lms.content.choices import option_key
from lms.content.folder import read_files
from lms.domain.access import Role
from lms.domain.questions import Answer
from lms.services import authoring, teaching
from lms.services.authoring import Draft
from tests.accounts import signed_up
from tests.content import good_course
from tests.journeys.accessibility import faults
from tests.journeys.conftest import Opens
from tests.journeys.hands import Keyboard
from tests.journeys.learners import Site, apart
from tests.sittings import Learner

pytestmark = pytest.mark.slow

COURSE, MODULE = good_course.SLUG, "what-it-is"
STUDIO = f"/studio/{COURSE}"
CORRECTED, TYPED = "r3f8", "w3d6"
OLD, NEW, NEITHER = (
    "The primary care office",
    "The prescriber of the medicine",
    "Nobody, as long as it helps",
)
WHY, WHY_UNDONE = (
    "Both may be called; the prescriber decides.",
    "The prescriber is to be called first.",
)

TAIL = "\n**Objective:** O1\n**Explanation:** So the module has it.\n"
REFERRAL = f"""### A new medicine
<!-- q:{CORRECTED} -->

A client's difficulty began with a new antidepressant. Whom do you ask the client to call first?

- [{{old}}] {OLD}
- [{{new}}] {NEW}
- [ ] {NEITHER}
"""
OTHERS = {
    "aaa1": ("Exercises", "Where are exercises done?", "At home", "In the session"),
    "aaa2": ("Consent", "Who may stop an exercise?", "Either partner", "The therapist"),
    "aaa3": ("Goals", "Whose goals count?", "The client's", "The partner's"),
}
CHOICE = "### {name}\n<!-- q:{stamp} -->\n\n{stem}\n\n- [x] {right}\n- [ ] {wrong}\n"
WORDS = f"""### Watching oneself
<!-- q:{TYPED} -->

What did Masters and Johnson call it when people watch themselves?

**Answer:** spectatoring
"""


class Visitor:
    """Somebody who never touches a mouse: Maren, who teaches the course, or a learner."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hand = Keyboard(page)
        self.faults: list[str] = []

    def sees(self, title: str) -> None:
        """The page's own title; whatever axe finds on the page is kept for the end."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.faults += faults(self.page)

    def reads(self, *words: str) -> None:
        """Those words somewhere on the page."""
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)

    def opens(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)

    def follows(self, name: str) -> None:
        """Follow the page's own link with that name."""
        link = self.page.get_by_role("main").get_by_role("link", name=name, exact=True)
        self.hand.goes(link.first)

    def presses(self, name: str) -> None:
        """Press the page's own button with that name."""
        self.hand.goes(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))

    def chooses(self, policy: str) -> None:
        """Choose a policy, and look at what it does to each attempt."""
        self.hand.chooses(self.page.get_by_role("radio", name=policy))
        self.presses("Show what it does to each attempt")

    def says(self, label: str, reason: str) -> None:
        """Give a reason."""
        self.hand.types(self.page.get_by_label(label, exact=True), reason)


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own."""
    with apart(site, tmp_path_factory.mktemp("keys")) as own:
        yield own


@pytest.fixture(scope="module")
def instructor(site: Site) -> Learner:
    """Maren, whose course three people took before its key was corrected."""
    _publishes(site, right=OLD)
    maren = signed_up(site.database, "Maren Holt", Role.INSTRUCTOR)
    with site.database.writing() as session:
        teaching.assign(session, maren.email, COURSE, datetime.now(UTC))
    _sits(site, "Ilse Brandt", OLD, "spectatoring", right=2)
    _sits(site, "Jonas Weber", NEW, "spectatoring", right=2)
    # Of no concern to the corrected key, so that the stories may be told in any order.
    _sits(site, "Kaja Nilsen", NEITHER, "self-monitoring", right=3)
    _publishes(site, right=NEW)
    return Learner(site.database, maren, COURSE)


def _publishes(site: Site, right: str) -> None:
    marks = {"old": " x"[right == OLD], "new": " x"[right == NEW]}
    others = [
        CHOICE.format(stamp=stamp, name=name, stem=stem, right=good, wrong=bad)
        for stamp, (name, stem, good, bad) in OTHERS.items()
    ]
    questions = [REFERRAL.format(**marks), *others, WORDS]
    quiz = "---\ntitle: Quiz - What it is\n---\n\n" + "\n".join(it + TAIL for it in questions)
    files = good_course.files(quiz=quiz)
    course = read_files(COURSE, files).course
    with site.database.writing() as session:
        authoring.publish(session, Draft(COURSE, course, files, ()), datetime.now(UTC))


def _sits(site: Site, name: str, first: str, typed: str, right: int) -> None:
    learner = site.learner(name)
    learner.course = COURSE
    others = {
        stamp: Answer(chosen=frozenset({option_key(good if at < right else bad)}))
        for at, (stamp, (_, _, good, bad)) in enumerate(OTHERS.items())
    }
    said = {CORRECTED: Answer(chosen=frozenset({option_key(first)})), TYPED: Answer(typed=typed)}
    learner.enrolls().reads(MODULE).hands_in(learner.begins(MODULE), said | others)


def _learner(site: Site, name: str) -> Learner:
    return site.known(f"{name.partition(' ')[0].lower()}@example.org")


def test_an_instructor_corrects_a_key_and_undoes_it_and_the_learner_reads_why(
    site: Site, instructor: Learner, opens: Opens
) -> None:
    maren = Visitor(opens(instructor))
    maren.opens("/studio/")
    maren.sees("Studio")
    maren.reads("3 attempts affected by changed keys")
    maren.follows("Foundations")
    maren.sees("Foundations")
    maren.follows("Jonas Weber")
    maren.sees("Jonas Weber")
    maren.follows("Foundations")
    maren.follows("Corrected keys")
    maren.sees("Corrected keys")
    maren.reads("Attempts asked")

    maren.follows("A new medicine")
    maren.sees("3 attempts were asked by another key")
    maren.reads("Right before", OLD, "Right now", NEW)
    maren.chooses("Only the new answer counts")
    maren.sees("3 attempts were asked by another key")
    maren.reads("Would newly fail", "1 passed attempt would fail.")
    maren.chooses("Old and new answers both count")
    maren.reads("Would newly pass", "Nothing has changed yet.")
    maren.says("Why", WHY)
    maren.presses("Apply: old and new answers both count")

    maren.sees("A new medicine")
    maren.reads("In force.", "1 mark changed.", WHY)
    jonas = Visitor(opens(_learner(site, "Jonas Weber")))
    jonas.opens("/me")
    jonas.sees("My learning")
    jonas.reads("3 became 4 of 5")
    jonas.follows("See what changed and why")
    jonas.sees("You passed this quiz")
    jonas.reads("given a second right answer", WHY, "Your score went from 3 to 4 of 5.")

    maren.says("Why it is undone", WHY_UNDONE)
    maren.presses("Undo this decision")
    maren.sees("A new medicine")
    maren.reads("Undone on", WHY_UNDONE)
    maren.follows("Corrected keys")
    maren.sees("Corrected keys")
    maren.reads("Attempts asked", "Undone")
    jonas.opens("/me")
    jonas.sees("My learning")
    jonas.reads("4 became 3 of 5")
    jonas.follows("See what changed and why")
    jonas.sees("Not passed yet")
    jonas.reads(
        "A decision about a question was undone", WHY_UNDONE, "Your score went from 4 to 3 of 5."
    )

    assert maren.faults + jonas.faults == []


def test_a_reason_is_asked_for_and_what_was_chosen_stays(instructor: Learner, opens: Opens) -> None:
    maren = Visitor(opens(instructor, expects=[422]))
    maren.opens(f"{STUDIO}/{MODULE}/questions/{CORRECTED}/regrade?policy=full_credit")

    maren.says("Why", " ")
    maren.presses("Apply: full credit to everybody who was asked")

    expect(maren.page.get_by_role("alert")).to_be_focused()
    expect(maren.page.get_by_role("radio", name=re.compile("^Full credit"))).to_be_checked()
    assert faults(maren.page) == []


def test_an_answer_that_was_typed_is_accepted_after_looking_at_what_that_does(
    site: Site, instructor: Learner, opens: Opens
) -> None:
    maren = Visitor(opens(instructor))
    maren.opens(f"{STUDIO}/{MODULE}/questions/{TYPED}")
    maren.sees("Watching oneself")
    maren.reads("self-monitoring")

    maren.follows("Show what accepting self-monitoring does")
    maren.sees("Accept self-monitoring for everybody")
    maren.reads("1 changed mark", "Kaja Nilsen", "Would newly pass")
    maren.presses("Accept for everybody")

    maren.sees("Watching oneself")
    maren.reads("In force.", "An answer that people gave is accepted too.")
    kaja = Visitor(opens(_learner(site, "Kaja Nilsen")))
    kaja.opens("/me")
    kaja.reads("3 became 4 of 5")
    maren.opens(f"{STUDIO}/{MODULE}/questions/{TYPED}")
    expect(maren.page.get_by_role("row", name="self-monitoring")).to_contain_text("Right")
    assert maren.faults + faults(maren.page) == []
