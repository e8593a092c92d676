"""An author's whole way: a course from nothing, a wrong key, an old text, and two tabs at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from lms.domain.access import Role
from tests.accounts import signed_up
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import Writer
from tests.journeys.texts import field, puts
from tests.stated import LABELS, OF_AUTHOR

pytestmark = pytest.mark.slow

TITLE, MODULE = "Nights and closeness", "Tired couples"
COURSE, SLUG = "nights-and-closeness", "tired-couples"
FILE = f"03-{SLUG}"
# Who writes and who learns, with scripts and without.
PEOPLE = {True: ("Rosamund Teale", "Leofric Dunne"), False: ("Saffron Weir", "Alaric Boone")}
OLD, NEW, NEWEST = "Sleep is first.", "Sleep comes first.", "Rest comes first."
TEXT = f"""---
title: {MODULE}
objectives: [O1]
---

{OLD}

## What to ask

Ask how both of them sleep.
"""
QUIZ = f"""---
title: Quiz - {MODULE}
---

### The first question
<!-- q:tc01 -->

What do you ask a tired couple first?

- [x] Who is at fault
- [ ] How they sleep
- [ ] What they have tried

**Objective:** O1
**Explanation:** Whoever does not sleep has little wish.

### Two causes
<!-- q:tc02 -->

Which of these may tire a couple? Select all that apply.

- [x] Night shifts
- [x] A small child
- [ ] A quiet room

**Objective:** O1
**Explanation:** Both break the night.

### The word for it
<!-- q:tc03 -->

What do you ask a couple for before you begin?

**Answer:** consent

**Objective:** O1
**Explanation:** Nothing begins without it.
"""
RIGHT = QUIZ.replace("[x] Who", "[ ] Who").replace("[ ] How", "[x] How")
OTHER = RIGHT.replace("**Answer:** consent", "**Answer:** agreement")
TOLD, CHANGED = "2 of 3", "This course changed while you were in it."
WHY = "The key was a slip of the pen."


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own."""
    with apart(site, tmp_path_factory.mktemp("author")) as own:
        yield own


class Author(Writer):
    """Somebody who begins a course, and goes from page to page of its draft."""

    course: str

    def begins(self, address: str) -> None:
        """A course with its facts stated and a module of their own in it."""
        self.course = address
        self.page.goto("/studio/")
        self.follows("Begin a new course")
        self.page.get_by_label("Title").first.fill(TITLE)
        self.page.get_by_label("Address").first.fill(address)
        self.presses("Begin the course")
        self.follows("Facts as a form")
        for label, words in {**LABELS, **OF_AUTHOR}.items():
            self.page.get_by_label(label).first.fill(words)
        self.presses("Save the facts")
        self.reads("The facts are saved.")
        self.follows("Add, rename, move or take out modules and files")
        self.page.get_by_label("Title of the module").fill(MODULE)
        self.presses("Add the module")
        self.follows(MODULE)

    def saves(self, text: str, what: str = "module") -> None:
        """A text in the place of the one that is open."""
        self.puts(text, what)
        self.presses("Save")
        self.reads("Draft saved")
        expect(field(self.page)).to_have_value(text)

    def puts(self, text: str, what: str = "module") -> None:
        """The same, not saved yet by a button."""
        if self.has_scripts:
            puts(self.page, text, what)
        else:
            field(self.page).fill(text)

    def opens_quiz(self) -> None:
        """From the module that is open to its quiz."""
        tabs = self.page.get_by_role("navigation", name="Module and quiz")
        tabs.get_by_role("link", name="Quiz").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Quiz: {MODULE}")

    def opens_module(self) -> None:
        """The editor of the module, by its address."""
        self.page.goto(f"/studio/{self.course}/draft/write/{FILE}.md")

    def reviews(self) -> None:
        """What publishing would do."""
        self.page.goto(f"/studio/{self.course}/draft/review")

    def publishes(self, number: int) -> None:
        """What was reviewed, as the edition of that number."""
        self.presses(f"Publish edition {number}")
        self.reads(f"Edition {number} is published.")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_an_author_publishes_corrects_goes_back_and_meets_another_tab(
    has_scripts: bool, site: Site, opens: Opens
) -> None:
    name, reader = PEOPLE[has_scripts]
    person = signed_up(site.database, name, Role.INSTRUCTOR)
    author = Author(opens(site.known(person.email), java_script_enabled=has_scripts), has_scripts)
    learner = Writer(opens(site.learner(reader), java_script_enabled=has_scripts), has_scripts)

    author.begins(COURSE if has_scripts else f"{COURSE}-plain")
    publishes_a_module_of_their_own(author)
    course = f"/courses/{author.course}"
    result = fails_by_the_wrong_key(learner, course)

    corrects_a_slip_of_the_pen(author)
    reads_on_with_the_old_mark(learner, course, result)
    author.page.goto(f"/studio/{author.course}/regrades")
    author.reads("The first question")

    changes_what_is_asked(author)
    is_asked_and_goes_on(learner, course)

    restores_the_first_text(author)
    puts_two_tabs_together(author)
    assert author.faults + learner.faults == []


def publishes_a_module_of_their_own(author: Author) -> None:
    author.saves(TEXT)
    author.opens_quiz()
    author.saves(QUIZ, "quiz")
    author.reviews()
    author.reads("The first edition", "Nobody has written this yet")
    author.publishes(1)


def fails_by_the_wrong_key(learner: Writer, course: str) -> str:
    """Answer everything by the key that the quiz should have had; the result's address is back."""
    page = learner.page
    page.goto(course)
    learner.presses("Enroll in this course")
    page.goto(f"{course}/{SLUG}")
    learner.reads(OLD)
    page.get_by_role("button", name="Mark as read and go to the quiz").click()
    learner.presses("Begin the quiz")
    for right in ("How they sleep", "Night shifts", "A small child"):
        page.get_by_label(right).check()
    page.locator("[data-item]").get_by_role("textbox").fill("consent")
    page.get_by_role("button", name="Hand in").click()
    learner.sees("Not passed yet")
    learner.reads(TOLD)
    return page.url


def corrects_a_slip_of_the_pen(author: Author) -> None:
    """Proposed as material; the author knows that it is none, and says why."""
    author.opens_module()
    author.saves(TEXT.replace(OLD, NEW))
    author.opens_quiz()
    author.saves(RIGHT, "quiz")
    author.reviews()
    author.reads("questions or keys, so it is proposed as material", "Corrected keys")
    author.sees("Review before publishing")
    author.page.get_by_role("radio", name="Editorial").check()
    author.page.get_by_label("Why you decide otherwise than proposed").fill(WHY)
    author.publishes(2)


def reads_on_with_the_old_mark(learner: Writer, course: str, result: str) -> None:
    learner.page.goto(f"{course}/{SLUG}")
    learner.reads(NEW)
    expect(learner.page.get_by_role("main")).not_to_contain_text(CHANGED)
    learner.page.goto(result)
    learner.reads(TOLD)


def changes_what_is_asked(author: Author) -> None:
    author.opens_module()
    author.saves(TEXT.replace(OLD, NEWEST))
    author.opens_quiz()
    author.saves(OTHER, "quiz")
    author.reviews()
    expect(author.page.get_by_role("radio", name="Material")).to_be_checked()
    author.publishes(3)


def is_asked_and_goes_on(learner: Writer, course: str) -> None:
    learner.page.goto(f"{course}/{SLUG}")
    learner.sees(MODULE)
    learner.reads(CHANGED, "finish the old one", NEW)
    learner.follows("See what changed")
    learner.sees(TITLE)
    learner.presses("Go on in the new edition")
    expect(learner.page.get_by_role("main")).not_to_contain_text(CHANGED)
    learner.page.goto(f"{course}/{SLUG}")
    learner.reads(NEWEST)


def restores_the_first_text(author: Author) -> None:
    """Below the three texts of the author, the newest first, is the one that was there to begin."""
    author.opens_module()
    author.follows("History of this file")
    saves = author.page.locator("th a")
    expect(saves).to_have_count(4)
    first = saves.nth(2).inner_text()
    author.follows(first)
    author.sees(f"{first} of {FILE}.md")
    author.presses("Restore this text")
    expect(field(author.page)).to_have_value(TEXT)


def puts_two_tabs_together(author: Author) -> None:
    """Both tabs began with the same text; what each wrote is seen, and both are kept."""
    other = Author(author.page.context.new_page(), author.has_scripts)
    other.course = author.course
    other.opens_module()
    author.saves(TEXT.replace(OLD, NEW))
    other.puts(TEXT.replace(OLD, NEWEST))
    other.presses("Save")
    other.reads("Both changed the same lines.", NEW, NEWEST)
    both = TEXT.replace(OLD, f"{NEW} {NEWEST}")
    field(other.page).fill(both)
    other.presses("Save this")
    expect(field(other.page)).to_have_value(both)
    expect(other.page.locator("[data-draft-offer]")).to_be_empty()
