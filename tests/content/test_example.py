"""The worked example: every kind of question, and nothing found but what only authors can say."""

from datetime import date

from lms.content.example import example, retitled
from lms.content.fact_edits import read_values
from lms.content.names import COURSE
from lms.content.reading import read_files
from lms.domain.courses import SourceFile
from lms.domain.questions import Kind
from tests.content import good_course
from tests.stated import WORDS, stated

TITLE, AUTHOR, TODAY = 'Grief: a "first" course', "Cleo O'Ray", date(2028, 2, 29)


def page_of(files: tuple[SourceFile, ...]) -> str:
    return next(it.content for it in files if it.path == COURSE).decode()


def stated_example() -> tuple[SourceFile, ...]:
    """The example with its facts written by somebody."""
    files = example(TITLE, AUTHOR, TODAY)
    page = SourceFile(COURSE, stated(page_of(files)).encode())
    return tuple(page if it.path == COURSE else it for it in files)


def test_the_example_states_no_fact_that_only_its_author_can_state() -> None:
    files = example(TITLE, AUTHOR, TODAY)

    reading = read_files("worked-example", files)

    assert reading.course is None
    lines = page_of(files).splitlines()
    found = [(it.code, lines[it.line - 1].split(":")[0].strip()) for it in reading.problems]
    assert found == [
        *[("unwritten-fact", it) for it in WORDS],
        ("unwritten-text", "[Write here"),
    ]


def test_the_example_has_no_other_problem_and_every_kind_of_question() -> None:
    reading = read_files("worked-example", stated_example())

    assert reading.problems == ()
    assert reading.course is not None
    asked = {question.kind for quiz in reading.course.quizzes for question in quiz.questions}
    assert asked == set(Kind)
    assert any(quiz.scenarios for quiz in reading.course.quizzes)
    blocks = [block for quiz in reading.course.quizzes for block in quiz.blocks]
    assert any(block.choose for block in blocks)
    assert any(block.is_case and block.parts for block in blocks)


def test_the_example_bears_its_title_its_author_and_the_dates_of_its_beginning() -> None:
    reading = read_files("worked-example", stated_example())

    assert reading.course is not None
    facts = reading.course.facts
    assert (facts.title, facts.authors[0].name) == (TITLE, AUTHOR)
    assert (facts.released_on, facts.expires_on) == (TODAY, date(2031, 2, 28))


def test_another_title_is_another_line_and_nothing_else() -> None:
    files = good_course.files()

    new = retitled(files, "Another: title")

    assert read_values(page_of(new)).single["title"] == "Another: title"
    assert page_of(new) == page_of(files).replace("title: Foundations", 'title: "Another: title"')
    assert [it for it in new if it.path != COURSE] == [it for it in files if it.path != COURSE]


def test_a_page_whose_head_cannot_be_read_stays_as_it_is() -> None:
    broken = (SourceFile(COURSE, b"---\ntitle: [\n---\n"),)

    assert retitled(broken, "Another") == broken
