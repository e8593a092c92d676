"""The studio's form of course facts: shown, saved, refused beside the field, never overwritten."""

import re
from html import unescape

import pytest
from flask import Flask

from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.content import good_course
from tests.personas import Cleo
from tests.web.looking import repeated_ids, said
from tests.web.writers import COURSE, HOME, Writer, counts, publishes

FACTS, EDITOR = f"{HOME}/facts", f"{HOME}/write/course.md"
INPUT = re.compile(r'<input id="[^"]*" name="([^"]+)"[^>]* value="([^"]*)"')
AREA = re.compile(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
CHOSEN = re.compile(
    r'<select id="[^"]*" name="([^"]+)".*?<option value="([^"]*)" selected', re.DOTALL
)


class Registrar(Writer):
    """Somebody who teaches the course, at its form of facts."""

    def fields(self) -> dict[str, str]:
        """What stands in the form, and what it holds."""
        page = self.page.text.split("</main>")[0]
        found = [*INPUT.findall(page), *AREA.findall(page), *CHOSEN.findall(page)]
        held = {name: self.field(name) for name in ("since", "once")}
        return {name: unescape(value) for name, value in found} | held

    def fills(self, **changed: str) -> int:
        """The form that is open, with other words in these fields; the answer's status."""
        return self.post(FACTS, {**self.fields(), **changed}).status_code


@pytest.fixture
def registrar(app: Flask, cleo: Cleo, database: Database) -> Registrar:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Registrar(app, database, cleo)


def test_a_fact_is_changed_in_the_form_and_is_one_line_in_the_file(registrar: Registrar) -> None:
    page = registrar.get(FACTS).text
    assert repeated_ids(page) == set()
    assert registrar.fields()["credit_method"] == "mergener"

    assert registrar.fills(title="Other: foundations") == 303

    assert "The facts are saved." in said(registrar.get(registrar.page.location or "").text)
    registrar.get(EDITOR)
    expected = good_course.COURSE.replace("title: Foundations", 'title: "Other: foundations"')
    assert registrar.text == expected


def test_twice_is_one_save_and_no_change_is_none(registrar: Registrar, database: Database) -> None:
    registrar.get(FACTS)
    fields = {**registrar.fields(), "csrf_token": registrar.token()}
    before = counts(database)
    assert registrar.post(FACTS, fields).status_code == 303
    assert counts(database)["draft_saves"] == before["draft_saves"]

    changed = {**fields, "title": "Other"}
    first = registrar.post(FACTS, changed)
    once = counts(database)
    second = registrar.post(FACTS, changed)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert counts(database) == once


def test_what_is_refused_stands_beside_its_field_with_what_was_typed(
    registrar: Registrar, database: Database
) -> None:
    registrar.get(FACTS)
    before = counts(database)

    assert registrar.fills(released="<b>soon</b>", author_1_name="", title="Kept") == 422

    page = registrar.page.text
    assert 'id="f-released-error"' in page
    assert 'id="f-author_1_name-error"' in page
    assert "&lt;b&gt;soon&lt;/b&gt;" in page
    assert 'value="Kept"' in page
    assert counts(database) == before


def test_who_comes_late_is_shown_both(registrar: Registrar) -> None:
    registrar.get(FACTS)
    stale = registrar.page
    registrar.fills(title="One")
    registrar._page = stale

    assert registrar.fills(summary="Two.") == 303

    assert "/collisions/" in (registrar.page.location or "")
    registrar.get(registrar.page.location or "")
    assert "Two." in registrar.text
    assert "title: One" in registrar.text


def test_a_head_that_cannot_be_read_leads_to_the_editor(registrar: Registrar) -> None:
    registrar.get(EDITOR)
    registrar.sends("---\ntitle: [\n---\n", path="course.md")

    page = registrar.get(FACTS).text

    assert "No form can be shown." in said(page)
    assert f'href="{EDITOR}"' in page
