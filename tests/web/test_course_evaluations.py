"""What the evaluations of a course say to whoever teaches it: as the office reads it."""

import csv
from io import StringIO

import pytest

from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.personas import Cleo, Dora
from tests.sittings import COURSE
from tests.web.looking import repeated_ids, said
from tests.web.test_evaluation_reports import edition, others_say

__all__ = ["edition"]

PAGE = f"/studio/{COURSE}/evaluations"


@pytest.fixture
def teacher(cleo: Cleo, edition: int, database: Database) -> Cleo:
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return cleo


def test_below_five_answers_an_instructor_is_told_nothing(teacher: Cleo) -> None:
    page = teacher.get(PAGE).text

    words = said(page)
    assert "What 1 evaluation says, in sum and without names." in words
    assert "fewer than 5" in words
    assert "More cases" not in words
    assert "Mean ratings" not in words


def test_from_five_on_it_is_what_the_office_reads(
    teacher: Cleo, dora: Dora, edition: int, database: Database
) -> None:
    others_say(database, edition, 4)

    page, office = teacher.get(PAGE).text, dora.get(f"/office/evaluations/{COURSE}").text

    words = said(page)
    assert not repeated_ids(page)
    assert "4.80" in words
    assert "Mean rating of each question" in words
    assert "=More cases" in words
    assert "Ada" not in words
    assert words.partition("Mean ratings")[2] == said(office).partition("Mean ratings")[2]


def test_the_figures_come_as_csv_without_comments(
    teacher: Cleo, edition: int, database: Database
) -> None:
    others_say(database, edition, 4)

    answer = teacher.get(f"{PAGE}.csv")

    (head, line) = list(csv.reader(StringIO(answer.text.lstrip("\ufeff"))))
    assert head[:4] == ["question", "objective", "answers", "mean"]
    assert line[2:4] == ["5", "4.80"]
    assert "cases" not in answer.text


def test_comments_come_a_page_at_a_time(teacher: Cleo, edition: int, database: Database) -> None:
    others_say(database, edition, 40)

    first, second = (teacher.get(f"{PAGE}{it}").text for it in ("", "?page=2"))

    assert (first.count("<blockquote>"), second.count("<blockquote>")) == (25, 16)
    assert f'href="{PAGE}?page=2" rel="next"' in first


def test_the_rooms_of_the_course_lead_there(teacher: Cleo) -> None:
    assert f'<a href="{PAGE}">Evaluations</a>' in teacher.get(f"/studio/{COURSE}").text
    assert f'<a href="{PAGE}" aria-current="page">Evaluations</a>' in teacher.get(PAGE).text


def test_whoever_teaches_another_course_does_not_come_in(cleo: Cleo, edition: int) -> None:
    assert cleo.get(PAGE).status_code == 404
    assert cleo.get(f"{PAGE}.csv").status_code == 404
