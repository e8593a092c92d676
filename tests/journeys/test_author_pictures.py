"""The tutorial for instructors, walked as it is written; each of its steps has a picture.

LMS_PICTURES=1 pytest tests/journeys/test_author_pictures.py
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import WIDE
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.pictures import ARE_TAKEN, PICTURES, ROOT, packed
from tests.journeys.texts import coded, field, puts
from tests.stated import LABELS, OF_AUTHOR

TITLE, MODULE = "Nights and closeness", "Tired couples"
TUTORIAL, END = "\n## Your first module in ten minutes\n", "\n## "
STEP = re.compile(r"^### \d+\. .+$", re.MULTILINE)
NAMED = re.compile(r"\(pictures/(author-[a-z]+)\.png\)")
KINDS = ("One right option", "Several right options", "A word or a few")
UNWRITTEN = "[Write here: why the answer is right]"
REASONS = (
    "Fear and pain that nobody has examined come before any exercise.",
    "The newer term names all that changes.",
)
TEXT = f"""---
title: {MODULE}
objectives: [O1]
---

Two people who are up at night with a child have little left for each other. Many take this for the
end of something, and few ask how the other one sleeps.

## What to ask first

Ask each of them, in front of the other, how they slept last week. Ask what they did with the last
hour that was their own.
"""
QUESTION = """### The first question
{stamp}

What do you ask a tired couple first?

- [x] How each of them sleeps
- [ ] Who wants closeness more often
  > That makes one of them the problem. Begin with the nights.

**Objective:** O1
**Explanation:** Whoever does not sleep has little wish for anything.
"""


def _tutorial() -> str:
    text = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    return text.partition(TUTORIAL)[2].partition(END)[0]


def test_every_step_of_the_tutorial_has_a_picture() -> None:
    steps = STEP.split(_tutorial())[1:]
    named = [NAMED.findall(step) for step in steps]
    kept = {it.stem for it in PICTURES.glob("author-*.png")}

    assert len(steps) == 9
    assert [len(each) for each in named] == [1] * len(steps)
    assert {each[0] for each in named} == kept


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own, on which nobody has written yet."""
    with apart(site, tmp_path_factory.mktemp("pictured")) as own:
        yield own


@pytest.mark.skipif(not ARE_TAKEN, reason="Set LMS_PICTURES=1 to take them.")
def test_the_pictures_of_the_tutorial_are_taken(site: Site, opens: Opens) -> None:
    page = opens(site.known("cleo@example.org"), color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})

    _begins(page)
    _states(page)
    _writes(page)
    _asks(page)
    _mends(page)
    _tries(page)
    _publishes(page)
    _changes_a_word(page)


def _begins(page: Page) -> None:
    page.goto("/studio/")
    page.get_by_role("link", name="Begin a new course").click()
    page.get_by_label("Title").first.fill(TITLE)
    _takes(page, "begin", page.get_by_role("button", name="Begin the course"))
    page.get_by_role("button", name="Begin the course").click()


def _states(page: Page) -> None:
    page.get_by_role("link", name="Facts as a form").click()
    for label, words in {**LABELS, **OF_AUTHOR}.items():
        page.get_by_label(label).first.fill(words)
    authors = page.get_by_role("region", name="Authors")
    first = authors.get_by_role("group", name="Author 1")
    _takes(page, "facts", first, authors)
    page.get_by_role("button", name="Save the facts").click()
    expect(page.get_by_role("main")).to_contain_text("The facts are saved.")


def _writes(page: Page) -> None:
    page.get_by_role("link", name="Add, rename, move or take out modules and files").click()
    page.get_by_label("Title of the module").fill(MODULE)
    page.get_by_role("button", name="Add the module").click()
    page.get_by_role("link", name=MODULE, exact=True).click()
    puts(page, TEXT)
    _settles(page, "up at night with a child")
    _takes(page, "write", page.locator(".inserts"))


def _asks(page: Page) -> None:
    tabs = page.get_by_role("navigation", name="Module and quiz")
    tabs.get_by_role("link", name="Quiz").click()
    before = field(page).input_value()
    stamp = re.search(r"<!-- q:\w+ -->", before)
    assert stamp
    puts(page, before.partition("### ")[0] + QUESTION.format(stamp=stamp[0]), "quiz")
    coded(page, "quiz").press("Control+End")
    for menu in ("Insert", "Question types"):
        page.locator("summary", has_text=menu).first.click()
    for kind in KINDS[1:]:
        page.get_by_role("button", name=f"Insert {kind}", exact=True).click()
    _settles(page, "A newer term")
    _takes(page, "ask", page.locator(".inserts"))


def _mends(page: Page) -> None:
    problems = page.locator("[data-problems]")
    _takes(page, "mend", problems, problems)
    mend = problems.get_by_role("button", name="Mend line")
    while count := mend.count():
        mend.first.click()
        expect(mend).to_have_count(count - 1)
    reasons = field(page).input_value()
    for words in REASONS:
        reasons = reasons.replace(UNWRITTEN, words, 1)
    puts(page, reasons, "quiz")
    expect(problems).to_contain_text("Nothing is wrong with this page.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Draft saved")


def _tries(page: Page) -> None:
    page.get_by_role("button", name="Answer this quiz").click()
    first = page.locator("#check-1")
    first.get_by_label("Who wants closeness more often").check()
    first.get_by_role("button", name="Check my answer").click()
    expect(first).to_contain_text("Begin with the nights.")
    _takes(page, "try", page.locator("[data-trial]"))
    page.get_by_role("button", name="Show the keys").click()


def _publishes(page: Page) -> None:
    page.get_by_role("link", name="Review before publishing").click()
    _takes(page, "review", page.get_by_role("button", name="Publish edition 1"))
    page.get_by_role("button", name="Publish edition 1").click()
    expect(page.get_by_role("main")).to_contain_text("Edition 1 is published.")
    _takes(page, "publish", page.get_by_role("region", name="About the course", exact=True))


def _changes_a_word(page: Page) -> None:
    page.get_by_role("link", name="03-tired-couples.md").click()
    puts(page, TEXT.replace("have little left", "have little strength left"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Review before publishing").click()
    _takes(page, "change", page.get_by_role("button", name="Publish edition 2"))


def _settles(page: Page, words: str) -> None:
    """Wait until what is typed is seen and saved."""
    expect(page.locator("[data-preview]")).to_contain_text(words)
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")
    page.evaluate("() => document.activeElement.blur()")


def _takes(page: Page, name: str, last: Locator, first: Locator | None = None) -> None:
    """The page from its top, or from `first`, down to the end of `last`."""
    expect(last).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.evaluate("() => scrollTo(0, 0)")
    end = "it => it.getBoundingClientRect().bottom + scrollY"
    top = 0 if first is None else first.evaluate("it => it.getBoundingClientRect().top + scrollY")
    clip = {"x": 0, "y": max(0, top - 12), "width": WIDE}
    height = round(last.evaluate(end) + 12 - clip["y"])
    picture = page.screenshot(clip={**clip, "height": height}, full_page=True)
    (PICTURES / f"author-{name}.png").write_bytes(packed(picture))
