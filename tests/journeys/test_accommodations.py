"""An administrator gives a learner more time and further attempts, with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from lms.domain.access import Role
from tests.accounts import signed_up
from tests.journeys.accessibility import faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.hands import Keyboard
from tests.journeys.learners import COURSE, MODULES, QUIZ_PAGE, Site
from tests.sittings import Learner

pytestmark = pytest.mark.slow


def administrator(site: Site, name: str) -> Learner:
    return Learner(site.database, signed_up(site.database, name, Role.ADMINISTRATOR), COURSE)


def test_an_administrator_allows_more_with_the_keyboard(site: Site, opens: Opens) -> None:
    mona = site.reader("Mona Castellanos")
    for _ in range(3):
        mona.takes(MODULES[0], right=0)
    page = opens(administrator(site, "Doris Okonkwo"), expects=[422])
    keyboard = Keyboard(page)
    page.goto(f"/studio/{COURSE}/learners/{mona.person.public_id}")
    wrong = faults(page)
    page.goto(page.url)
    wrong += hidden_stops(page)
    attempts = page.get_by_role("region", name="Grant further attempts")

    page.goto(page.url)
    keyboard.picks(attempts.get_by_label("Quiz of the module"), "What sex therapy is")
    keyboard.types(attempts.get_by_label("How many more"), "20")
    keyboard.types(attempts.get_by_label("Why"), "Illness.")
    keyboard.goes(attempts.get_by_role("button", name="Grant attempts"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(attempts.get_by_label("How many more")).to_have_value("20")
    expect(attempts.get_by_label("Why")).to_have_value("Illness.")
    wrong += faults(page)
    attempts.get_by_label("How many more").clear()
    keyboard.types(attempts.get_by_label("How many more"), "2")
    keyboard.goes(attempts.get_by_role("button", name="Grant attempts"))
    expect(page.get_by_role("status")).to_contain_text("The attempts are granted.")
    time = page.get_by_role("region", name="Set extra time")
    keyboard.types(time.get_by_label("Extra time"), "50")
    keyboard.types(time.get_by_label("Why"), "Reads with a screen reader.")
    keyboard.goes(time.get_by_role("button", name="Set extra time"))

    expect(page.get_by_role("status")).to_contain_text("The extra time is set.")
    allowed = page.get_by_role("table", name="What was allowed").get_by_role("row")
    expect(allowed).to_have_count(3)
    expect(allowed.nth(1)).to_contain_text("50% more time")
    expect(allowed.nth(1)).to_contain_text("Doris Okonkwo")
    expect(allowed.nth(2)).to_contain_text("2 more attempts")
    wrong += faults(page)
    assert wrong == []
    learner = opens(mona)
    learner.goto(QUIZ_PAGE)
    expect(learner.get_by_role("main")).to_contain_text("2 of 5 left")
