"""A module's page: the contents, the bookmark, the checks, the next step, and the pictures."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Connection, event, func, select

from lms.domain.courses import Course
from lms.domain.questions import Question
from lms.services import authoring
from lms.services.authoring import Draft
from lms.store.database import Database
from lms.store.rows import AuditEventRow, PlaceRow
from tests import make
from tests.accounts import new_cookie
from tests.personas import Ada, Ben, Clock, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

COURSE = "/courses/foundations"
MODULE = f"{COURSE}/module-1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
AS_SCRIPT = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}


def enrolled(ada: Ada, database: Database, course: Course | None = None) -> Learner:
    """Ada's learning, in the course that is published here."""
    publishes(database, course)
    return Learner(database, ada.person).enrolls()


def checking(*checks: Question) -> Course:
    """A course whose first module has these knowledge checks, in sections of their own."""
    sections = tuple(make.a_reading_section(f"part-{n}", q) for n, q in enumerate(checks))
    course = make.a_course()
    return replace(
        course, modules=(replace(course.modules[0], sections=sections), *course.modules[1:])
    )


def without_quizzes(modules: int) -> Course:
    return make.course_of(tuple(make.a_module(f"module-{n}") for n in range(1, modules + 1)))


# The page


def test_a_module_is_read_with_its_contents_margin_and_references(
    ada: Ada, database: Database
) -> None:
    enrolled(ada, database)

    page = ada.get(MODULE).text

    words = said(page)
    assert "Courses Foundations of sex therapy Module 1 Module 1 of 2" in words
    assert '<a href="#s-where-it-began">' in page
    assert '<h2 id="s-where-it-began">Where it began</h2>' in page
    assert "What this module is about." in words
    assert "The text of where-it-is-now." in words
    assert "You will be able to Explain what O1 is about" in words
    assert "Reading time About 30 minutes." in words
    assert "Written by Cleo Marchetti, PhD, CST-S. Edition 1, November 9, 2026." in words
    assert '<li id="ref-masters1970">' in page
    assert '<a class="backs" href="#cite-masters1970-1">' in page
    assert repeated_ids(page) == set()


def test_a_page_asks_all_in_one_transaction_and_gives_its_connection_back(
    ada: Ada, database: Database
) -> None:
    enrolled(ada, database)
    begun: list[Connection] = []
    note = begun.append
    event.listen(database.reader, "begin", note)

    try:
        ada.get(MODULE)
        ada.get(f"{COURSE}/nothing-there")
    finally:
        event.remove(database.reader, "begin", note)
    assert len(begun) == 2
    assert database.reader.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_page_goes_on_reading_while_the_time_last_seen_is_kept(
    ada: Ada, database: Database, clock: Clock
) -> None:
    enrolled(ada, database)
    clock.passes(minutes=2)

    page = ada.get("/")  # whom it is for is asked in the middle of its reading

    assert page.status_code == 200
    assert "Enrolled, not begun" in said(page.text)
    assert database.reader.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_an_optional_module_says_that_it_carries_no_credit(ada: Ada, database: Database) -> None:
    course = make.a_course()
    outline = (replace(course.facts.outline[0], is_optional=True), course.facts.outline[1])
    enrolled(ada, database, replace(course, facts=replace(course.facts, outline=outline)))

    assert "Optional. This module carries no credit" in said(ada.get(MODULE).text)


def test_a_module_leads_to_its_neighbors(ada: Ada, database: Database) -> None:
    enrolled(ada, database, make.a_course(3))

    page = ada.get(f"{COURSE}/module-2").text

    neighbors = page[page.index('aria-label="Modules before and after"') :]
    assert f'href="{COURSE}/module-1"' in neighbors
    assert f'href="{COURSE}/module-3"' in neighbors


def test_whoever_is_not_in_the_course_finds_no_module(
    ben: Ben, visitor: Visitor, database: Database
) -> None:
    publishes(database)

    assert ben.get(MODULE).status_code == 404
    assert visitor.get(MODULE).headers["Location"] == f"/sign-in?next={MODULE}"


@pytest.mark.parametrize("path", [MODULE, f"{MODULE}/"])
def test_a_module_answers_with_and_without_a_final_slash(
    ada: Ada, database: Database, path: str
) -> None:
    enrolled(ada, database)

    assert ada.get(path).status_code == 200


def test_a_module_asks_four_times_however_long_the_course_is(ada: Ada, database: Database) -> None:
    enrolled(ada, database, make.a_course(12)).reads().takes()
    ada.get(MODULE)

    with asked(database) as statements:
        ada.get(MODULE)

    assert len(statements) == 4


# The bookmark


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "You stopped here"),
        (1, "You stopped here on Sunday"),
        (6, "You stopped here on Sunday"),
        (7, "You stopped here on November 22, 2026"),
    ],
)
def test_the_ribbon_hangs_where_somebody_stopped(
    ada: Ada, database: Database, clock: Clock, days: int, words: str
) -> None:
    enrolled(ada, database)  # the clock stands at noon on a Sunday
    ada.post(f"{MODULE}/place", section="where-it-began")
    ada.post(f"{MODULE}/place", section="where-it-is-now")
    clock.at += timedelta(days=days)
    ada.cookie = new_cookie(database, ada.person, clock())

    page = ada.get(MODULE).text

    assert page.count('<span class="ribbon"') == 3  # the masthead's, the contents' and the text's
    assert 'href="#s-where-it-is-now" aria-current="step"' in page
    assert f"Where it is now {words}" in said(page)
    assert f"{words} Where it is now" in said(page)
    assert "Where it began (read)" in said(page)
    assert "You have read 15." in said(page)


def test_without_a_script_a_button_keeps_the_place_and_leads_back_to_it(
    ada: Ada, database: Database
) -> None:
    enrolled(ada, database)

    page = ada.get(MODULE).text
    assert page.count("<noscript>") == 2
    assert page.count("Keep my place here") == 2
    answer = ada.post(f"{MODULE}/place", section="where-it-is-now")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{MODULE}#s-where-it-is-now"


@pytest.mark.parametrize(
    "headers", [AS_SCRIPT, {"Sec-Fetch-Site": "same-origin", "X-Requested-With": "fetch"}]
)
def test_a_script_keeps_the_place_and_is_answered_in_no_words(
    ada: Ada, database: Database, headers: dict[str, str]
) -> None:
    enrolled(ada, database)
    token = ada.get(MODULE).text.partition('data-token="')[2].partition('"')[0]
    form = {"section": "where-it-is-now", "csrf_token": token}

    answer = ada.client.post(f"{MODULE}/place", data=form, headers=headers)

    assert (answer.status_code, answer.data) == (204, b"")
    assert "You stopped here" in said(ada.get(MODULE).text)


def test_wb02_a_script_without_the_token_keeps_no_place(ada: Ada, database: Database) -> None:
    enrolled(ada, database)

    form = {"section": "where-it-is-now"}
    answer = ada.client.post(f"{MODULE}/place", data=form, headers=AS_SCRIPT)

    assert answer.status_code == 400
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PlaceRow)) == 0


@pytest.mark.parametrize("section", ["", "no-such", "x" * 10_000, "where-it-began\n"])
def test_a_section_that_is_not_there_is_not_found(
    ada: Ada, database: Database, section: str
) -> None:
    enrolled(ada, database)

    assert ada.post(f"{MODULE}/place", section=section).status_code == 404


# Knowledge checks


def test_ac05_nothing_tells_the_answer_of_a_check_before_it_is_given(
    ada: Ada, database: Database
) -> None:
    question = replace(
        make.a_question("k7m2"),
        options=(
            replace(make.an_option("One", is_right=True), feedback_html="<p>MARKER one</p>"),
            replace(make.an_option("Two"), feedback_html="<p>MARKER two</p>"),
        ),
        explanation_html="<p>MARKER three</p>",
        source_html="MARKER four",
    )
    enrolled(ada, database, checking(question, replace(question, stamp="p3x9")))

    assert "MARKER" not in ada.get(MODULE).text
    assert "MARKER" not in ada.get(f"{MODULE}?check=0").text
    answered = ada.get(f"{MODULE}?check=0&chosen=two").text
    assert answered.count("MARKER two") == 1  # the other check, with the same answer, is silent


def test_a_check_is_answered_option_by_option(ada: Ada, database: Database) -> None:
    enrolled(ada, database, checking(make.a_question("k7m2")))

    page = ada.get(f"{MODULE}?check=0&chosen=wrong").text

    words = said(page)
    assert "Ungraded, answered just now" in words
    assert "Your answer Wrong About: Wrong" in words
    assert "Right answer Right About: Right" in words
    assert "Why k7m2 is so." in words
    assert f'href="{MODULE}#check-1">Answer again' in page
    assert repeated_ids(page) == set()


def test_a_check_with_several_answers_judges_each(ada: Ada, database: Database) -> None:
    enrolled(ada, database, checking(make.a_multiple_question()))

    page = said(ada.get(f"{MODULE}?check=0&chosen=first-right&chosen=first-wrong").text)

    for verdict in (
        "You chose this, rightly First right",
        "You left this out; it belongs Second right",
        "You chose this, wrongly First wrong",
        "You left this out, rightly Second wrong",
    ):
        assert verdict in page


def test_a_number_is_checked_with_its_unit_and_its_common_slip(
    ada: Ada, database: Database
) -> None:
    enrolled(ada, database, checking(make.a_numeric_question()))

    assert "Your answer, right 1" in said(ada.get(f"{MODULE}?check=0&typed=1").text)
    wrong = said(ada.get(f"{MODULE}?check=0&typed=2").text)
    assert "Your answer 2 2 is a common slip. Right answer 1 to 1 minute" in wrong


def test_a_check_without_an_answer_asks_for_one(ada: Ada, database: Database) -> None:
    enrolled(ada, database, checking(make.a_question(), make.a_numeric_question()))

    assert "Error: Give an answer" in said(ada.get(f"{MODULE}?check=0").text)
    page = ada.get(f"{MODULE}?check=1&typed=++").text
    assert 'aria-describedby="check-2-1-hint check-2-1-error' in page


@pytest.mark.parametrize(
    "query",
    [
        "check=",
        "check=-1",
        "check=²",
        "check=9999999999",
        "check=7",
        "check=0&chosen=%ff",
        "chosen=a",
    ],
)
def test_in14_any_query_shows_the_module(ada: Ada, database: Database, query: str) -> None:
    enrolled(ada, database, checking(make.a_question()))

    assert ada.get(f"{MODULE}?{query}").status_code == 200
    assert "answered just now" not in ada.page.text


def test_wb01_no_get_changes_anything(ada: Ada, database: Database) -> None:
    enrolled(ada, database, checking(make.a_question()))

    def known() -> int | None:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(AuditEventRow))

    before = known()
    for path in (MODULE, f"{MODULE}?check=0&chosen=right", COURSE, "/", "/me", "/me/transcript"):
        ada.get(path)

    assert known() == before
    assert "You stopped" not in said(ada.get(MODULE).text)


# Finishing


@pytest.mark.parametrize(
    ("wish", "onward"),
    [
        ({"do": "quiz"}, f"{MODULE}/quiz"),
        ({"do": "stay"}, "/me"),
        ({"do": "next"}, f"{COURSE}/module-2"),
        ({"do": "next", "following": "//example.org"}, f"{COURSE}/module-2"),  # ours knows it
        ({}, "/me"),
    ],
)
def test_marking_as_read_leads_where_somebody_wants_to_go(
    ada: Ada, database: Database, wish: dict[str, str], onward: str
) -> None:
    enrolled(ada, database)

    answer = ada.post(f"{MODULE}/finish", wish)

    assert answer.status_code == 303
    assert answer.headers["Location"] == onward
    assert "You marked this module as read on November 22, 2026." in said(ada.get(MODULE).text)


def test_the_next_step_is_the_quiz_until_it_is_passed(ada: Ada, database: Database) -> None:
    learner = enrolled(ada, database)
    words = [said(ada.get(MODULE).text)]

    learner.reads()
    words.append(said(ada.get(MODULE).text))
    learner.takes(right=1)
    words.append(said(ada.get(MODULE).text))
    sitting = learner.begins()
    words.append(said(ada.get(MODULE).text))
    learner.submits(sitting, make.answers(learner.asked(sitting), 5))
    words.append(said(ada.get(MODULE).text))

    assert "Five questions, 80% to pass, three attempts. You can stop" in words[0]
    assert "Mark as read and go to the quiz Mark as read, stop here" in words[0]
    assert "You marked this module as read on November 9, 2026." in words[1]
    assert "Go to the quiz" in words[1]
    assert "two attempts left" in words[2]
    assert "Continue the quiz" in words[3]
    assert "passed its quiz with 5 of 5. Next: Module 2" in words[4]


def test_a_module_without_a_quiz_leads_to_the_next_one(ada: Ada, database: Database) -> None:
    enrolled(ada, database, without_quizzes(2))

    first = ada.get(MODULE).text
    assert "Next: Module 2 This module has no quiz." in said(first)
    assert 'name="following"' not in first
    last = said(ada.get(f"{COURSE}/module-2").text)
    assert "That was the last module" in last
    assert "Mark as read, stop here" in last


def test_wb_08_a_module_says_how_many_minutes_count_and_opens_its_quiz_with_the_last(
    ada: Ada, database: Database, clock: Clock
) -> None:
    module = make.a_module(minimum_minutes=12)
    enrolled(ada, database, make.course_of((module,), (make.a_quiz(),)))
    new = said(ada.get(MODULE).text)
    ada.post(f"{MODULE}/place", section="where-it-began")
    clock.passes(minutes=8)
    ada.post(f"{MODULE}/place", section="where-it-is-now")

    begun = said(ada.get(MODULE).text)
    hasty = ada.post(f"{MODULE}/finish", do="quiz")
    clock.passes(minutes=4)
    ada.post(f"{MODULE}/finish", do="quiz")

    assert "At least 12 minutes of active reading are asked for; none count so far" in new
    assert "8 count so far" in begun
    assert hasty.status_code == 409
    assert "and 8 are counted so far. Go back to it, read for 4 more" in said(hasty.text)
    assert ada.page.headers["Location"] == f"{MODULE}/quiz"


def test_a_finished_module_keeps_no_place_any_more(ada: Ada, database: Database) -> None:
    enrolled(ada, database).reads()

    page = ada.get(MODULE).text

    assert "Keep my place here" not in page
    assert "data-place" not in page
    assert "reading.js" not in page
    assert said(page).count("(read)") == 2


# Pictures


@pytest.fixture
def pictured(ada: Ada, database: Database) -> Ada:
    """Ada, in a course with pictures."""
    contents = {"a.png": PNG, "deep/b.svg": SVG, "c.svg": SCRIPT, "d.txt": b"text"}
    files = tuple(make.SourceFile(f"images/{name}", body) for name, body in contents.items())
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        draft = Draft("foundations", make.a_course(), files, ())
        authoring.publish(session, draft, make.START)
    Learner(database, ada.person).enrolls()
    return ada


@pytest.mark.parametrize(
    ("path", "kind", "content"), [("a.png", "image/png", PNG), ("deep/b.svg", "image/svg+xml", SVG)]
)
def test_in10_a_picture_is_typed_by_its_content(
    pictured: Ada, path: str, kind: str, content: bytes
) -> None:
    answer = pictured.get(f"{COURSE}/media/{path}")

    assert (answer.status_code, answer.data) == (200, content)
    assert answer.content_type == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.get_etag() == (sha256(content).hexdigest(), False)


def test_a_picture_that_the_browser_has_is_not_sent_again(pictured: Ada) -> None:
    etag = pictured.get(f"{COURSE}/media/a.png").headers["ETag"]

    again = pictured.client.get(f"{COURSE}/media/a.png", headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path", ["c.svg", "d.txt", "e.png", "../course.md", "%2e%2e/course.md", "deep/", "a.png%00"]
)
def test_in10_nothing_but_safe_pictures_comes_out(pictured: Ada, path: str) -> None:
    assert pictured.get(f"{COURSE}/media/{path}").status_code in (400, 404)


def test_a_picture_is_there_only_for_who_is_in_the_course(
    pictured: Ada, ben: Ben, visitor: Visitor
) -> None:
    assert ben.get(f"{COURSE}/media/a.png").status_code == 404
    assert visitor.get(f"{COURSE}/media/a.png").status_code == 303
