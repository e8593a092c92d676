"""A case that goes on, in a browser: by keyboard alone, without scripts, and in two windows."""

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.services import authoring
from lms.services.authoring import Draft
from tests import make
from tests.journeys.accessibility import faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.hands import Hand, Keyboard, Mouse
from tests.journeys.learners import Site
from tests.sittings import Learner

COURSE, MODULE = "stories-that-go-on", "module-1"
QUIZ = f"/courses/{COURSE}/{MODULE}/quiz"
STANDS = "This part of the case is closed, since the next one was opened. Your answer stands."

pytestmark = pytest.mark.slow


def sitting(site: Site, name: str) -> Learner:
    """Somebody who has begun a quiz of one case: a choice, a number and steps, then one more."""
    number = make.a_numeric_question("n3wq", low="6", high="6", unit="", mistakes=())
    steps = make.an_ordering_question("o5r7")
    case = make.a_case((make.a_question("k7m2"), number, steps), (make.a_question("later"),))
    course = make.a_course(quiz=make.a_quiz(case), slug=COURSE)
    with site.database.writing() as session:
        authoring.publish(session, Draft(COURSE, course, (make.a_source_file(),), ()), make.START)
    learner = site.learner(name)
    learner.course = COURSE
    learner.enrolls().reads(MODULE).begins(MODULE)
    return learner


def go_on(page: Page) -> Locator:
    return page.get_by_role("button", name="Go on with the case")


def right(page: Page, number: int) -> Locator:
    return page.locator(f"#q{number} input[value='right']")


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your answer")


def bar(page: Page) -> Locator:
    return page.locator("[data-status]")


def answers_the_first_part(hand: Hand) -> None:
    page = hand.page
    hand.chooses(right(page, 1))
    hand.types(field(page), "6")
    # As the steps were drawn is an order too.
    save = page.locator("#q3").get_by_role("button", name="Save this answer")
    if isinstance(hand, Keyboard):
        hand.presses(save)
        expect(bar(page)).to_contain_text("3 of 4 answered.")
    else:
        hand.goes(save)


@pytest.mark.parametrize(
    ("hand", "name", "options"),
    [
        (Keyboard, "Rosalind Achebe", {}),
        (Mouse, "Tadeusz Nowak", {"java_script_enabled": False}),
    ],
)
def test_a_case_is_gone_through_by_keyboard_and_without_scripts(
    site: Site, opens: Opens, hand: type[Hand], name: str, options: dict[str, bool]
) -> None:
    page = opens(sitting(site, name), **options)
    page.goto(QUIZ)
    hers = hand(page)
    expect(page.get_by_role("main")).to_contain_text("1 more question follows in this case.")
    expect(page.get_by_text("Maya, later 1.")).to_have_count(0)

    answers_the_first_part(hers)
    hers.goes(go_on(page))

    expect(page.get_by_text("Maya, later 1.")).to_be_visible()
    expect(right(page, 1)).to_be_disabled()
    expect(right(page, 1)).to_be_checked()
    expect(field(page)).to_be_disabled()
    expect(field(page)).to_have_value("6")
    expect(page.locator("#q3").get_by_role("button")).to_have_count(6)
    for button in page.locator("#q3").get_by_role("button").all():
        expect(button).to_be_disabled()
    hers.chooses(right(page, 4))
    hers.goes(page.get_by_role("button", name="Hand in"))
    expect(page.get_by_role("main")).to_contain_text("Attempt 1 of 3, handed in")
    expect(page.get_by_text("Maya, later 1.")).to_be_visible()


def test_going_on_too_early_leads_to_what_is_missing(site: Site, opens: Opens) -> None:
    page = opens(sitting(site, "Zainab Noor"), expects=[409])
    page.goto(QUIZ)
    right(page, 1).check()

    go_on(page).click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Two questions are to be answered before the case goes on")
    expect(summary.get_by_role("link", name="Question 2: write a number")).to_be_visible()
    assert faults(page) == []


def test_every_sheet_of_a_case_is_accessible(site: Site, opens: Opens) -> None:
    learner = sitting(site, "Henrike Vos")
    page = opens(learner)
    page.goto(QUIZ)
    assert faults(page) == []
    right(page, 1).check()
    field(page).fill("6")
    page.locator("#q3").get_by_role("button", name="Save this answer").click()
    expect(bar(page)).to_contain_text("3 of 4 answered.")

    page.goto(f"{QUIZ}/hand-in")
    expect(page.get_by_role("main")).to_contain_text("1 question in it was not reached yet.")
    assert faults(page) == []
    page.goto(QUIZ)
    go_on(page).click()
    expect(page.get_by_text("Maya, later 1.")).to_be_visible()
    assert faults(page) == []
    page.goto(QUIZ)
    assert hidden_stops(page) == []


def test_a_window_from_before_is_shown_that_the_part_is_closed(site: Site, opens: Opens) -> None:
    learner = sitting(site, "Ewa Lindqvist")
    older, newer = (opens(learner, expects=[409]) for _ in range(2))
    older.goto(QUIZ)
    newer.goto(QUIZ)
    right(newer, 1).check()
    field(newer).fill("6")
    newer.locator("#q3").get_by_role("button", name="Save this answer").click()
    expect(bar(newer)).to_contain_text("3 of 4 answered.")
    go_on(newer).click()
    expect(newer.get_by_text("Maya, later 1.")).to_be_visible()

    older.locator("#q1 input[value='wrong']").check()

    expect(older.locator("#q1")).to_contain_text(STANDS)
    expect(right(older, 1)).to_be_checked()
    expect(right(older, 1)).to_be_disabled()
    expect(field(older)).to_be_disabled()
    expect(field(older)).to_have_value("6")
    way = bar(older).get_by_role("link", name="The next part of a case was opened")
    expect(bar(older)).to_contain_text("3 of 4 answered.")
    way.click()
    expect(older.get_by_text("Maya, later 1.")).to_be_visible()
