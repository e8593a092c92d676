"""Somebody who writes in the studio, at a browser."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.content.reading import read_files
from lms.domain.courses import SourceFile
from lms.services import authoring, teaching
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import Base
from tests import make
from tests.accounts import new_cookie
from tests.content import good_course
from tests.personas import Cleo, Somebody, Visitor

COURSE = good_course.SLUG
HOME = f"/studio/{COURSE}/draft"
MODULE, QUIZ = "01-what-it-is.md", "01-what-it-is.quiz.md"
EDITOR, QUIZ_EDITOR = f"{HOME}/write/{MODULE}", f"{HOME}/write/{QUIZ}"
REVIEW, PUBLISH = f"{HOME}/review", f"{HOME}/publish"
HOSTILE = "</textarea><script>alert(1)</script>"
TEXT = re.compile(r'<textarea[^>]* name="text"[^>]*>\n(.*?)</textarea>', re.DOTALL)
NOISE = {"sessions", "failures"}


class Writer(Visitor):
    """Somebody who teaches the course, at a browser."""

    def __init__(self, app: Flask, database: Database, somebody: Somebody) -> None:
        super().__init__(app)
        self.database = database
        self.person = somebody.person
        self.cookie = new_cookie(database, somebody.person)

    def field(self, name: str) -> str:
        """What a hidden field of the page's last form holds."""
        return re.findall(f'name="{name}" value="([^"]*)"', self.page.text.split("</main>")[0])[-1]

    @property
    def text(self) -> str:
        """What stands in the editor."""
        found = TEXT.search(self.page.text)
        assert found is not None, self.page.status
        return unescape(found[1])

    def sends(self, text: str, do: str = "save", path: str = MODULE) -> TestResponse:
        """The editor that is open, with that text in it."""
        sent = {"since": self.field("since"), "once": self.field("once")}
        return self.post(f"{HOME}/write/{path}", sent, text=text, do=do)

    def rewrites(self, old: str, new: str, path: str = MODULE) -> None:
        """A file, opened and saved with one word for another."""
        self.get(f"{HOME}/write/{path}")
        assert old in self.text
        self.sends(self.text.replace(old, new), path=path)
        assert self.page.status_code == 303

    def publishes(self, **fields: str) -> TestResponse:
        """What is reviewed just now."""
        sent = {"seen": self.field("seen"), "once": self.field("once")}
        return self.post(PUBLISH, sent, **fields)


def publishes(database: Database, files: tuple[SourceFile, ...] | None = None) -> None:
    folder = files or good_course.files()
    course = read_files(COURSE, folder).course
    assert course is not None
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, authoring.Draft(COURSE, course, folder, ()), make.START)


@pytest.fixture
def writer(app: Flask, cleo: Cleo, database: Database) -> Writer:
    """Cleo, who teaches the course."""
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Writer(app, database, cleo)


def file_of(database: Database, path: str = MODULE) -> bytes:
    """What learners' newest edition has at a path."""
    with database.reading() as session:
        return {it.path: it.content for it in authoring.export(session, COURSE)}[path]


def newest(database: Database) -> editions.Edition:
    with database.reading() as session:
        found = editions.find_newest(session, COURSE)
    assert found is not None
    return found


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.reading() as session:
        return {
            table.name: session.scalars(select(func.count()).select_from(table)).one()
            for table in Base.metadata.sorted_tables
            if table.name not in NOISE
        }
