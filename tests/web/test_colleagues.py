"""The studio's page of colleagues, and what a reviewer finds in the studio."""

import pytest
from flask import Flask

from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.services import colleagues, teaching
from lms.store.database import Database
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content import good_course
from tests.personas import Cleo, Visitor
from tests.web.looking import said
from tests.web.writers import publishes

COURSE = good_course.SLUG
PAGE = f"/studio/{COURSE}/colleagues"
DRAFT = f"/studio/{COURSE}/draft"
KEY = "0123456789abcdefghij"


@pytest.fixture
def author(cleo: Cleo, database: Database) -> Cleo:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return cleo


@pytest.fixture
def reviewer(app: Flask, author: Cleo, database: Database) -> Visitor:
    """Rhea, who reviews the course."""
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, author.person, COURSE)
        colleagues.add(session, taught, author.person, rhea.email, Duty.REVIEWER, make.later(2))
    browser = Visitor(app)
    browser.cookie = new_cookie(database, rhea)
    return browser


def test_an_author_adds_a_reviewer_and_takes_them_off(author: Cleo, database: Database) -> None:
    signed_up(database, "Rhea Lund", Role.INSTRUCTOR)

    author.post(PAGE, email="rhea@example.org", duty="reviewer")

    assert author.page.status_code == 303
    text = author.follows().text
    assert "Rhea Lund rhea@example.org Reviewer" in said(text)
    address = text.split(f'action="{PAGE}/')[2].split('"')[0]
    author.post(f"{PAGE}/{address}")
    assert "Rhea Lund" not in author.follows().text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "nobody@example.org", "duty": "author"}, "No instructor here has this address."),
        ({"email": "nobody", "duty": "author"}, "Enter an e-mail address"),
        ({"email": "cleo@example.org", "duty": "author"}, "is an author of this course already."),
        ({"email": "rhea@example.org", "duty": "owner"}, "Choose whether they write"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_stays_typed(
    author: Cleo, fields: dict[str, str], sentence: str
) -> None:
    author.post(PAGE, fields)

    assert author.page.status_code == 422
    assert sentence in said(author.page.text)
    assert f'value="{fields["email"]}"' in author.page.text


def test_a_colleague_who_is_added_or_taken_off_twice_is_so_once(
    author: Cleo, database: Database
) -> None:
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    for path, fields in (
        (PAGE, {"email": rhea.email, "duty": "reviewer"}),
        (f"{PAGE}/{rhea.public_id}/take-off", {}),
    ):
        answers = [author.post(path, fields, once=KEY) for _ in range(2)]

        assert [it.status_code for it in answers] == [303, 303]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_the_last_author_stays(author: Cleo) -> None:
    author.post(f"{PAGE}/{author.person.public_id}/take-off")

    assert author.page.status_code == 422
    assert "Cleo Hart is the last author of this course." in said(author.page.text)


def test_a_reviewer_finds_the_course_in_the_studio_and_reads_its_draft(reviewer: Visitor) -> None:
    assert f'href="{DRAFT}"' in reviewer.get("/studio/").text
    desk = reviewer.get(DRAFT).text

    assert f'href="{DRAFT}/read/01-what-it-is.md"' in desk
    assert "Opening words." in reviewer.get(f"{DRAFT}/read/01-what-it-is.md").text


@pytest.mark.parametrize("page", ["", "/history", "/review", "/read/01-what-it-is.quiz.md"])
def test_no_page_leads_a_reviewer_to_where_they_may_not_go(reviewer: Visitor, page: str) -> None:
    text = reviewer.get(f"{DRAFT}{page}").text.split("<main")[1].split("</main>")[0]

    links = {part.split('"')[0] for part in text.split('href="')[1:]}
    assert [
        it for it in links if it.startswith("/studio") and reviewer.get(it).status_code != 200
    ] == []
    addresses = {part.split('"')[0] for part in text.split('action="')[1:]}
    assert addresses <= {f"{DRAFT}{page}"}, "a reviewer comments, and does nothing else"
