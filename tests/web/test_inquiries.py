"""The pages on which learners ask and authors answer, as they work without scripts."""

import re

import pytest

from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Ben, Cleo
from tests.sittings import COURSE, MODULE, Learner, publishes
from tests.web.looking import repeated_ids, said
from tests.web.test_colleagues import KEY

READ = f"/courses/{COURSE}/{MODULE}"
ASK, ASKED = f"{READ}/ask", f"/studio/{COURSE}/asked"
SECTION = "where-it-began"
HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture
def course(ada: Ada, ben: Ben, cleo: Cleo, database: Database) -> None:
    publishes(database)
    for person in (ada.person, ben.person):
        Learner(database, person).enrolls()
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.START)


def asks(ada: Ada, cleo: Cleo, text: str = "Why then?") -> str:
    """A question; its address in the studio comes back."""
    ada.get(ASK)
    ada.post(ASK, section=SECTION, text=text)
    assert ada.page.status_code == 303, said(ada.page.text)
    return f"{ASKED}/" + cleo.get(ASKED).text.split(f'href="{ASKED}/')[1].split('"')[0]


@pytest.mark.usefixtures("course")
def test_a_section_of_the_module_leads_to_a_form_that_has_chosen_it(ada: Ada) -> None:
    address = f"{ASK}?section={SECTION}"

    assert f'href="{address}"' in ada.get(READ).text
    assert f'<option value="{SECTION}" selected>' in ada.get(address).text


@pytest.mark.usefixtures("course")
def test_a_question_is_asked_answered_and_read(ada: Ada, ben: Ben, cleo: Cleo) -> None:
    question = asks(ada, cleo)
    assert "Your question is sent." in said(ada.get(f"{ASK}?done=asked").text)
    assert "Why then?" in said(cleo.get(question).text)

    cleo.post(question, text="Because of it.")

    assert "Because of it." in said(cleo.follows().text)
    assert repeated_ids(cleo.page.text) == set()
    assert "None waits for an answer." in said(cleo.get(ASKED).text)
    assert "Why then?" in said(cleo.get(f"{ASKED}?answered=yes").text)
    for page in (ASK, "/me/questions"):
        assert "Because of it." in said(ada.get(page).text)
        assert "Because of it." not in ben.get(page).text


@pytest.mark.usefixtures("course")
def test_an_answer_is_published_and_taken_back(ada: Ada, ben: Ben, cleo: Cleo) -> None:
    question = asks(ada, cleo)
    cleo.post(question, text="Because of it.")
    assert ">\nWhy then?</textarea>" in cleo.get(question).text

    cleo.post(f"{question}/publish", question="Why?", answer="So it is.", once=KEY)
    again = cleo.post(f"{question}/publish", question="Why?", answer="So it is.", once=KEY)

    assert again.status_code == 303
    text = ben.get(ASK).text
    assert "So it is." in said(text)
    assert "Ada" not in text
    cleo.post(f"{question}/take-back")
    assert "So it is." not in ben.get(ASK).text


@pytest.mark.usefixtures("course")
def test_what_is_left_out_is_asked_for_and_what_was_typed_stays(ada: Ada, cleo: Cleo) -> None:
    ada.post(ASK, section="", text="Why then?")
    assert ada.page.status_code == 422
    assert "Choose the section that you ask about." in said(ada.page.text)
    assert ">\nWhy then?</textarea>" in ada.page.text
    question = asks(ada, cleo)

    cleo.post(question, text=" ")
    assert cleo.page.status_code == 422
    assert "Write your answer." in said(cleo.page.text)


@pytest.mark.usefixtures("course")
def test_what_a_learner_asks_is_text_with_its_lines(ada: Ada, cleo: Cleo) -> None:
    question = asks(ada, cleo, f"One **line**\r\n{HOSTILE}")

    for browser, page in ((ada, ASK), (ada, "/me/questions"), (cleo, question), (cleo, ASKED)):
        text = browser.get(page).text
        assert "One **line**\n&lt;/textarea&gt;&lt;script&gt;alert(1)" in text


@pytest.mark.usefixtures("course")
def test_an_answer_that_is_sent_twice_is_one(ada: Ada, cleo: Cleo) -> None:
    question = asks(ada, cleo)
    places = {cleo.post(question, text="Because.", once=KEY).headers["Location"] for _ in range(2)}

    assert len(places) == 1
    assert said(ada.get(ASK).text).count("Because.") == 1


@pytest.mark.usefixtures("course")
def test_a_question_that_is_too_long_comes_back_whole(ada: Ada) -> None:
    long = "word " * 1_200
    ada.get(ASK)

    ada.post(ASK, section=SECTION, text=long)

    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: Ask the instructor")
    assert "Shorten this to 4000 characters." in said(ada.page.text)
    assert f">\n{long}</textarea>" in ada.page.text
    # A browser cuts what is pasted at its bound, and says nothing.
    bound = re.search(r'<textarea[^>]* maxlength="(\d+)"', ada.page.text)
    assert bound is not None
    assert int(bound[1]) > len(long)
