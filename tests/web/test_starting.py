"""Beginning a course in the studio: form, desk, first edition; and nobody sees it before that."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.domain.access import Person, Role
from lms.services import authoring, teaching
from lms.store.database import Database
from lms.web import starting
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content.test_archive import course as packed
from tests.personas import Visitor
from tests.services.test_drafts import COURSE, publishes
from tests.stated import FIELDS
from tests.web.looking import repeated_ids, said
from tests.web.test_course_facts import AREA, CHOSEN, INPUT
from tests.web.writers import counts

NEW, TITLE = "grief-and-closeness", "Grief and closeness"
HOME, DESK = "/studio/new", f"/studio/{NEW}/draft"
HELD = re.compile(r'name="(once|seen)" value="([^"]*)"')


class Founder(Visitor):
    """Somebody who instructs, at a browser."""

    def __init__(self, app: Flask, database: Database, person: Person) -> None:
        super().__init__(app)
        self.person = person
        self.cookie = new_cookie(database, person)

    def sends(self, path: str = HOME, **fields: str | tuple[BytesIO, str]) -> TestResponse:
        """The last form of the page, with these fields."""
        held = dict(HELD.findall(self.page.text.split("</main>")[0]))
        return self.post(path, {**held, **fields})

    def begins(self, **fields: str) -> TestResponse:
        """A course, from its form."""
        self.get(HOME)
        return self.sends(**{"title": TITLE, "address": "", "kind": "example", **fields})

    def states(self) -> TestResponse:
        """In the form of facts what the example leaves for its author to say."""
        page = self.get(f"{DESK}/facts").text.split("</main>")[0]
        found = [*INPUT.findall(page), *AREA.findall(page), *CHOSEN.findall(page)]
        held = re.findall(r'name="(since|once)" value="([^"]*)"', page)
        fields = {name: unescape(value) for name, value in (*found, *held)}
        return self.post(f"{DESK}/facts", {**fields, **FIELDS})


@pytest.fixture
def founder(app: Flask, database: Database) -> Founder:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
    person = signed_up(database, "Quilla Marsh", Role.INSTRUCTOR)
    return Founder(app, database, person)


def tells(page: str, *words: str) -> bool:
    """True when a page says all of that."""
    missing = [it for it in words if it not in said(page)]
    assert missing == []
    return True


def test_a_course_is_begun_from_the_example_and_published(
    founder: Founder, visitor: Visitor
) -> None:
    assert tells(founder.get("/studio/").text, "Begin a new course")

    answer = founder.begins()
    desk = founder.get(answer.location).text
    unwritten = founder.get(f"{DESK}/review").text
    assert founder.states().status_code == 303
    review = founder.get(f"{DESK}/review").text
    published = founder.sends(f"{DESK}/publish")

    assert (answer.status_code, answer.location) == (303, f"{DESK}?done=begun")
    assert tells(desk, "The course is begun.", "Not yet", f"/courses/{NEW}")
    assert tells(unwritten, "Nobody has written this yet", "4 errors")
    assert "Publish edition 1" not in unwritten
    assert tells(review, "The first edition", "Publish edition 1", "learners would read it so")
    assert "What kind of change" not in review
    assert published.status_code == 303
    assert tells(founder.get(published.location).text, "Edition 1 is published.")
    assert tells(visitor.get("/").text, TITLE)
    assert visitor.get(f"/courses/{NEW}").status_code == 200


@pytest.mark.parametrize("page", ["", "/write/course.md", "/history", "/saves/1", "/review"])
def test_every_page_of_a_begun_draft_opens(page: str, founder: Founder) -> None:
    founder.begins()

    shown = founder.get(f"{DESK}{page}")

    assert shown.status_code == 200
    assert not repeated_ids(shown.text)
    assert f'href="/studio/{NEW}"' not in shown.text


def test_a_double_click_begins_one_course(founder: Founder, database: Database) -> None:
    founder.get(HOME)
    page = founder.page
    fields = {"title": TITLE, "address": "", "kind": "example"}

    first = founder.sends(**fields)
    once = counts(database)
    founder._page = page
    second = founder.sends(**fields)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert counts(database) == once


@pytest.mark.parametrize(
    ("fields", "beside", "sentence"),
    [
        ({"title": ""}, "title", "Write a title"),
        ({"title": "", "address": "grief"}, "title", "Write a title"),
        ({"address": "Not an address"}, "address", "Use small letters, digits and hyphens alone"),
        ({"address": "programs"}, "address", "A page of the product has this name."),
        ({"address": COURSE}, "address", "Another course has this address."),
        ({"kind": "archive"}, "archive", "Choose the .zip file."),
        ({"kind": "copy"}, "source", "Choose the course to copy."),
        ({"kind": "nothing"}, "kind", "Choose what the course begins from."),
        ({"title": "x" * 121}, "title", "Shorten this to 120 characters."),
    ],
)
def test_what_is_refused_stands_beside_its_field_with_what_was_typed(
    fields: dict[str, str], beside: str, sentence: str, founder: Founder, database: Database
) -> None:
    publishes(database)
    before = counts(database)

    answer = founder.begins(**fields)

    assert answer.status_code == 422
    assert f'<a href="#f-{beside}">{sentence}' in answer.text
    assert f'id="f-{beside}-error"' in answer.text
    assert f'value="{fields.get("title", TITLE)}"' in answer.text
    assert counts(database) == before


def test_a_folder_is_uploaded_and_a_hostile_one_refused(
    founder: Founder, database: Database
) -> None:
    founder.get(HOME)
    fields = {"title": "", "address": NEW, "kind": "archive"}

    refused = founder.sends(**fields, archive=(BytesIO(packed(("../x.md", b"x"))), "course.zip"))
    assert refused.status_code == 422
    assert tells(refused.text, "leads out of its folder")

    begun = founder.sends(**fields, archive=(BytesIO(packed()), "course.zip"))
    assert begun.status_code == 303
    assert tells(founder.get(DESK).text, "Foundations", "01-what-it-is.quiz.md")


def test_while_another_archive_is_read_the_form_says_so(founder: Founder) -> None:
    founder.get(HOME)
    fields = {"title": "", "address": NEW, "kind": "archive"}

    with starting.ARCHIVES.turn("another", 0.0):
        busy = founder.sends(**fields, archive=(BytesIO(packed()), "course.zip"))

    assert busy.status_code == 422
    assert tells(busy.text, "Another archive is being read just now")


def test_a_course_is_copied_from_its_desk(founder: Founder, database: Database) -> None:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, founder.person.email, COURSE, make.START)

    desk = founder.get(f"/studio/{COURSE}/draft").text
    assert f'href="{HOME}?copy={COURSE}"' in desk
    form = founder.get(f"{HOME}?copy={COURSE}").text
    assert f'value="{COURSE}"' in form
    founder.sends(title="Second steps", address="", kind="copy", source=COURSE)

    assert tells(founder.get("/studio/second-steps/draft").text, "Second steps")


def test_nobody_copies_a_course_that_they_do_not_write(
    founder: Founder, database: Database
) -> None:
    publishes(database)

    answer = founder.begins(kind="copy", source=COURSE)

    assert answer.status_code == 422
    assert "You write no course at this address." in said(answer.text)
    assert "Opening words" not in answer.text


def test_the_studio_lists_what_is_begun_and_what_is_ahead(founder: Founder) -> None:
    founder.begins()

    begun = founder.get("/studio/").text
    founder.states()
    founder.get(f"{DESK}/review")
    founder.sends(f"{DESK}/publish")
    published = founder.get("/studio/").text

    assert tells(begun, TITLE, "Not published")
    assert f'href="{DESK}"' in begun
    assert tells(published, TITLE, "As published")
    assert "Not published" not in published


# -- nobody else knows of it -----------------------------------------------------------


def test_ac08_every_page_of_a_begun_course_answers_as_for_an_unknown_one(
    app: Flask, database: Database, founder: Founder, visitor: Visitor
) -> None:
    publishes(database)
    founder.begins(title="Marker of a begun course", address="begun-course")
    assert founder.page.status_code == 303
    people = {"visitor": visitor, "author": founder}
    for name, role in (("Ada Marlowe", Role.LEARNER), ("Ben Okafor", Role.INSTRUCTOR)):
        people[name] = Founder(app, database, signed_up(database, name, role))
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    people["dora"] = Founder(app, database, dora)
    rules = [rule for rule in app.url_map.iter_rules() if "<course>" in rule.rule]

    asked = 0
    for who, person in people.items():
        for rule in rules:
            is_of_draft = rule.rule.startswith(
                "/studio/<course>/draft"
            ) or rule.endpoint.startswith("colleagues.")
            if is_of_draft and who in ("author", "dora"):
                continue
            for method in {"GET", "POST"} & (rule.methods or set()):
                answers = [
                    knocked(person, method, address_of(rule.rule, slug))
                    for slug in ("begun-course", "no-such-course")
                ]
                assert answers[0] == answers[1], f"{who}: {method} {rule.rule}"
                asked += 1
    assert asked > 200

    for address in ("/", "/?q=marker", "/?q=begun-course", "/me", "/programs/", "/office/"):
        for who in set(people) - {"author", "dora"}:
            page = people[who].get(address).text
            assert "Marker of a begun course" not in page, f"{who}: {address}"
            assert "/begun-course" not in page, f"{who}: {address}"
    for address in ("/office/", "/office/rosters", "/office/credit", "/office/records"):
        assert "begun-course" not in people["dora"].get(address).text, address


def address_of(rule: str, slug: str) -> str:
    """The address of a route about a course, whatever else it asks for."""
    return re.sub(r"<[^>]+>", "1", rule.replace("<course>", slug))


def knocked(person: Visitor, method: str, address: str) -> tuple[int, str]:
    answer = person.get(address) if method == "GET" else person.post(address, {})
    assert "Marker of a begun course" not in answer.text
    place = (answer.location or "").replace("begun-course", "no-such-course")
    return answer.status_code, place
