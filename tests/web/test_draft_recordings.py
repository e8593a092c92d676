"""The studio's page of recordings: send, caption, play, correct, remove, put back."""

import re
from html import unescape

import pytest
from flask import Flask

from lms.domain.recordings import LARGEST_SENT_RECORDING
from lms.services import teaching
from lms.store.database import Database
from lms.web.draft_recordings import CAPTIONS_BYTES, UPLOAD_BYTES
from tests import make
from tests.content import good_course
from tests.personas import Cleo
from tests.queries import asked
from tests.recorded import CAPTIONS, FILM, SOUND
from tests.web.looking import repeated_ids, said
from tests.web.writers import Writer, publishes

COURSE = good_course.SLUG
HOME = f"/studio/{COURSE}/draft"
PAGE, MEDIA = f"{HOME}/recordings", f"{HOME}/media"
LINE = re.compile(r'<textarea[^>]* id="line"[^>]*>\n(.*?)</textarea>', re.DOTALL)


class Recorder(Writer):
    """Somebody who teaches the course, at its recordings."""

    def sends_file(
        self, address: str, part: str, content: bytes, name: str, once: str = "", **fields: str
    ) -> None:
        """A form as a browser writes it; a test client would leave a file of its own open."""
        if not once:
            self.get(PAGE)
        typed = {"csrf_token": self.token(), "once": once or self.field("once"), **fields}
        parts = [f'name="{it}"\r\n\r\n{said}'.encode() for it, said in typed.items()]
        head = f'name="{part}"; filename="{name}"\r\nContent-Type: application/x-any\r\n\r\n'
        parts.append(head.encode() + content)
        lines = (b"--bound\r\nContent-Disposition: form-data; " + it + b"\r\n" for it in parts)
        self._page = self.client.post(
            address,
            data=b"".join(lines) + b"--bound--\r\n",
            content_type="multipart/form-data; boundary=bound",
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    def records(
        self, content: bytes = FILM, name: str = "My Talk.webm", told: str = "A talk", **more: str
    ) -> None:
        self.sends_file(PAGE, "file", content, name, alternative=told, **more)

    def captions(self, content: bytes = CAPTIONS, of_which: str = "media/my-talk.webm") -> None:
        self.sends_file(f"{PAGE}/captions", "captions", content, "x.vtt", of_which=of_which)

    def removes(self, path: str) -> None:
        self.get(PAGE)
        self.post(f"{PAGE}/remove", {"once": self.field("once")}, path=path)


@pytest.fixture
def ines(app: Flask, cleo: Cleo, database: Database) -> Recorder:
    publishes(database, good_course.with_files({"images/bench.png": make.PIXEL}))
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Recorder(app, database, cleo)


def test_a_recording_is_sent_captioned_played_removed_and_put_back(ines: Recorder) -> None:
    ines.records(told="Maya [34] & *Ray*")
    ines.follows()
    assert "media/my-talk.webm is in the draft." in said(ines.page.text)
    assert "media/my-talk.webm None yet Nowhere" in said(ines.page.text)
    line = unescape(LINE.findall(ines.page.text)[0])
    assert line == r"![Maya \[34\] & \*Ray\*](media/my-talk.webm)"

    ines.captions()
    ines.follows()
    assert "media/my-talk.vtt is in the draft." in said(ines.page.text)
    assert repeated_ids(ines.page.text) == set()
    ines.rewrites("Opening words.", f"Opening words.\n\n{line}\n\n")
    ines.get(f"{HOME}/write/01-what-it-is.md")
    assert f'<video controls preload="metadata" src="{MEDIA}/my-talk.webm"' in ines.page.text
    assert f'<track kind="captions" src="{MEDIA}/my-talk.vtt"' in ines.page.text
    assert "Maya: I said I was fine & meant it." in said(ines.page.text)
    part = ines.client.get(f"{MEDIA}/my-talk.webm", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, FILM[:10])
    assert ines.get(f"{HOME}/review").status_code == 200

    ines.removes("media/my-talk.webm")
    assert ines.page.status_code == 422
    assert "media/my-talk.webm is used in 01-what-it-is.md, line 8." in said(ines.page.text)
    ines.rewrites(line, "")
    ines.removes("media/my-talk.webm")
    ines.follows()
    assert "media/my-talk.webm is out of the draft." in said(ines.page.text)
    assert ines.get(f"{MEDIA}/my-talk.vtt").status_code == 404
    ines.get(PAGE)
    ines.post(f"{PAGE}/put-back", {"once": ines.field("once")}, path="media/my-talk.webm")
    assert ines.page.status_code == 303
    assert ines.get(f"{MEDIA}/my-talk.vtt").data == CAPTIONS


def test_captions_are_corrected_as_a_text_with_their_problems_at_their_lines(
    ines: Recorder,
) -> None:
    ines.records()
    ines.captions(CAPTIONS + b"\n00:03.000 --> 00:02.600\nWrong\n")
    ines.follows()
    assert "1 thing to look at" in said(ines.get(PAGE).text)

    ines.get(f"{HOME}/write/media/my-talk.vtt")

    assert "Line 9: go there This caption ends before it begins" in said(ines.page.text)
    text = ines.text.replace("00:03.000 --> 00:02.600", "00:03.000 --> 00:04.000")
    ines.sends(text, path="media/my-talk.vtt")
    assert ines.page.status_code == 303
    assert "thing to look at" not in said(ines.get(PAGE).text)
    assert ines.get(f"{MEDIA}/my-talk.vtt").data == text.replace("\r\n", "\n").encode()


def test_a_recording_takes_anothers_place_and_both_stand_in_the_history(ines: Recorder) -> None:
    ines.records()
    ines.records(FILM + bytes(5), told="", instead="media/my-talk.webm")
    ines.follows()

    assert "media/my-talk.webm is another recording now." in said(ines.page.text)
    assert "See the recordings" in said(ines.get(f"{HOME}/history?file=media/my-talk.webm").text)
    assert "Play media/my-talk.webm" in said(ines.get(f"{HOME}/saves/2").text)
    ines.get(f"{HOME}/saves/1")
    assert "Restore this recording" in said(ines.page.text)
    ines.post(f"{HOME}/saves/1/restore", {"once": ines.field("once")})
    assert ines.page.headers["Location"].startswith(PAGE)
    assert ines.get(f"{MEDIA}/my-talk.webm").data == FILM


def test_what_was_typed_stays_and_every_problem_is_told_at_once(ines: Recorder) -> None:
    ines.records(b"%PDF-1.7", "a.pdf", "")
    assert ines.page.status_code == 422
    assert "This is no recording that a page can play." in said(ines.page.text)
    assert "Say what is heard or seen" in said(ines.page.text)

    ines.records(bytes(LARGEST_SENT_RECORDING + 1), "a.mp4", "A long talk")
    assert "larger than 20 MB" in said(ines.page.text)
    assert 'value="A long talk"' in ines.page.text
    ines.records()
    ines.captions(b"1\n00:00:01,000 --> 00:00:02,000\nA")
    assert ines.page.status_code == 422
    assert "Line 1: The first line of captions is WEBVTT" in said(ines.page.text)
    assert 'value="media/my-talk.webm" selected' in ines.page.text


def test_a_recording_sent_twice_is_one(ines: Recorder) -> None:
    ines.get(PAGE)
    once = ines.field("once")

    for _ in range(2):
        ines.sends_file(PAGE, "file", SOUND, "talk.mp3", once, alternative="A talk")
        assert ines.page.status_code in (303, 422)

    assert ines.get(PAGE).text.count("<code>media/talk") == 1


def test_nothing_in_the_address_becomes_markup(ines: Recorder) -> None:
    hostile = "%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for done in ("added", "captioned", "removed"):
        ines.get(f"{PAGE}?done={done}&path={hostile}&shows={hostile}")

        assert ines.page.status_code == 200
        assert "<script>alert" not in ines.page.text


def test_the_page_asks_as_much_for_one_recording_as_for_many(ines: Recorder) -> None:
    counted = []
    for number in (1, 4):
        for n in range(number):
            ines.records(FILM + bytes(n + number), f"p{n}.webm")
            assert ines.page.status_code == 303
        with asked(ines.database) as statements:
            ines.get(PAGE)
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_files_that_are_not_even_read_are_answered_by_the_forms_and_their_limits(
    ines: Recorder,
) -> None:
    ines.records(b"x" * (UPLOAD_BYTES + 1))
    assert ines.page.status_code == 413
    assert "This file is larger than 20 MB." in said(ines.page.text)
    assert 'name="alternative"' in ines.page.text

    ines.captions(b"x" * (CAPTIONS_BYTES + 1))
    assert ines.page.status_code == 413
    assert "These captions are larger than 1 MB." in said(ines.page.text)
