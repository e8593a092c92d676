"""The folder of a course, taken along from the studio: every byte, and the same bytes each time."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.content.archive import read_archive
from lms.content.reading import read_files
from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.domain.courses import SourceFile
from lms.paths import shipped_courses_folder
from lms.services import authoring, colleagues, teaching
from lms.store.database import Database
from lms.web import folders
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content import good_course
from tests.personas import Clock, Visitor
from tests.web.looking import said
from tests.web.test_starting import Founder, founder
from tests.web.writers import COURSE, HOME, MODULE, Writer, counts, writer

__all__ = ["founder", "writer"]

EDITION, DRAFT = f"/studio/{COURSE}/folder.zip", f"{HOME}/folder.zip"
SHIPPED = "sexual-dysfunctions"


def in_order(files: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    return tuple(sorted(files, key=lambda it: it.path))


def names_in(answer: TestResponse) -> list[str]:
    """The files of an archive, as whoever unpacks it sees them."""
    with ZipFile(BytesIO(answer.data)) as archive:
        return archive.namelist()


def test_the_edition_is_downloaded_byte_for_byte_as_it_is_exported(
    writer: Writer, database: Database
) -> None:
    answer = writer.get(EDITION)

    with database.reading() as session:
        exported = authoring.export(session, COURSE)
    assert answer.mimetype == "application/zip"
    assert f"filename={COURSE}-edition-1.zip" in answer.headers["Content-Disposition"]
    assert read_archive(answer.data) == exported == in_order(good_course.files())
    assert names_in(answer) == [f"{COURSE}/{it.path}" for it in exported]


def test_the_same_folder_is_the_same_bytes_whenever_it_is_asked_for(
    writer: Writer, clock: Clock
) -> None:
    writer.rewrites("Opening", "First")
    before = [writer.get(it).data for it in (EDITION, DRAFT)]

    clock.passes(minutes=20)

    assert [writer.get(it).data for it in (EDITION, DRAFT)] == before


def test_the_draft_is_downloaded_as_it_is_saved(writer: Writer) -> None:
    untouched = writer.get(DRAFT).data
    writer.rewrites("Opening", "First")

    answer = writer.get(DRAFT)

    assert read_archive(untouched) == in_order(good_course.files())
    assert f"filename={COURSE}-draft.zip" in answer.headers["Content-Disposition"]
    changed = {
        it.path: (before.content, it.content)
        for before, it in zip(read_archive(untouched), read_archive(answer.data), strict=True)
        if before != it
    }
    ((before, after),) = changed.values()
    assert list(changed) == [MODULE]
    assert after == before.replace(b"Opening", b"First")


def test_one_word_changed_in_the_browser_is_one_word_in_what_is_downloaded(writer: Writer) -> None:
    before = read_archive(writer.get(EDITION).data)
    writer.rewrites("Opening", "First")
    writer.get(f"{HOME}/review")
    writer.publishes(kind="editorial")

    answer = writer.get(EDITION)

    assert f"filename={COURSE}-edition-2.zip" in answer.headers["Content-Disposition"]
    expected = tuple(
        SourceFile(it.path, it.content.replace(b"Opening", b"First")) if it.path == MODULE else it
        for it in before
    )
    assert read_archive(answer.data) == expected
    assert read_archive(writer.get(DRAFT).data) == expected


def test_a_shipped_course_is_sent_in_again_as_it_was_downloaded(
    founder: Founder, database: Database
) -> None:
    files = authoring.files_of(shipped_courses_folder() / SHIPPED)
    course = read_files(SHIPPED, files).course
    with database.writing() as session:
        draft = authoring.Draft(SHIPPED, course, files, ())
        authoring.publish(session, draft, make.START)
        teaching.assign(session, founder.person.email, SHIPPED, make.START)
    taken = founder.get(f"/studio/{SHIPPED}/folder.zip").data

    founder.get("/studio/new")
    began = founder.sends(
        title="", address="another", kind="archive", archive=(BytesIO(taken), "course.zip")
    )

    assert (began.status_code, began.location) == (303, "/studio/another/draft?done=begun")
    again = founder.get("/studio/another/draft/folder.zip").data
    assert read_archive(taken) == read_archive(again) == in_order(files)
    assert names_in(founder.page) == [f"another/{it.path}" for it in in_order(files)]


def test_a_reviewer_may_take_the_draft_and_no_edition(
    app: Flask, writer: Writer, database: Database
) -> None:
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        colleagues.add(session, taught, writer.person, rhea.email, Duty.REVIEWER, make.later(2))
    reader = Visitor(app)
    reader.cookie = new_cookie(database, rhea)

    desk = reader.get(HOME).text

    assert f'href="{DRAFT}"' in desk
    assert EDITION not in desk
    assert read_archive(reader.get(DRAFT).data) == in_order(good_course.files())
    assert reader.get(EDITION).status_code == 404


def test_it_is_offered_where_the_course_and_its_draft_are(writer: Writer) -> None:
    assert f'href="{EDITION}"' in writer.get(f"/studio/{COURSE}").text
    desk = writer.get(HOME).text

    assert f'href="{DRAFT}"' in desk
    assert f'href="{EDITION}"' in desk


def test_taking_it_along_changes_nothing(writer: Writer, database: Database) -> None:
    writer.get(HOME)
    before = counts(database)

    writer.get(DRAFT)
    writer.get(EDITION)

    assert counts(database) == before


def test_few_archives_are_made_at_once(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_SECONDS", 0.01)

    with folders.TURNS.turn("one", 0), folders.TURNS.turn("another", 0):
        page = writer.get(DRAFT)

    assert page.status_code == 503
    assert "The server is busy." in said(page.text)
