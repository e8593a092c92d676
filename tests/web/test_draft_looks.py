"""What authors see of a text that they write."""

import re

import pytest
from werkzeug.test import TestResponse

from lms.content.folder import LibraryReading
from lms.content.reading import MOST_LISTED
from lms.domain.lengths import MOST_KEYED
from lms.services import authoring, draft_files, teaching
from lms.services.draft_files import Step
from lms.services.draft_ground import MOST_CHARACTERS, MOST_SHOWN, TooLongToShow
from lms.store.database import Database
from lms.web import drafts
from tests import make
from tests.content import good_course
from tests.web.looking import repeated_ids, said
from tests.web.writers import (
    COURSE,
    EDITOR,
    HOME,
    MODULE,
    QUIZ,
    QUIZ_EDITOR,
    REVIEW,
    Writer,
    counts,
    writer,
)

__all__ = ["writer"]

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


@pytest.mark.parametrize("address", ["write", "read"])
def test_of_a_quiz_of_thousands_of_options_the_first_questions_are_shown(
    address: str, writer: Writer
) -> None:
    writer.get(QUIZ_EDITOR)
    many = "".join(f"- [ ] No. {number}\n" for number in range(MOST_KEYED))
    writer.sends(f"{writer.text}\n### One more\n\nWhich?\n\n- [x] Right\n{many}", path=QUIZ)

    preview = said(writer.get(f"{HOME}/{address}/{QUIZ}").text.partition('class="preview"')[2])

    assert "Question 6: Question 6" in preview
    assert "Question 7: One more" not in preview
    assert "1 further question is not shown" in preview


def test_a_module_whose_checks_have_thousands_of_options_is_not_previewed(writer: Writer) -> None:
    writer.get(EDITOR)
    many = "".join(f"- [ ] No. {number}\n" for number in range(MOST_KEYED))

    page = writer.sends(writer.text.replace("- [ ] ", f"{many}- [ ] ", 1), "preview")

    assert "No preview is made of this module" in said(page.text)
    assert 'class="preview"' not in page.text


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


# Two in one line, at every place of a text that learners come to see.
LINE = "![One](images/bench.png) beside ![two](images/bench.png) "
PLACES = {
    MODULE: ("Opening", "What does", "Talk\n", "Yes, talk", "It is talk", "and [the first"),
    QUIZ: ("### Question 1", "What happens in session 2", "Talk of number 3", "Because it is so"),
}


def with_pictures(path: str) -> str:
    """The text of a file with pictures at all its places."""
    text = {MODULE: good_course.MODULE, QUIZ: good_course.QUIZ}[path]
    for place in PLACES[path]:
        between = "\n\n" if place.startswith("#") else ""
        text = text.replace(place, f"{LINE}{between}{place}", 1)
    if path == MODULE:
        return f"{text}\n> [!NOTE]\n> {LINE}\n"
    # The key changes, so that the review shows it.
    other = text.replace(f"[x] {LINE}Talk of number 3", "[ ] Talk of number 3")
    return other.replace("[ ] Work of number 3", f"[x] {LINE}Work of number 3")


@pytest.mark.parametrize("path", PLACES)
def test_pictures_within_a_line_come_from_the_draft_wherever_they_stand(
    path: str, writer: Writer
) -> None:
    writer.get(f"{HOME}/write/{path}")

    preview = writer.sends(with_pictures(path), "preview", path).text
    writer.sends(with_pictures(path), path=path)
    read = writer.get(f"{HOME}/read/{path}").text
    tried = writer.get(f"{HOME}/try/{path}").text
    reviewed = writer.get(REVIEW).text

    for page in (preview, read, tried, reviewed):
        assert f'src="{HOME}/media/bench.png"' in page
        assert 'src="/courses/' not in page
    assert preview.count(f'src="{HOME}/media/bench.png"') >= 2 * len(PLACES[path])


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


def test_a_script_that_looks_at_a_file_that_was_taken_out_saves_nothing(
    writer: Writer, database: Database
) -> None:
    """It asks after every pause, so that each would be a save."""
    writer.get(EDITOR)
    with database.writing() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        step = Step(writer.person, "out", make.later())
        draft_files.remove_module(session, taught, step, "what-it-is")
    before = counts(database)

    assert looks(writer, "Typed on").status_code == 404
    assert counts(database) == before


def test_of_many_problems_the_gravest_are_listed_and_the_others_counted(writer: Writer) -> None:
    writer.get(EDITOR)
    slips = "\nA footnote[^gone].\n" * MOST_LISTED + "\n![](images/none.png)\n"

    parts = looks(writer, good_course.MODULE + slips).json

    assert parts is not None
    listed = parts["problems"]
    assert listed.count("data-severity") == MOST_LISTED
    assert 'data-severity="error"' in listed
    assert "not listed. Mend these first." in said(listed)


def test_a_text_that_is_too_long_is_not_looked_at(writer: Writer) -> None:
    writer.get(EDITOR)

    assert looks(writer, "x" * (MOST_CHARACTERS + 1)).status_code == 400


def test_a_page_too_long_to_be_shown_is_saved_and_says_so_wherever_it_is_looked_at(
    writer: Writer,
) -> None:
    told = str(TooLongToShow())
    writer.get(EDITOR)
    long = writer.text.replace("[@hall2020]", "[@nobody]") + "x" * MOST_SHOWN

    parts = looks(writer, long).json

    assert parts is not None
    assert told in parts["note"]
    assert parts["preview"].strip() == ""
    assert "Not looked for" in said(parts["problems"])
    page = writer.sends(long, "preview")
    assert page.status_code == 200
    assert told in said(page.text)
    assert writer.text == long
    assert writer.sends(long).status_code == 303
    assert told in said(writer.get(EDITOR).text)
    assert writer.text == long
    assert told in said(writer.get(f"{HOME}/read/{MODULE}").text)
    assert "nobody" in said(writer.get(f"{HOME}/health").text)


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
    for address in (HOME, f"{HOME}/history", REVIEW, f"{HOME}/try/{QUIZ}", f"/courses/{COURSE}"):
        assert "codemirror" not in writer.get(address).text
