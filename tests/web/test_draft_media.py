"""The studio's page of pictures: send, find where they are used, replace, remove, put back."""

import re
from html import unescape

import pytest
from flask import Flask

from lms.domain.access import Role
from lms.domain.colleagues import Duty
from lms.domain.media import LARGEST_PICTURE
from lms.services import colleagues, draft_saves, teaching
from lms.store.database import Database
from lms.web import drafts
from lms.web.draft_media import UPLOAD_BYTES
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content import good_course
from tests.personas import Cleo, Visitor
from tests.pictures import CAMERA, a_picture
from tests.queries import asked
from tests.web.looking import repeated_ids, said
from tests.web.writers import Writer, publishes

COURSE, BENCH = good_course.SLUG, "images/bench.png"
HOME = f"/studio/{COURSE}/draft"
MEDIA = f"{HOME}/media"
LINE = re.compile(r'<textarea[^>]* id="line"[^>]*>\n(.*?)</textarea>', re.DOTALL)


class Illustrator(Writer):
    """Somebody who teaches the course, at its pictures."""

    def draws(
        self, content: bytes, name: str = "plan.png", alternative: str = "A plan", instead: str = ""
    ) -> None:
        self.get(MEDIA)
        once, since = self.field("once"), self.field("since")
        self.draws_again(once, content, name, alternative, instead, since)

    def draws_again(
        self,
        once: str,
        content: bytes,
        name: str = "plan.png",
        alternative: str = "A plan",
        instead: str = "",
        since: str = "",
    ) -> None:
        """The form as a browser writes it; a test client would leave a file of its own open."""
        fields = {"csrf_token": self.token(), "once": once}
        fields |= {"alternative": alternative, "instead": instead, "since": since}
        parts = [f'name="{it}"\r\n\r\n{said}'.encode() for it, said in fields.items()]
        head = f'name="file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
        parts.append(head.encode() + content)
        lines = (b"--bound\r\nContent-Disposition: form-data; " + it + b"\r\n" for it in parts)
        self._page = self.client.post(
            MEDIA,
            data=b"".join(lines) + b"--bound--\r\n",
            content_type="multipart/form-data; boundary=bound",
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    def removes(self, path: str) -> None:
        self.get(MEDIA)
        self.post(f"{MEDIA}/remove", {"once": self.field("once")}, path=path)

    def puts_back(self, path: str) -> None:
        self.get(MEDIA)
        self.post(f"{MEDIA}/put-back", {"once": self.field("once")}, path=path)


@pytest.fixture
def ines(app: Flask, cleo: Cleo, database: Database) -> Illustrator:
    publishes(database, good_course.with_files({BENCH: make.PIXEL}))
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return Illustrator(app, database, cleo)


def test_each_picture_is_listed_with_its_size_and_the_pages_that_use_it(ines: Illustrator) -> None:
    ines.get(MEDIA)

    assert "images/bench.png 1 × 1 pixels 69 Bytes What it is, line 24" in said(ines.page.text)
    assert f'src="{MEDIA}/bench.png"' in ines.page.text
    assert "Remove" not in said(ines.page.text)
    assert repeated_ids(ines.page.text) == set()


def test_a_picture_is_sent_shown_used_removed_and_put_back(ines: Illustrator) -> None:
    ines.draws(a_picture(kind="JPEG"), "My plan.JPG", "Two [doors] & a *bench*")
    ines.follows()

    assert "images/my-plan.jpg is in the draft." in said(ines.page.text)
    [line] = LINE.findall(ines.page.text)
    assert unescape(line) == r"![Two \[doors\] & a \*bench\*](images/my-plan.jpg)"
    assert CAMERA.encode() not in ines.get(f"{MEDIA}/my-plan.jpg").data
    ines.rewrites("Opening words.", unescape(line))
    ines.removes("images/my-plan.jpg")
    assert ines.page.status_code == 422
    assert "images/my-plan.jpg is used in 01-what-it-is.md, line 6." in said(ines.page.text)
    ines.rewrites(unescape(line), "Opening words.")
    ines.removes("images/my-plan.jpg")
    ines.follows()
    assert "images/my-plan.jpg is out of the draft." in said(ines.page.text)
    assert ines.get(f"{MEDIA}/my-plan.jpg").status_code == 404
    ines.puts_back("images/my-plan.jpg")
    assert ines.page.status_code == 303
    assert ines.get(f"{MEDIA}/my-plan.jpg").status_code == 200


def test_the_line_shows_what_was_said_and_nothing_else(ines: Illustrator) -> None:
    for alternative in ("Plain", r"a](x) <b>&amp; `c` \ ![d]", "_e_ *f* <script>", "李 “q” 'r'"):
        ines.draws(make.PIXEL, "line.png", alternative)
        ines.follows()
        line = unescape(LINE.findall(ines.page.text)[0])
        ines.get(f"{HOME}/write/01-what-it-is.md")
        old = ines.text
        ines.sends(old.replace("Opening words.", line), do="preview")

        shown = re.findall(r'<img src="[^"]*/line[^"]*" alt="([^"]*)"', ines.page.text)
        assert [unescape(it) for it in shown] == [alternative]


def test_a_picture_takes_anothers_place_and_both_stand_in_the_history(ines: Illustrator) -> None:
    ines.draws(a_picture(), "x.png", "", BENCH)
    ines.follows()

    assert "images/bench.png is another picture now." in said(ines.page.text)
    assert "8 × 6 pixels" in said(ines.page.text)
    ines.draws(make.PIXEL, "x.png", "", BENCH)
    assert "Save 1" in said(ines.get(f"{HOME}/history?file={BENCH}").text)
    ines.get(f"{HOME}/saves/1")
    assert "Restore this picture" in said(ines.page.text)
    assert f'<img src="{HOME}/saves/1/picture"' in ines.page.text
    ines.post(f"{HOME}/saves/1/restore", {"once": ines.field("once")})
    ines.follows()
    assert "8 × 6 pixels" in said(ines.page.text)
    assert "This is how the draft has it now." in said(ines.get(f"{HOME}/saves/3").text)
    assert ines.get(f"{HOME}/review").status_code == 200


def test_whoever_comes_second_to_a_picture_is_told_and_may_send_theirs_again(
    ines: Illustrator,
) -> None:
    ines.get(MEDIA)
    once, since = ines.field("once"), ines.field("since")
    ines.draws(a_picture(), "x.png", "", BENCH)

    ines.draws_again(once, a_picture(9, 9), "x.png", "", BENCH, since)
    assert ines.page.status_code == 422
    assert "changed images/bench.png after you opened this page." in said(ines.page.text)
    assert "8 × 6 pixels" in said(ines.page.text)

    once, since = ines.field("once"), ines.field("since")
    ines.draws_again(once, a_picture(9, 9), "x.png", "", BENCH, since)
    assert ines.page.status_code == 303
    ines.get(MEDIA)
    ines.draws_again(ines.field("once"), a_picture(), "x.png", "", BENCH)
    assert "which picture you saw" in said(ines.page.text)


def test_a_reviewer_sees_the_picture_of_a_save_and_cannot_restore_it(
    ines: Illustrator, app: Flask, database: Database, cleo: Cleo
) -> None:
    ines.draws(a_picture(), "x.png", "", BENCH)
    ines.draws(make.PIXEL, "x.png", "", BENCH)
    rhea = signed_up(database, "Rhea Sol", Role.INSTRUCTOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, cleo.person, COURSE)
        colleagues.add(session, taught, cleo.person, rhea.email, Duty.REVIEWER, make.later(2))
    reviewer = Visitor(app)
    reviewer.cookie = new_cookie(database, rhea)

    page = reviewer.get(f"{HOME}/saves/1").text
    picture = reviewer.get(f"{HOME}/saves/1/picture")

    assert "Restore" not in page
    assert f'<img src="{HOME}/saves/1/picture"' in page
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert picture.headers["Cache-Control"] == "private, no-cache"
    for number in ("99", "x"):
        assert reviewer.get(f"{HOME}/saves/{number}/picture").status_code == 404


def test_what_was_typed_stays_and_every_problem_is_told_at_once(ines: Illustrator) -> None:
    ines.draws(b"%PDF-1.7", "a.pdf", "")

    assert ines.page.status_code == 422
    assert "This is no picture that a page can show." in said(ines.page.text)
    assert "Say what the picture shows" in said(ines.page.text)
    ines.draws(b"x" * (LARGEST_PICTURE + 1), "a.png", "A long plan")
    assert "larger than 10 MB" in said(ines.page.text)
    assert 'value="A long plan"' in ines.page.text


def test_a_picture_sent_twice_is_one(ines: Illustrator) -> None:
    ines.get(MEDIA)
    once = ines.field("once")

    for _ in range(2):
        ines.draws_again(once, make.PIXEL)
        assert ines.page.status_code in (303, 422)

    assert ines.get(MEDIA).text.count("<code>images/plan") == 1


def test_a_picture_waits_while_another_text_is_read_and_says_so(
    ines: Illustrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.web.draft_media.MOST_SECONDS", 0.01)
    with drafts.REVIEWS.turn("another", 0):
        ines.draws(make.PIXEL)

    assert ines.page.status_code == 422
    assert "The server is busy." in said(ines.page.text)


def test_what_was_taken_out_has_pages_on_both_rooms_of_files(ines: Illustrator) -> None:
    with ines.database.writing() as session:
        taught = teaching.get_taught(session, ines.person, COURSE)
        for n in range(27):
            for content in (make.PIXEL, None):
                path = f"images/gone-{n:02}.png"
                draft_saves.keep_file(session, taught, ines.person, path, content, make.later(2))

    # Pictures stand by their names, files by when they were taken out, the newest first.
    for page, last in ((MEDIA, "images/gone-26.png"), (f"{HOME}/files", "images/gone-00.png")):
        first, second = ines.get(page).text, ines.get(f"{page}?out=2").text
        assert first.count("Put back<") == 25
        assert second.count("Put back<") == 2
        assert last in second
        assert "26 to 27 of 27, page 2 of 2" in said(second)


def test_other_files_have_pages_too(ines: Illustrator) -> None:
    with ines.database.writing() as session:
        taught = teaching.get_taught(session, ines.person, COURSE)
        for n in range(27):
            path = f"images/new-{n:02}.png"
            draft_saves.keep_file(session, taught, ines.person, path, make.PIXEL, make.later(2))

    assert "images/new-26.png" not in ines.get(f"{HOME}/files").text
    assert "images/new-26.png" in ines.get(f"{HOME}/files?page=2").text


def test_what_a_new_picture_shows_comes_along_to_the_page_that_it_is_for(
    ines: Illustrator,
) -> None:
    ines.draws(a_picture(), "path.png")
    page = ines.get(ines.page.location or "").text
    [onward] = [it for it in re.findall(r'href="([^"]+)"', page) if "01-what-it-is.md?" in it]

    editor = unescape(ines.get(unescape(onward)).text)

    assert "![A plan](images/path.png)" in editor
    assert f'src="{HOME}/media/path.png" alt="" loading="lazy"' in editor


def test_nothing_in_the_address_becomes_markup(ines: Illustrator) -> None:
    hostile = "%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E"
    ines.get(f"{MEDIA}?done=added&path={hostile}&shows={hostile}")

    assert ines.page.status_code == 200
    assert "<script>alert" not in ines.page.text


def test_the_page_asks_as_much_for_one_picture_as_for_many(ines: Illustrator) -> None:
    counted = []
    for number in (1, 6):
        for n in range(number):
            ines.draws(a_picture(4 + n), f"p{n}.png")
            assert ines.page.status_code == 303
        with asked(ines.database) as statements:
            ines.get(MEDIA)
        counted.append(len(statements))

    assert counted[0] == counted[1]


def test_a_file_that_is_not_even_read_is_answered_by_the_form_and_its_limit(
    ines: Illustrator,
) -> None:
    ines.draws(b"x" * (UPLOAD_BYTES + 1))

    assert ines.page.status_code == 413
    assert ines.title.startswith("Error: Pictures of Foundations | ")
    assert "This file is larger than 10 MB." in said(ines.page.text)
    assert 'name="alternative"' in ines.page.text
