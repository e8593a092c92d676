"""Recordings come in pieces, to those who are in the course and to nobody else."""

from hashlib import sha256

import pytest
from werkzeug.test import TestResponse

from lms.domain import recordings
from lms.services import authoring
from lms.services.authoring import Draft
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Ben, Visitor
from tests.recorded import CAPTIONS, CLIPS, FILM
from tests.sittings import Learner

COURSE = "/courses/foundations"
MEDIA = f"{COURSE}/media"
DIGEST = sha256(FILM).hexdigest()


@pytest.fixture
def listening(ada: Ada, database: Database) -> Ada:
    """Ada, in a course with a recording of each type, and with files that only look like some."""
    contents = {**CLIPS, "clip.vtt": CAPTIONS, "fake.mp4": b"<script>", "fake.vtt": b"<script>"}
    files = tuple(make.SourceFile(f"media/{name}", body) for name, body in contents.items())
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        draft = Draft("foundations", make.a_course(), files, ())
        authoring.publish(session, draft, make.START)
    Learner(database, ada.person).enrolls()
    return ada


def asks(person: Ada, headers: dict[str, str], name: str = "clip.webm") -> TestResponse:
    return person.client.get(f"{MEDIA}/{name}", headers=headers)


@pytest.mark.parametrize("name", [*sorted(CLIPS), "clip.vtt"])
def test_a_recording_comes_whole_and_says_what_it_is(listening: Ada, name: str) -> None:
    content = {**CLIPS, "clip.vtt": CAPTIONS}[name]

    answer = listening.get(f"{MEDIA}/{name}")

    assert (answer.status_code, answer.data) == (200, content)
    assert answer.content_type == recordings.kind_named(name)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.get_etag() == (sha256(content).hexdigest(), False)
    assert "media-src 'self';" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, len(FILM) - 1),
        ("bytes=0-1", 0, 1),
        ("bytes=100-199", 100, 199),
        ("bytes=900-5000", 900, len(FILM) - 1),
        ("bytes=-40", len(FILM) - 40, len(FILM) - 1),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    listening: Ada, asked: str, first: int, last: int
) -> None:
    answer = asks(listening, {"Range": asked})

    assert (answer.status_code, answer.data) == (206, FILM[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert answer.headers["Content-Length"] == str(last + 1 - first)


def test_a_large_part_comes_piece_by_piece(listening: Ada, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "PIECE", 300)
    got = b""

    while len(got) < len(FILM):
        answer = asks(listening, {"Range": f"bytes={len(got)}-"})
        assert answer.status_code == 206
        assert 0 < len(answer.data) <= 300
        got += answer.data

    assert got == FILM


def test_a_part_that_is_not_there_is_refused_with_the_length(listening: Ada) -> None:
    answer = asks(listening, {"Range": f"bytes={len(FILM)}-"})

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=x"},
        {"Range": "bytes=0-1", "If-Range": '"another"'},
    ],
)
def test_what_cannot_be_cut_comes_whole(listening: Ada, headers: dict[str, str]) -> None:
    answer = asks(listening, headers)

    assert (answer.status_code, answer.data) == (200, FILM)


def test_a_part_of_what_the_browser_has_is_cut_from_it(listening: Ada) -> None:
    answer = asks(listening, {"Range": "bytes=0-1", "If-Range": f'"{DIGEST}"'})

    assert answer.status_code == 206


def test_a_recording_that_the_browser_has_is_not_sent_again(listening: Ada) -> None:
    answer = asks(listening, {"If-None-Match": f'"{DIGEST}"', "Range": "bytes=0-"})

    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize(
    "path", ["fake.mp4", "fake.vtt", "none.mp3", "../course.md", "%2e%2e/course.md", "clip.mp3%00"]
)
def test_nothing_but_recordings_comes_out(listening: Ada, path: str) -> None:
    assert listening.get(f"{MEDIA}/{path}").status_code in (400, 404)


def test_a_recording_is_there_only_for_who_is_in_the_course(
    listening: Ada, ben: Ben, visitor: Visitor
) -> None:
    assert ben.get(f"{MEDIA}/clip.mp3").status_code == 404
    assert ben.get(f"{MEDIA}/clip.vtt").status_code == 404
    assert visitor.get(f"{MEDIA}/clip.mp3").status_code == 303
