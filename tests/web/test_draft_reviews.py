"""The review of a draft, and publishing it."""

from concurrent.futures import ThreadPoolExecutor

from lms.domain.access import Role
from lms.domain.editions import Change
from lms.services import teaching
from lms.store.database import Database
from lms.web import drafts
from tests import make
from tests.accounts import signed_up
from tests.sittings import Learner
from tests.web.looking import repeated_ids, said
from tests.web.writers import (
    COURSE,
    EDITOR,
    HOME,
    PUBLISH,
    QUIZ,
    QUIZ_EDITOR,
    REVIEW,
    Writer,
    counts,
    file_of,
    newest,
    writer,
)

__all__ = ["writer"]

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


def test_whoever_is_still_asked_about_an_edition_is_not_said_to_read_the_next(
    writer: Writer, database: Database
) -> None:
    for name in ("Ada Marlowe", "Ben Okafor"):
        Learner(database, signed_up(database, name), COURSE).enrolls()
    Learner(database, signed_up(database, "Eve Stone"), COURSE).enrolls().leaves()
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)
    writer.publishes(kind="material", reason="Everybody should read it.")
    Learner(database, signed_up(database, "Finn Low"), COURSE).enrolls()
    writer.rewrites("First", "Second")

    words = said(writer.get(REVIEW).text)

    assert "1 learner in progress reads the new text at once, without being asked." in words
    assert "2 learners in an older edition are still asked whether to go on" in words


def test_publishing_a_course_that_is_out_of_the_catalog_says_that_it_comes_back(
    writer: Writer,
) -> None:
    writer.rewrites("Opening", "First")
    assert "out of the catalog" not in said(writer.get(REVIEW).text)
    writer.get(f"{HOME}/offering")
    writer.post(f"{HOME}/offering/archive", {})

    assert "a new edition puts it back" in said(writer.get(REVIEW).text)
    assert "Out of the catalog" in said(writer.get("/studio/").text)


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
    other = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    with ThreadPoolExecutor() as pool:
        with drafts.REVIEWS.turn("another", 0):
            answer = pool.submit(writer.post, PUBLISH, fields, kind="editorial", reason="")
            while not drafts.REVIEWS.waiting:
                assert not answer.done()
            with database.writing() as session:
                teaching.assign(session, other.email, COURSE, make.later())
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
    assert "1 error stops publishing" in said(page.text)
    assert PUBLISH not in page.text
    assert "Not known while an error stands" in said(page.text)

    refused = writer.post(PUBLISH, kind="editorial", seen="")

    assert refused.status_code == 422
    assert newest(database).number == 1
