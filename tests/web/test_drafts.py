"""The studio's pages for writing: save, preview, collide, go back, review and publish."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.content.folder import LibraryReading
from lms.content.reading import read_files
from lms.domain.access import Role
from lms.domain.courses import SourceFile
from lms.domain.editions import Change
from lms.services import authoring, teaching
from lms.services.draft_ground import MOST_CHARACTERS
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import Base
from lms.web import drafts, trials
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.content import good_course
from tests.gallery import the_files
from tests.personas import Cleo, Clock, Somebody, Visitor
from tests.queries import asked
from tests.sittings import Learner
from tests.web.looking import repeated_ids, said

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


# -- the desk ----------------------------------------------------------------------


def test_the_desk_shows_every_file_and_what_became_of_it(writer: Writer) -> None:
    assert f'href="{HOME}"' in writer.get(f"/studio/{COURSE}").text
    before = said(writer.get(HOME).text)

    writer.rewrites("Opening", "First")
    page = writer.get(HOME)

    assert "Edition 1, published" in before
    assert "Changed" not in before
    for file in good_course.files():
        assert file.path in page.text
    assert f'href="{EDITOR}"' in page.text
    assert f'href="{HOME}/write/images' not in page.text
    assert "1 file" in said(page.text)
    assert "Changed Saved" in said(page.text)
    assert "by Cleo Hart" in said(page.text)
    assert repeated_ids(page.text) == set()


def test_the_desk_says_when_an_edition_was_published_meanwhile(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    publishes(database, good_course.files(history=good_course.HISTORY + "\nMore.\n"))

    assert "was published meanwhile" in said(writer.get(HOME).text)
    assert "was published meanwhile" in said(writer.get(EDITOR).text)
    assert "cannot be published" in said(writer.get(REVIEW).text)
    assert PUBLISH not in writer.page.text


def test_the_desk_and_the_history_cost_few_questions(writer: Writer, database: Database) -> None:
    for new in "abcdefgh":
        writer.rewrites("Opening", f"{new}Opening")
    for address in (HOME, f"{HOME}/history"):
        writer.get(address)

        with asked(database) as statements:
            writer.get(address)

        assert len(statements) <= 10


# -- saving ------------------------------------------------------------------------


def test_what_is_saved_is_there_and_learners_see_nothing_of_it(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    assert "As published. Based on edition 1, published" in said(writer.page.text)
    text = writer.text.replace("Opening", "First")

    writer.sends(text.replace("\n", "\r\n"))

    assert writer.page.headers["Location"] == EDITOR
    assert writer.follows().status_code == 200
    assert writer.text == text
    assert "Draft saved" in said(writer.page.text)
    assert "Based on edition 1, published" in said(writer.page.text)
    assert file_of(database) == good_course.MODULE.encode()


def test_a_double_click_is_one_save(writer: Writer, database: Database) -> None:
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "once": writer.field("once"), "do": "save"}
    text = writer.text + "More.\n"

    first = writer.post(EDITOR, sent, text=text)
    again = writer.post(EDITOR, sent, text=text)

    assert first.headers["Location"] == again.headers["Location"] == EDITOR
    assert counts(database)["draft_saves"] == 1


def test_a_page_that_was_gone_back_to_loses_nothing_that_is_typed_in_it(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "once": writer.field("once"), "do": "save"}
    writer.post(EDITOR, sent, text=writer.text + "One.\n")

    writer.post(EDITOR, sent, text=good_course.MODULE + "Two.\n")

    assert writer.page.headers["Location"] == f"{HOME}/collisions/2"
    assert counts(database)["draft_saves"] == 2


def test_hostile_text_comes_back_as_typed_and_never_alive(writer: Writer) -> None:
    writer.get(EDITOR)
    text = writer.text + HOSTILE

    writer.sends(text, "preview")
    assert writer.text == text
    alive = [HOSTILE in writer.page.text]
    writer.sends(text)
    pages = (EDITOR, f"{HOME}/saves/1", REVIEW, f"{HOME}/history")
    alive += [HOSTILE in writer.get(page).text for page in pages]

    assert writer.get(EDITOR).status_code == 200
    assert writer.text == text
    assert not any(alive)


def test_a_leading_newline_and_the_line_ends_of_a_file_survive(
    writer: Writer, database: Database
) -> None:
    ended = good_course.MODULE.replace("\n", "\r\n")
    publishes(database, good_course.files(module=ended))
    writer.get(EDITOR)
    assert writer.text == good_course.MODULE

    writer.sends("\r\n" + ended.replace("Opening", "First"))

    writer.get(EDITOR)
    assert writer.text == "\n" + good_course.MODULE.replace("Opening", "First")
    writer.sends(ended.replace("Opening", "First"))
    writer.get(REVIEW)
    writer.publishes(kind="editorial")
    assert file_of(database) == ended.replace("Opening", "First").encode()


def test_what_is_refused_stays_in_the_field(writer: Writer, database: Database) -> None:
    writer.get(EDITOR)
    too_long = "x" * (MOST_CHARACTERS + 1)

    for do in ("preview", "save"):
        answer = writer.sends(too_long, do)

        assert answer.status_code == 422
        assert "Make two modules of it." in said(answer.text)
        assert writer.text == too_long
        assert writer.field("since") == "0"
        assert "is not saved" in said(answer.text)
    assert counts(database)["draft_saves"] == 0


def test_a_form_that_does_not_say_where_it_began_saves_nothing(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)

    writer.post(EDITOR, text="Mine", do="save")

    assert writer.page.status_code == 422
    assert writer.text == "Mine"
    assert counts(database)["draft_saves"] == 0


def test_a_file_that_is_no_text_has_no_editor(writer: Writer) -> None:
    for path in ("images/bench.png", "07-nothing.md", "../course.md"):
        assert writer.get(f"{HOME}/write/{path}").status_code == 404


# -- preview -----------------------------------------------------------------------


def test_a_preview_shows_the_module_as_learners_would_see_it_and_writes_nothing(
    writer: Writer, database: Database
) -> None:
    writer.get(EDITOR)
    before = counts(database)
    text = writer.text.replace("Opening words", "Quite other words")

    page = writer.sends(text, "preview")

    assert page.status_code == 200
    assert counts(database) == before
    assert writer.text == text
    assert "<p>Quite other words.</p>" in page.text
    assert f'src="{HOME}/media/bench.png"' in page.text
    assert "Check 1: The frame" in said(page.text)
    assert "What stands in the field is not saved." in said(page.text)
    assert repeated_ids(page.text) == set()


def test_a_preview_of_a_quiz_shows_every_question_with_its_key(writer: Writer) -> None:
    writer.get(QUIZ_EDITOR)

    page = said(writer.sends(writer.text, "preview", QUIZ).text)

    for n in range(1, 7):
        assert f"Question {n}: Question {n}" in page
    assert "Right Talk of number 1" in page
    assert "Right Work of number 1" not in page
    assert "Right Work of number 2" in page


def test_a_preview_names_each_problem_with_its_line_and_what_to_do(writer: Writer) -> None:
    writer.get(QUIZ_EDITOR)

    page = writer.sends(
        writer.text.replace("[x] Talk of number 1", "[ ] Talk of number 1"), "preview", QUIZ
    )

    assert "Error Line" in said(page.text)
    assert "Put an x" in said(page.text)
    assert "1 error stops publishing" in said(page.text)
    assert "A page with an error cannot be shown." in said(page.text)


@pytest.mark.parametrize("path", ["course.md", "evaluation.md", "references.json", "02-history.md"])
def test_every_text_of_a_course_can_be_opened_and_looked_at(path: str, writer: Writer) -> None:
    assert writer.get(f"{HOME}/write/{path}").status_code == 200
    text = writer.text

    assert writer.sends(text, "preview", path).status_code == 200
    assert writer.text == text


def test_every_module_and_quiz_of_a_shipped_course_can_be_looked_at(
    writer: Writer, database: Database, shipped_library: LibraryReading
) -> None:
    slug = "foundations-of-sex-therapy"
    shipped = next(it for it in shipped_library.courses if it.slug == slug)
    with database.writing() as session:
        draft = authoring.Draft(slug, shipped.course, shipped.files, shipped.problems)
        authoring.publish(session, draft, make.START)
        teaching.assign(session, writer.person.email, slug, make.later(1))
    pages = [it.path for it in shipped.files if it.path[0].isdigit()]

    for path in pages:
        address = f"/studio/{slug}/draft/write/{path}"
        writer.get(address)
        page = writer.post(address, since="0", text=writer.text, do="preview")

        assert page.status_code == 200
        assert 'class="preview"' in page.text
        assert repeated_ids(page.text) == set()
    assert len(pages) >= 12


def test_while_too_many_look_a_text_is_kept_and_can_be_saved(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_SECONDS", 0.01)
    writer.get(EDITOR)

    with (
        drafts.LOOKS.turn("one", 0),
        drafts.LOOKS.turn("another", 0),
        drafts.REVIEWS.turn("a third", 0),
    ):
        page = writer.sends("Mine", "preview")
        assert "The server is busy" in said(page.text)
        assert writer.text == "Mine"
        assert writer.get(REVIEW).status_code == 503
        writer.get(EDITOR)
        assert writer.sends("Mine").status_code == 303

    writer.get(EDITOR)
    assert writer.text == "Mine"


def test_a_picture_that_is_not_there_is_not_found(writer: Writer) -> None:
    assert writer.get(f"{HOME}/media/other.png").status_code == 404


# -- two at once -------------------------------------------------------------------


def collide(writer: Writer, theirs: str, yours: str) -> str:
    """Two tabs save the same file; the address to which the later is sent."""
    writer.get(EDITOR)
    sent = {"since": writer.field("since"), "do": "save"}
    writer.post(EDITOR, sent, text=theirs, once="a" * 22)
    writer.post(EDITOR, sent, text=yours, once="b" * 22)
    assert writer.page.status_code == 303
    return writer.page.headers["Location"]


def test_two_tabs_are_shown_both_and_nothing_is_lost(writer: Writer) -> None:
    text = good_course.MODULE
    address = collide(
        writer,
        text.replace("Opening words", "First words"),
        text.replace("Opening words", "Last words"),
    )

    page = writer.get(address)

    assert address == f"{HOME}/collisions/2"
    words = said(page.text)
    assert "Removed Opening words. Added First words." in words
    assert "Removed Opening words. Added Last words." in words
    assert "Both changed the same lines." in words
    assert "is kept as save 2" in words
    assert "First words" in writer.text
    assert "Last words" in writer.text
    assert repeated_ids(page.text) == set()
    merged = text.replace("Opening words", "First and last words")
    writer.sends(merged)
    assert writer.follows().status_code == 200
    assert writer.text == merged
    assert "3" in writer.field("since")
    history = said(writer.get(f"{HOME}/history").text)
    assert history.count("Kept beside the draft") == 1
    assert "Last words" in writer.get(f"{HOME}/saves/2").text


def test_changes_that_do_not_touch_come_merged(writer: Writer) -> None:
    text = good_course.MODULE
    address = collide(
        writer,
        text.replace("Opening words", "First words"),
        text.replace("It is talk therapy.", "It is a talk therapy."),
    )

    page = writer.get(address)

    assert "The changes do not touch." in said(page.text)
    writer.sends(writer.text)
    writer.follows()
    assert "First words" in writer.text
    assert "a talk therapy" in writer.text


def test_a_save_that_came_in_time_has_no_collision(writer: Writer) -> None:
    writer.rewrites("Opening", "First")

    for number in ("1", "9", "x", "9" * 400):
        assert writer.get(f"{HOME}/collisions/{number}").status_code == 404


# -- going back --------------------------------------------------------------------


def test_a_text_is_restored_as_a_save_of_its_own(writer: Writer, database: Database) -> None:
    writer.rewrites("Opening", "First")
    writer.rewrites("First", "Last")
    page = writer.get(f"{HOME}/saves/1")
    assert "Removed Opening words. Added First words." in said(page.text)
    once = writer.field("once")

    writer.post(f"{HOME}/saves/1/restore", once=once)
    writer.post(f"{HOME}/saves/1/restore", once=once)

    assert writer.page.headers["Location"] == EDITOR
    writer.follows()
    assert "First words" in writer.text
    assert counts(database)["draft_saves"] == 3
    assert "This is what the draft says now." in said(writer.get(f"{HOME}/saves/3").text)
    assert "Restore" not in said(writer.page.text)


def test_the_history_has_pages_and_can_be_of_one_file(writer: Writer) -> None:
    for number in range(26):
        writer.get(EDITOR)
        writer.sends(f"{good_course.MODULE}Line {number}\n")
    writer.rewrites("long ago", "once", "02-history.md")

    first = said(writer.get(f"{HOME}/history").text)
    second = said(writer.get(f"{HOME}/history?page=2").text)
    alone = said(writer.get(f"{HOME}/history?file=02-history.md").text)

    assert "Save 27" in first
    assert "Save 1 01-what" not in first
    assert "Save 1 01-what" in second
    assert "Save 27" in alone
    assert "Save 26" not in alone
    assert writer.get(f"{HOME}/history?file=nothing.md").status_code == 404


# -- review and publish ------------------------------------------------------------


def test_an_editorial_edition_is_reviewed_and_published_once(
    writer: Writer, database: Database
) -> None:
    ada = Learner(database, signed_up(database, "Ada Marlowe"), COURSE).enrolls()
    writer.rewrites("Opening", "First")
    page = writer.get(REVIEW)
    words = said(page.text)

    assert "<ins>First</ins> <del>Opening</del> words." in page.text
    assert "Removed Opening words. Added First words." in words
    assert "Questions that change" not in words
    assert "proposed as editorial" in words
    assert "1 learner in progress reads the new text at once" in words
    assert repeated_ids(page.text) == set()
    sent = {name: writer.field(name) for name in ("seen", "once")}
    first = writer.post(PUBLISH, sent, kind="editorial", reason="")
    again = writer.post(PUBLISH, sent, kind="editorial", reason="")

    assert (first.status_code, first.headers["Location"]) == (303, f"{HOME}?done=published")
    assert again.headers["Location"] == first.headers["Location"]
    assert "Edition 2 is published." in said(writer.follows().text)
    assert (newest(database).number, newest(database).change) == (2, Change.EDITORIAL)
    assert ada.learning().reading.current.number == 2
    assert "There is nothing to publish." in said(writer.get(REVIEW).text)


def test_a_changed_key_is_called_out_and_published_as_material(
    writer: Writer, database: Database
) -> None:
    writer.get(QUIZ_EDITOR)
    swapped = writer.text.replace("[x] Talk of number 1", "[ ] Talk of number 1")
    writer.sends(swapped.replace("[ ] Work of number 1", "[x] Work of number 1"), path=QUIZ)

    page = writer.get(REVIEW)

    words = said(page.text)
    assert "It changes questions or keys, so it is proposed as material." in words
    assert f'href="/studio/{COURSE}/regrades"' in page.text
    assert "Questions or keys change." in words
    writer.publishes(kind="material")
    assert newest(database).change is Change.MATERIAL


def test_the_proposed_kind_is_overruled_with_a_reason_alone(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)

    refused = writer.publishes(kind="material", reason=" ")
    assert refused.status_code == 422
    assert "Say why you decide otherwise" in said(refused.text)
    assert 'value="material" checked' in refused.text
    assert newest(database).number == 1
    writer.publishes(kind="material", reason="It says something else now.")

    assert writer.page.status_code == 303
    assert newest(database).change is Change.MATERIAL


def test_a_kind_that_there_is_not_is_refused(writer: Writer, database: Database) -> None:
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)

    refused = writer.publishes(kind="first", reason="Mine.")

    assert refused.status_code == 422
    assert "Choose what kind" in said(refused.text)
    assert newest(database).number == 1


def test_whoever_is_taken_off_while_publishing_waits_publishes_nothing(
    writer: Writer, database: Database
) -> None:
    """Others are being read; its author is taken off the course before the turn comes."""
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)
    fields = {name: writer.field(name) for name in ("seen", "once")}
    with ThreadPoolExecutor() as pool:
        with drafts.REVIEWS.turn("another", 0):
            answer = pool.submit(writer.post, PUBLISH, fields, kind="editorial", reason="")
            while not drafts.REVIEWS.waiting:
                assert not answer.done()
            with database.writing() as session:
                teaching.unassign(session, writer.person.email, COURSE, make.later())
        answer.result()

    assert writer.page.status_code == 404
    assert newest(database).number == 1


def test_what_is_kept_beside_a_file_is_named_until_somebody_decides(
    writer: Writer, database: Database
) -> None:
    """Two tabs opened the same file."""
    writer.get(EDITOR)
    first = writer.text
    writer.sends(first.replace("Opening", "First"))
    writer.post(EDITOR, since="0", text=first.replace("Opening", "Last"), once="another-tab")
    collision = writer.page.headers["Location"]

    for page in (HOME, EDITOR, REVIEW):
        assert f'href="{collision}"' in writer.get(page).text, page

    writer.rewrites("First", "Both")
    for page in (HOME, EDITOR, REVIEW):
        assert f'href="{collision}"' not in writer.get(page).text, page


def test_a_save_without_a_text_is_none(writer: Writer, database: Database) -> None:
    writer.get(EDITOR)
    before = counts(database)

    writer.post(EDITOR, since="0")

    assert writer.page.status_code == 422
    assert "The page sent no text." in said(writer.page.text)
    assert counts(database) == before


def test_a_review_calls_out_which_answer_is_right_by_another_key(writer: Writer) -> None:
    writer.rewrites("[x] Talk of number 3", "[ ] Talk of number 3", QUIZ)
    writer.rewrites("[ ] Work of number 3", "[x] Work of number 3", QUIZ)
    writer.rewrites("in session 2?", "in the second session?", QUIZ)

    words = said(writer.get(REVIEW).text)

    told = words.partition("Questions that change")[2].partition("Problems")[0]
    assert "Question 3 What it is Another key Talk of number 3 Work of number 3" in told
    assert "Question 2 What it is Other words As before" in told
    assert told.index("Another key") < told.index("Other words")


def test_what_was_saved_after_the_review_is_not_published_unseen(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)
    sent = {name: writer.field(name) for name in ("seen", "once")}
    writer.rewrites("First", "Last")

    refused = writer.post(PUBLISH, sent, kind="editorial")

    assert refused.status_code == 422
    assert "Somebody saved in this draft after you reviewed it." in said(refused.text)
    assert "Added Last words." in said(refused.text)
    assert newest(database).number == 1
    assert writer.publishes(kind="editorial").status_code == 303
    assert b"Last words" in file_of(database)


def test_a_draft_with_an_error_says_so_and_is_not_published(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("[x] Talk of number 1", "[ ] Talk of number 1", QUIZ)
    page = writer.get(REVIEW)
    assert "1 error stops publishing" in said(page.text).replace("errors stop", "error stops")
    assert PUBLISH not in page.text
    assert "Not known while an error stands" in said(page.text)

    refused = writer.post(PUBLISH, kind="editorial", seen="")

    assert refused.status_code == 422
    assert newest(database).number == 1


# -- whose -------------------------------------------------------------------------


def test_another_instructor_comes_to_nothing_of_it(
    writer: Writer, app: Flask, database: Database, clock: Clock
) -> None:
    writer.rewrites("Opening", "First")
    eve = Visitor(app)
    eve.cookie = new_cookie(database, signed_up(database, "Eve Moss", Role.INSTRUCTOR))

    for path in ("", f"/write/{MODULE}", "/history", "/saves/1", "/collisions/1", "/review"):
        assert eve.get(HOME + path).status_code == 404
    assert eve.get(f"{HOME}/media/bench.png").status_code == 404
    for path in (f"/write/{MODULE}", "/saves/1/restore", "/publish"):
        assert eve.post(HOME + path, text="x", since="0", do="save").status_code == 404
    assert counts(database)["draft_saves"] == 1


def test_an_edition_from_files_is_taken_over_with_one_press(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    files = good_course.files()
    publishes(
        database,
        tuple(
            SourceFile(it.path, it.content.replace(b"talk therapy", b"a talk therapy"))
            if it.path == MODULE
            else it
            for it in files
        ),
    )
    assert "Take edition 2 over" in writer.get(HOME).text

    sent = {"once": writer.field("once")}
    for _ in range(2):
        writer.post(f"{HOME}/take-over", sent)
        assert writer.page.headers["Location"] == f"{HOME}?done=taken"

    assert "The draft goes on from edition 2." in writer.get(f"{HOME}?done=taken").text
    writer.get(EDITOR)
    assert "First words" in writer.text
    assert "a talk therapy" in writer.text


# -- while somebody types ------------------------------------------------------------


def looks(writer: Writer, text: str) -> TestResponse:
    """What a script asks for when somebody pauses."""
    sent = {"since": "0", "do": "preview", "text": text, "csrf_token": writer.token()}
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    return writer.client.post(EDITOR, data=sent, headers=headers)


def test_a_script_gets_the_parts_of_the_page_and_nothing_is_kept(
    writer: Writer, database: Database
) -> None:
    page = writer.get(EDITOR).text
    text = writer.text.replace("Opening words", "First words")
    before = counts(database)

    parts = looks(writer, text).json

    assert parts is not None
    assert "First words" in parts["preview"]
    assert parts["note"].strip() == ""
    assert "Nothing is wrong with this page." in parts["problems"]
    assert counts(database) == before
    usual = looks(writer, good_course.MODULE).json
    assert usual is not None
    assert all(usual[name].strip() in page for name in ("preview", "problems"))


def test_a_text_with_an_error_has_a_note_and_its_problem_with_its_place(writer: Writer) -> None:
    writer.get(EDITOR)

    parts = looks(writer, writer.text.replace("[@hall2020]", "[@nobody]")).json

    assert parts is not None
    assert "cannot be shown" in parts["note"]
    assert parts["preview"].strip() == ""
    assert 'data-line="10"' in parts["problems"]
    assert 'data-severity="error"' in parts["problems"]


def test_a_script_does_not_wait_for_its_turn(writer: Writer) -> None:
    writer.get(EDITOR)

    with drafts.LOOKS.turn(writer.person.id, 0):
        assert looks(writer, "Mine").status_code == 503

    assert looks(writer, "Mine").status_code == 200


def test_a_text_that_is_too_long_is_not_looked_at(writer: Writer) -> None:
    writer.get(EDITOR)

    assert looks(writer, "x" * (MOST_CHARACTERS + 1)).status_code == 400


def test_without_a_script_a_fix_comes_back_in_the_text_and_is_not_saved(
    writer: Writer, database: Database
) -> None:
    broken = good_course.MODULE.replace("  > Yes", "> Yes")
    writer.get(EDITOR)
    writer.sends(broken, "preview")
    fix = re.findall(r'name="fix" value="([^"]+)"', writer.page.text)
    before = counts(database)

    page = writer.post(EDITOR, since=writer.field("since"), text=broken, fix=fix[0])

    assert len(fix) == 1
    assert writer.text == good_course.MODULE
    assert "Line 17 is mended: indented the feedback." in said(page.text)
    assert "not saved" in said(page.text)
    assert repeated_ids(page.text) == set()
    assert counts(database) == before
    writer.sends(writer.text)
    assert writer.page.status_code == 303


def test_a_fix_that_is_not_there_any_more_leaves_the_text_as_typed(writer: Writer) -> None:
    writer.get(EDITOR)

    page = writer.post(EDITOR, since="0", text="Mine", fix="3:1:no-stamp")

    assert page.status_code == 422
    assert "not in the text any more" in said(page.text)
    assert writer.text == "Mine"


def test_the_editors_script_is_fetched_on_its_page_alone(writer: Writer) -> None:
    assert "codemirror" in writer.get(EDITOR).text
    for address in (HOME, f"{HOME}/history", REVIEW, TRY, f"/courses/{COURSE}"):
        assert "codemirror" not in writer.get(address).text


# -- answering what is being written -----------------------------------------------------

TRY, TRY_MODULE = f"{HOME}/try/{QUIZ}", f"{HOME}/try/{MODULE}"


def options_of(page: TestResponse, number: int) -> list[str]:
    """The options of a question, from the top."""
    form = page.text.split(f'id="check-{number}"')[1].split("</form>")[0]
    return re.findall(r'name="chosen" value="([^"]+)"', form)


def test_a_quiz_of_the_draft_is_answered_with_all_feedback_and_nothing_is_kept(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Because it is so.", "Because of the draft.", path=QUIZ)
    page = writer.get(TRY)
    assert "Because of the draft." not in page.text
    assert "Question 6 of 6, preview" in said(page.text)
    first, second = options_of(page, 1)
    before = counts(database)

    right = said(writer.get(f"{TRY}?check=0&chosen={first}").text)
    wrong = said(writer.get(f"{TRY}?check=0&chosen={second}").text)

    assert {"Your answer, right" in right, "Your answer, right" in wrong} == {True, False}
    for words in (right, wrong):
        assert "Because of the draft." in words
        assert "Nothing is kept or counted." in words
    assert counts(database) == before
    assert repeated_ids(writer.page.text) == set()


def test_an_answer_that_is_left_blank_is_asked_for_again(writer: Writer) -> None:
    page = writer.get(f"{TRY}?check=0")

    assert "Give an answer, then press the button." in said(page.text)
    assert writer.get(f"{TRY}?check=99").status_code == 200
    assert writer.get(f"{TRY}?check=x").status_code == 200


def test_the_checks_of_a_module_are_answered_too_and_an_error_is_said(writer: Writer) -> None:
    chosen = options_of(writer.get(TRY_MODULE), 1)[0]
    assert "It is talk therapy." in said(writer.get(f"{TRY_MODULE}?check=0&chosen={chosen}").text)
    writer.rewrites("[@hall2020]", "[@nobody]")

    page = writer.get(TRY_MODULE)

    assert "The page has an error" in said(page.text)
    assert f'href="{EDITOR}"' in page.text
    assert "There is nothing to answer" in said(writer.get(f"{HOME}/try/course.md").text)


def test_whoever_does_not_teach_the_course_tries_nothing(
    writer: Writer, app: Flask, database: Database
) -> None:
    other = signed_up(database, "Quentin Rook", Role.INSTRUCTOR)
    stranger = Visitor(app)
    stranger.cookie = new_cookie(database, other)

    assert stranger.get(TRY).status_code == 404
    assert writer.get(f"{HOME}/try/other.md").status_code == 404


def test_while_too_many_look_a_trial_waits_for_a_better_time(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "MOST_SECONDS", 0.01)

    with drafts.LOOKS.turn(writer.person.id, 0):
        assert writer.get(TRY).status_code == 503


def test_every_kind_of_question_can_be_tried(writer: Writer) -> None:
    gallery = next(it.content.decode() for it in the_files() if it.path == QUIZ)
    writer.get(QUIZ_EDITOR)
    writer.sends(gallery, path=QUIZ)
    assert writer.page.status_code == 303

    page = writer.get(TRY)

    words = said(page.text)
    assert [f"Question {n} of 16, preview" in words for n in range(1, 17)] == [True] * 16
    assert "nobody marks it" in words
    assert repeated_ids(page.text) == set()
    for n in range(16):
        assert writer.get(f"{TRY}?check={n}&typed=1").status_code == 200
