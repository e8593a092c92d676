"""Cases with later parts in a browser: what follows, going on, and what is closed behind one."""

import pytest

from lms.store.database import Database
from tests import make
from tests.personas import Ada, Clock
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

QUIZ = "/courses/foundations/module-1/quiz"
STANDS = "This part of the case is closed, since the next one was opened. Your answer stands."


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she sits a quiz with a case that goes on once."""
    number = make.a_numeric_question("n3wq", low="6", high="6", unit="", mistakes=())
    case = make.a_case((make.a_question("k7m2"), number), make.questions(2, "later"))
    section = make.a_section(make.a_question("last"))
    publishes(database, make.a_course(quiz=make.a_quiz(case, section)))
    learner = Learner(database, ada.person)
    learner.at = clock()
    learner.enrolls().reads().begins()
    ada.get(QUIZ)
    return learner


def sends(ada: Ada, do: str, **changes: str) -> str:
    """Send the sheet as it stands on her page, some of its fields changed."""
    return ada.post(QUIZ, fields_of(ada.page.text, QUIZ, do=do, **changes)).text


def test_a_sheet_counts_what_follows_and_says_what_going_on_costs(learner, ada) -> None:
    page = ada.page.text

    assert "Question 5 of 5" in page
    assert 'id="q3"' not in page
    assert "0 of 5 answered." in page
    assert "2 more questions follow in this case." in page
    assert "Once you go on, your answers to its questions above stay as they are." in page
    assert '<button class="button button-second" type="submit" name="do" value="open-2">' in page
    assert "Questions 3 to 4" in page
    assert page.index('id="q2"') < page.index('value="open-2"') < page.index('id="q5"')


def test_going_on_saves_the_sheet_and_leads_to_the_next_part(learner, ada) -> None:
    sends(ada, "open-2", chosen_0="right", typed_1="6", chosen_4="wrong")

    assert ada.page.status_code == 303
    assert ada.page.location.endswith("/quiz#told3")
    page = ada.follows().text
    assert 'id="told3"' in page
    assert page.count("Maya, later 1.") == 1
    assert page.index("Maya, later 1.") < page.index('id="q3"') < page.index('id="q5"')
    assert "3 of 5 answered." in page
    assert "open-2" not in page


def test_going_on_too_early_says_what_is_missing_and_keeps_the_rest(learner, ada) -> None:
    page = sends(ada, "open-2", chosen_0="right", typed_1="six")

    assert ada.page.status_code == 409
    assert ada.title.startswith("Error: Quiz")
    assert "One question is to be answered before the case goes on" in page
    assert '<a href="#q2">Question 2: “six” is not a number that can be graded.' in page
    assert "Your answers are saved. The next part is not opened yet." in page
    assert "1 of 5 answered." in page
    assert "Maya, later 1." not in page


def test_a_closed_question_shows_its_answer_in_fields_that_send_nothing(learner, ada) -> None:
    sends(ada, "open-2", chosen_0="right", typed_1="6")
    page = ada.follows().text

    assert page.count(STANDS) == 2
    assert page.count('<fieldset class="question" id="q1" disabled') == 1
    assert page.count('<fieldset class="question" id="q2" disabled') == 1
    assert 'value="6"' in page
    fields = fields_of(page, QUIZ)
    assert {name for name in fields if name.startswith("sequence-")} == {
        *("sequence-2", "sequence-3", "sequence-4")
    }
    assert "save-0" not in page


def test_an_older_page_is_told_that_the_part_is_closed(learner, ada) -> None:
    older = fields_of(ada.page.text, QUIZ, do="hand-in", chosen_0="wrong", chosen_4="right")
    sends(ada, "open-2", chosen_0="right", typed_1="6")

    page = ada.post(QUIZ, older).text

    assert ada.page.status_code == 409
    assert "One answer stands as it was" in page
    assert "Question 1: kept as it was before the next part was opened" in page
    assert "What you answered elsewhere is saved." in page
    assert "3 of 5 answered." in page


def test_the_script_is_told_in_a_sentence_that_a_part_is_closed(learner, ada) -> None:
    sends(ada, "open-2", chosen_0="right", typed_1="6")
    fields = {"attempt": learner.sheet().attempt, "position": 0, "sequence": 2, "chosen": "wrong"}

    said = ada.client.post(
        f"{QUIZ}/answers",
        data=fields,
        headers={
            "X-CSRFToken": ada.token(),
            "Accept": "application/json",
            "Sec-Fetch-Site": "same-origin",
        },
    )

    assert said.status_code == 409
    assert said.json == {"sentence": STANDS}


def test_a_page_that_means_no_part_gets_no_part(learner, ada) -> None:
    for do in ("open-0", "open-4", "open-99", "open-999999999"):
        sends(ada, do, chosen_0="right", typed_1="6")
        assert ada.page.status_code == 400
        ada.get(QUIZ)

    assert "Maya, later 1." not in ada.page.text


def test_handing_in_before_a_part_was_reached_says_what_that_costs(learner, ada) -> None:
    sends(ada, "hand-in", chosen_0="right", typed_1="6", chosen_4="right")

    page = ada.follows().text

    assert "Two questions are not answered yet" in page
    assert "The case “Maya” goes on" in page
    assert "2 questions in it were not reached yet." in page
    assert "Handed in now, they earn none of their 2 points." in page
    assert f'href="{QUIZ}#go-on3"' in page
    assert "later 1" not in page


def test_a_result_shows_the_case_with_all_its_parts(learner, ada) -> None:
    sends(ada, "hand-in-anyway", chosen_0="right", typed_1="6", chosen_4="right")

    page = ada.follows().text

    assert "3<small> of 5" in page
    assert page.index("Maya asks for help.") < page.index('id="q1"')
    assert page.index('id="q2"') < page.index("Maya, later 1.") < page.index('id="q3"')
