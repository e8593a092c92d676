"""The studio's own pages: what of a course is covered, and long lists a page at a time."""

import pytest

from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.crowds import publishes_again
from tests.personas import Cleo
from tests.queries import asked
from tests.sittings import COURSE, Learner, publishes

HOME = f"/studio/{COURSE}"


@pytest.fixture
def teacher(cleo: Cleo, database: Database) -> Cleo:
    pool = make.a_pool(*make.questions(3), choose=1)
    other = make.a_question("z9z9", objectives=("O2",))
    loose = make.a_question("y8y8", objectives=())
    quiz = make.a_quiz(pool, make.a_section(other, loose))
    objectives = tuple(make.an_objective(key, f"Tell {key}") for key in ("O1", "O2", "O3"))
    publishes(database, make.a_course(1, quiz=quiz, objectives=objectives))
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return cleo


def test_the_coverage_names_its_gaps(teacher: Cleo) -> None:
    page = teacher.get(f"{HOME}/coverage").text

    assert "There are gaps." in page
    assert "O3 is taught by no module." in page
    assert "O3 is tested by no question." in page
    assert "1 question tests no objective." in page


def test_the_coverage_shows_which_question_tests_what(teacher: Cleo) -> None:
    page = teacher.get(f"{HOME}/coverage").text

    assert "5 questions, 3 asked" in page
    assert page.count("tests O1") == 3
    assert page.count("tests O2") == 1


def test_av_04_the_coverage_of_many_questions_takes_pages(
    teacher: Cleo, database: Database
) -> None:
    texts = (make.a_module("module-1"), make.a_module("module-2"))
    quizzes = tuple(
        make.a_quiz(make.a_section(*make.questions(20, prefix=f"{it.slug}-")), module=it.slug)
        for it in texts
    )
    publishes_again(database, make.course_of(texts, quizzes))

    with asked(database) as statements:
        first = teacher.get(f"{HOME}/coverage").text
    second = teacher.get(f"{HOME}/coverage?page=2").text

    assert len(statements) <= 10
    assert 'coverage?page=2#questions" rel="next"' in first
    assert (first.count("Knowledge"), second.count("Knowledge")) == (25, 15)
    assert "Module 1: 20 questions" in first
    assert "Module 2: 20 questions" in first
    assert "Module 1: 20 questions" not in second
    assert "26 to 40 of 40, page 2 of 2" in second


def test_many_learners_are_shown_a_page_at_a_time(teacher: Cleo, database: Database) -> None:
    names = ("Ada", "Ben", "Eva", "Finn", "Gus", "Hana")
    for first in names:
        for last in ("Abel", "Brandt", "Castro", "Dietz", "Evans"):
            Learner(database, f"{first}{last.lower()} Marlowe").enrolls()

    first, second = teacher.get(HOME).text, teacher.get(f"{HOME}?page=2").text

    assert "1 to 25 of 30, page 1 of 2" in first
    assert f'href="{HOME}?page=2" rel="next"' in first
    assert first.count("/learners/") + second.count("/learners/") == 30
    assert teacher.get(f"{HOME}?page=99").text.count("/learners/") == 5
