"""What is practiced, in a browser: by keyboard alone, without scripts, and looked at by axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lms.app import open_store
from lms.domain.questions import Kind
from lms.settings import Settings
from tests import make
from tests.journeys.accessibility import faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.hands import Hand, Keyboard, Mouse
from tests.journeys.learners import Site, copies_home
from tests.journeys.serving import served
from tests.sittings import Learner, publishes

pytestmark = pytest.mark.slow

COURSE = "foundations"
MODULE = f"/courses/{COURSE}/module-1"
SCENARIO = f"{MODULE}/scenarios/a-first-call"
KINDS = tuple(it for it in make.of_every_kind() if it.kind is not Kind.REFLECTION)
NOTHING = "For practice: nothing is stored and nothing counts."


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own, with a practice quiz and a scenario in a module."""
    home = tmp_path_factory.mktemp("practice")
    copies_home(site, home)
    with served(home) as address:
        database = open_store(Settings.from_environment({"LMS_HOME": str(home)}))
        told = (make.a_scenario(),)
        quiz = make.a_practice_quiz(make.a_section(*KINDS), scenarios=told)
        publishes(database, make.a_course(quiz=quiz))
        yield Site(address, database)
        database.close()


def a_learner(site: Site, name: str) -> Learner:
    learner = site.learner(name)
    learner.course = COURSE
    return learner.enrolls()


def goes_through(hand: Hand) -> None:
    """From the module through a loop to the end of a scenario, and back."""
    page = hand.page
    hand.goes(page.get_by_role("link", name="Scenario: A first call"))
    expect(page.get_by_role("main")).to_contain_text(NOTHING)
    hand.goes(page.get_by_role("link", name="Ask again"))
    headings = page.get_by_role("main").get_by_role("heading", level=2)
    expect(headings).to_have_text(["You chose", "The phone rings"])
    hand.goes(page.get_by_role("link", name="State the frame"))
    expect(page.locator("#chosen")).to_contain_text("Plain and kind.")
    expect(page.get_by_role("main")).to_contain_text("The frame is known.")
    hand.goes(page.get_by_role("link", name="Begin again"))
    expect(page).to_have_url(f"{page.url.partition('/courses')[0]}{SCENARIO}")
    hand.goes(page.get_by_role("link", name="Hang up"))
    hand.goes(page.get_by_role("link", name="Back to the module"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Module 1")


def test_a_scenario_is_gone_through_with_the_keyboard_alone(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Insa Brandt"))
    page.goto(MODULE)

    goes_through(Keyboard(page))


def test_a_scenario_is_gone_through_without_scripts(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Teofil Zielinski"), java_script_enabled=False)
    page.goto(MODULE)

    goes_through(Mouse(page))


def test_after_a_choice_the_keyboard_stands_at_what_was_chosen(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Solveig Aas"))
    page.goto(SCENARIO)
    page.get_by_role("link", name="Ask again").click()
    page.wait_for_url("**#chosen")

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="State the frame")).to_be_focused()


def test_axe_finds_nothing_on_a_scene_and_an_ending(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Perla Reyes"))
    wrong = []
    for path in (
        SCENARIO,
        f"{SCENARIO}/the-phone-rings?from=the-phone-rings&by=ask-again",
        f"{SCENARIO}/the-caller-thanks-you?from=the-phone-rings&by=state-the-frame",
    ):
        page.goto(path)
        wrong += faults(page)
        page.goto(path)
        wrong += hidden_stops(page)

    assert wrong == []


def answers(hand: Hand) -> None:
    """A question of a practice quiz, first wrongly, then rightly."""
    page = hand.page
    hand.goes(page.get_by_role("link", name="Practice quiz, eight questions"))
    expect(page.get_by_role("main")).to_contain_text(NOTHING)
    for option, verdict in (("wrong", "Right answer"), ("right", "Your answer, right")):
        here = page.locator("form#check-1")
        hand.chooses(here.locator(f"input[value='{option}']"))
        hand.goes(here.get_by_role("button", name="Check my answer"))
        expect(page.locator("section#check-1")).to_contain_text(verdict)
        hand.goes(page.locator("section#check-1").get_by_role("link", name="Answer again"))


def test_a_practice_quiz_is_answered_with_the_keyboard_alone(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Ikenna Bello"))
    page.goto(MODULE)

    answers(Keyboard(page))


def test_a_practice_quiz_is_answered_without_scripts(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Ragna Solheim"), java_script_enabled=False)
    page.goto(MODULE)

    answers(Mouse(page))


def test_axe_finds_nothing_on_a_practice_quiz(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Milena Ostrowska"))

    wrong = found(page, MODULE, f"{MODULE}/quiz")
    wrong += found(page, f"{MODULE}/quiz?check=0", f"{MODULE}/quiz?check=0&chosen=wrong")

    assert wrong == []


def found(page: Page, *paths: str) -> list[str]:
    """What is wrong on those pages."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += faults(page)
    return wrong
