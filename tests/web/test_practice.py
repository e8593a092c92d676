"""Practice quizzes: marked at once, as often as one likes, and counted nowhere."""

import pytest
from sqlalchemy import func, select

from lms.domain.questions import Feedback, Kind
from lms.store.database import Database
from lms.store.rows import AttemptRow, AuditEventRow
from tests import make
from tests.personas import Ada, Ben, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

MODULE = "/courses/foundations/module-1"
QUIZ = f"{MODULE}/quiz"
NOTHING = "For practice: nothing is stored and nothing counts."
KINDS = tuple(it for it in make.of_every_kind() if it.kind is not Kind.REFLECTION)


@pytest.fixture
def learner(database: Database, ada: Ada) -> Learner:
    """Ada is in a course whose first module has a practice quiz, and whose second a graded one."""
    quiz = make.a_practice_quiz(
        make.a_pool(*make.questions(3, "p"), choose=1), make.a_section(*KINDS)
    )
    publishes(database, make.a_course(quiz=quiz))
    return Learner(database, ada.person).enrolls()


def answer(place: int, **typed: str) -> dict[str, str]:
    """The address of a right answer to the question at that place, which pools come before."""
    question = KINDS[place - 3]
    given = make.right_answer(question)
    gaps = {slot.key for slot in question.slots if not slot.choices}
    filled = {("gap-" if key in gaps else "pick-") + key: text for key, text in given.filled}
    return {"check": str(place), "typed": given.typed, **filled, **typed}


def test_a_module_leads_to_its_practice_quiz_and_needs_no_attempt(
    learner: Learner, ada: Ada
) -> None:
    page = said(ada.get(MODULE).text)

    assert "For practice Nothing is stored and nothing counts. Practice quiz, 11 questions" in page
    assert "This module has no graded quiz. Mark it as read when you have read it." in page
    assert "Practice quiz, ungraded" not in page
    assert "practice quiz, ungraded" in said(ada.get("/courses/foundations").text)


def test_a_stranger_is_told_at_once_that_there_is_no_such_quiz(
    learner: Learner, ben: Ben, database: Database
) -> None:
    module = f"/courses/{learner.course}/module-1/quiz"

    with asked(database) as statements:
        assert ben.get(module).status_code == 404

    assert len(statements) == len(set(statements))


def test_a_practice_quiz_asks_every_question_of_its_bank_in_order(
    learner: Learner, ada: Ada
) -> None:
    page = ada.get(QUIZ).text

    words = said(page)
    assert f"{NOTHING} Each answer is marked at once, as often as you like." in words
    stems = ["p001", "p002", "p003", *(it.stamp for it in KINDS)]
    places = [words.index(f"Question {n} of 11 Ungraded") for n in range(1, 12)]
    assert places == sorted(places)
    assert [words.index(f"What does {it} ask?") for it in stems[:6]] == sorted(
        words.index(f"What does {it} ask?") for it in stems[:6]
    )
    assert "Why " not in words
    assert repeated_ids(page) == set()


@pytest.mark.parametrize("place", range(3, 3 + len(KINDS)))
def test_every_kind_is_marked_at_once(learner: Learner, ada: Ada, place: int) -> None:
    chosen = sorted(make.right_answer(KINDS[place - 3]).chosen)

    page = ada.client.get(QUIZ, query_string=answer(place) | {"chosen": chosen}).text

    assert f"Question {place + 1} of 11 Ungraded, answered just now" in said(page)
    assert f"Why {KINDS[place - 3].stamp} is so." in page
    assert "Not right" not in page
    assert f'<a class="button button-second button-small" href="{QUIZ}#check-{place + 1}"' in page


def test_a_wrong_answer_is_told_from_the_right_one_and_may_be_given_again(
    learner: Learner, ada: Ada
) -> None:
    for _ in range(5):
        page = said(ada.get(f"{QUIZ}?check=0&chosen=wrong").text)

        assert "Your answer Wrong About: Wrong" in page
        assert "Right answer Right About: Right" in page


def test_an_answer_that_is_left_out_is_asked_for(learner: Learner, ada: Ada) -> None:
    page = ada.get(f"{QUIZ}?check=0").text

    assert "<title>Error: Practice, Module 1 | " in page
    assert page.count("Give an answer, then press the button.") == 1
    assert ada.get(f"{QUIZ}?check=99&chosen=right").status_code == 200
    assert ada.get(f"{QUIZ}?check=x").status_code == 200


def test_wb_01_practice_leaves_no_attempt_and_no_trace(
    learner: Learner, ada: Ada, database: Database
) -> None:
    def traces() -> list[int]:
        with database.reading() as session:
            rows = (AuditEventRow, AttemptRow)
            return [session.scalars(select(func.count()).select_from(it)).one() for it in rows]

    before = traces()
    for place in range(3, 3 + len(KINDS)):
        ada.client.get(QUIZ, query_string=answer(place))

    assert traces() == before
    assert ada.post(f"{QUIZ}/start").status_code == 404
    assert ada.post(QUIZ, do="hand-in").status_code == 404
    assert traces() == before


def test_a_course_is_completed_without_its_practice_quiz(
    learner: Learner, ada: Ada, database: Database
) -> None:
    learner.reads("module-1").reads("module-2").takes("module-2")

    assert learner.evaluates().attests()
    assert "passed its quiz" not in said(ada.get(MODULE).text)


def test_ac_05_a_graded_quiz_is_never_practiced(learner: Learner, ada: Ada) -> None:
    graded = "/courses/foundations/module-2/quiz"

    for state in ("shut", "open", "begun"):
        page = ada.get(f"{graded}?check=0&chosen=right").text

        assert "Ungraded" not in page, state
        assert "Why " not in page, state
        if state == "shut":
            learner.reads("module-2")
        else:
            learner.begins("module-2")


def test_whoever_is_not_in_the_course_finds_no_practice(
    learner: Learner, ben: Ben, visitor: Visitor
) -> None:
    assert ben.get(QUIZ).status_code == 404
    assert visitor.get(QUIZ).headers["Location"] == f"/sign-in?next={QUIZ}"


def test_a_practice_quiz_asks_the_database_ten_times_at_most(
    learner: Learner, ada: Ada, database: Database
) -> None:
    with asked(database) as statements:
        ada.get(QUIZ)

    assert len(statements) <= 10


def test_a_practice_quiz_may_have_instructions_sections_and_scenarios(
    ada: Ada, database: Database
) -> None:
    block = make.a_section(make.a_question(), title="Warming up")
    quiz = make.a_practice_quiz(
        make.Block(block.title, "<p>A story.</p>", None, block.questions),
        instructions_html="<p>Take your time.</p>",
        scenarios=(make.a_scenario(),),
    )
    publishes(database, make.a_course(quiz=quiz))
    Learner(database, ada.person).enrolls()

    words = said(ada.get(QUIZ).text)

    assert "Take your time. Warming up A story. Question 1 of 1 Ungraded" in words
    assert "Scenario: A first call Back to the module" in words
    assert quiz.feedback is Feedback.EACH_ANSWER
