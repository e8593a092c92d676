"""The studio's pages of comments, as they work without scripts."""

from html import unescape

import pytest

from lms.domain.paging import PAGE_LENGTH
from lms.store.database import Database
from tests.personas import Cleo, Visitor
from tests.queries import asked
from tests.web.looking import repeated_ids, said
from tests.web.test_colleagues import DRAFT, KEY, author, reviewer

__all__ = ["author", "reviewer"]

READ, WRITE = f"{DRAFT}/read/01-what-it-is.md", f"{DRAFT}/write/01-what-it-is.md"
WORDS = "Opening words."
HOSTILE = "</textarea><script>alert(1)</script>"


def comments_on(reviewer: Visitor, text: str = "Why so?", quote: str = WORDS) -> str:
    """A comment on a passage; the thread's address comes back."""
    reviewer.get(READ)
    reviewer.post(READ, quote=quote, text=text)
    assert reviewer.page.status_code == 303
    listed = reviewer.get(f"{DRAFT}/comments").text
    return f"{DRAFT}/comments/" + listed.split(f'href="{DRAFT}/comments/')[1].split('"')[0]


def test_every_block_has_a_link_that_fills_its_quotation_in(reviewer: Visitor) -> None:
    text = reviewer.get(READ).text
    block = text.split(WORDS)[-1]
    link = unescape(block.split('href="')[1].split('"')[0])

    filled = reviewer.get(link.partition("#")[0]).text

    assert f">\n{WORDS}" in filled.split('name="quote"')[1]
    assert "Comment on a passage" in filled


def test_a_comment_stands_beside_its_passage_for_reviewers_and_in_the_editor(
    reviewer: Visitor, author: Cleo
) -> None:
    comments_on(reviewer)

    for browser, page in ((reviewer, READ), (author, READ), (author, WRITE)):
        text = browser.get(page).text
        assert "Why so?" in said(text)
        assert "Rhea Lund" in said(text)
        assert repeated_ids(text) == set()


def test_words_that_do_not_stand_in_the_text_are_refused_and_stay_typed(reviewer: Visitor) -> None:
    reviewer.post(READ, quote="Words of nobody.", text="Why so?")

    assert reviewer.page.status_code == 422
    assert "These words do not stand in the text." in said(reviewer.page.text)
    assert ">\nWords of nobody.</textarea>" in reviewer.page.text
    assert ">\nWhy so?</textarea>" in reviewer.page.text


def test_what_was_said_of_a_file_that_was_taken_out_meanwhile_is_not_lost(
    reviewer: Visitor, author: Cleo
) -> None:
    reviewer.get(READ)
    author.get(f"{DRAFT}/files")
    author.post(f"{DRAFT}/files/remove/01-what-it-is.md")
    assert author.page.status_code == 303

    reviewer.post(READ, quote=WORDS, text="Why so?")

    assert reviewer.page.status_code == 409
    assert "The draft has no such text any more" in said(reviewer.page.text)
    assert f">\n{WORDS}</textarea>" in reviewer.page.text
    assert ">\nWhy so?</textarea>" in reviewer.page.text


def test_a_thread_is_answered_resolved_and_reopened(reviewer: Visitor, author: Cleo) -> None:
    thread = comments_on(reviewer)

    author.get(thread)
    author.post(thread, text="Because of Kaplan.", do="said")
    assert "Cleo Hart" in said(author.follows().text)
    author.post(thread, text="", do="resolved")
    assert "Resolved" in said(author.follows().text)
    assert "None is open." in said(reviewer.get(f"{DRAFT}/comments").text)
    assert "Why so?" in said(reviewer.get(f"{DRAFT}/comments?resolved=yes").text)
    reviewer.post(thread, text="Not yet.", do="reopened")

    assert "Not yet." in said(reviewer.follows().text)
    assert "Why so?" in said(reviewer.get(f"{DRAFT}/comments").text)


def test_an_empty_answer_is_asked_for_its_words(reviewer: Visitor) -> None:
    thread = comments_on(reviewer)

    reviewer.post(thread, text=" ", do="said")

    assert reviewer.page.status_code == 422
    assert "Say what the comment is." in said(reviewer.page.text)


def test_what_is_said_is_text_wherever_it_is_shown(reviewer: Visitor, author: Cleo) -> None:
    thread = comments_on(reviewer, HOSTILE)

    for page in (thread, READ, WRITE, f"{DRAFT}/comments"):
        text = author.get(page).text
        assert "alert(1)" in text
        assert "<script>alert" not in text


def test_a_comment_or_an_answer_that_is_sent_twice_is_one(reviewer: Visitor) -> None:
    thread = comments_on(reviewer)
    for path, fields in (
        (READ, {"quote": WORDS, "text": "Twice?"}),
        (thread, {"text": "Twice!", "do": "said"}),
    ):
        places = {reviewer.post(path, fields, once=KEY).headers["Location"] for _ in range(2)}
        assert len(places) == 1

    assert reviewer.get(thread).text.count("Twice!") == 1
    assert said(reviewer.get(f"{DRAFT}/comments").text).count("Twice?") == 1


def test_a_long_list_of_comments_is_shown_page_by_page(
    reviewer: Visitor, database: Database
) -> None:
    for number in range(PAGE_LENGTH + 1):
        reviewer.post(READ, quote=WORDS, text=f"Number {number:03}.")

    with asked(database) as statements:
        text = said(reviewer.get(f"{DRAFT}/comments").text)

    assert "Number 026." not in text
    assert "1 to 25 of 26, page 1 of 2" in text
    assert len(statements) <= 10


@pytest.mark.parametrize("page", [READ, f"{DRAFT}/comments/none"])
def test_what_is_not_there_is_not_found(reviewer: Visitor, page: str) -> None:
    assert reviewer.get(page.replace("01-what", "99-what")).status_code == 404
