"""The studio's page of works: paste, look, add, find where they are cited, remove."""

import json
from html import unescape

import pytest
from flask import Flask

from lms.services import teaching
from lms.services.draft_works import MOST_PASTED, MOST_PROBLEMS
from lms.store.database import Database
from lms.web import drafts
from tests import make
from tests.content import good_course
from tests.personas import Cleo
from tests.queries import asked
from tests.web.looking import repeated_ids, said
from tests.web.writers import NOISE, Writer, counts, publishes

COURSE = good_course.SLUG
WORKS = f"/studio/{COURSE}/draft/works"
BOOK = "@book{x, author={Masters, William}, title={Human Sexual Inadequacy}, year={1970}}"
HOSTILE = "@book{x, author={<script>alert(1)</script>}, title={</textarea><script>}, year={1970}}"


class Librarian(Writer):
    """Somebody who teaches the course, at its list of works."""

    def pastes(self, text: str) -> None:
        self.get(WORKS)
        self.post(WORKS, {"once": self.field("once")}, text=text)

    def adds(self, text: str, *works: str) -> None:
        sent = {"seen": self.field("seen"), "once": self.field("once")}
        self.post(f"{WORKS}/add", sent, text=text, work=list(works))

    def removes(self, key: str) -> None:
        self.get(WORKS)
        self.post(f"{WORKS}/remove", {"once": self.field("once")}, key=key)


@pytest.fixture
def lena(app: Flask, cleo: Cleo, database: Database) -> Librarian:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Librarian(app, database, cleo)


def test_the_list_shows_each_work_with_the_pages_that_cite_it(lena: Librarian) -> None:
    lena.get(WORKS)

    text = said(lena.page.text)
    assert "Principles. (n.d.). hall2020" in text
    assert "What it is, line 10" in text
    assert "Course facts, line 26" in text
    assert f'href="/studio/{COURSE}/draft/write/01-what-it-is.md"' in lena.page.text
    assert "Remove" not in text


def test_a_work_of_many_is_found_by_its_words_and_the_editor_offers_all(lena: Librarian) -> None:
    works = [{"id": f"w{n}", "type": "book", "title": f"Title {n}"} for n in range(203)]
    lena.get("/studio/foundations/draft/write/references.json")
    lena.sends(
        json.dumps([{"id": "hall2020", "type": "book", "title": "T"}, *works]),
        path="references.json",
    )

    editor = lena.get("/studio/foundations/draft/write/01-what-it-is.md").text
    assert "Citations, 204 works" in said(editor)
    assert "more works" not in said(editor)
    assert editor.count("<code data-text>[@w") == 203
    assert "1 to 25 of 204" in said(lena.get(WORKS).text)
    assert "1 to 11 of" not in said(lena.get(f"{WORKS}?words=w19").text)
    assert lena.page.text.count("<code>w19") == 11
    assert "No work has all of these words." in said(lena.get(f"{WORKS}?words=w19+nobody").text)


def test_a_paste_is_shown_then_added_then_cited_or_removed(lena: Librarian) -> None:
    before = counts(lena.database)
    lena.pastes(BOOK)

    assert lena.page.status_code == 200
    assert "Masters, W. (1970). Human Sexual Inadequacy." in said(lena.page.text)
    assert "[@masters1970]" in said(lena.page.text)
    assert {it for it, n in counts(lena.database).items() if n != before[it]} <= NOISE
    lena.adds(BOOK, "0")
    assert (lena.page.status_code, lena.page.headers["Location"]) == (303, f"{WORKS}?done=added")
    lena.get(f"{WORKS}?done=added")
    assert "nothing cites 1" in said(lena.page.text)
    lena.rewrites("Opening words.", "Opening words [@masters1970].")
    lena.removes("masters1970")
    assert lena.page.status_code == 422
    assert "masters1970 is cited in 01-what-it-is.md, line 6." in said(lena.page.text)
    lena.rewrites(" [@masters1970]", "")
    lena.removes("masters1970")
    assert (lena.page.status_code, lena.page.headers["Location"]) == (303, f"{WORKS}?done=removed")


def test_a_work_added_twice_is_added_once(lena: Librarian) -> None:
    lena.pastes(BOOK)
    sent = {"seen": lena.field("seen"), "once": lena.field("once")}

    for _ in range(2):
        lena.post(f"{WORKS}/add", sent, text=BOOK, work="0")
        assert lena.page.status_code in (303, 422)

    assert lena.get(WORKS).text.count("<code>masters1970") == 1


def test_a_work_that_is_there_already_is_not_chosen(lena: Librarian) -> None:
    lena.pastes(BOOK)
    lena.adds(BOOK, "0")

    lena.pastes(BOOK)

    assert "Seems to be masters1970" in said(lena.page.text)
    assert 'value="0" checked' not in lena.page.text
    lena.adds(BOOK)
    assert lena.page.status_code == 422
    assert "Choose at least one work to add." in said(lena.page.text)


def test_another_text_or_another_list_is_shown_anew(lena: Librarian) -> None:
    lena.pastes(BOOK)

    lena.adds(BOOK.replace("1970", "1966"), "0")

    assert lena.page.status_code == 422
    assert "shown anew below" in said(lena.page.text)
    assert "[@masters1966]" in said(lena.page.text)


def test_what_is_not_understood_is_told_and_what_was_typed_stays(lena: Librarian) -> None:
    for text in ("", "just words", "x" * (MOST_PASTED + 1)):
        lena.pastes(text)
        assert lena.page.status_code == 422
        assert unescape(lena.page.text).count(f">\n{text}</textarea>") == 1

    lena.pastes("@book{x, title={no end")
    assert lena.page.status_code == 200
    assert "Line 1" in said(lena.page.text)
    assert "No work of it can be added." in said(lena.page.text)


def test_nothing_of_a_paste_becomes_markup(lena: Librarian) -> None:
    lena.pastes(HOSTILE)
    assert "<script>alert(1)" not in lena.page.text
    lena.adds(HOSTILE, "0")
    assert lena.page.status_code == 303

    lena.get(WORKS)

    assert "<script>alert(1)" not in lena.page.text
    assert repeated_ids(lena.page.text) == set()


def test_a_paste_waits_while_another_text_is_read_and_says_so(
    lena: Librarian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.web.draft_works.MOST_SECONDS", 0.01)
    with drafts.REVIEWS.turn("another", 0):
        lena.pastes(BOOK)

    assert lena.page.status_code == 422
    assert "The server is busy." in said(lena.page.text)
    assert BOOK in unescape(lena.page.text)


def test_a_list_asks_as_much_for_one_work_as_for_many(lena: Librarian) -> None:
    counted = []
    for number in (1, 40):
        text = "\n".join(BOOK.replace("1970", str(1900 + number + n)) for n in range(number))
        lena.pastes(text)
        lena.adds(text, *map(str, range(number)))
        assert lena.page.status_code == 303
        lena.get(WORKS)
        with asked(lena.database) as statements:
            lena.get(WORKS)
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_what_a_paste_of_slips_leaves_out_is_counted(lena: Librarian) -> None:
    lena.pastes("@a{\n" * (MOST_PROBLEMS + 2))

    assert lena.page.text.count('<li class="problem">') == MOST_PROBLEMS
    assert "2 further problems are not listed. Mend these first." in said(lena.page.text)
