"""The pictures of the README: they exist, they are small, and they can be taken again.

LMS_PICTURES=1 pytest tests/journeys/test_pictures.py
"""

import re
import struct

import pytest
from playwright.sync_api import Page, expect

from lms.services import demo
from tests.journeys.accessibility import WIDE
from tests.journeys.conftest import Opens
from tests.journeys.learners import COURSE_PAGE, MODULES, QUIZ_PAGE, Site
from tests.journeys.pictures import ARE_TAKEN, PICTURES, ROOT, packed

NAMED = re.compile(r"\(docs/pictures/([^)]+)\)")
MOST_BYTES = 200_000
TOP = "it => it.getBoundingClientRect().top + scrollY"


def test_the_readme_names_pictures_that_are_there_and_small() -> None:
    named = NAMED.findall((ROOT / "README.md").read_text(encoding="utf-8"))

    assert named
    assert [name for name in named if not (PICTURES / name).is_file()] == []
    # Those of questions are smaller: see test_gallery.py.
    for picture in set(PICTURES.glob("*.png")) - set(PICTURES.glob("question-*.png")):
        content = picture.read_bytes()
        assert len(content) < MOST_BYTES, picture.name
        assert struct.unpack(">I", content[16:20]) == (WIDE,), picture.name


@pytest.mark.skipif(not ARE_TAKEN, reason="Set LMS_PICTURES=1 to take them.")
def test_the_pictures_are_taken(site: Site, opens: Opens) -> None:
    ada, ben, nobody = opens(), opens(), opens()
    _signs_in(ada, "ada@example.org")
    _signs_in(ben, "ben@example.org")
    ben.goto("/me/transcript")
    certificate = ben.locator("main a.serial").first.get_attribute("href") or ""

    _takes(ada, "catalog", "/", 720)
    _takes(ada, "dashboard", "/me", 1140)
    _takes(ada, "module", f"{COURSE_PAGE}/{MODULES[1]}", 1226)
    _takes(nobody, "certificate", certificate, 1126)
    _takes(*_in_a_quiz(site, opens))


def _signs_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(demo.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _in_a_quiz(site: Site, opens: Opens) -> tuple[Page, str, str, int]:
    """A sheet with some answers saved, cut between two questions, above the bar at its foot."""
    learner = site.reader("Ruth Alvarado")
    learner.begins(MODULES[0])
    page = opens(learner)
    page.goto(QUIZ_PAGE)
    for question in page.locator("[data-item]:has(.option)").all()[:3]:
        question.locator(".option input").last.check()
        expect(question.locator("[data-saved]")).to_contain_text("Saved")
    third = page.locator("[data-item]").nth(2).evaluate(TOP)
    bar = page.locator(".savebar").evaluate("it => it.offsetHeight")
    return page, "quiz", QUIZ_PAGE, round(third + bar)


def _takes(page: Page, name: str, path: str, height: int) -> None:
    page.set_viewport_size({"width": WIDE, "height": height})
    page.goto(path)
    page.evaluate("() => document.fonts.ready")
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(packed(page.screenshot()))
