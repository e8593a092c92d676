"""The reviewer's dossier: one archive that is read without the product (CE_RULES 4)."""

import hashlib
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import html
from sqlalchemy import select

from lms.credentials.pdf import render_specimen
from lms.services import authoring
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.connections import connections_out_during
from tests.credentials.samples import text_of
from tests.personas import Dora
from tests.sittings import COURSE

TAKE = f"/office/dossiers/{COURSE}/1"


@pytest.fixture
def archive(database: Database, dora: Dora) -> ZipFile:
    """The dossier of a course with a question of every kind, and a picture."""
    quiz = make.a_quiz(make.a_section(*make.of_every_kind()))
    module = make.a_module(
        opening_html=f'<p><img src="/courses/{COURSE}/media/a.png" alt="A"> <a href="/me">x</a></p>'
    )
    course = make.course_of((module,), (quiz,))
    files = (make.a_source_file(), make.SourceFile("images/a.png", make.PIXEL))
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, authoring.Draft(COURSE, course, files, ()), make.START)
    return taken(dora)


def taken(dora: Dora) -> ZipFile:
    dora.get("/office/dossiers/")
    dora.post(TAKE)
    assert dora.page.mimetype == "application/zip"
    return ZipFile(BytesIO(dora.page.get_data()))


def test_recordings_lie_in_it_beside_the_pages_that_play_them(
    database: Database, dora: Dora
) -> None:
    media = f"/courses/{COURSE}/media"
    player = f'<video src="{media}/a.mp4"><track src="{media}/a.vtt"></video>'
    course = make.course_of((make.a_module(opening_html=player),), (make.a_quiz(),))
    files = (make.SourceFile("media/a.mp4", b"film"), make.SourceFile("media/a.vtt", b"WEBVTT"))
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, authoring.Draft(COURSE, course, files, ()), make.START)

    archive = taken(dora)

    page = read(archive, "modules/module-1.html")
    assert '<video src="../source/media/a.mp4"><track src="../source/media/a.vtt">' in page
    assert archive.read("source/media/a.mp4") == b"film"


def read(archive: ZipFile, path: str) -> str:
    return archive.read(path).decode()


def test_it_has_every_part_that_a_reviewer_asks_for(archive: ZipFile) -> None:
    assert set(archive.namelist()) == {
        "index.html",
        "style.css",
        "modules/module-1.html",
        "authors.html",
        "credit.html",
        "instructions.html",
        "assessment.html",
        "coverage.html",
        "references.html",
        "evaluation.html",
        "policies.html",
        "specimen-certificate.pdf",
        "source/course.md",
        "source/images/a.png",
        "SHA256SUMS",
    }


def test_no_page_leads_out_of_the_archive_or_to_nothing_in_it(archive: ZipFile) -> None:
    names = set(archive.namelist())
    for name in names:
        if not name.endswith(".html"):
            continue
        folder = name.rpartition("/")[0]
        page = html.document_fromstring(archive.read(name))
        for address in page.xpath("//a/@href | //img/@src | //link/@href"):
            path = address.removeprefix("../") if folder else address
            assert address.startswith(("http", "mailto:")) or path in names, (name, address)
        assert not re.search("<script|style=", archive.read(name).decode())


def test_the_sums_are_those_of_the_files(archive: ZipFile) -> None:
    for line in read(archive, "SHA256SUMS").splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(archive.read(path)).hexdigest() == digest


def test_the_assessment_has_the_key_of_every_kind_of_question(archive: ZipFile) -> None:
    page = read(archive, "assessment.html")

    for question in make.of_every_kind():
        assert question.stamp in page
    assert "(right)" in page
    assert "In this order" in page
    assert "Written out, never marked." in page


def test_the_specimen_is_printed_while_nothing_is_read(
    database: Database, archive: ZipFile, dora: Dora
) -> None:
    with connections_out_during(database, render_specimen) as out:
        taken(dora)

    assert out == [0]


def test_the_specimen_says_that_it_is_no_certificate(archive: ZipFile) -> None:
    text = text_of(archive.read("specimen-certificate.pdf"))

    assert "Specimen: this is no certificate" in text
    assert "Specimen Learner" in text


def test_taking_it_is_recorded_and_gives_the_same_parts(
    archive: ZipFile, database: Database, dora: Dora
) -> None:
    again = taken(dora)

    assert {name: again.read(name) for name in again.namelist()} == {
        name: archive.read(name) for name in archive.namelist()
    }
    with database.reading() as session:
        kinds = session.scalars(select(AuditEventRow.kind)).all()
    assert kinds.count("dossier taken") == 2


def test_every_edition_that_was_published_has_its_dossier(
    archive: ZipFile, database: Database, dora: Dora
) -> None:
    newer = make.a_course(slug=COURSE, title="Foundations, revised")
    with database.writing() as session:
        draft = authoring.Draft(COURSE, newer, (make.a_source_file(text="new"),), ())
        authoring.publish(session, draft, make.later(2))
        authoring.archive(session, COURSE, make.later(3))

    courses = dora.get("/office/dossiers/").text
    page = dora.get(f"/office/dossiers/{COURSE}").text

    assert "No longer offered" in courses
    assert f'action="/office/dossiers/{COURSE}/2"' in courses
    assert f'action="/office/dossiers/{COURSE}/1"' not in courses
    assert f'href="/office/dossiers/{COURSE}"' in courses
    assert page.index(f'action="/office/dossiers/{COURSE}/2"') < page.index(f'action="{TAKE}"')
    first = taken(dora)
    assert {name: first.read(name) for name in first.namelist()} == {
        name: archive.read(name) for name in archive.namelist()
    }
    assert dora.get("/office/dossiers/nowhere").status_code == 404


def test_there_is_none_of_an_edition_that_is_not_there(archive: ZipFile, dora: Dora) -> None:
    dora.get("/office/dossiers/")

    dora.post(f"/office/dossiers/{COURSE}/9")

    assert dora.page.status_code == 404
