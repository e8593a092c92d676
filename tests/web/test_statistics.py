"""The statistics of a quiz, as whoever teaches its course reads and downloads them."""

import csv
import re
from dataclasses import replace
from io import StringIO

import pytest

from lms.domain.courses import Course
from lms.domain.paging import PAGE_LENGTH
from lms.services import accounts, teaching
from lms.settings import Settings
from lms.store.database import Database
from tests import make
from tests.accounts import email_of, new_cookie
from tests.applications import shared_app
from tests.crowds import CLEO, crowd, publishes_again
from tests.personas import Cleo, Clock, Dora, Visitor
from tests.queries import asked
from tests.sittings import COURSE, publishes
from tests.web.looking import repeated_ids, said

COURSE_PAGE = f"/studio/{COURSE}/statistics"
PAGE = f"/studio/{COURSE}/module-1/statistics"
CHECK_THE_KEY = "Learners who did well overall tended to miss this: check the key of The wrong key"


@pytest.fixture
def instructor(settings: Settings, crowded: Database, clock: Clock) -> Visitor:
    """Cleo at her browser, who teaches a course with forty learners and a wrong key."""
    visitor = Visitor(shared_app(settings, crowded, clock))
    with crowded.reading() as session:
        person = accounts.get_person(session, email_of(CLEO))
    visitor.cookie = new_cookie(crowded, person)
    return visitor


def teaches(cleo: Cleo, database: Database) -> None:
    """Let Cleo teach the course."""
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.START)


def row(html: str, name: str) -> str:
    """What the row of the table says whose first cell begins so."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return next(said(it) for it in rows if said(it).startswith(name))


def numbers(html: str) -> list[str]:
    """The numbers of the questions in the order of the table."""
    return re.findall(r'<th scope="row"><a href="#answers-\w+">(\d+)\.', html)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


# The page


def test_a_wrong_key_is_told_in_plain_words(instructor: Visitor) -> None:

    html = instructor.get(PAGE).text
    wrong, other = row(html, "1. The wrong key"), row(html, "3. Question")

    assert CHECK_THE_KEY in wrong
    assert "A wrong answer was given more often than the right one" in wrong
    assert "One of several 40 45% −1.00 −1.00 10 s" in wrong
    assert other.endswith("As meant")
    assert numbers(html) == ["1", "2", "3", "4", "5"]
    assert repeated_ids(html) == set()


def test_a_key_to_be_checked_is_one_step_away(instructor: Visitor) -> None:
    html = instructor.get(PAGE).text
    address = f"/studio/{COURSE}/module-1/questions/module-1-001"
    [flags] = re.findall(r'<td class="looks"><ul.*?</ul>', html, re.DOTALL)

    assert re.findall(r'<a href="([^"]+)">(check[^<]+)', flags) == [
        (address, "check the key"),
        (address, "check both"),
    ]
    assert instructor.get(address).status_code == 200


def test_the_options_are_counted_with_bars(instructor: Visitor) -> None:

    html = instructor.get(PAGE).text
    wrong = said(html[html.index('<details class="item"') :])

    assert "40 of 40 learners answered. Asked in edition 1." in wrong
    assert "Right 18 45% Right What is so 22 55% Not right" in wrong
    assert '<rect class="value" width="90.0" height="12"/>' in html


def test_the_quiz_as_a_whole_is_told_too(instructor: Visitor) -> None:

    page = said(instructor.get(PAGE).text)

    assert "First attempts 40 Handed in, by 40 learners, in every edition" in page
    assert "Passed at the first attempt 55% 22 of 40" in page
    assert "from 40 learners who were asked exactly these questions" in page
    assert "Marked by the key that was shown" in page


def test_each_point_of_the_picture_leads_to_its_row(instructor: Visitor) -> None:

    html = instructor.get(PAGE).text
    picture = re.search(r"<svg class=\"chart.*?</svg>", html, re.DOTALL)
    assert picture is not None
    points = re.findall(r'<a href="#(q-\w+)" aria-label="([^"]+)"', picture[0])

    assert points[0][1] == "Question 1: 45% earned, item-rest −1.00, worth a look"
    assert all(f'<tr id="{row_id}"' in html for row_id, _ in points)
    assert picture[0].count("dot-flag") == 1
    assert "4 questions by item difficulty and item-rest correlation; 1 is worth a look" in html
    assert "1 question has no correlation yet and is not in the picture." in said(html)
    assert "style=" not in html


def test_few_learners_are_too_early_to_tell(cleo: Cleo, database: Database) -> None:
    publishes(database)
    teaches(cleo, database)
    crowd(database, ["11110", "00000"])

    html = cleo.get(PAGE).text

    assert "Fewer than 30 learners: too early to tell" in row(html, "1. Question")
    assert html.count('class="is-few"') == 5
    assert "dot-flag" not in html
    assert "dot-few" in html


def test_before_the_first_attempt_the_page_says_what_will_be_here(
    cleo: Cleo, database: Database
) -> None:
    publishes(database)
    teaches(cleo, database)

    page = said(cleo.get(PAGE).text)

    assert "Nobody has handed in a first attempt yet." in page
    assert "say something from 30 learners on" in page


def test_questions_of_every_kind_are_shown(cleo: Cleo, database: Database) -> None:
    quiz = make.a_quiz(make.a_section(*make.of_every_kind()))
    publishes(database, make.a_course(quiz=quiz))
    teaches(cleo, database)
    crowd(database, ["1" * 9, "0" * 9, "1" * 8 + "0", "-" * 9])

    html = cleo.get(f"{PAGE}?order=quiz").text
    page = said(html)

    assert "9. Question r8f2 Reflection 4 not marked undefined undefined" in row(html, "9.")
    assert "what was written is nobody’s to read here" in page
    assert "Informed (1) to (2) therapy." in page
    assert "\ue000" not in html
    assert repeated_ids(html) == set()


def reworded(number: int) -> Course:
    """The course with its first question in other words each time."""
    first, *others = make.a_course().quizzes[0].questions
    again = make.a_question(first.stamp, name=f"Wording {number}")
    return make.a_course(quiz=make.a_quiz(make.a_section(again, *others)))


def test_earlier_wordings_have_a_page_of_their_own(cleo: Cleo, database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])
    publishes_again(database, reworded(2))
    teaches(cleo, database)

    html = cleo.get(PAGE).text
    onward = re.search(r'href="([^"]+)">1 earlier wording<', html)
    assert onward is not None
    earlier = cleo.get(onward[1]).text

    assert "as worded before" not in html
    assert row(html, "1. Wording 2").startswith("1. Wording 2 1 earlier wording One of several 0")
    assert "as worded before (edition 1) One of several 1 100%" in row(earlier, "1. Question")
    assert row(earlier, "1. Wording 2").startswith("1. Wording 2 One of several 0")
    assert repeated_ids(earlier) == set()


def test_two_wordings_of_one_name_are_told_apart(cleo: Cleo, database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])
    first, *others = make.a_course().quizzes[0].questions
    again = replace(first, stem_html="<p>In other words?</p>")
    publishes_again(database, make.a_course(quiz=make.a_quiz(make.a_section(again, *others))))
    teaches(cleo, database)

    earlier = cleo.get(f"{PAGE}/module-1-001").text

    regions = re.findall(r'aria-label="(Answers to question [^"]+)"', earlier)
    assert len(regions) == len(set(regions)) == 2


def test_many_earlier_wordings_take_pages(cleo: Cleo, database: Database) -> None:
    publishes(database, reworded(1))
    teaches(cleo, database)
    for number in range(2, PAGE_LENGTH + 3):
        crowd(database, ["11111"], first=number)
        publishes_again(database, reworded(number))

    first = cleo.get(f"{PAGE}/module-1-001").text
    second = cleo.get(f"{PAGE}/module-1-001?page=2").text

    assert first.count('<tr id="q-') == 1 + PAGE_LENGTH
    assert "Wording 1, as worded before" in row(second, "1. Wording 1,")
    assert second.count('<tr id="q-') == 2


def test_a_question_that_was_never_reworded_says_so(cleo: Cleo, database: Database) -> None:
    publishes(database)
    teaches(cleo, database)

    assert "Nobody was asked this question in other words." in cleo.get(f"{PAGE}/module-1-001").text
    assert cleo.get(f"{PAGE}/module-1-999").status_code == 404


def test_the_order_of_the_quiz_stays_from_page_to_page(cleo: Cleo, database: Database) -> None:
    many = make.questions(PAGE_LENGTH + 2)
    publishes(database, make.a_course(quiz=make.a_quiz(make.a_section(*many))))
    teaches(cleo, database)
    crowd(database, ["1" * PAGE_LENGTH + "01", "1" * PAGE_LENGTH + "10"])

    first = numbers(cleo.get(f"{PAGE}?order=quiz").text)
    onward = f'{PAGE}?order=quiz&amp;page=2" rel="next"'
    assert onward in cleo.page.text
    second = numbers(cleo.get(f"{PAGE}?order=quiz&page=2").text)

    assert first == [str(number) for number in range(1, PAGE_LENGTH + 1)]
    assert second == ["26", "27"]
    assert cleo.get(f"{PAGE}?order=nonsense&page=x").status_code == 200


@pytest.mark.parametrize("path", [COURSE_PAGE, PAGE, f"{PAGE}.csv", f"{PAGE}/module-1-001"])
def test_av_04_a_page_of_statistics_costs_few_questions_whatever_the_crowd(
    instructor: Visitor, crowded: Database, path: str
) -> None:
    instructor.get("/studio/")

    with asked(crowded) as first:
        instructor.get(path)
    with asked(crowded) as again:
        instructor.get(path)

    assert len(first) <= 10
    assert len(again) <= 6


# Who may see it


def test_ac_02_only_who_teaches_the_course_sees_its_statistics(
    cleo: Cleo, dora: Dora, database: Database
) -> None:
    publishes(database)

    for path in (COURSE_PAGE, PAGE, f"{PAGE}.csv", f"{PAGE}/module-1-001"):
        assert cleo.get(path).status_code == 404
        assert dora.get(path).status_code == 200


def test_a_module_without_a_graded_quiz_has_no_statistics(cleo: Cleo, database: Database) -> None:
    texts = (make.a_module("module-1"), make.a_module("module-2"))
    publishes(database, make.course_of(texts, (make.a_quiz(),)))
    teaches(cleo, database)

    assert cleo.get(f"/studio/{COURSE}/module-2/statistics").status_code == 404
    assert cleo.get(f"/studio/{COURSE}/module-2/statistics.csv").status_code == 404


def test_the_course_leads_to_the_statistics_of_each_quiz(cleo: Cleo, database: Database) -> None:
    publishes(database)
    teaches(cleo, database)
    crowd(database, ["11111", "00000"])

    cleo.get(f"/studio/{COURSE}")
    assert f'href="{COURSE_PAGE}"' in cleo.page.text
    html = cleo.get(COURSE_PAGE).text

    assert row(html, "Module 1") == "Module 1 Other formats of Module 1 5 80% 2"
    assert row(html, "Module 2") == "Module 2 Other formats of Module 2 5 80% 0"
    assert f'href="{PAGE}"' in html


# The table to download


def test_every_figure_can_be_downloaded(instructor: Visitor) -> None:

    file = instructor.get(f"{PAGE}.csv")
    first, second, *_ = lines(file.text)

    assert file.headers["Content-Disposition"] == (
        "attachment; filename=foundations-module-1-statistics.csv"
    )
    assert first["question"] == "The wrong key"
    assert (first["learners"], first["item difficulty"]) == ("40", "0.4500")
    assert first["item-rest correlation"] == "-1.0000"
    assert first["flags"] == "negative; rival"
    assert first["too few learners"] == "no"
    assert first["how it was marked"].startswith("By the key that was shown.")
    assert (second["flags"], second["asked now"]) == ("", "yes")


def test_in_11_a_question_that_begins_like_a_formula_is_text(
    cleo: Cleo, database: Database
) -> None:
    name = '=HYPERLINK("https://example.org")'
    quiz = make.a_quiz(make.a_section(make.a_question(name=name)))
    publishes(database, make.a_course(quiz=quiz))
    teaches(cleo, database)

    [line] = lines(cleo.get(f"{PAGE}.csv").text)

    assert line["question"] == f"'{name}"
    assert line["item-rest correlation"] == ""
