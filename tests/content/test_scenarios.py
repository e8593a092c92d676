"""From Markdown to scenes: what a scenario says, where it leads, and that it counts for nothing."""

import pytest

from lms.content.choices import option_key
from lms.content.folder import read_files
from lms.content.scene_links import scene_link
from lms.domain.courses import Course, ScenarioEntry
from lms.domain.scenarios import Scenario
from tests.content.good_course import QUIZ, SLUG, files, with_files
from tests.content.question_sources import SCENARIO


def course_of(**changed: str) -> Course:
    reading = read_files(SLUG, files(**changed))
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    return reading.course


@pytest.fixture(scope="module")
def course() -> Course:
    return course_of(quiz=QUIZ + SCENARIO)


@pytest.fixture(scope="module")
def scenario(course: Course) -> Scenario:
    (found,) = course.quizzes[0].scenarios
    return found


def test_a_scenario_is_its_intro_and_its_scenes(scenario: Scenario) -> None:
    assert (scenario.slug, scenario.title) == ("a-first-call", "A first call")
    assert scenario.intro_html.startswith("<p>The phone rings “between” two sessions ")
    assert [(it.slug, it.title, it.is_ending) for it in scenario.scenes] == [
        ("the-phone-rings", "The phone rings", False),
        ("what-they-hope-for", "What they hope for", True),
        ("silence", "Silence", True),
    ]
    assert "<strong>hands-on</strong>" in scenario.first.html
    assert scenario.scenes[1].ending_html == "<p>They tell you.</p>\n<p>They thank you.</p>"
    assert scenario.scenes[2].ending_html == ""


def test_a_choice_is_what_stands_in_its_link_and_has_no_link_in_it(scenario: Scenario) -> None:
    say, hang_up = scenario.first.choices

    assert say.html == "Say that it is “talk” therapy (Principles, n.d.), and\n<em>ask</em>"
    assert (say.to, hang_up.to) == ("what-they-hope-for", "silence")
    assert say.feedback_html == "<p>Plain.</p>\n<p>And kind.</p>"
    assert (hang_up.html, hang_up.feedback_html) == ("Hang up", "")
    assert hang_up.key == option_key("Hang up")


def test_a_scenario_beside_questions_counts_for_nothing(course: Course) -> None:
    without = course_of()

    assert course.facts.credit == without.facts.credit
    assert course.quizzes[0].questions == without.quizzes[0].questions
    entry = course.facts.outline[0]
    assert (entry.asked, entry.has_quiz, entry.practiced) == (6, True, 0)
    assert entry.scenarios == (ScenarioEntry("a-first-call", "A first call"),)


def test_a_file_may_hold_scenarios_alone() -> None:
    text = f"---\ntitle: Scenario\n---\n{SCENARIO}"

    reading = read_files(SLUG, with_files({"02-history.quiz.md": text}))

    assert reading.course is not None
    entry, quiz = reading.course.facts.outline[1], reading.course.quizzes[1]
    assert (entry.asked, entry.has_quiz, entry.practiced) == (0, False, 0)
    assert (quiz.is_graded, quiz.questions, len(quiz.scenarios)) == (False, (), 1)
    assert reading.problems == read_files(SLUG, files()).problems


def test_an_objective_is_not_tested_by_a_scenario() -> None:
    text = f"---\ntitle: Scenario\n---\n{SCENARIO}"

    reading = read_files(SLUG, files(quiz=text))

    assert "untested-objective" in {problem.code for problem in reading.problems}


def test_in_01_markup_in_a_scenario_is_text_and_a_link_to_a_script_is_refused() -> None:
    hostile = SCENARIO.replace("Plain.", "<script>alert(1)</script>").replace(
        "Hang up", "<img src=x onerror=alert(1)>"
    )

    course = course_of(quiz=QUIZ + hostile)

    say, hang_up = course.quizzes[0].scenarios[0].first.choices
    assert "<script" not in say.feedback_html
    assert "<img" not in hang_up.html
    refused = read_files(SLUG, files(quiz=QUIZ + SCENARIO.replace("#silence", "javascript:x")))
    assert refused.course is None
    assert {it.code for it in refused.problems} >= {"outside-scenario", "unreachable-scene"}


@pytest.mark.parametrize(
    ("suggestion", "target"),
    [
        ("Did you mean “silence”?", "#silense"),
        ("Known here: silence, the-phone-rings, what-they-hope-for.", "#elsewhere-altogether"),
    ],
)
def test_a_link_that_leads_to_no_scene_suggests_the_near_one(suggestion: str, target: str) -> None:
    reading = read_files(SLUG, files(quiz=QUIZ + SCENARIO.replace("#silence", target)))

    (found,) = [it for it in reading.problems if it.code == "missing-scene"]
    assert found.message == f"There is no scene {target} in this scenario."
    assert found.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "shown", "target"),
    [
        ("[a](#b)", "a", "#b"),
        ("[a [b] `]` \\] c](#d).", "a [b] `]` \\] c", "#d"),
        ('[a]( <#b> "title" )', "a", "#b"),
        ("[](#b)", "", "#b"),
        ("[a]()", "a", ""),
    ],
)
def test_a_link_may_hold_brackets_and_code(text: str, shown: str, target: str) -> None:
    found = scene_link(text)

    assert found is not None
    assert (found.text, found.target) == (shown, target)


@pytest.mark.parametrize(
    "text", ["a", "[a]", "[a](#b) and more", "[a (#b)", "[a] (#b)", "a [b](#c)"]
)
def test_what_is_more_or_less_than_a_link_is_none(text: str) -> None:
    assert scene_link(text) is None
