"""Every kind of question in a browser: by keyboard alone, without scripts, and looked at by axe."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.app import open_store
from lms.domain.questions import Feedback, Kind, Question
from lms.settings import Settings
from lms.store.database import Database
from tests import make
from tests.journeys.accessibility import faults
from tests.journeys.answers import Given, fills_in
from tests.journeys.conftest import Opens
from tests.journeys.hands import Hand, Keyboard, Mouse
from tests.journeys.learners import Site, copies_home
from tests.journeys.serving import served, shared
from tests.sittings import Learner, publishes

pytestmark = pytest.mark.slow

COURSE = "foundations"
HOME = f"/courses/{COURSE}/module-1"
QUIZ = f"{HOME}/quiz"
KINDS = make.of_every_kind()


@pytest.fixture(scope="session")
def site(site: Site, shared_folder: Path) -> Iterator[Site]:
    """A server of this module's own, with a question of every kind in a quiz and in a module."""

    @contextmanager
    def with_every_kind(home: Path) -> Iterator[str]:
        # What the other has published need not be rendered again.
        copies_home(site, home)
        with served(home) as address:
            database = store_in(home)
            publishes(database, a_course())
            database.close()
            yield address

    with shared(shared_folder / "every-kind", with_every_kind) as (address, home):
        database = store_in(home)
        yield Site(address, database)
        database.close()


def store_in(home: Path) -> Database:
    return open_store(Settings.from_environment({"LMS_HOME": str(home)}))


def a_course() -> make.Course:
    """A course with every kind of question as a check, and as an item of its first quiz."""
    quiz = make.a_quiz(make.a_section(*KINDS), feedback=Feedback.AFTER_SUBMITTING)
    course = make.a_course(quiz=quiz)
    checks = [
        make.a_reading_section(f"part-{place}", question)
        for place, question in enumerate(KINDS)
        if question.kind is not Kind.REFLECTION
    ]
    first, *others = course.modules
    return replace(course, modules=(replace(first, sections=tuple(checks)), *others))


def a_learner(site: Site, name: str) -> Learner:
    learner = site.learner(name)
    learner.course = COURSE
    return learner.enrolls()


def item(page: Page, place: int):  # type: ignore[no-untyped-def]
    return page.locator(f"[data-item='{place}']")


def answers(hand: Hand, place: int, question: Question) -> None:
    """Answer the question rightly."""
    fills_in(hand, item(hand.page, place), Given(question, make.right_answer(question)))


def test_every_kind_is_answered_with_the_keyboard_alone(site: Site, opens: Opens) -> None:
    learner = a_learner(site, "Imke Brandt").reads()
    page = opens(learner)
    page.goto(QUIZ)
    hand = Keyboard(page)
    hand.goes(page.get_by_role("button", name="Begin the quiz"))

    for place, question in enumerate(KINDS):
        answers(hand, place, question)
        page.keyboard.press("Tab")
        expect(item(page, place).locator("[data-saved]")).to_contain_text("Saved ")

    expect(page.locator("[data-status]")).to_contain_text("9 of 9 answered")
    hand.goes(page.get_by_role("button", name="Hand in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed this quiz")
    assert faults(page) == []


def test_every_kind_is_answered_without_scripts(site: Site, opens: Opens) -> None:
    learner = a_learner(site, "Tomasz Zielinski").reads()
    page = opens(learner, java_script_enabled=False)
    page.goto(QUIZ)
    hand = Mouse(page)
    hand.goes(page.get_by_role("button", name="Begin the quiz"))

    for place, question in enumerate(KINDS):
        answers(hand, place, question)
    hand.goes(page.get_by_role("button", name="Hand in"))

    expect(page.get_by_role("heading", level=1)).to_have_text("You passed this quiz")


def test_axe_finds_nothing_on_a_sheet_and_a_result_of_every_kind(site: Site, opens: Opens) -> None:
    learner = a_learner(site, "Paloma Reyes").reads()
    learner.begins()
    page = opens(learner)
    page.goto(QUIZ)
    wrong = faults(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("button", name="Hand in anyway")).to_be_visible()
    wrong += faults(page)
    page.get_by_role("button", name="Hand in anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")
    wrong += faults(page)

    assert wrong == []


def test_axe_finds_nothing_on_a_module_with_a_check_of_every_kind(site: Site, opens: Opens) -> None:
    page = opens(a_learner(site, "Idris Bello"))
    page.goto(HOME)
    wrong = faults(page)
    for place, question in enumerate(KINDS[:-1]):
        page.goto(HOME)
        check = page.locator(f"#check-{place + 1}")
        answer = make.right_answer(question)
        for key in sorted(answer.chosen):
            check.locator(f"input[value='{key}']").check()
        if answer.typed:
            check.locator("[name='typed']").fill(answer.typed)
        for key, value in answer.filled:
            field = check.locator(f"[name$='-{key}']")
            is_menu = field.evaluate("it => it.tagName") == "SELECT"
            if is_menu:
                field.select_option(value)
            else:
                field.fill(value)
        check.get_by_role("button", name="Check my answer").click()
        page.wait_for_url(f"**?check={place}**")
        expect(page.locator(f"section#check-{place + 1}")).to_contain_text("answered just now")
        expect(page.locator(f"section#check-{place + 1}")).not_to_contain_text("Not right")
        wrong += faults(page) if question.asks.slots else []

    assert wrong == []


def test_a_reflection_of_too_few_words_is_not_finished_before_a_reload_either(
    site: Site, opens: Opens
) -> None:
    learner = a_learner(site, "Oriane Duval").reads()
    learner.begins()
    page = opens(learner)
    page.goto(QUIZ)
    place = next(at for at, it in enumerate(KINDS) if it.kind is Kind.REFLECTION)

    item(page, place).locator("textarea").fill("Two words")
    page.keyboard.press("Tab")
    expect(item(page, place).locator("[data-saved]")).to_contain_text("Saved ")

    expect(page.locator("[data-status]")).to_contain_text("0 of 9 answered")
    page.reload()
    expect(page.locator("[data-status]")).to_contain_text("0 of 9 answered")
