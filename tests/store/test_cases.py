"""Cases are kept with their parts, and what was kept before there were any is read as it was."""

from sqlalchemy import select

from lms.domain.cases import CasePlace
from lms.store import editions
from lms.store.attempts import Item
from lms.store.columns import from_text, to_text
from lms.store.database import Database
from lms.store.editions import StoredQuiz
from lms.store.rows import CourseEditionRow, QuizVersionRow
from tests import make
from tests.sittings import publishes

PLAN = '[{"question_hash":"c0ffee","option_keys":["a","b"],"block_title":"","intro_html":""}]'
BLOCK = '{"title":"","intro_html":"","choose":null,"questions":[]}'


def kept(database: Database, *quizzes: make.Quiz) -> list[str]:
    """The texts of these quizzes as they are kept."""
    texts = []
    for number, quiz in enumerate(quizzes):
        publishes(database, make.a_course(1, quiz=quiz, slug=f"course-{number}"))
        with database.reading() as session:
            newest = select(QuizVersionRow.content).order_by(QuizVersionRow.hash)
            texts += [text for text in session.scalars(newest) if text not in texts]
    return texts


def test_a_quiz_without_a_case_has_the_address_that_it_had_before_there_were_cases(
    database: Database,
) -> None:
    quiz = make.a_quiz(make.a_section(*make.questions(2)), make.a_pool(make.a_question("p1")))

    (text,) = kept(database, quiz)

    assert f'"blocks":[{BLOCK},' in text
    assert "is_case" not in text
    assert not any(block.is_case for block in from_text(StoredQuiz, text).quiz.blocks)


def test_a_case_comes_back_with_its_parts(database: Database) -> None:
    case = make.a_case(make.questions(2, "a"), make.questions(1, "b"), choose=2)
    alone = make.a_case(make.questions(1, "c"))
    # The words that are left out of other blocks may stand in a text.
    odd = make.a_section(make.a_question("d001"), title='"x","is_case":false,"parts":[]')
    course = make.a_course(1, quiz=make.a_quiz(case, alone, odd))
    publishes(database, course)

    with database.reading() as session:
        edition_id = session.scalars(select(CourseEditionRow.id)).one()
        found = editions.find_quiz(session, edition_id, "module-1")
        assert found is not None
        quiz, _hashes = editions.fill_quiz(session, found[1])

    assert quiz == course.quizzes[0]


def test_a_plan_from_before_there_were_cases_is_read_without_places() -> None:
    (item,) = from_text(tuple[Item, ...], PLAN)

    assert (item.place, item.part_html) == (None, "")


def test_a_plan_keeps_where_an_item_stands_in_its_case() -> None:
    item = Item("c0ffee", ("a",), "Maya", "<p>She</p>", "Later", "<p>On</p>", CasePlace(2, 4))

    assert from_text(Item, to_text(item)) == item
