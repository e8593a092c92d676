"""Reading a module: the page, the bookmark, the knowledge checks, finishing, and the pictures."""

from dataclasses import replace

import pytest

from lms.domain.courses import Module, Part
from lms.domain.errors import MinutesMissing, NotFound
from lms.domain.questions import Answer, Question
from lms.services import authoring, reading
from lms.services.authoring import Draft
from lms.services.reading import CheckAnswer, ModulePage, bookmark_in
from lms.store.database import Database
from tests import make
from tests.beginnings import begun_once
from tests.sittings import COURSE, MODULE, Learner, publishes

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has just come into a course of two modules with two sections each."""
    publishes(database)
    return Learner(database).enrolls()


SAID = f'<details class="transcript" lang="en"><summary>A</summary><p>{"x" * 900}</p></details>'


def opens(learner: Learner, module: str = MODULE, check: CheckAnswer | None = None) -> ModulePage:
    with learner.database.reading() as session:
        return reading.get_module_page(session, learner.person, COURSE, module, check)


def stops_at(learner: Learner, section: str, module: str = MODULE) -> None:
    with learner.database.writing() as session:
        reading.mark_section(session, learner.person, COURSE, module, section, learner.at)


def stopped(page: ModulePage) -> str:
    return page.bookmark.section.slug if page.bookmark.section else ""


# Finishing in time


def test_wb08_a_module_that_asks_for_minutes_is_not_finished_in_haste(database: Database) -> None:
    module = make.a_module(minimum_minutes=12)
    publishes(database, make.course_of((module,), (make.a_quiz(),)))
    ada = Learner(database).enrolls()
    stops_at(ada, "where-it-began")
    ada.waits(minutes=8)
    stops_at(ada, "where-it-is-now")

    with pytest.raises(MinutesMissing, match="asks for 12 minutes of reading, and 8 are counted"):
        ada.reads()
    ada.waits(minutes=5)
    ada.reads()

    assert opens(ada).standing.finished_at == ada.at


def test_wb08_whoever_skimmed_a_module_can_still_read_its_minutes(database: Database) -> None:
    module = make.a_module(minimum_minutes=30)
    publishes(database, make.course_of((module,), (make.a_quiz(),)))
    ada = Learner(database).enrolls()
    stops_at(ada, "where-it-began")
    ada.waits(minutes=1)
    for _ in range(3):
        stops_at(ada, "where-it-is-now")
        ada.waits(minutes=9)

    with pytest.raises(MinutesMissing, match="28 are counted"):
        ada.reads()
    ada.waits(minutes=1)
    stops_at(ada, "where-it-is-now")
    ada.waits(minutes=2)
    ada.reads()

    assert opens(ada).standing.finished_at == ada.at


# The page


def test_a_module_knows_its_place_and_its_neighbors(ada: Learner) -> None:
    first, second = opens(ada), opens(ada, "module-2")

    assert (first.number, second.number) == (1, 2)
    assert first.previous is None
    assert first.following is not None
    assert first.following.slug == "module-2"
    assert second.previous is not None
    assert second.previous.slug == MODULE
    assert second.following is None


def test_a_module_names_the_objectives_that_it_teaches(ada: Learner) -> None:
    assert [objective.key for objective in opens(ada).objectives] == ["O1"]


def test_a_module_is_there_only_for_who_is_in_the_course(ada: Learner) -> None:
    with pytest.raises(NotFound):
        opens(Learner(ada.database, "Ben Okafor"))
    with pytest.raises(NotFound):
        opens(ada, "no-such-module")


# The bookmark


def test_a_module_that_was_never_opened_has_no_bookmark(ada: Learner) -> None:
    page = opens(ada)

    assert stopped(page) == ""
    assert page.bookmark.read == frozenset()
    assert page.minutes_read == 0


def test_where_one_stopped_is_not_read_yet_and_what_lies_before_it_is(ada: Learner) -> None:
    stops_at(ada, "where-it-began")
    ada.waits(minutes=5)
    stops_at(ada, "where-it-is-now")

    page = opens(ada)

    assert stopped(page) == "where-it-is-now"
    assert page.bookmark.at == ada.at
    assert page.bookmark.read == {"where-it-began"}


def test_going_back_moves_the_bookmark_and_forgets_nothing(ada: Learner) -> None:
    for section in ("where-it-began", "where-it-is-now", "where-it-began"):
        stops_at(ada, section)

    page = opens(ada)

    assert stopped(page) == "where-it-began"
    assert page.bookmark.read == {"where-it-is-now"}


def test_each_module_has_a_bookmark_of_its_own(ada: Learner) -> None:
    stops_at(ada, "where-it-began")

    assert stopped(opens(ada, "module-2")) == ""


def test_a_finished_module_is_read_from_end_to_end(ada: Learner) -> None:
    stops_at(ada, "where-it-began")
    ada.reads()

    page = opens(ada)

    assert stopped(page) == ""
    assert page.bookmark.read == {"where-it-began", "where-it-is-now"}
    assert page.bookmark.minutes_left == 0


def test_nobody_stops_at_a_section_that_is_not_there_or_not_theirs(ada: Learner) -> None:
    with pytest.raises(NotFound):
        stops_at(ada, "no-such-section")
    with pytest.raises(NotFound):
        stops_at(ada, "where-it-began", "no-such-module")
    with pytest.raises(NotFound):
        stops_at(Learner(ada.database, "Ben Okafor"), "where-it-began")


def test_a_bookmark_at_a_section_that_a_new_edition_dropped_is_lost_without_harm(
    ada: Learner,
) -> None:
    stops_at(ada, "where-it-began")
    kept = make.a_module(sections=(make.a_reading_section("where-it-is-now"),))
    course = make.a_course()
    shorter = replace(course, modules=(kept, *course.modules[1:]))
    draft = Draft(COURSE, shorter, (make.a_source_file(text="shorter"),), ())
    with ada.database.writing() as session:
        authoring.publish(session, draft, ada.at)

    page = opens(ada)

    assert stopped(page) == ""
    assert page.bookmark.minutes_left == page.entry.minutes


def test_sections_take_their_share_of_the_time_by_their_length(ada: Learner) -> None:
    short, long = (
        replace(make.a_reading_section(slug), parts=(Part("x" * length + played, None),))
        for slug, length, played in (("short", 100, SAID), ("long", 200, ""))
    )
    module = make.a_module(sections=(short, long))
    page = opens(ada)
    stops_at(ada, "where-it-began")  # leaves a progress to put other sections into
    progress = replace(opens(ada).learning.progress, places=())

    def left(*read: str) -> int:
        sections = frozenset((MODULE, slug) for slug in read)
        found = bookmark_in(module, page.standing, replace(progress, sections=sections))
        return found.minutes_left

    assert page.entry.minutes == 30
    assert (left(), left("short"), left("long"), left("short", "long")) == (30, 20, 10, 0)


# Knowledge checks


def checked(database: Database, *checks: Question) -> Learner:
    """Ada in a course whose first module has these knowledge checks, in sections of their own."""
    sections = tuple(make.a_reading_section(f"part-{n}", q) for n, q in enumerate(checks))
    course = make.a_course()
    first: Module = replace(course.modules[0], sections=sections)
    publishes(database, replace(course, modules=(first, *course.modules[1:])))
    return Learner(database).enrolls()


def test_a_check_is_answered_at_once_and_keeps_nothing(sqlite_database: Database) -> None:
    ada = checked(sqlite_database, make.a_question("one"), make.a_question("two"))

    right = opens(ada, check=CheckAnswer(1, Answer(frozenset({"right"})))).feedback
    wrong = opens(ada, check=CheckAnswer(1, Answer(frozenset({"wrong"})))).feedback

    assert right is not None
    assert wrong is not None
    assert (right.question.stamp, right.is_right, wrong.is_right) == ("two", True, False)
    assert opens(ada).feedback is None
    assert not opens(ada).learning.is_begun


def test_a_common_wrong_number_has_feedback_of_its_own(sqlite_database: Database) -> None:
    ada = checked(sqlite_database, make.a_numeric_question(low="1", high="1", mistakes=("2",)))

    def about(typed: str) -> str:
        feedback = opens(ada, check=CheckAnswer(0, Answer(typed=typed))).feedback
        assert feedback is not None
        return feedback.mistake_html

    assert about("2.0 minute") == "<p>2 is a common slip.</p>"
    assert about("3") == ""
    assert about("1") == ""


@pytest.mark.parametrize(
    "answer", [Answer(), Answer(typed="right"), Answer(frozenset({"no-such-option"}))]
)
def test_a_check_without_an_answer_of_its_own_is_told_so(
    sqlite_database: Database, answer: Answer
) -> None:
    ada = checked(sqlite_database, make.a_question())

    page = opens(ada, check=CheckAnswer(0, answer))

    assert page.feedback is None
    assert page.left_blank == 0


def test_a_check_that_is_not_there_is_no_check(sqlite_database: Database) -> None:
    ada = checked(sqlite_database, make.a_question())

    for index in (-1, 1, 999_999_999):
        answer = Answer(frozenset({"right"}))
        assert opens(ada, check=CheckAnswer(index, answer)).feedback is None


# Finishing


def test_marking_as_read_twice_is_marking_once(ada: Learner) -> None:
    ada.reads()
    first = opens(ada).standing.finished_at
    ada.waits(hours=1)

    ada.reads()

    assert opens(ada).standing.finished_at == first


def test_nobody_finishes_a_module_that_is_not_there_or_not_theirs(ada: Learner) -> None:
    with pytest.raises(NotFound):
        ada.reads("no-such-module")
    with pytest.raises(NotFound):
        Learner(ada.database, "Ben Okafor").reads()


# Pictures


def pictured(database: Database) -> Learner:
    """Ada in a course with files of every kind in its images folder."""
    contents = {"a.png": PNG, "deep/b.png": PNG, "c.svg": SCRIPT, "d.pdf": b"%PDF-1.7"}
    files = tuple(make.SourceFile(f"images/{name}", body) for name, body in contents.items())
    secret = make.SourceFile("evaluation.md", PNG)
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        draft = Draft(COURSE, make.a_course(), (*files, secret), ())
        authoring.publish(session, draft, make.START)
    return Learner(database).enrolls()


def test_a_picture_comes_as_its_author_gave_it(database: Database) -> None:
    ada = pictured(database)

    with database.reading() as session:
        shown = reading.get_picture_for(session, ada.person, COURSE, "deep/b.png")

    assert (shown.content, shown.kind) == (PNG, "image/png")


@pytest.mark.parametrize("path", ["c.svg", "d.pdf", "e.png", "../evaluation.md", "", "A.PNG"])
def test_in10_only_safe_pictures_of_the_folder_come_out_of_it(
    sqlite_database: Database, path: str
) -> None:
    ada = pictured(sqlite_database)

    with sqlite_database.reading() as session, pytest.raises(NotFound):
        reading.get_picture_for(session, ada.person, COURSE, path)


def test_somebody_elsewhere_gets_no_picture_of_this_course(sqlite_database: Database) -> None:
    pictured(sqlite_database)
    ben = Learner(sqlite_database, "Ben Okafor")

    with sqlite_database.reading() as session, pytest.raises(NotFound):
        reading.get_picture_for(session, ben.person, COURSE, "a.png")
