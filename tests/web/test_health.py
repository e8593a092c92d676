"""Course health: the whole draft on one page, with a way to each problem and a button for a fix."""

import re

import pytest
from flask import Flask

from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.services import colleagues, draft_saves, jobs, teaching
from lms.services.draft_checks import PAUSE
from lms.store.database import Database
from lms.web import drafts
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.personas import Clock, Visitor
from tests.queries import asked
from tests.signing import signing_at
from tests.web.looking import repeated_ids, said
from tests.web.test_starting import Founder, founder
from tests.web.writers import COURSE, HOME, MODULE, QUIZ, QUIZ_EDITOR, Writer, counts, writer

__all__ = ["founder", "writer"]

PAGE = f"{HOME}/health"
STAMP = "<!-- q:aaa1 -->\n"
FIX = re.compile(r'name="fix" value="([^"]+)"')


def works(database: Database, clock: Clock) -> None:
    """Let authors pause, and the worker read what they saved."""
    clock.passes(seconds=PAUSE.total_seconds() + 1)
    jobs.work_off(database, signing_at("https://learn.example.org"), clock)


def presses(writer: Writer, path: str = QUIZ) -> None:
    """The first button of the page that mends something."""
    (place,) = FIX.findall(writer.page.text)[:1]
    writer.post(PAGE, file=path, fix=place, once=writer.field("once"))


def test_a_sound_draft_has_its_credit_and_what_it_covers(writer: Writer) -> None:
    page = writer.get(PAGE)

    words = said(page.text)
    assert page.status_code == 200
    assert not repeated_ids(page.text)
    assert "Nothing is wrong with the course." in words
    assert "Graded questions 6" in words
    assert "Mergener formula, used here" in words
    assert "0.9 × (−22.3 + 0.00209 ×" in words
    assert "Down to whole quarter hours" in words
    assert "Every objective is taught and surely tested." in words
    assert "What it is: 6 questions, 6 asked" in words
    assert page.text.count(f'href="{HOME}/write/{QUIZ}"') >= 6
    assert "Mend line" not in words


def test_a_reflection_counts_neither_for_the_credit_nor_in_its_table(writer: Writer) -> None:
    reflection = "\n### Your words\n<!-- q:refl1 -->\n\n**Reflection:** What would you say first?\n"
    writer.get(QUIZ_EDITOR)
    writer.sends(writer.text.rstrip("\n") + f"\n{reflection}", path=QUIZ)

    words = said(writer.get(PAGE).text)

    assert "What it is: 7 questions, 7 asked" in words
    assert "Graded questions 6" in words
    in_all = re.search(r"Required modules in all [0-9,]+ ([0-9]+)", words)
    assert in_all is not None
    assert in_all[1] == "6"


def test_the_draft_is_counted_as_it_stands_and_not_as_published(writer: Writer) -> None:
    before = said(writer.get(PAGE).text)
    writer.rewrites("Opening words.", "Opening words. " + "More of them. " * 200)

    after = said(writer.get(PAGE).text)

    count = re.compile(r"Study words ([0-9,]+)")
    first, second = (count.search(it) for it in (before, after))
    assert first is not None
    assert second is not None
    assert int(second[1].replace(",", "")) - int(first[1].replace(",", "")) == 600


def test_every_problem_has_its_file_line_sentence_and_the_way_there(writer: Writer) -> None:
    writer.rewrites("- [x] Talk of number 1", "- [ ] Talk of number 1", QUIZ)
    writer.rewrites("[the first section](#in-words)", "[the first section](#nowhere)")

    page = writer.get(PAGE).text

    words = said(page)
    lines = re.findall(rf'href="{HOME}/write/([^"#]+)#line-([0-9]+)"', page)
    assert {path for path, _ in lines} == {MODULE, QUIZ}
    assert "has no right answer" in words
    assert "An error stands. What follows is made of the pages as far as they can be read" in words
    assert "Estimated credit" in words
    assert "What it is: 6 questions, 6 asked" in words
    for path, line in lines:
        assert f'id="line-{line}"' in writer.get(f"{HOME}/write/{path}").text


def test_what_cannot_be_known_is_said(writer: Writer) -> None:
    writer.rewrites("title: Foundations", "title: [", "course.md")

    words = said(writer.get(PAGE).text)

    assert "Credit and coverage are not known yet." in words
    assert "Estimated credit" not in words


def test_a_file_that_is_missing_is_named_without_a_way_to_it(writer: Writer) -> None:
    writer.get(f"{HOME}/files")
    writer.post(f"{HOME}/files/remove/evaluation.md", once=writer.field("once"))

    page = writer.get(PAGE).text

    words = said(page)
    assert "has no evaluation.md." in words
    assert "Credit and coverage are not known yet." in words
    assert "/write/evaluation.md" not in page


def test_a_fix_is_one_press_and_one_save(writer: Writer) -> None:
    writer.rewrites(STAMP, "", QUIZ)
    writer.get(PAGE)

    presses(writer)

    assert (writer.page.status_code, writer.page.location) == (303, f"{PAGE}?done=mended")
    words = said(writer.get(writer.page.location).text)
    assert "The line is mended, and the file is saved." in words
    assert "Nothing is wrong with the course." in words
    assert "Added <!-- q:" in said(writer.get(f"{HOME}/saves/2").text)


def test_a_double_click_mends_once(writer: Writer, database: Database) -> None:
    writer.rewrites(STAMP, "", QUIZ)
    form = writer.get(PAGE)
    presses(writer)
    once = counts(database)

    writer._page = form
    presses(writer)

    assert (writer.page.status_code, writer.page.location) == (303, f"{PAGE}?done=mended")
    assert counts(database) == once


def test_a_problem_that_is_gone_changes_nothing(writer: Writer, database: Database) -> None:
    writer.rewrites(STAMP, "", QUIZ)
    writer.get(PAGE)
    before = counts(database)

    writer.post(PAGE, file=QUIZ, fix="1:1:no-stamp", once=writer.field("once"))

    assert writer.page.status_code == 422
    assert "That problem is not in the text any more, so nothing was changed." in said(
        writer.page.text
    )
    assert counts(database) == before


@pytest.mark.parametrize("path", ["", "nowhere.md", "images/bench.png", "../course.md"])
def test_what_is_no_text_of_the_draft_is_not_there_to_mend(path: str, writer: Writer) -> None:
    writer.rewrites(STAMP, "", QUIZ)
    writer.get(PAGE)

    writer.post(PAGE, file=path, fix="1:1:no-stamp", once=writer.field("once"))

    assert writer.page.status_code == 404


def test_many_problems_are_shown_a_page_at_a_time(writer: Writer) -> None:
    lost = "\n\n".join(f"[Way {number}](nowhere-{number}.md)" for number in range(40))
    writer.rewrites("Opening words.", lost)
    writer.get(PAGE)

    with asked(writer.database) as statements:
        first = writer.get(PAGE).text
    second = writer.get(f"{PAGE}?page=2").text
    review = writer.get(f"{HOME}/review").text

    assert len(statements) <= 25
    assert 'health?page=2#problems" rel="next"' in first
    assert (first.count('<li class="problem">'), second.count('<li class="problem">')) == (25, 15)
    assert "15 further problems stand under Course health" in said(review)
    assert review.count('<li class="problem">') == 25


def test_a_reviewer_reads_it_and_mends_nothing(
    app: Flask, writer: Writer, database: Database
) -> None:
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        colleagues.add(session, taught, writer.person, rhea.email, Duty.REVIEWER, make.later(2))
    reader = Visitor(app)
    reader.cookie = new_cookie(database, rhea)
    writer.rewrites(STAMP, "", QUIZ)

    page = reader.get(PAGE).text

    assert f'href="{HOME}/read/{QUIZ}"' in page
    assert "/write/" not in page
    assert "Mend line" not in said(page)
    assert reader.post(PAGE, file=QUIZ, fix="1:1:no-stamp").status_code == 404
    assert all(f'href="{PAGE}"' in reader.get(it).text for it in (HOME, f"{HOME}/review"))


def test_a_begun_course_has_it_too(founder: Founder) -> None:
    desk = founder.begins().location.partition("?")[0]

    page = founder.get(f"{desk}/health")

    assert page.status_code == 200
    assert not repeated_ids(page.text)
    assert "Estimated credit" in said(page.text)
    assert f'href="{desk}/health"' in founder.get(desk).text


def test_while_others_read_a_plain_sentence_says_so(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_SECONDS", 0.01)

    with drafts.REVIEWS.turn("another", 0):
        page = writer.get(PAGE)

    assert page.status_code == 503
    assert "The server is busy." in said(page.text)


def test_reading_it_changes_nothing(writer: Writer, database: Database) -> None:
    writer.rewrites(STAMP, "", QUIZ)
    before = counts(database)

    writer.get(PAGE)

    assert counts(database) == before


# -- in the list of courses ------------------------------------------------------------


def test_the_list_says_how_each_draft_is(writer: Writer, database: Database, clock: Clock) -> None:
    assert "No draft" in said(writer.get("/studio/").text)

    writer.rewrites("- [x] Talk of number 1", "- [ ] Talk of number 1", QUIZ)
    assert "Not looked at yet" in said(writer.get("/studio/").text)
    works(database, clock)
    assert "1 error" in said(writer.get("/studio/").text)
    writer.rewrites("- [ ] Talk of number 1", "- [x] Talk of number 1", QUIZ)
    assert "Being looked at" in said(writer.get("/studio/").text)
    works(database, clock)

    page = writer.get("/studio/")
    assert "No problems in the draft of Foundations" in said(page.text)
    assert f'href="{PAGE}"' in page.text


def test_the_list_reads_no_course_however_many_there_are(
    founder: Founder, database: Database
) -> None:
    founder.begins(title="One")
    founder.get("/studio/")
    with asked(database) as one:
        founder.get("/studio/")
    for title in ("Two", "Three", "Four", "Five"):
        founder.begins(title=title)
    founder.get("/studio/")

    with asked(database) as five:
        founder.get("/studio/")

    assert len(five) == len(one)


def test_what_was_taken_out_is_listed_a_page_at_a_time(writer: Writer, database: Database) -> None:
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        for number in range(30):
            path = f"{10 + number}-gone.md"
            for content in (b"text", None):
                draft_saves.keep_file(session, taught, writer.person, path, content, make.later(1))

    first, second = (writer.get(f"{HOME}/files{it}").text for it in ("", "?out=2"))

    assert (first.count("/files/put-back/"), second.count("/files/put-back/")) == (25, 5)
    assert f'href="{HOME}/files?out=2#out"' in first
