"""The statistics of a quiz: for everybody, by keyboard too, and from the picture to the table."""

import pytest
from playwright.sync_api import Page, expect

from lms.services.quizzes import Wish
from tests.crowds import answered
from tests.journeys.accessibility import WIDE, faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.learners import COURSE, Site
from tests.sittings import Learner

MODULE = "history"
QUIZZES = f"/studio/{COURSE}/statistics"
PAGE = f"/studio/{COURSE}/{MODULE}/statistics"
LEARNERS = 32

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cleo(site: Site) -> Learner:
    """Cleo, who teaches the course; thirty-two people have sat one of its quizzes."""
    for number in range(LEARNERS):
        learner = site.learner(f"Sitter{number} Lindqvist").enrolls().reads(MODULE)
        sitting = learner.begins(MODULE)
        for place, question in enumerate(learner.asked(sitting)):
            learner.waits(seconds=10 + place)
            is_right = (number * (place + 3) + place) % (place + 3) > 0 or number > LEARNERS // 2
            learner.saves(sitting, place, answered(question, "1" if is_right else "0"))
        assert learner.submits(sitting, {}, Wish.HAND_IN_ANYWAY) is None
    return site.known("cleo@example.org")


def opened(page: Page) -> None:
    """Open everything that is folded."""
    page.locator("details.item").evaluate_all("them => them.forEach((it) => (it.open = true))")


def test_the_pages_of_statistics(cleo: Learner, opens: Opens) -> None:
    page = opens(cleo)

    page.goto(QUIZZES)
    wrong = faults(page)
    page.goto(PAGE)
    wrong += faults(page)
    opened(page)
    wrong += faults(page)

    assert wrong == []


def test_a_point_of_the_picture_leads_to_its_row(cleo: Learner, opens: Opens) -> None:
    page = opens(cleo)
    page.goto(PAGE)
    point = page.locator(".chart a").first

    point.focus()
    page.keyboard.press("Enter")

    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    row.get_by_role("rowheader").get_by_role("link").click()
    expect(page.locator("details.item:target")).to_be_in_viewport()


def test_the_keyboard_is_never_lost_among_the_figures(cleo: Learner, opens: Opens) -> None:
    page = opens(cleo, viewport={"width": WIDE, "height": 600})
    page.goto(PAGE)

    assert hidden_stops(page) == []
