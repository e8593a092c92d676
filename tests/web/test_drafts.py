"""The studio's pages for writing: the desk, saves, collisions, and going back."""

from dataclasses import replace

import pytest
from flask import Flask
from markupsafe import escape

from lms.domain.access import Role
from lms.domain.courses import SourceFile
from lms.services import accounts, draft_files, teaching
from lms.services.draft_files import Step
from lms.services.draft_ground import MOST_CHARACTERS
from lms.store.database import Database
from tests import make
from tests.accounts import new_account, new_cookie, signed_up
from tests.content import good_course
from tests.personas import Cleo, Clock, Visitor
from tests.queries import asked
from tests.web.looking import repeated_ids, said
from tests.web.writers import (
    COURSE,
    EDITOR,
    HOME,
    HOSTILE,
    MODULE,
    PUBLISH,
    REVIEW,
    Writer,
    counts,
    file_of,
    publishes,
    writer,
)

__all__ = ["writer"]

# -- the desk ----------------------------------------------------------------------


def test_the_desk_shows_every_file_and_what_became_of_it(writer: Writer) -> None:
    assert f'href="{HOME}"' in writer.get(f"/studio/{COURSE}").text
    before = said(writer.get(HOME).text)

    writer.rewrites("Opening", "First")
    page = writer.get(HOME)

    assert "Edition 1, published" in before
    assert "Changed" not in before
    for file in good_course.files():
        assert file.path in page.text
    assert f'href="{EDITOR}"' in page.text
    assert f'href="{HOME}/write/images' not in page.text
    assert "1 file" in said(page.text)
    assert "Changed Saved" in said(page.text)
    assert "by Cleo Hart" in said(page.text)
    assert repeated_ids(page.text) == set()


def test_the_desk_says_when_an_edition_was_published_meanwhile(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    publishes(database, good_course.files(history=good_course.HISTORY + "\nMore.\n"))

    assert "was published meanwhile" in said(writer.get(HOME).text)
    assert "was published meanwhile" in said(writer.get(EDITOR).text)
    assert "cannot be published" in said(writer.get(REVIEW).text)
    assert PUBLISH not in writer.page.text


def test_the_desk_and_the_history_cost_few_questions(writer: Writer, database: Database) -> None:
    for new in "abcdefgh":
        writer.rewrites("Opening", f"{new}Opening")
    for address in (HOME, f"{HOME}/history"):
        writer.get(address)

        with asked(database) as statements:
            writer.get(address)

        assert len(statements) <= 10


# -- saving ------------------------------------------------------------------------


def test_what_is_saved_is_there_and_learners_see_nothing_of_it(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    assert "As published. Based on edition 1, published" in said(writer.page.text)
    text = writer.text.replace("Opening", "First")

    writer.sends(text.replace("\n", "\r\n"))

    assert writer.page.headers["Location"] == EDITOR
    assert writer.follows().status_code == 200
    assert writer.text == text
    assert "Draft saved" in said(writer.page.text)
    assert "Based on edition 1, published" in said(writer.page.text)
    assert file_of(database) == good_course.MODULE.encode()


def test_a_double_click_is_one_save(writer: Writer, database: Database) -> None:
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "once": writer.field("once"), "do": "save"}
    text = writer.text + "More.\n"

    first = writer.post(EDITOR, sent, text=text)
    again = writer.post(EDITOR, sent, text=text)

    assert first.headers["Location"] == again.headers["Location"] == EDITOR
    assert counts(database)["draft_saves"] == 1


def test_a_page_that_was_gone_back_to_loses_nothing_that_is_typed_in_it(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "once": writer.field("once"), "do": "save"}
    writer.post(EDITOR, sent, text=writer.text + "One.\n")

    writer.post(EDITOR, sent, text=good_course.MODULE + "Two.\n")

    assert writer.page.headers["Location"] == f"{HOME}/collisions/2"
    assert counts(database)["draft_saves"] == 2


def test_hostile_text_comes_back_as_typed_and_never_alive(writer: Writer) -> None:
    writer.get(EDITOR)
    text = writer.text + HOSTILE

    writer.sends(text, "preview")
    assert writer.text == text
    alive = [HOSTILE in writer.page.text]
    writer.sends(text)
    pages = (EDITOR, f"{HOME}/saves/1", REVIEW, f"{HOME}/history")
    alive += [HOSTILE in writer.get(page).text for page in pages]

    assert writer.get(EDITOR).status_code == 200
    assert writer.text == text
    assert not any(alive)


def test_a_leading_newline_and_the_line_ends_of_a_file_survive(
    writer: Writer, database: Database
) -> None:
    ended = good_course.MODULE.replace("\n", "\r\n")
    publishes(database, good_course.files(module=ended))
    writer.get(EDITOR)
    assert writer.text == good_course.MODULE

    writer.sends("\r\n" + ended.replace("Opening", "First"))

    writer.get(EDITOR)
    assert writer.text == "\n" + good_course.MODULE.replace("Opening", "First")
    writer.sends(ended.replace("Opening", "First"))
    writer.get(REVIEW)
    writer.publishes(kind="editorial")
    assert file_of(database) == ended.replace("Opening", "First").encode()


def test_what_is_refused_stays_in_the_field(writer: Writer, database: Database) -> None:
    writer.get(EDITOR)
    too_long = "x" * (MOST_CHARACTERS + 1)

    for do in ("preview", "save"):
        answer = writer.sends(too_long, do)

        assert answer.status_code == 422
        assert "Make two modules of it." in said(answer.text)
        assert writer.text == too_long
        assert writer.field("since") == "0"
        assert "is not saved" in said(answer.text)
    assert counts(database)["draft_saves"] == 0


def test_a_form_that_does_not_say_where_it_began_saves_nothing(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)

    writer.post(EDITOR, text="Mine", do="save")

    assert writer.page.status_code == 422
    assert writer.text == "Mine"
    assert counts(database)["draft_saves"] == 0


@pytest.mark.parametrize("do", ["save", "preview"])
def test_a_page_of_whoever_was_signed_in_before_is_nobody_elses(
    writer: Writer, database: Database, do: str
) -> None:
    """A preview would come back as a page of the other's, which saves."""
    writer.get(EDITOR)
    assert writer.field("author") == writer.person.public_id
    sent = {"text": "Mine.", "since": writer.field("since"), "once": "a" * 22, "do": do}
    before = counts(database)

    for address in (EDITOR, EDITOR.replace("/write/", "/try/")):
        refused = writer.post(address, sent, author="somebody-else")
        assert refused.status_code == 401
        assert "Mine." not in refused.text

    assert counts(database) == before
    assert writer.post(EDITOR, sent, author=writer.person.public_id).status_code < 400


def test_a_text_for_a_course_that_is_not_theirs_any_more_is_shown_to_be_copied(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    other = signed_up(database, "Hilary Fenn", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, other.email, COURSE, make.later())
        teaching.unassign(session, writer.person.email, COURSE, make.later())

    page = writer.sends(HOSTILE)

    assert page.status_code == 404
    assert "copy it before you leave this page" in said(page.text)
    assert f"readonly>\n{escape(HOSTILE)}</textarea>" in page.text


def test_a_file_that_is_no_text_has_no_editor(writer: Writer) -> None:
    for path in ("images/bench.png", "07-nothing.md", "../course.md"):
        assert writer.get(f"{HOME}/write/{path}").status_code == 404


# -- two at once -------------------------------------------------------------------


def collide(writer: Writer, theirs: str, yours: str) -> str:
    """Two tabs save the same file; the address to which the later is sent."""
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "do": "save"}
    writer.post(EDITOR, sent, text=theirs, once="a" * 22)
    writer.post(EDITOR, sent, text=yours, once="b" * 22)
    assert writer.page.status_code == 303
    return writer.page.headers["Location"]


def test_two_tabs_are_shown_both_and_nothing_is_lost(writer: Writer) -> None:
    text = good_course.MODULE
    address = collide(
        writer,
        text.replace("Opening words", "First words"),
        text.replace("Opening words", "Last words"),
    )

    page = writer.get(address)

    assert address == f"{HOME}/collisions/2"
    words = said(page.text)
    assert "Removed Opening words. Added First words." in words
    assert "Removed Opening words. Added Last words." in words
    assert "Both changed the same lines." in words
    assert "is kept as save 2" in words
    assert "First words" in writer.text
    assert "Last words" in writer.text
    assert repeated_ids(page.text) == set()
    merged = text.replace("Opening words", "First and last words")
    writer.sends(merged)
    assert writer.follows().status_code == 200
    assert writer.text == merged
    assert "3" in writer.field("since")
    history = said(writer.get(f"{HOME}/history").text)
    assert history.count("Kept beside the draft") == 1
    assert "Last words" in writer.get(f"{HOME}/saves/2").text


def test_a_namesakes_text_is_not_called_ones_own(
    writer: Writer, app: Flask, cleo: Cleo, database: Database
) -> None:
    with database.writing() as session:
        account = replace(new_account(cleo.NAME), email="hart@example.org")
        namesake = accounts.add_person(session, account, Role.INSTRUCTOR, None, make.later(1))
        teaching.assign(session, namesake.email, COURSE, make.later(1))
    other = Writer(app, database, cleo)
    other.cookie = new_cookie(database, namesake)

    address = collide(writer, good_course.MODULE + "One.\n", good_course.MODULE + "Two.\n")

    assert "You saved this file elsewhere while you wrote" in said(writer.get(address).text)
    assert f"Somebody saved this file while {cleo.NAME} wrote" in said(other.get(address).text)


def test_changes_that_do_not_touch_come_merged(writer: Writer) -> None:
    text = good_course.MODULE
    address = collide(
        writer,
        text.replace("Opening words", "First words"),
        text.replace("It is talk therapy.", "It is a talk therapy."),
    )

    page = writer.get(address)

    assert "The changes do not touch." in said(page.text)
    writer.sends(writer.text)
    writer.follows()
    assert "First words" in writer.text
    assert "a talk therapy" in writer.text


def test_a_save_that_came_in_time_has_no_collision(writer: Writer) -> None:
    writer.rewrites("Opening", "First")

    for number in ("1", "9", "x", "9" * 400):
        assert writer.get(f"{HOME}/collisions/{number}").status_code == 404


# -- going back --------------------------------------------------------------------


def test_a_text_is_restored_as_a_save_of_its_own(writer: Writer, database: Database) -> None:
    writer.rewrites("Opening", "First")
    writer.rewrites("First", "Last")
    page = writer.get(f"{HOME}/saves/1")
    assert "Removed Opening words. Added First words." in said(page.text)
    since = said(page.text).partition("What changed since")[2]
    assert "Removed First words. Added Last words." in since
    once = writer.field("once")

    writer.post(f"{HOME}/saves/1/restore", once=once)
    writer.post(f"{HOME}/saves/1/restore", once=once)

    assert writer.page.headers["Location"] == f"{EDITOR}?done=restored"
    assert "The text is restored as a save of its own." in said(writer.follows().text)
    assert "First words" in writer.text
    assert "the draft says the same now" in said(writer.get(f"{HOME}/saves/1").text)
    assert counts(database)["draft_saves"] == 3
    assert "This is what the draft says now." in said(writer.get(f"{HOME}/saves/3").text)
    assert "Restore" not in said(writer.page.text)


def test_the_history_has_pages_and_can_be_of_one_file(writer: Writer) -> None:
    for number in range(26):
        writer.get(EDITOR)
        writer.sends(f"{good_course.MODULE}Line {number}\n")
    writer.rewrites("long ago", "once", "02-history.md")

    first = said(writer.get(f"{HOME}/history").text)
    second = said(writer.get(f"{HOME}/history?page=2").text)
    alone = said(writer.get(f"{HOME}/history?file=02-history.md").text)

    assert "Save 27" in first
    assert (first.count("In the draft now"), first.count("Earlier")) == (2, 23)
    assert "Save 1 01-what" not in first
    assert "Save 1 01-what" in second
    assert "Save 27" in alone
    assert "Save 26" not in alone
    assert writer.get(f"{HOME}/history?file=nothing.md").status_code == 404


def test_the_history_of_a_file_that_was_taken_out_leads_to_where_it_is_put_back(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    history = f"{HOME}/history?file={MODULE}"
    assert f'href="{EDITOR}"' in writer.get(history).text
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        step = Step(writer.person, "out", make.later())
        draft_files.remove_module(session, taught, step, "what-it-is")

    page = writer.get(history).text

    assert f'href="{EDITOR}"' not in page
    assert f'href="{HOME}/files"' in page
    assert (said(page).count("Taken out"), said(page).count("Earlier")) == (1, 1)


# -- whose -------------------------------------------------------------------------


def test_another_instructor_comes_to_nothing_of_it(
    writer: Writer, app: Flask, database: Database, clock: Clock
) -> None:
    writer.rewrites("Opening", "First")
    eve = Visitor(app)
    eve.cookie = new_cookie(database, signed_up(database, "Eve Moss", Role.INSTRUCTOR))

    for path in ("", f"/write/{MODULE}", "/history", "/saves/1", "/collisions/1", "/review"):
        assert eve.get(HOME + path).status_code == 404
    assert eve.get(f"{HOME}/media/bench.png").status_code == 404
    for path in (f"/write/{MODULE}", "/saves/1/restore", "/publish"):
        assert eve.post(HOME + path, text="x", since="0", do="save").status_code == 404
    assert counts(database)["draft_saves"] == 1


def test_an_edition_from_files_is_taken_over_with_one_press(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    files = good_course.files()
    publishes(
        database,
        tuple(
            SourceFile(it.path, it.content.replace(b"talk therapy", b"a talk therapy"))
            if it.path == MODULE
            else it
            for it in files
        ),
    )
    assert "Take edition 2 over" in writer.get(HOME).text

    sent = {"once": writer.field("once")}
    for _ in range(2):
        writer.post(f"{HOME}/take-over", sent)
        assert writer.page.headers["Location"] == f"{HOME}?done=taken"

    assert "The draft goes on from edition 2." in writer.get(f"{HOME}?done=taken").text
    writer.get(EDITOR)
    assert "First words" in writer.text
    assert "a talk therapy" in writer.text
