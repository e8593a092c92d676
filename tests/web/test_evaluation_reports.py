"""Evaluation reports as the office reads them."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from lms.services import authoring
from lms.store import record
from lms.store.database import Database
from tests import make
from tests.personas import Dora
from tests.queries import asked
from tests.sittings import COURSE, Learner, publishes

PAGE = f"/office/evaluations/{COURSE}"


@pytest.fixture
def edition(database: Database) -> int:
    """A course whose evaluation rates an objective and asks for a comment."""
    publishes(
        database, make.a_course(evaluation=make.an_evaluation(make.a_rating(), make.a_comment()))
    )
    learner = Learner(database).enrolls().does_everything()
    learner.evaluates({"objective-O1": "4", "comment": "=More cases"})
    return learner.learning().edition_id


def others_say(database: Database, edition: int, count: int) -> None:
    with database.writing() as session:
        for number in range(count):
            said: dict[str, int | str] = {"objective-O1": 5, "comment": f"Comment {number}"}
            record.add_evaluation_answers(session, edition, said, 2026)


def test_below_five_answers_nothing_is_said(database: Database, edition: int, dora: Dora) -> None:
    page = dora.get(PAGE).text

    assert "fewer than 5" in page
    assert "More cases" not in page
    assert "<svg" not in page.partition("<main")[2].partition("Mean ratings")[2][:10]


def test_from_five_on_there_are_figures_a_picture_and_comments(
    database: Database, edition: int, dora: Dora
) -> None:
    others_say(database, edition, 4)

    page = dora.get(PAGE).text

    assert "4.80" in page
    assert "4: 1" in page
    assert "Mean rating of each question" in page
    assert "=More cases" in page
    assert "Ada" not in page.partition("<main")[2]


def test_in11_the_figures_come_as_csv_without_comments(
    database: Database, edition: int, dora: Dora
) -> None:
    others_say(database, edition, 4)

    text = dora.get(f"{PAGE}.csv").text

    (head, line) = list(csv.reader(StringIO(text.lstrip("\ufeff"))))
    assert head[:4] == ["question", "objective", "answers", "mean"]
    assert line[2:4] == ["5", "4.80"]
    assert "cases" not in text


def test_av04_a_report_asks_as_much_for_a_thousand_answers(
    database: Database, edition: int, dora: Dora
) -> None:
    others_say(database, edition, 300)
    dora.get(PAGE)

    with asked(database) as statements:
        page = dora.get(f"{PAGE}?page=2").text

    assert len(statements) <= 10
    assert "page 2 of 13" in page


def test_the_office_lists_courses_with_evaluations(
    database: Database, edition: int, dora: Dora
) -> None:
    page = dora.get("/office/evaluations/").text

    assert f'href="{PAGE}"' in page
    assert dora.get("/office/evaluations/elsewhere").status_code == 404


def test_a_comment_stands_below_what_its_own_edition_asked(
    database: Database, edition: int, dora: Dora
) -> None:
    others_say(database, edition, 4)
    reworded = replace(make.a_comment(), prompt="What should be left out?")
    asked_anew = make.an_evaluation(make.a_rating(), reworded)
    with database.writing() as session:
        course = make.a_course(evaluation=asked_anew)
        draft = authoring.Draft(COURSE, course, (make.a_source_file(text="anew"),), ())
        published = authoring.publish(session, draft, make.later(1)).edition
    assert published is not None
    others_say(database, published.id, 5)

    page = dora.get(PAGE).text

    first = make.a_comment().prompt
    assert page.count(f">{first}</p>") == 5
    assert page.count(f">{reworded.prompt}</p>") == 5
