"""The evaluation: sent once, and kept without the person."""

import pytest
from sqlalchemy import inspect, select

from lms.domain.errors import NotFound, NotOpenYet
from lms.domain.names import COMMENT_LENGTH
from lms.services import evaluations
from lms.services.evaluations import EvaluationPage, EvaluationUnfinished, read_answers
from lms.store.database import Database
from lms.store.rows import EvaluationAnswerRow, EvaluationSentRow
from tests import make
from tests.beginnings import begun_once
from tests.sittings import COURSE, Learner, publishes


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has passed everything."""
    publishes(database)
    return Learner(database).enrolls().does_everything()


def page(learner: Learner) -> EvaluationPage:
    with learner.database.reading() as session:
        return evaluations.get_evaluation_page(session, learner.person, COURSE)


def said(database: Database) -> dict[str, int | str | None]:
    """Everything that was said, by the item."""
    with database.reading() as session:
        rows = session.scalars(select(EvaluationAnswerRow)).all()
        return {row.item: row.comment if row.rating is None else row.rating for row in rows}


def test_an_evaluation_is_kept_and_that_it_was_sent(ada: Learner) -> None:
    ada.evaluates({"objective-O1": "4", "comment": " More cases,\r\nplease. "})

    assert said(ada.database) == {"objective-O1": 4, "comment": "More cases,\nplease."}
    assert page(ada).is_sent
    assert not page(ada).is_open


def test_sending_twice_is_sending_once(ada: Learner) -> None:
    ada.evaluates({"objective-O1": "4"}).evaluates({"objective-O1": "1"})

    assert said(ada.database) == {"objective-O1": 4}


def test_nothing_in_the_answers_leads_to_a_person(ada: Learner) -> None:
    ada.evaluates({"objective-O1": "4", "comment": "More cases."})

    columns = {column.key for column in inspect(EvaluationAnswerRow).columns}
    assert columns == {"id", "edition_id", "item", "rating", "comment", "sent_in"}
    with ada.database.reading() as session:
        answer = session.scalars(select(EvaluationAnswerRow)).first()
        sent = session.scalars(select(EvaluationSentRow)).one()
    assert answer is not None
    assert answer.id != str(sent.id)
    # A day would be one person's whenever one person sent an evaluation on it.
    assert answer.sent_in == 2026


def test_it_opens_when_every_quiz_is_passed_and_not_before(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    ada.takes()

    with pytest.raises(NotOpenYet):
        ada.evaluates()

    assert not page(ada).is_open
    assert said(database) == {}


def test_somebody_elsewhere_has_no_evaluation_of_this_course(ada: Learner) -> None:
    ben = Learner(ada.database, "Ben Okafor")

    with pytest.raises(NotFound):
        page(ben)
    with pytest.raises(NotFound):
        ben.evaluates()


def test_every_missing_answer_is_named_and_nothing_is_kept(database: Database) -> None:
    ratings = (make.a_rating("O1"), make.a_rating("O2"), make.a_comment(is_required=True))
    publishes(database, make.a_course(evaluation=make.an_evaluation(*ratings)))
    ada = Learner(database).enrolls().does_everything()

    with pytest.raises(EvaluationUnfinished) as refused:
        ada.evaluates({"objective-O1": "5"})

    assert refused.value.missing == {
        "objective-O2": "Choose a rating.",
        "comment": "Write a few words.",
    }
    assert said(database) == {}


@pytest.mark.parametrize("typed", ["0", "6", "-1", "4.5", "٤", "five", "", " "])
def test_a_rating_is_one_of_its_steps(typed: str) -> None:
    with pytest.raises(EvaluationUnfinished):
        read_answers((make.a_rating(),), {"objective-O1": typed})


def test_a_comment_has_an_end() -> None:
    with pytest.raises(EvaluationUnfinished, match="4000"):
        read_answers((make.a_comment(),), {"comment": "x" * (COMMENT_LENGTH + 1)})


def test_what_was_not_asked_is_not_kept() -> None:
    answers = read_answers((make.a_rating(),), {"objective-O1": "3", "person": "Ada"})

    assert answers == {"objective-O1": 3}
