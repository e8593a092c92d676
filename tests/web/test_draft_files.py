"""The studio's page of modules and files: add, rename, move, take out, put back."""

import re

import pytest
from flask import Flask

from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.personas import Cleo
from tests.web.looking import repeated_ids, said
from tests.web.writers import COURSE, HOME, MODULE, Writer, counts, publishes

FILES = f"{HOME}/files"
WHAT = f"{FILES}/modules/what-it-is"
KEY = re.compile(r'name="once" value="([^"]*)"')


class Keeper(Writer):
    """Somebody who teaches the course, at its page of files."""

    def sends_to(self, path: str, page: str = FILES, **fields: str) -> int:
        """A form of a page, with these fields; the answer's status."""
        self.get(page)
        held = KEY.findall(self.page.text.split("</main>")[0])
        return self.post(path, {"once": held[-1]}, **fields).status_code

    def told(self) -> str:
        """What the page says that the last form led to."""
        return said(self.get(self.page.location or "").text)

    def order(self) -> list[str]:
        """The modules of the page in their order."""
        return re.findall(rf'href="{FILES}/modules/([a-z-]+)"', self.get(FILES).text)


@pytest.fixture
def keeper(app: Flask, cleo: Cleo, database: Database) -> Keeper:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Keeper(app, database, cleo)


def test_a_module_is_added_renamed_moved_taken_out_and_put_back(keeper: Keeper) -> None:
    assert keeper.sends_to(FILES, title="Grief", name="") == 303
    assert "Grief is in the draft, with a quiz" in keeper.told()
    assert keeper.order() == ["what-it-is", "history", "grief"]
    assert "Your first question" in keeper.get(f"{HOME}/write/03-grief.quiz.md").text

    assert keeper.sends_to(f"{FILES}/modules/grief/move", move="up") == 303
    assert "Grief is at place 2 of 3." in keeper.told()
    assert keeper.order() == ["what-it-is", "grief", "history"]

    renamed = keeper.sends_to(f"{WHAT}/rename", WHAT, title="The frame", name="the-frame")
    assert renamed == 303
    assert "The module is renamed" in keeper.told()
    assert keeper.order() == ["the-frame", "grief", "history"]

    assert keeper.sends_to(f"{FILES}/modules/grief/remove", f"{FILES}/modules/grief") == 303
    assert "The module and its quiz are out of the draft." in keeper.told()
    assert keeper.order() == ["the-frame", "history"]
    page = keeper.get(FILES).text
    assert "Put back with its quiz 03-grief.md" in said(page)
    assert "Put back the page alone 03-grief.md" in said(page)
    assert "Put back 03-grief.quiz.md" in said(page)
    assert repeated_ids(page) == set()

    assert keeper.sends_to(f"{FILES}/put-back/03-grief.md") == 303
    assert "03-grief.md is in the draft as it was." in keeper.told()
    assert keeper.order() == ["the-frame", "history", "grief"]
    keeper.get(f"{HOME}/write/01-the-frame.md")
    unused = keeper.text.replace("![A bench in a park](images/bench.png)", "A bench")
    keeper.sends(unused, path="01-the-frame.md")
    assert keeper.sends_to(f"{FILES}/remove/images/bench.png") == 303
    assert "images/bench.png is out of the draft." in keeper.told()
    assert "Put back images/bench.png" in said(keeper.get(FILES).text)


def test_a_double_click_is_one_module(keeper: Keeper, database: Database) -> None:
    keeper.get(FILES)
    once = KEY.findall(keeper.page.text.split("</main>")[0])[-1]
    token = keeper.token()
    fields = {"once": once, "title": "Grief", "name": "", "csrf_token": token}

    first = keeper.post(FILES, fields)
    before = counts(database)
    second = keeper.post(FILES, fields)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert counts(database) == before


@pytest.mark.parametrize(("path", "page"), [(FILES, FILES), (f"{WHAT}/rename", WHAT)])
def test_what_is_refused_stays_beside_its_field(
    path: str, page: str, keeper: Keeper, database: Database
) -> None:
    before = counts(database)

    assert keeper.sends_to(path, page, title="<b>Grief</b>", name="Not plain") == 422

    assert "&lt;b&gt;Grief&lt;/b&gt;" in keeper.page.text
    assert 'id="f-name-error"' in keeper.page.text
    assert 'value="Not plain"' in keeper.page.text
    assert counts(database) == before


def test_the_page_of_a_module_says_what_another_address_does_to_learners(keeper: Keeper) -> None:
    page = said(keeper.get(WHAT).text)

    assert "Another address is another module." in page
    assert f"/courses/{COURSE}/what-it-is answers as an unknown address" in page


def test_what_was_typed_while_somebody_took_the_file_out_is_kept(keeper: Keeper) -> None:
    keeper.get(f"{HOME}/write/{MODULE}")
    text, editor = keeper.text, keeper.page
    keeper.sends_to(f"{WHAT}/remove", WHAT)
    keeper._page = editor

    answer = keeper.sends(text + "Typed meanwhile.")

    assert answer.status_code == 303
    assert "/collisions/" in (answer.location or "")
    assert "Typed meanwhile." in keeper.get(answer.location or "").text
    keeper.sends(text + "Typed meanwhile.")
    assert "Typed meanwhile." in keeper.get(f"{HOME}/write/{MODULE}").text


def test_a_used_picture_is_not_taken_out_and_the_page_says_why(keeper: Keeper) -> None:
    assert keeper.sends_to(f"{FILES}/remove/images/bench.png") == 422
    assert "images/bench.png is used in 01-what-it-is.md, line 24." in said(keeper.page.text)
    assert keeper.sends_to(f"{FILES}/remove/images/no-such.png") == 404


def test_the_history_shows_what_was_taken_out_and_pictures(keeper: Keeper) -> None:
    keeper.get(f"{HOME}/write/{MODULE}")
    keeper.sends(keeper.text.replace("![A bench in a park](images/bench.png)", "A bench"))
    keeper.sends_to(f"{FILES}/remove/images/bench.png")
    gone = said(keeper.get(f"{HOME}/saves/2").text)
    keeper.sends_to(f"{FILES}/put-back/images/bench.png")
    back = said(keeper.get(f"{HOME}/saves/3").text)

    assert "The file is not in the draft any more." in gone
    assert "See the pictures." in back
