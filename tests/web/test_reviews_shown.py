"""The review of a draft shows what changes as learners and authors see it, not as files have it."""

import re

import pytest
from flask import Flask

from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.domain.differences import MOST_SHOWN
from lms.domain.lengths import MOST_KEYED
from lms.services import colleagues, draft_saves, teaching
from lms.services.file_changes import MOST_DRAWN
from lms.store.database import Database
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content import good_course
from tests.personas import Cleo, Visitor
from tests.pictures import a_picture
from tests.queries import asked
from tests.recorded import CAPTIONS, CLIPS, FILM
from tests.web.looking import repeated_ids, said
from tests.web.writers import COURSE, HOME, QUIZ, REVIEW, Writer, publishes

BENCH, PLAN, TALK = "images/bench.png", "images/plan.svg", "media/talk.webm"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
PICTURE = re.compile(r'<a href="[^"]*"><img src="([^"]*)" alt="([^"]*)" loading="lazy"([^>]*)>')


@pytest.fixture
def writer(app: Flask, cleo: Cleo, database: Database) -> Writer:
    """Cleo, who teaches a course with a picture and a film."""
    module = good_course.MODULE + "\n![A talk](media/talk.webm)\n"
    publishes(
        database,
        good_course.with_files(
            {
                "01-what-it-is.md": module,
                BENCH: make.PIXEL,
                TALK: FILM,
                "media/talk.vtt": CAPTIONS,
            }
        ),
    )
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Writer(app, database, cleo)


def keeps(writer: Writer, path: str, content: bytes | None) -> None:
    with writer.database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        draft_saves.keep_file(session, taught, writer.person, path, content, make.later(2))


def test_what_a_review_of_a_very_long_quiz_leaves_out_is_counted(writer: Writer) -> None:
    many = "".join(f"- [ ] No. {number}\n" for number in range(MOST_KEYED))
    writer.get(f"{HOME}/write/{QUIZ}")
    long = f"{writer.text}\n### One more\n\nWhich?\n\n- [x] Right\n{many}\n<!-- q:zzz9 -->\n"
    turned = long.replace("[x] Talk of number 3", "[ ] Talk of number 3", 1)
    writer.sends(turned.replace("[ ] Work of number 3", "[x] Work of number 3", 1), path=QUIZ)

    page = writer.get(REVIEW).text

    questions = page.partition('id="questions"')[2].partition('id="problems"')[0]
    assert "Question 3" in said(questions)
    assert "One more" not in said(questions)
    assert "1 further question changes and is not listed." in said(page)
    assert re.search(r"[0-9]+ further lines are not shown here", said(page))
    assert page.count('class="diff-added"') <= MOST_SHOWN


def test_a_picture_is_shown_before_and_after_with_what_pages_say_of_it(writer: Writer) -> None:
    keeps(writer, BENCH, a_picture(8, 6))
    writer.rewrites("A bench in a park", "A bench by a lake")

    page = writer.get(REVIEW).text

    assert PICTURE.findall(page) == [
        (f"{HOME}/published/bench.png", f"{BENCH}, before", ' width="1" height="1"'),
        (f"{HOME}/media/bench.png", f"{BENCH}, after", ' width="8" height="6"'),
    ]
    words = said(page)
    assert "Said to those who do not see it: “ A bench in a park ”" in words
    assert "Said to those who do not see it: “ A bench by a lake ”" in words
    assert writer.get(f"{HOME}/published/bench.png").data == make.PIXEL
    assert writer.get(f"{HOME}/media/bench.png").data == a_picture(8, 6)
    assert repeated_ids(page) == set()


def test_a_drawing_is_shown_and_its_source_folded_away(writer: Writer) -> None:
    keeps(writer, PLAN, SVG)

    page = writer.get(REVIEW).text

    assert [it[0] for it in PICTURE.findall(page)] == [f"{HOME}/media/plan.svg"]
    assert "The picture was not there." in said(page)
    assert "No page shows it." in said(page)
    assert "<circle" not in page
    assert "&lt;circle" in page.partition("<summary>Its text, line by line</summary>")[2]
    sent = writer.get(f"{HOME}/media/plan.svg")
    assert (sent.content_type, sent.headers["X-Content-Type-Options"]) == (
        "image/svg+xml",
        "nosniff",
    )


def test_the_source_of_a_large_drawing_is_left_out(writer: Writer) -> None:
    keeps(writer, PLAN, SVG.replace(b"<circle", b" " * MOST_DRAWN + b"<circle"))

    page = writer.get(REVIEW).text

    assert [it[0] for it in PICTURE.findall(page)] == [f"{HOME}/media/plan.svg"]
    assert "line by line" not in page


def test_a_file_that_only_calls_itself_a_picture_is_not_shown(writer: Writer) -> None:
    keeps(writer, PLAN, SVG.replace(b"<circle", b"<script>alert(1)</script><circle"))

    page = writer.get(REVIEW).text

    assert PICTURE.findall(page) == []
    assert "No page can show this file." in said(page)
    assert writer.get(f"{HOME}/media/plan.svg").status_code == 404


def test_a_picture_that_is_taken_out_is_shown_as_it_was(writer: Writer) -> None:
    keeps(writer, BENCH, None)

    page = writer.get(REVIEW).text

    assert [it[0] for it in PICTURE.findall(page)] == [f"{HOME}/published/bench.png"]
    assert "The picture is not there any more." in said(page)


def test_a_recording_is_played_as_it_was_and_as_it_is(writer: Writer) -> None:
    other = CLIPS["clip.webm"] + b"\0"
    keeps(writer, TALK, other)

    page = writer.get(REVIEW).text

    assert f'<a href="{HOME}/published/talk.webm">Play {TALK} as published</a>' in page
    assert f'<a href="{HOME}/media/talk.webm">Play {TALK} as in this draft</a>' in page
    assert "<video" not in page
    assert writer.get(f"{HOME}/published/talk.webm").data == FILM
    assert writer.get(f"{HOME}/media/talk.webm").data == other


def test_a_work_is_shown_as_an_entry_of_the_list_with_its_lines_folded_away(
    writer: Writer,
) -> None:
    more = '"Principles"},\n {"id": "orr2021", "type": "book", "title": "Maps"}'
    writer.rewrites('"Principles"}', more, "references.json")

    for page in (writer.get(REVIEW).text, writer.get(f"{HOME}/saves/1").text):
        assert "Added Maps. (n.d.). orr2021" in said(page)
        assert "<ins><i>Maps</i>. (n.d.).</ins>" in page
        assert "&#34;orr2021&#34;" in page.partition("ine by line</summary>")[2]


def test_facts_are_a_table_of_what_they_said_and_say(writer: Writer) -> None:
    writer.rewrites("pass mark: 80%", "pass mark: 75%", "course.md")
    writer.rewrites("What this course is about", "What the course is about", "course.md")

    review, save = writer.get(REVIEW).text, writer.get(f"{HOME}/saves/1").text

    for page in (review, save):
        assert "Fact Before After Pass mark 80% 75%" in said(page)
    assert "<ins>What the</ins> <del>What this</del> course is about" in review


def test_a_reviewer_sees_both_pictures_and_a_stranger_none(
    writer: Writer, app: Flask, database: Database
) -> None:
    keeps(writer, BENCH, a_picture(8, 6))
    people = {}
    for name in ("Rhea Sol", "Quentin Rook"):
        people[name] = signed_up(database, name, Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        email = people["Rhea Sol"].email
        colleagues.add(session, taught, writer.person, email, Duty.REVIEWER, make.later(3))

    found = {}
    for name, person in people.items():
        visitor = Visitor(app)
        visitor.cookie = new_cookie(database, person)
        addresses = (f"{HOME}/{it}" for it in ("published/bench.png", "published/talk.webm"))
        found[name] = [visitor.get(it).status_code for it in addresses]

    assert found == {"Rhea Sol": [200, 200], "Quentin Rook": [404, 404]}
    for missing in ("none.png", "none.webm", "../course.md"):
        assert writer.get(f"{HOME}/published/{missing}").status_code == 404


def test_more_pictures_are_no_more_queries(writer: Writer) -> None:
    counts = []
    for number in range(3):
        keeps(writer, f"images/more-{number}.png", a_picture(8 + number, 6))
        writer.get(REVIEW)
        with asked(writer.database) as statements:
            writer.get(REVIEW)
        counts.append(len(statements))

    assert len(set(counts)) == 1


def test_the_page_of_a_save_shows_the_picture_before_it_beside_its_own(writer: Writer) -> None:
    first, second = a_picture(8, 6), a_picture(9, 6)
    for content in (first, second, None):
        keeps(writer, BENCH, content)
    keeps(writer, "images/new.png", first)

    shown = {}
    for number in range(1, 5):
        page = writer.get(f"{HOME}/saves/{number}").text
        found = re.findall(r'<img src="([^"]+)"', page.partition("<main")[2])
        shown[number] = [writer.get(it).data for it in found]

    assert shown == {1: [make.PIXEL, first], 2: [first, second], 3: [second], 4: [first]}
    assert writer.get(f"{HOME}/saves/4/picture-before").status_code == 404
