"""The course that the page for instructors offers to copy is one that can be published."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from lms.content.codes import ITEM_WRITING
from lms.content.disk import load_folder
from lms.content.folder import check, read_library, read_provider
from lms.content.problems import Problem, Severity
from lms.content.reading import text_problems
from lms.domain.credit import Method, Rounding
from lms.domain.questions import Feedback, Kind, Shuffle
from lms.domain.transcripts import Method as HowEarned
from tests.gallery import EXAMPLES, PRACTICE, SCENARIO

PAGE = Path(__file__).parents[2] / "docs" / "authoring.md"
BLOCK = re.compile(
    r"^`(?P<path>[^`\n]+)`\n\n```markdown\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)

SET = re.compile(
    r"^`(?P<path>requirements/[^`\n]+)`\n\n```yaml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)

MODULE = "---\ntitle: The call\nobjectives: [O1]\n---\n\n## Who calls\n\nSomebody.\n"


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    for block in BLOCK.finditer(PAGE.read_text("utf-8")):
        path = tmp_path / block["path"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(block["text"], "utf-8")
    return tmp_path


def test_the_course_to_copy_has_no_error(courses: Path) -> None:
    found = check(courses)

    assert [str(each) for each in found if each.severity is Severity.ERROR] == []
    assert {each.code for each in found} <= {"no-stamp", "few-items", "many-true-false"}


def test_the_course_to_copy_has_one_question_of_every_kind(courses: Path) -> None:
    library = read_library(courses)

    (reading,) = library.courses
    assert library.provider.provider is not None
    assert reading.course is not None
    (quiz,) = reading.course.quizzes
    assert {question.kind for question in quiz.questions} == set(Kind)
    assert len(reading.course.modules[0].checks) == 1


def said_of(path: Path) -> tuple[Problem, ...]:
    """The problems of a page, as far as its text shows them."""
    if path.name == "provider.md":
        return read_provider(path).problems
    return text_problems(path.parent.name, load_folder(path.parent)[0])


def test_the_case_to_copy_goes_on_once(courses: Path) -> None:
    (path,) = courses.glob("first-course/*.quiz.md")

    path.write_text(f"{path.read_text('utf-8')}\n{EXAMPLES['case-later']}", "utf-8")

    (reading,) = read_library(courses).courses
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    block = reading.course.quizzes[0].blocks[-1]
    assert {each.code for each in check(courses)} <= {"no-stamp", "few-items", "many-true-false"}
    assert block.is_case
    asked = [question.name for question in block.questions]
    assert asked == ["What do you ask first?", "What does this suggest?"]
    assert [(part.title, part.first) for part in block.parts] == [("Two weeks on", 1)]


@pytest.mark.parametrize("page", ["provider.md", "first-course/course.md"])
def test_every_key_of_the_course_to_copy_is_needed(courses: Path, page: str) -> None:
    path = courses / page
    text = path.read_text("utf-8")
    head = text.split("---\n")[1]

    for line in re.findall(r"^(?!areas|approvals)[a-z ]+: .+\n", head, re.MULTILINE):
        path.write_text(text.replace(line, "", 1), "utf-8")
        assert "missing-key" in {problem.code for problem in said_of(path)}, line


def test_the_page_says_every_value_that_a_key_can_have() -> None:
    told = PAGE.read_text("utf-8").partition("### What the keys mean")[2].partition("\n## ")[0]
    values = [value for them in (Method, Rounding, Feedback, Shuffle) for value in them]

    assert [it for it in values if it.replace("_", " ") not in told] == []


def test_the_works_to_copy_can_be_cited(courses: Path) -> None:
    works = re.search(r"^```json\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert works is not None
    module = courses / "first-course" / "01-the-frame.md"
    before = check(courses)

    module.with_name("references.json").write_text(works[1], "utf-8")
    cited = module.read_text("utf-8").replace("first session.", "first session [@masters1970].")
    module.write_text(cited, "utf-8")

    assert check(courses) == before


def test_areas_and_approvals_may_be_left_out(courses: Path) -> None:
    for page, line in (
        ("provider.md", "approvals: []\n"),
        ("first-course/course.md", "areas: {a: 60%, p: 40%}\n"),
    ):
        text = (courses / page).read_text("utf-8")
        (courses / page).write_text(text.replace(line, ""), "utf-8")

    assert read_library(courses).courses[0].course is not None
    assert read_library(courses).provider.provider is not None


def test_the_page_explains_every_warning_about_questions() -> None:
    table = PAGE.read_text("utf-8").partition("## What the checks say of questions")[2]
    explained = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (`[^|]+)\|", table, re.M)))

    assert set(explained) >= ITEM_WRITING


def test_the_scenario_to_copy_can_stand_below_the_questions(courses: Path) -> None:
    quiz = courses / "first-course" / "01-the-frame.quiz.md"
    before = check(courses)
    quiz.write_text(f"{quiz.read_text('utf-8')}\n{EXAMPLES[SCENARIO]}", "utf-8")

    (course,) = read_library(courses).courses

    assert check(courses) == before
    assert course.course is not None
    (scenario,) = course.course.quizzes[0].scenarios
    assert [scene.is_ending for scene in scenario.scenes] == [False, False, True]


def test_the_practice_quiz_to_copy_can_go_with_a_module_of_its_own(courses: Path) -> None:
    folder = courses / "first-course"
    before = check(courses)
    (folder / "02-the-call.md").write_text(MODULE, "utf-8")
    (folder / "02-the-call.quiz.md").write_text(EXAMPLES[PRACTICE], "utf-8")
    page = folder / "course.md"
    page.write_text(f"{page.read_text('utf-8')}2. [The call](02-the-call.md)\n", "utf-8")

    (course,) = read_library(courses).courses

    assert check(courses) == before
    assert course.course is not None
    assert [quiz.is_graded for quiz in course.course.quizzes] == [True, False]


def test_the_set_of_requirements_to_copy_has_no_problem_and_every_rule(courses: Path) -> None:
    found = SET.search(PAGE.read_text("utf-8"))
    assert found is not None
    path = courses / found["path"]
    path.parent.mkdir()
    path.write_text(found["text"], "utf-8")

    (reading,) = read_library(courses).requirements

    assert check(path) == ()
    assert reading.requirements is not None
    empty = {name for name, value in asdict(reading.requirements).items() if not value}
    assert empty == set()
    for method in HowEarned:
        assert f"*{method.value}*" in PAGE.read_text("utf-8")
