"""Going through a scenario: page by page, by links alone, and without a trace."""

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import func, select

from lms.domain.courses import Course
from lms.store.database import Database
from lms.store.rows import AuditEventRow, PlaceRow
from tests import make
from tests.personas import Ada, Ben, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

MODULE = "/courses/foundations/module-1"
HOME = f"{MODULE}/scenarios/a-first-call"
NOTHING = "For practice: nothing is stored and nothing counts."
CHOICES = re.compile(r'<ul class="choices".*?</ul>', re.DOTALL)
CHOICE = re.compile(r'<a href="([^"]+)"><span>([^<]+)</span>')


def with_scenarios() -> Course:
    return make.a_course(quiz=make.a_quiz(scenarios=(make.a_scenario(),)))


@pytest.fixture
def learner(database: Database, ada: Ada) -> Learner:
    """Ada is in a course whose first module has a scenario beside its quiz."""
    publishes(database, with_scenarios())
    return Learner(database, ada.person).enrolls()


def choices(page: str) -> dict[str, str]:
    """The addresses of what can be chosen, by its words."""
    (listed,) = CHOICES.findall(page)
    return {words: unescape(address) for address, words in CHOICE.findall(listed)}


def test_a_module_leads_to_its_scenarios_and_its_quiz_still_asks_for_all_questions(
    learner: Learner, ada: Ada
) -> None:
    page = ada.get(MODULE).text

    assert choices(page) == {"Scenario: A first call": HOME}
    assert "For practice Nothing is stored and nothing counts. Scenario: A first call" in said(page)
    assert '<a href="#practice"><span>For practice</span></a>' in page
    assert "Five questions, 80% to pass" in said(page)


def test_a_module_without_scenarios_says_nothing_of_practice(ada: Ada, database: Database) -> None:
    publishes(database)
    Learner(database, ada.person).enrolls()

    assert "practice" not in said(ada.get(MODULE).text).casefold()


def test_a_scenario_begins_with_its_intro_and_its_first_scene(learner: Learner, ada: Ada) -> None:
    page = ada.get(HOME).text

    words = said(page)
    assert "<title>Scenario: A first call | " in page
    assert NOTHING in words
    assert "You are at your desk. The phone rings What happens: the-phone-rings." in words
    assert "What do you do? State the frame Ask again Hang up" in words
    assert "You chose" not in words
    assert repeated_ids(page) == set()


def test_a_choice_leads_to_what_is_said_to_it_and_to_its_scene(learner: Learner, ada: Ada) -> None:
    first = choices(ada.get(HOME).text)

    page = ada.get(first["State the frame"]).text

    words = said(page)
    assert "<title>The caller thanks you, scenario: A first call | " in page
    assert NOTHING in words
    assert "You chose State the frame Plain and kind. The caller thanks you What happens" in words
    assert "How this ends The frame is known. Begin again Back to the module" in words
    assert f'<a class="button" href="{HOME}">Begin again</a>' in page
    assert f'href="{MODULE}">Back to the module</a>' in page
    assert [heading[1] for heading in re.findall("<(h[1-6])", page)][:4] == ["1", "2", "2", "3"]
    assert repeated_ids(page) == set()


def test_one_may_go_round_in_a_loop_and_come_back_without_a_choice(
    learner: Learner, ada: Ada
) -> None:
    again = choices(ada.get(HOME).text)["Ask again"]

    page = ada.get(again).text

    assert choices(page)["Ask again"] == again
    assert "You chose Ask again The phone rings" in said(page)
    assert "You chose" not in said(ada.get(f"{HOME}/the-phone-rings").text)


@pytest.mark.parametrize(
    "path",
    [
        f"{MODULE}/scenarios/another",
        f"{MODULE}/scenarios",
        f"{HOME}/nowhere",
        f"{HOME}/silence?from=the-phone-rings",
        f"{HOME}/silence?by=hang-up",
        f"{HOME}/silence?from=the-phone-rings&by=shout",
        f"{HOME}/silence?from=nowhere&by=hang-up",
        f"{HOME}/silence?from=&by=",
        f"{HOME}/the-caller-thanks-you?from=the-phone-rings&by=hang-up",
        "/courses/foundations/module-2/scenarios/a-first-call",
        "/courses/foundations/module-9/scenarios/a-first-call",
    ],
)
def test_a_scene_or_step_that_is_nowhere_is_not_found(
    learner: Learner, ada: Ada, path: str
) -> None:
    assert ada.get(path).status_code == 404


def test_whoever_is_not_in_the_course_finds_no_scenario(
    learner: Learner, ben: Ben, visitor: Visitor
) -> None:
    assert ben.get(HOME).status_code == 404
    assert ben.get(f"{HOME}/silence").status_code == 404
    assert visitor.get(HOME).headers["Location"] == f"/sign-in?next={HOME}"


@pytest.mark.parametrize("path", [HOME, f"{HOME}/", f"{HOME}/silence/"])
def test_a_scenario_answers_with_and_without_a_final_slash(
    learner: Learner, ada: Ada, path: str
) -> None:
    assert ada.get(path).status_code == 200


def test_wb_01_a_scenario_leaves_no_trace(learner: Learner, ada: Ada, database: Database) -> None:
    def traces() -> list[int]:
        with database.reading() as session:
            rows = (AuditEventRow, PlaceRow)
            return [session.scalars(select(func.count()).select_from(it)).one() for it in rows]

    before = traces()
    first = choices(ada.get(HOME).text)
    for address in first.values():
        ada.get(address)

    assert traces() == before
    assert "Enrolled, not begun" in said(ada.get("/").text)


def test_a_scene_asks_five_times_at_most(learner: Learner, ada: Ada, database: Database) -> None:
    ada.get(HOME)

    with asked(database) as statements:
        ada.get(f"{HOME}/silence?from=the-phone-rings&by=hang-up")

    assert len(statements) <= 5


def test_a_module_with_scenarios_alone_needs_no_quiz_and_leads_to_them(
    ada: Ada, database: Database
) -> None:
    told = (make.a_scenario(), make.a_scenario("a-second-call"))
    course = make.a_course(quiz=make.scenarios_alone(*told))
    publishes(database, course)
    learner = Learner(database, ada.person).enrolls()

    page = ada.get(MODULE).text

    assert "This module has no quiz. Mark it as read" in said(page)
    assert choices(page) == {
        "Scenario: A first call": HOME,
        "Scenario: A second call": f"{MODULE}/scenarios/a-second-call",
    }
    assert choices(ada.get(f"{MODULE}/quiz").text) == choices(page)
    assert ada.post(f"{MODULE}/quiz/start").status_code == 404
    learner.reads().reads("module-2").takes("module-2")
    assert learner.evaluates().attests()


def test_names_in_other_scripts_are_addresses(ada: Ada, database: Database) -> None:
    scene = replace(make.a_scene("конец"), title="Конец")
    first = make.a_scene("начало", make.a_choice("Дальше", "конец"))
    scenario = make.a_scenario("первый-звонок", first, scene)
    publishes(database, make.a_course(quiz=make.a_quiz(scenarios=(scenario,))))
    Learner(database, ada.person).enrolls()

    (home,) = choices(ada.get(MODULE).text).values()
    (onward,) = choices(ada.get(home).text).values()

    assert "You chose Дальше Конец" in said(ada.get(onward).text)
