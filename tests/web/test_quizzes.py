"""A quiz as a browser meets it: the door, the sheet, and every answer kept."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.domain.questions import Answer, Feedback
from lms.services import accommodations, quizzes
from lms.services.accommodations import Grant
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow
from tests import make
from tests.personas import Ada, Ben, Clock, Visitor
from tests.queries import asked
from tests.sittings import MODULE, Learner, publishes
from tests.web.sheets import Fields, fields_of

HOME = "/courses/foundations/module-1"
QUIZ = f"{HOME}/quiz"
TAG = re.compile(r"<[^>]+>")
DO = re.compile(r'name="do" value="([^"]+)"')
SAVED = re.compile(r'Saved <time datetime="[^"]+">7:00 AM</time>')


def choice(stamp: str) -> Any:
    """A question whose options say which question they belong to."""
    return make.a_question(
        stamp, right=(f"Right of {stamp}",), wrong=(f"First of {stamp}", f"Second of {stamp}")
    )


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she has read the first module, and opened no quiz."""
    number = make.a_numeric_question("n3wq", low="50", high="50", unit="%", mistakes=())
    quiz = make.a_quiz(make.a_section(choice("k7m2"), choice("p3x9"), number))
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


@pytest.fixture
def sheet(learner: Learner, ada: Ada) -> str:
    """The sheet of an attempt that Ada has just begun."""
    learner.begins()
    return ada.get(QUIZ).text


def key(text: str) -> str:
    return make.key_of(text)


def sends(ada: Ada, do: str, **changes: str | list[str]) -> Any:
    """Send the sheet as it stands on her page, some of its fields changed."""
    fields: Fields = fields_of(ada.page.text, QUIZ, do=do, **changes)
    return ada.post(QUIZ, fields)


def answers(learner: Learner) -> dict[int, Answer]:
    """What is kept of the open attempt."""
    items = learner.sheet().items
    return {i.question.position: i.answer for i in items if not i.answer.is_blank}


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


# -- the door ----------------------------------------------------------------------


def test_the_door_says_the_rules_in_words(learner: Learner, ada: Ada) -> None:
    page = ada.get(QUIZ).text

    for words in (
        "<dd>3</dd>",
        "3 of 3 (pass mark 80%)",
        "3 of 3 left",
        "your answers are kept",
        "Right answers and explanations are shown once the quiz is passed.",
        "Begin the quiz",
    ):
        assert words in page


def test_a_quiz_that_is_not_open_says_why_and_leads_to_its_module(
    learner: Learner, ada: Ada
) -> None:
    page = ada.get("/courses/foundations/module-2/quiz").text

    assert "Finish the module first" in page
    assert 'href="/courses/foundations/module-2"' in page
    assert "Begin the quiz" not in page
    ada.post("/courses/foundations/module-2/quiz/start")
    assert ada.page.status_code == 409


def test_ac_06_used_up_attempts_say_whom_to_ask_and_no_form_gives_another(
    learner: Learner, ada: Ada
) -> None:
    for _ in range(3):
        learner.takes(right=0)

    page = ada.get(QUIZ).text

    assert "No attempt is left" in page
    assert '<a href="mailto:office@example.org">' in page
    assert "quiz/start" not in page
    assert ada.post(f"{QUIZ}/start").status_code == 409
    assert rows(learner.database, AttemptRow) == 3


def test_a_granted_attempt_opens_the_door_again(learner: Learner, ada: Ada) -> None:
    for _ in range(3):
        learner.takes(right=0)
    with learner.database.writing() as session:
        grant = Grant(1, "illness")
        accommodations.grant(session, ada.person, learner.course, MODULE, grant, learner.at)

    assert "Begin attempt 4" in ada.get(QUIZ).text


def test_a_passed_quiz_leads_to_its_result_and_lists_earlier_ones(
    learner: Learner, ada: Ada
) -> None:
    failed, passed = learner.takes(right=1), learner.takes(right=3)

    page = ada.get(QUIZ).text

    assert "You have passed this quiz" in page
    assert f'href="{QUIZ}/{passed.attempt}"' in page
    assert f'href="{QUIZ}/{failed.attempt}"' in page
    assert "quiz/start" not in page


@pytest.mark.parametrize(
    ("feedback", "words"),
    [
        (Feedback.AFTER_PASSING, "are shown once the quiz is passed."),
        (Feedback.AFTER_SUBMITTING, "why the answers you chose are right or wrong"),
    ],
)
def test_the_door_says_when_feedback_comes(
    database: Database, ada: Ada, feedback: Feedback, words: str
) -> None:
    publishes(database, make.a_course(quiz=make.a_quiz(feedback=feedback)))
    Learner(database, ada.person).enrolls().reads()

    assert words in ada.get(QUIZ).text


@pytest.mark.parametrize("slash", ["", "/"])
def test_addresses_answer_with_and_without_a_final_slash(
    learner: Learner, ada: Ada, slash: str
) -> None:
    assert ada.get(QUIZ + slash).status_code == 200
    assert ada.post(f"{QUIZ}/start{slash}").status_code == 303
    assert ada.get(f"{QUIZ}/{learner.begins().attempt}{slash}").status_code == 404


def test_strangers_find_no_quiz_and_visitors_are_asked_to_sign_in(
    learner: Learner, ben: Ben, visitor: Visitor
) -> None:
    assert ben.get(QUIZ).status_code == 404
    assert ben.post(f"{QUIZ}/start").status_code == 404
    visitor.get(QUIZ)

    assert visitor.page.headers["Location"] == f"/sign-in?next={QUIZ}"


# -- the sheet ---------------------------------------------------------------------


def test_two_clicks_on_begin_are_one_attempt(learner: Learner, ada: Ada) -> None:
    ada.get(QUIZ)

    ada.post(f"{QUIZ}/start")
    ada.post(f"{QUIZ}/start")

    assert ada.page.headers["Location"] == QUIZ
    assert "Attempt 1 of 3. You need 3 of 3 to pass (80%)." in ada.follows().text
    assert rows(learner.database, AttemptRow) == 1


def test_saving_keeps_every_answer_and_goes_back_to_the_question(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    sends(ada, "save-1", chosen_0=key("Right of k7m2"), typed_2="50 %")

    assert ada.page.headers["Location"] == f"{QUIZ}#q2"
    assert answers(learner) == {
        0: Answer(frozenset({key("Right of k7m2")})),
        2: Answer(typed="50 %"),
    }
    page = ada.get(QUIZ).text
    assert len(SAVED.findall(page)) == 2
    assert 'value="50 %"' in page
    assert "2 of 3 answered. Last saved at 7:00 AM" in page


def test_leaving_keeps_every_answer_and_goes_to_my_learning(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    sends(ada, "leave", chosen_1=key("First of p3x9"))

    assert ada.page.headers["Location"] == "/me"
    assert answers(learner) == {1: Answer(frozenset({key("First of p3x9")}))}


def test_every_question_can_be_saved_by_itself_without_scripts(sheet: str) -> None:
    for position in range(3):
        assert f'name="do" value="save-{position}">Save this answer' in sheet


def test_an_unfinished_sheet_is_handed_in_only_by_who_was_told_what_that_spends(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    sends(ada, "hand-in", chosen_0=key("Right of k7m2"), typed_2="most")

    page = ada.follows().text
    assert "Two questions are not answered yet" in page
    assert "Handing in ends attempt 1 of 3; 2 attempts are left after it." in page
    assert f'<a href="{QUIZ}#q2">Question 2</a>: choose an answer.' in page
    assert f'<a href="{QUIZ}#q3">Question 3</a>: “most” is not a number that can be graded' in page
    assert answers(learner)[2] == Answer(typed="most")

    sends(ada, "hand-in-anyway")
    assert ada.page.status_code == 303
    assert "Attempt 1 of 3, handed in" in ada.follows().text


def test_the_last_attempt_is_called_the_last_before_it_is_spent(learner: Learner, ada: Ada) -> None:
    learner.takes(right=0)
    learner.takes(right=0)
    learner.begins()

    page = ada.get(f"{QUIZ}/hand-in").text

    assert "Three questions are not answered yet" in page
    assert "Handing in ends attempt 3 of 3; no attempt is left after it." in page


def test_the_first_button_of_every_form_that_can_hand_in_is_not_the_one_that_does(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    learner.saves(learner.begins(), 1, Answer(frozenset({key("Right of p3x9")})))

    pages = [sheet, sends(ada, "hand-in", chosen_1=key("First of p3x9")).text]

    for page in pages:
        first = DO.findall(page)[0]
        assert first == "save-0"


def test_without_an_open_attempt_there_is_nothing_to_hand_in(learner: Learner, ada: Ada) -> None:
    ada.get(f"{QUIZ}/hand-in")

    assert ada.page.headers["Location"] == QUIZ


def test_a_number_in_words_is_kept_and_said_not_to_be_one(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    sends(ada, "save-2", typed_2="six")

    page = ada.follows().text

    assert 'value="six"' in page
    assert "“six” is not a number that can be graded. Write it in digits, such as 6" in page
    assert 'aria-invalid="true"' in page
    assert "0 of 3 answered." in page


def test_a_finished_sheet_is_handed_in_and_leads_to_its_result(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    attempt = learner.sheet().attempt

    right = {"chosen_0": key("Right of k7m2"), "chosen_1": key("Right of p3x9"), "typed_2": "50"}
    sends(ada, "hand-in", **right)

    assert ada.page.headers["Location"] == f"{QUIZ}/{attempt}"
    assert "You passed this quiz" in ada.follows().text


def test_two_clicks_on_hand_in_are_one(learner: Learner, ada: Ada, sheet: str) -> None:
    fields = fields_of(sheet, QUIZ, do="hand-in-anyway")

    first = ada.post(QUIZ, fields)
    second = ada.post(QUIZ, fields)

    assert first.headers["Location"] == second.headers["Location"]
    assert learner.door().standing.quiz is not None
    assert learner.door().standing.quiz.attempts_used == 1


def test_ac_06_a_closed_attempt_says_so_and_keeps_its_answers(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    fields = fields_of(sheet, QUIZ, do="save", chosen_0=key("Right of k7m2"))
    sends(ada, "hand-in-anyway")

    ada.post(QUIZ, fields)

    page = ada.page.text
    assert ada.page.status_code == 409
    assert "This attempt was handed in November 22, 2026, 7:00 AM." in page
    assert "is not counted" in page
    assert f'href="{QUIZ}/{fields["attempt"][0]}"' in page
    assert rows(learner.database, AnswerRow) == 0


def test_ac_06_the_script_is_told_when_an_attempt_was_handed_in(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    attempt = learner.sheet().attempt
    sends(ada, "hand-in-anyway")

    said = saves(ada, attempt=attempt, position="2", sequence="1", typed="50")

    assert said.status_code == 409
    assert said.json["result"] == f"{QUIZ}/{attempt}"
    assert "was handed in November 22, 2026, 7:00 AM." in said.json["sentence"]


ELSEWHERE, HERE = (Answer(frozenset({make.key_of(f"{it} of k7m2")})) for it in ("Right", "First"))


@pytest.fixture
def two_answers(learner: Learner, ada: Ada, sheet: str) -> str:
    """The page that Ada gets who answers the first question here after doing so elsewhere."""
    learner.saves(learner.begins(), 0, ELSEWHERE)
    page: str = sends(ada, "hand-in", chosen_0=[*HERE.chosen], typed_2="49").text
    return page


def test_ds_05_an_older_page_is_shown_both_answers_and_asked_which_one_stands(
    learner: Learner, ada: Ada, two_answers: str
) -> None:
    assert ada.page.status_code == 409
    assert ada.title.startswith("Error: Quiz, ")
    assert "One question has two answers: choose which one stands" in two_answers
    said = unescape(TAG.sub("", two_answers))
    assert "Saved in another window at 7:00 AM: “Right of k7m2”." in said
    assert "You answered here: “First of k7m2”, which is not saved yet." in said
    assert f'value="{key("First of k7m2")}" checked' in two_answers
    assert "2 of 3 answered." in two_answers
    assert answers(learner) == {0: ELSEWHERE, 2: Answer(typed="49")}


@pytest.mark.parametrize(("do", "stands"), [("mine-0-2", HERE), ("other-0", ELSEWHERE)])
def test_ds_05_one_press_says_which_answer_stands(
    learner: Learner, ada: Ada, two_answers: str, do: str, stands: Answer
) -> None:
    assert f'value="{do}"' in two_answers

    sends(ada, do)

    assert ada.page.headers["Location"] == f"{QUIZ}#q1"
    assert answers(learner) == {0: stands, 2: Answer(typed="49")}


@pytest.mark.parametrize("do", ["save-2", "leave", "hand-in", "hand-in-anyway", "mine-2-2"])
def test_ds_05_no_other_button_decides_by_the_way(
    learner: Learner, ada: Ada, two_answers: str, do: str
) -> None:
    sends(ada, do)

    assert ada.page.status_code == 409
    assert "You answered here: “First of k7m2”" in unescape(ada.page.text)
    assert answers(learner)[0] == ELSEWHERE


def test_ds_05_a_third_answer_that_the_decision_did_not_see_is_told_too(
    learner: Learner, ada: Ada, two_answers: str
) -> None:
    third = Answer(frozenset({key("Second of k7m2")}))
    learner.saves(learner.begins(), 0, third, sequence=2)

    sends(ada, "mine-0-2")

    assert ada.page.status_code == 409
    assert "“Second of k7m2”" in ada.page.text
    assert answers(learner)[0] == third


def test_ds_05_an_empty_older_page_hands_nothing_in_before_it_shows_what_was_saved_elsewhere(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    sitting = learner.begins()
    learner.submits(sitting, make.answers(learner.asked(sitting), 3), quizzes.Wish.SAVE)

    sends(ada, "hand-in")

    assert ada.page.status_code == 409
    assert "Three answers were saved in another window" in ada.page.text
    assert "3 of 3 answered." in ada.page.text
    sends(ada, "hand-in")
    assert ada.page.headers["Location"] == f"{QUIZ}/{sitting.attempt}"


@pytest.mark.parametrize(
    "changes",
    [
        {"chosen_0": "an-option-of-nobody"},
        {"chosen_0": ["right-of-k7m2", "x" * 1000]},
        {"sequence_9": "1", "chosen_9": "right-of-k7m2"},
        {"sequence_0": "٣", "chosen_0": "right-of-k7m2"},
        {"sequence_0": "-1", "chosen_0": "right-of-k7m2"},
        {"sequence_0": "0", "chosen_0": "right-of-k7m2"},
        {"sequence_": "1"},
        {"typed_2": "9" * 10_000},
        {"typed_0": "typed where one chooses"},
        {"do": "mine-0"},
        {"do": "mine-9-1"},
    ],
)
def test_ac_06_a_sheet_that_was_tampered_with_is_refused_and_changes_nothing(
    learner: Learner, ada: Ada, sheet: str, changes: dict[str, Any]
) -> None:
    sends(ada, **{"do": "hand-in-anyway"} | changes)

    assert ada.page.status_code == 400
    assert rows(learner.database, AnswerRow) == 0
    assert learner.sheet().items


def test_a_sheet_larger_than_any_is_refused_unread(ada: Ada, sheet: str) -> None:
    sends(ada, "save", typed_2="9" * 1_100_000)

    assert ada.page.status_code == 413


def test_ac_06_an_attempt_of_another_or_of_another_quiz_is_not_there(
    learner: Learner, ada: Ada, ben: Ben, sheet: str
) -> None:
    bens = Learner(learner.database, ben.person).enrolls().reads().begins()
    fields = fields_of(sheet, QUIZ, do="hand-in-anyway")
    del fields["csrf_token"]

    assert ada.post(QUIZ, fields | {"attempt": [bens.attempt]}).status_code == 404
    assert ada.post(QUIZ, fields | {"attempt": [""]}).status_code == 404
    assert ada.post("/courses/foundations/module-2/quiz", fields).status_code == 404
    assert ben.post(QUIZ, fields).status_code == 404


def test_a_time_limit_is_told_before_and_while_and_after(
    database: Database, ada: Ada, clock: Clock
) -> None:
    quiz = make.a_quiz(time_limit_minutes=30)
    publishes(database, make.a_course(quiz=quiz))
    Learner(database, ada.person).enrolls().reads()

    assert "30 min from the moment you begin" in ada.get(QUIZ).text
    ada.post(f"{QUIZ}/start")
    assert "7:30 AM" in ada.follows().text
    clock.passes(minutes=32)
    assert "The time ended November 22, 2026, 7:30 AM EST." in ada.get(QUIZ).text


def test_a_case_is_told_once_before_its_questions(database: Database, ada: Ada) -> None:
    story = replace(
        make.a_section(choice("k7m2"), choice("p3x9"), title="Maya, 34"),
        intro_html="<p>Maya works nights.</p>",
    )
    publishes(database, make.a_course(quiz=make.a_quiz(story)))
    Learner(database, ada.person).enrolls().reads().begins()

    page = ada.get(QUIZ).text

    assert page.count("Maya works nights.") == 1
    assert page.index("Maya, 34") < page.index("Maya works nights.") < page.index('id="q1"')


# -- the script's door -------------------------------------------------------------


def saves(ada: Ada, **fields: Any) -> Any:
    """Send one answer as the script of the page does."""
    return ada.client.post(
        f"{QUIZ}/answers",
        data=fields,
        headers={
            "X-CSRFToken": ada.token(),
            "Accept": "application/json",
            "Sec-Fetch-Site": "same-origin",
        },
    )


def test_ds_06_the_script_is_told_when_an_answer_was_kept(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    attempt = learner.sheet().attempt

    said = saves(ada, attempt=attempt, position="2", sequence="1", typed="50")

    assert said.status_code == 200
    assert said.json == {
        "saved_at": "2026-11-22T12:00:00+00:00",
        "saved_at_text": "7:00 AM",
        "sequence": 1,
        "is_late": False,
        "problem": "",
    }
    assert answers(learner) == {2: Answer(typed="50")}


def test_every_refusal_to_the_script_is_a_sentence(learner: Learner, ada: Ada, sheet: str) -> None:
    attempt = learner.sheet().attempt
    whole = {"attempt": attempt, "position": "0", "sequence": "1", "chosen": key("First of k7m2")}
    learner.saves(learner.begins(), 0, Answer(frozenset({key("Right of k7m2")})))

    refused = {
        409: saves(ada, **whole),
        400: saves(ada, **whole | {"position": "one"}),
        404: saves(ada, **whole | {"attempt": "nobody's"}),
    }
    ada.cookie = ""
    refused[401] = saves(ada, **whole)

    assert {status: said.status_code for status, said in refused.items()} == {
        status: status for status in refused
    }
    assert all(said.json["sentence"].endswith(".") for said in refused.values())
    assert "newer answer" in refused[409].json["sentence"]


def test_without_the_forms_token_the_script_changes_nothing(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    said = ada.client.post(
        f"{QUIZ}/answers",
        data={"attempt": learner.sheet().attempt, "position": "2", "sequence": "1", "typed": "5"},
        headers={"Accept": "application/json", "Sec-Fetch-Site": "same-origin"},
    )

    assert said.status_code == 400
    assert answers(learner) == {}


# -- cost --------------------------------------------------------------------------


def test_the_number_of_questions_to_the_database_is_fixed(
    learner: Learner, ada: Ada, sheet: str
) -> None:
    attempt = learner.sheet().attempt
    learner.asked(learner.begins())  # its questions are known by their address from here on
    steps = {
        "answer": lambda: saves(ada, attempt=attempt, position="2", sequence="1", typed="50"),
        "sheet": lambda: ada.get(QUIZ),
        "save": lambda: sends(ada, "save", chosen_0=key("First of k7m2")),
        "sheet again": lambda: ada.get(QUIZ),
        "hand in": lambda: sends(ada, "hand-in", chosen_1=key("First of p3x9")),
        "result": lambda: ada.get(f"{QUIZ}/{attempt}"),
        "door": lambda: ada.get(QUIZ),
    }
    costs = {}
    for name, act in steps.items():
        with asked(learner.database) as statements:
            act()
        costs[name] = len(statements)

    # The first of each asks who is signed in. Only PostgreSQL is asked to hold the keys.
    holds_keys = int(learner.database.url.startswith("postgresql"))
    assert costs == {
        "answer": 4,
        "sheet": 7,
        "save": 4,
        "sheet again": 7,
        "hand in": 11 + holds_keys,
        "result": 10,
        "door": 7,
    }


@pytest.mark.parametrize("second", ["sequence-00", "sequence-01"])
def test_in_14_a_second_name_for_a_position_is_refused(
    ada: Ada, sheet: str, database: Database, second: str
) -> None:
    fields = fields_of(sheet, QUIZ, do="save") | {second: ["1"]}

    ada.post(QUIZ, fields)

    assert ada.page.status_code == 400
    assert rows(database, AnswerRow) == 0
