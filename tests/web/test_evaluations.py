"""The course evaluation as a browser meets it."""

import pytest
from sqlalchemy import select

from lms.domain.names import COMMENT_LENGTH
from lms.store.database import Database
from lms.store.rows import EvaluationAnswerRow
from tests import make
from tests.personas import Ada, Ben, Clock, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.sheets import fields_of

EVALUATION = "/courses/foundations/evaluation"
# Words of the provider's own may name anything; "code" and "password" are not secrets here.
CODE = "how-useful-was-the-code-of-ethics"


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she has enrolled."""
    items = (
        make.a_rating("O1", prompt="How well are you prepared: Explain what O1 is about"),
        make.a_rating("", key=CODE, prompt="How useful was the code of ethics?"),
        make.a_comment(),
    )
    publishes(database, make.a_course(evaluation=make.an_evaluation(*items)))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls()


@pytest.fixture
def finisher(learner: Learner) -> Learner:
    """The same, and every quiz is passed."""
    return learner.does_everything()


def sends(ada: Ada, **typed: str) -> None:
    """Fill in the form on her page and send it."""
    ada.get(EVALUATION)
    fields = fields_of(ada.page.text, EVALUATION)
    ada.post(EVALUATION, fields | {name.replace("_", "-"): [it] for name, it in typed.items()})


def said(database: Database) -> dict[str, int | str | None]:
    with database.reading() as session:
        rows = session.scalars(select(EvaluationAnswerRow)).all()
        return {row.item: row.comment if row.rating is None else row.rating for row in rows}


WHOLE = {"objective_O1": "4", CODE.replace("-", "_"): "5"}


def test_it_says_why_it_is_not_open_yet(learner: Learner, ada: Ada) -> None:
    page = ada.get(EVALUATION).text

    assert "The evaluation opens when every quiz is passed." in page
    assert "Finish the two required modules" in page
    assert "Send the evaluation" not in page
    assert ada.post(EVALUATION, {"objective-O1": "5"}).status_code == 409
    assert said(learner.database) == {}


def test_it_asks_once_for_every_objective_and_says_what_the_ends_mean(
    finisher: Learner, ada: Ada
) -> None:
    page = ada.get(EVALUATION).text

    assert '<h2 class="part-title">How well are you prepared</h2>' in page
    assert "1: strongly disagree. 5: strongly agree." in page
    assert page.count('<fieldset class="rate"') == 2
    assert page.count('type="radio"') == 10
    assert "(optional)" in page


def test_what_was_said_is_kept_and_thanked_for(finisher: Learner, ada: Ada) -> None:
    sends(ada, **WHOLE, comment="More cases,\nplease.")

    assert ada.page.status_code == 303
    assert "Evaluation sent." in ada.follows().text
    assert 'href="/courses/foundations/certificate"' in ada.page.text
    assert said(finisher.database) == {
        "objective-O1": 4,
        CODE: 5,
        "comment": "More cases,\nplease.",
    }


def test_two_clicks_send_it_once(finisher: Learner, ada: Ada) -> None:
    fields = fields_of(ada.get(EVALUATION).text, EVALUATION)
    fields |= {"objective-O1": ["4"], CODE: ["5"]}

    ada.post(EVALUATION, fields)
    ada.post(EVALUATION, fields | {"objective-O1": ["1"]})

    assert ada.page.status_code == 303
    assert said(finisher.database) == {"objective-O1": 4, CODE: 5}


def test_a_refused_evaluation_keeps_what_was_typed_and_names_what_is_missing(
    finisher: Learner, ada: Ada
) -> None:
    sends(ada, **{CODE: "2", "comment": "A <b>bold</b> word."})

    page = ada.page.text
    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: Course evaluation")
    assert "One answer is still missing" in page
    assert '<a href="#f-objective-O1-1">Explain what O1 is about</a>' in page
    assert f'name="{CODE}" value="2" checked' in page
    assert "A &lt;b&gt;bold&lt;/b&gt; word." in page
    assert said(finisher.database) == {}


def test_a_long_comment_in_any_script_arrives_or_is_refused_and_never_lost(
    finisher: Learner, ada: Ada
) -> None:
    longest = "語" * COMMENT_LENGTH

    sends(ada, **WHOLE, comment=f"{longest}語")
    assert ada.page.status_code == 422
    assert f"{longest}語" in ada.page.text

    sends(ada, **WHOLE, comment=longest)
    assert said(finisher.database)["comment"] == longest


def test_strangers_find_no_evaluation(finisher: Learner, ben: Ben, visitor: Visitor) -> None:
    assert ben.get(EVALUATION).status_code == 404
    assert ben.post(EVALUATION, {"objective-O1": "5"}).status_code == 404
    assert visitor.get(f"{EVALUATION}/").headers["Location"].startswith("/sign-in?next=")


def test_the_number_of_questions_to_the_database_is_fixed(finisher: Learner, ada: Ada) -> None:
    ada.get(EVALUATION)
    with asked(finisher.database) as statements:
        ada.get(EVALUATION)

    assert len(statements) == 4
