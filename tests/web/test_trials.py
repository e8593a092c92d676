"""A quiz is answered as by a learner while it is written, saved or not, and nothing is kept."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.services import colleagues, teaching
from lms.services.draft_ground import MOST_CHARACTERS, MOST_SHOWN, TooLongToShow
from lms.services.trials import MOST_PARTS
from lms.store.database import Database
from lms.web import drafts, trials
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.gallery import the_files
from tests.personas import Visitor
from tests.web.looking import repeated_ids, said
from tests.web.writers import (
    COURSE,
    EDITOR,
    HOME,
    MODULE,
    QUIZ,
    QUIZ_EDITOR,
    Writer,
    counts,
    writer,
)

__all__ = ["writer"]

TRY, TRY_MODULE = f"{HOME}/try/{QUIZ}", f"{HOME}/try/{MODULE}"
SCRIPT = {"Accept": "application/json"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


def question(html: str, number: int) -> str:
    """One question of the page."""
    return html.split(f'id="check-{number}"')[1].split("</section>", maxsplit=1)[0]


def options_of(html: str, number: int) -> list[str]:
    """The options of a question, from the top."""
    return re.findall(r'name="chosen-[0-9]+" value="([^"]+)"', question(html, number))


def carried(html: str) -> Iterator[tuple[str, str]]:
    """What the form of the page sends along."""
    form = html.split("data-trial>")[1].split("</form>", maxsplit=1)[0]
    return ((name, unescape(value)) for name, value in HIDDEN.findall(form))


def answers(writer: Writer, address: str = TRY, **fields: str) -> TestResponse:
    """The page that is open, sent with some of its fields filled in."""
    sent: dict[str, Any] = {}
    for name, value in carried(writer.page.text):
        sent.setdefault(name, []).append(value)
    return writer.post(address, {**sent, **fields})


def test_a_text_that_is_not_saved_is_answered_as_it_was_typed(
    writer: Writer, database: Database
) -> None:
    writer.get(QUIZ_EDITOR)
    assert f'formaction="{TRY}"' in writer.page.text
    typed = writer.text.replace("Because it is so.", 'Because of this & "that".')
    since, before = writer.field("since"), counts(database)

    page = writer.post(TRY, since=since, text=typed)

    assert "A preview of your text, which is not saved yet." in said(page.text)
    assert "Question 6 of 6, preview" in said(page.text)
    assert "Because of" not in said(page.text)
    assert dict(carried(page.text))["text"] == typed
    chosen = {"chosen-0": options_of(page.text, 1)[0], "check": "0"}
    page = answers(writer, **chosen)
    assert "Because of this & " in said(question(page.text, 1))
    assert dict(carried(page.text))["text"] == typed
    assert repeated_ids(page.text) == set()
    assert counts(database) == before


def test_back_to_the_text_is_the_editor_with_what_was_typed(
    writer: Writer, database: Database
) -> None:
    writer.get(QUIZ_EDITOR)
    typed = writer.text.replace("Because it is so.", "Because.")
    since, before = writer.field("since"), counts(database)
    page = writer.post(TRY, since=since, text=typed)
    assert f'formaction="{QUIZ_EDITOR}" name="do" value="preview"' in page.text

    answers(writer, QUIZ_EDITOR, do="preview")

    assert writer.text == typed
    assert writer.field("since") == since
    assert counts(database) == before
    assert writer.sends(writer.text, path=QUIZ).status_code == 303


def test_each_answer_that_is_given_is_marked_and_stays_marked(writer: Writer) -> None:
    page = writer.get(TRY)
    right, wrong = options_of(page.text, 2)
    assert "A preview of the draft as it was last saved." in said(page.text)

    page = answers(writer, **{"chosen-1": right, "check": "1"})
    first = said(question(page.text, 2))
    page = answers(writer, **{"chosen-3": options_of(page.text, 4)[0], "check": "3"})

    assert said(question(page.text, 2)) == first
    assert "Answered just now" in first or "answered just now" in first
    assert "answered just now" in said(question(page.text, 4))
    assert "answered just now" not in said(question(page.text, 1))
    page = answers(writer, again="1")
    assert options_of(page.text, 2) == [right, wrong]
    assert "answered just now" in said(question(page.text, 4))
    page = answers(writer, **{"chosen-1": wrong, "check": "1"})
    second = said(question(page.text, 2))
    assert {"Your answer, right" in first, "Your answer, right" in second} == {True, False}


def test_an_answer_that_is_left_blank_is_asked_for_again(writer: Writer) -> None:
    ask = "Give an answer, then press the button."
    writer.get(TRY)

    page = answers(writer, check="0")
    assert ask in said(question(page.text, 1))

    page = answers(writer, check="0", **{"chosen-2": options_of(page.text, 3)[0]})
    assert ask not in said(page.text)
    page = answers(writer, check="0")
    assert ask in said(question(page.text, 1))
    for nonsense in ({"check": "99"}, {"check": "x"}, {"again": "x"}, {"chosen-99": "x"}):
        assert answers(writer, **nonsense).status_code == 200


def test_a_script_gets_the_same_form_to_be_put_beside_the_text(writer: Writer) -> None:
    writer.get(QUIZ_EDITOR)
    typed = writer.text.replace("Because it is so.", "Because of this.")
    fields = {"since": "0", "text": typed, "chosen-0": "k", "csrf_token": writer.token()}

    answer = writer.client.post(
        TRY, data=fields, headers={**SCRIPT, "Sec-Fetch-Site": "same-origin"}
    )

    assert answer.json is not None
    html = answer.json["trial"]
    assert html.lstrip().startswith("<form")
    assert dict(carried(html))["text"] == typed
    assert "Show the keys" in said(html)
    assert "Because of this." not in said(html)


def test_the_checks_of_a_module_are_answered_too_and_an_error_is_said(writer: Writer) -> None:
    chosen = options_of(writer.get(TRY_MODULE).text, 1)[0]
    page = answers(writer, TRY_MODULE, check="0", **{"chosen-0": chosen})
    assert "It is talk therapy." in said(page.text)
    writer.get(EDITOR)
    broken = writer.text.replace("[@hall2020]", "[@nobody]")

    page = writer.post(TRY_MODULE, since="0", text=broken)

    assert "The page has an error" in said(page.text)
    assert dict(carried(page.text))["text"] == broken
    assert "There is nothing to answer" in said(writer.get(f"{HOME}/try/course.md").text)


def test_a_text_that_is_too_long_comes_back_in_the_editor(writer: Writer) -> None:
    long = "x" * (MOST_CHARACTERS + 1)

    page = writer.post(TRY, since="0", text=long)

    assert page.status_code == 422
    assert "Make two modules of it." in said(page.text)
    assert writer.text == long


def test_a_page_of_thousands_of_options_comes_back_in_the_editor(writer: Writer) -> None:
    """It would hold the server for a minute."""
    writer.get(QUIZ_EDITOR)
    many = (
        writer.text
        + "\n### One more\n\nWhich?\n\n- [x] Right\n"
        + "".join(f"- [ ] No. {number}\n" for number in range(MOST_PARTS))
    )

    page = writer.post(TRY, since="0", text=many)

    assert page.status_code == 422
    assert "Make two quizzes of it" in said(page.text)
    assert writer.text == many


def test_a_text_as_long_as_may_be_shown_is_taken(writer: Writer) -> None:
    writer.get(QUIZ_EDITOR)
    long = writer.text + "\n" + "é " * ((MOST_SHOWN - len(writer.text)) // 2 - 1)

    assert writer.post(TRY, since="0", text=long).status_code == 200


def test_a_text_too_long_to_be_shown_comes_back_in_the_editor_and_can_be_saved(
    writer: Writer,
) -> None:
    writer.get(QUIZ_EDITOR)
    since = writer.field("since")
    long = writer.text + "\n" + "é " * ((MOST_CHARACTERS - len(writer.text)) // 2 - 1)

    page = writer.post(TRY, since=since, text=long)

    assert page.status_code == 422
    assert str(TooLongToShow()) in said(page.text)
    assert writer.text == long
    assert writer.sends(long, path=QUIZ).status_code == 303


def reviews(writer: Writer, app: Flask, database: Database) -> Visitor:
    """Somebody who reads the course, and does not write in it."""
    rhea = signed_up(database, "Rhea Sol", Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        colleagues.add(session, taught, writer.person, rhea.email, Duty.REVIEWER, make.later(2))
    reviewer = Visitor(app)
    reviewer.cookie = new_cookie(database, rhea)
    return reviewer


def test_a_reviewer_answers_and_whoever_does_not_teach_the_course_tries_nothing(
    writer: Writer, app: Flask, database: Database
) -> None:
    reviewer, stranger = reviews(writer, app, database), Visitor(app)
    stranger.cookie = new_cookie(database, signed_up(database, "Quentin Rook", Role.INSTRUCTOR))

    page = reviewer.get(TRY)
    assert f'href="{HOME}/read/{QUIZ}">Back to the text' in page.text
    fields = {**dict(carried(page.text)), "chosen-0": options_of(page.text, 1)[0]}
    assert "Because it is so." in said(reviewer.post(TRY, fields).text)

    assert stranger.get(TRY).status_code == 404
    assert stranger.post(TRY, text="Mine").status_code == 404
    assert writer.get(f"{HOME}/try/other.md").status_code == 404


def test_a_reviewer_is_told_why_a_page_cannot_be_answered(
    writer: Writer, app: Flask, database: Database
) -> None:
    reviewer = reviews(writer, app, database)
    fields = dict(carried(reviewer.get(TRY).text))
    writer.get(QUIZ_EDITOR)
    many = "".join(f"- [ ] No. {number}\n" for number in range(MOST_PARTS))
    writer.sends(f"{writer.text}\n### One more\n\nWhich?\n\n- [x] Right\n{many}", path=QUIZ)

    for page, told in (
        (reviewer.get(TRY), "Make two quizzes of it"),
        (reviewer.post(TRY, {**fields, "text": "x" * (MOST_SHOWN + 1)}), "not previewed"),
        (reviewer.post(TRY, {**fields, "text": "x" * (MOST_CHARACTERS + 1)}), "Make two modules"),
        (writer.get(TRY), "Make two quizzes of it"),
    ):
        assert page.status_code == 422
        assert "These questions cannot be answered here" in said(page.text)
        assert told in said(page.text)
        assert "busy" not in said(page.text)
        assert "Back to the text" in said(page.text)


def test_while_too_many_look_a_trial_waits_and_keeps_what_was_typed(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST_SECONDS", 0.01)

    with drafts.LOOKS.turn(writer.person.id, 0):
        assert writer.get(TRY).status_code == 503
        page = writer.post(TRY, since="0", text="Mine")

    assert page.status_code == 503
    assert "Look again" in said(page.text)
    assert dict(carried(page.text))["text"] == "Mine"


def test_every_kind_of_question_can_be_tried_before_it_is_saved(writer: Writer) -> None:
    gallery = next(it.content.decode() for it in the_files() if it.path == QUIZ)
    writer.get(QUIZ_EDITOR)

    page = writer.post(TRY, since="0", text=gallery)

    words = said(page.text)
    assert [f"Question {n} of 16, preview" in words for n in range(1, 17)] == [True] * 16
    assert "nobody marks it" in words
    assert repeated_ids(page.text) == set()
    names = re.findall(r'name="((?:typed|gap)-[^"]+)"', page.text)
    picks = re.findall(
        r'name="(pick-[^"]+)"[^>]*><option value="">[^<]*</option>\s*<option value="([^"]+)"',
        page.text,
    )
    chosen = re.findall(r'name="(chosen-[^"]+)" value="([^"]+)"', page.text)
    filled = {**dict.fromkeys(names, "1"), **dict(picks), **dict(chosen)}
    page = answers(writer, **filled)
    assert page.text.count("answered just now") == 15
    assert repeated_ids(page.text) == set()
    marks = said(page.text)
    assert said(answers(writer).text) == marks


def test_no_step_of_the_trail_leads_past_words_that_are_not_saved(writer: Writer) -> None:
    step = f'<a href="{QUIZ_EDITOR}">'
    assert step in writer.get(TRY).text
    writer.get(QUIZ_EDITOR)
    text = writer.text

    assert step not in writer.post(TRY, since="0", text=f"{text}\nMore words.\n").text
    assert step in writer.post(TRY, since="0", text=text).text
