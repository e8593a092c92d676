"""The gallery for instructors in a browser: every block as its learners see it, and its picture.

LMS_PICTURES=1 pytest tests/journeys/test_gallery.py
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.content.good_course import SLUG
from tests.gallery import (
    CHECK,
    DOCS,
    EVALUATION,
    EXAMPLES,
    KINDS,
    LATER,
    PRACTICE,
    SCENARIO,
    picture_of,
    read_gallery,
)
from tests.journeys.accessibility import faults
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.pictures import ARE_TAKEN, PICTURES, packed
from tests.sittings import Learner

MODULE, PRACTICED, CASE = "what-it-is", "history", "a-case"
NAMED = re.compile(r"\(pictures/([^)]+)\)")
MOST_BYTES = 60_000
# As wide as a question on a wide screen, with its gutters.
WINDOW = {"width": 800, "height": 900}
MARGIN = 16
BOX = """them => {
  const all = them.map((it) => it.getBoundingClientRect());
  const x = Math.min(...all.map((it) => it.left)), right = Math.max(...all.map((it) => it.right));
  const y = Math.min(...all.map((it) => it.top)), bottom = Math.max(...all.map((it) => it.bottom));
  return { x: x + scrollX, y: y + scrollY, width: right - x, height: bottom - y };
}"""


def test_every_picture_that_a_page_names_is_there_and_small() -> None:
    named = {it for page in DOCS.glob("*.md") for it in NAMED.findall(page.read_text("utf-8"))}
    kept = {it.name: len(it.read_bytes()) for it in PICTURES.glob("question-*.png")}

    assert {picture_of(name).partition("/")[2] for name in EXAMPLES} <= named
    assert [it for it in named if not (PICTURES / it).is_file()] == []
    assert kept.keys() <= named
    assert [it for it, size in kept.items() if size >= MOST_BYTES] == []


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own, with a course that asks every question of the gallery."""
    with apart(site, tmp_path_factory.mktemp("gallery")) as own:
        reading = read_gallery()
        with own.database.writing() as session:
            draft = Draft(SLUG, reading.course, reading.files, ())
            authoring.publish(session, draft, datetime.now(UTC))
        yield own


def a_reader(site: Site, name: str) -> Learner:
    found = site.learner(name)
    found.course = SLUG
    return found.enrolls().reads(MODULE)


@pytest.mark.slow
def test_every_block_is_asked_as_its_picture_shows(site: Site, opens: Opens) -> None:
    learner = a_reader(site, "Rosalba Alvarado")
    sitting = learner.begins(MODULE)
    page = opens(learner, viewport=WINDOW, color_scheme="light")
    page.goto(f"/courses/{SLUG}/{MODULE}/quiz")

    items = page.locator("[data-item]")
    asked = {name: 1 if name == "pool" else len(kinds) for name, kinds in KINDS.items()}
    expect(items).to_have_count(sum(asked.values()))
    first = 0
    for name, count in asked.items():
        # Of a case the story and its first question say enough.
        _is_pictured(page, name, _asked_at(page, first))
        first += count

    learner.submits(sitting, make.answers(learner.asked(sitting), sum(asked.values())))
    page.goto(f"/courses/{SLUG}/evaluation")
    fields = page.locator("main form :is(.part-title, .rate, .field)")
    _is_pictured(page, EVALUATION, fields, below=MARGIN)


@pytest.mark.slow
def test_what_goes_on_and_what_is_practiced_is_as_its_pictures_show(
    site: Site, opens: Opens
) -> None:
    learner = a_reader(site, "Fenna Dijkstra").reads(CASE)
    learner.begins(CASE)
    page = opens(learner, viewport=WINDOW, color_scheme="light")

    page.goto(f"/courses/{SLUG}/{CASE}/quiz")
    _is_pictured(page, LATER, _asked_at(page, 0), below=MARGIN)
    page.get_by_label("Whether the change troubles her").check()
    page.get_by_role("button", name="Go on with the case").click()
    _is_pictured(page, f"{LATER}-open", _asked_at(page, 1))

    page.goto(f"/courses/{SLUG}/{CASE}/scenarios/a-first-call")
    _is_pictured(page, SCENARIO, page.locator(".page-head, .page-head + .stack-l"), below=MARGIN)
    page.get_by_role("link", name="That depends on the treatment plan.").click()
    _is_pictured(page, f"{SCENARIO}-chosen", page.locator(".chosen, .scene"), below=MARGIN)

    page.goto(f"/courses/{SLUG}/{PRACTICED}/quiz")
    answered = page.locator("#check-1")
    answered.get_by_label("Yes").check()
    answered.get_by_role("button", name="Check my answer").click()
    expect(answered).to_contain_text("Right answer")
    _is_pictured(page, PRACTICE, page.locator("#check-1, #check-2"), below=MARGIN)

    page.goto(f"/courses/{SLUG}/{PRACTICED}")
    _is_pictured(page, CHECK, page.locator("#check-1"), below=MARGIN)


def _asked_at(page: Page, place: int) -> Locator:
    """A question of the sheet, with the story above it and the way on below it."""
    item = f"[data-item='{place}']"
    return page.locator(f"#told{place + 1}, {item}, {item} + .go-on")


@pytest.mark.slow
def test_axe_finds_nothing_on_the_gallery(site: Site, opens: Opens) -> None:
    learner = a_reader(site, "Isolde Calloway")
    learner.begins(MODULE)
    page = opens(learner)

    page.goto(f"/courses/{SLUG}/{MODULE}/quiz")

    assert faults(page) == []


def _is_pictured(page: Page, name: str, parts: Locator, below: int = 0) -> None:
    """Take the picture of those parts of the page; keep it when pictures are wanted."""
    expect(parts.first).to_be_visible()
    # Tall enough for the whole page, so that no bar at its foot stands over anything.
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({**WINDOW, "height": height})
    page.evaluate("() => document.fonts.ready.then(() => null)")
    box = parts.evaluate_all(BOX)
    clip = {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + MARGIN + below,
    }
    picture = packed(page.screenshot(clip=clip))
    assert len(picture) < MOST_BYTES, name
    if ARE_TAKEN:
        (DOCS / picture_of(name)).write_bytes(picture)
