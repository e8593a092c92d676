"""A receipt as its learner meets it, and the form of the studio that confirms one."""

import re

import pytest
from sqlalchemy import select, update

from lms.services import teaching
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow
from tests import make
from tests.personas import Ada, Ben, Cleo, Clock, Dora, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes

QUIZ = "/courses/foundations/module-1/quiz"
CHECK = "/studio/receipts"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she has read the first module, at noon."""
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


@pytest.fixture
def attempt(learner: Learner) -> str:
    """An attempt that was handed in, with three of five right."""
    sitting = learner.begins()
    learner.waits(minutes=7, seconds=9)
    learner.submits(sitting, make.answers(learner.asked(sitting), 3))
    return sitting.attempt


def code_on(page: str) -> str:
    found = CODE.search(page)
    assert found is not None
    return found[0]


def tampers(database: Database) -> None:
    """Change one stored answer behind the product's back."""
    with database.writing() as session:
        some = session.scalars(select(AnswerRow.id).limit(1)).one()
        changed = update(AnswerRow).where(AnswerRow.id == some)
        session.execute(changed.values(answer='{"chosen":["x"],"typed":"","filled":[]}'))


def from_before(database: Database) -> str:
    """An attempt from before codes were recorded: no event names it with one."""
    with database.writing() as session:
        session.execute(update(AttemptRow).values(public_id="from-before"))
    return "from-before"


# -- the learner's -----------------------------------------------------------------


def test_the_result_leads_to_the_receipt_with_every_answer_and_its_second(
    ada: Ada, attempt: str
) -> None:
    address = f"{QUIZ}/{attempt}/receipt"
    assert f'href="{address}">Receipt of your answers</a>' in ada.get(f"{QUIZ}/{attempt}").text

    page = ada.get(address).text

    for words in (
        "<bdi>Ada Marlowe</bdi>",
        "Foundations of sex therapy",
        "Edition 1",
        "<dd>Module 1</dd>",
        f'Id <span class="serial">{attempt}</span>',
        '<time datetime="2026-11-22T12:00:00+00:00">Nov 22, 2026, 7:00:00 AM</time>',
        '<time datetime="2026-11-22T12:07:09+00:00">Nov 22, 2026, 7:07:09 AM</time>',
        "Times are in America/New_York.",
        "What does module-1-001 ask?",
    ):
        assert words in page
    assert page.count("7:07:09 AM") == 1 + 5
    assert page.count("<td>Right") == 3
    assert "of 5" not in page
    assert "Passed" not in page
    code_on(page)


def test_an_open_attempt_has_no_receipt_and_a_strangers_is_not_there(
    learner: Learner, ada: Ada, ben: Ben, visitor: Visitor, attempt: str
) -> None:
    Learner(learner.database, ben.person).enrolls().reads()
    address = f"{QUIZ}/{attempt}/receipt"

    assert ada.get(f"{QUIZ}/{learner.begins().attempt}/receipt").status_code == 404
    assert ben.get(address).status_code == 404
    assert ada.get(f"/courses/foundations/module-2/quiz/{attempt}/receipt").status_code == 404
    assert visitor.get(address).headers["Location"].startswith("/sign-in?next=")


def test_an_attempt_from_before_there_were_codes_says_so(
    learner: Learner, ada: Ada, attempt: str
) -> None:
    old = from_before(learner.database)

    page = ada.get(f"{QUIZ}/{old}/receipt").text

    assert "This receipt has no code." in page
    assert CODE.search(page) is None


def test_au_03_the_learner_is_told_that_the_answers_were_changed(
    learner: Learner, ada: Ada, attempt: str
) -> None:
    tampers(learner.database)

    page = ada.get(f"{QUIZ}/{attempt}/receipt").text

    assert "The stored answers no longer give this code." in page


def test_in_04_what_a_learner_typed_is_shown_as_they_typed_it(
    database: Database, ada: Ada, clock: Clock
) -> None:
    questions = (make.a_reflection(), make.a_cloze_question(), make.a_matching_question())
    publishes(database, make.a_course(quiz=make.a_quiz(make.a_section(*questions))))
    learner = Learner(database, ada.person)
    learner.at = clock()
    sitting = learner.enrolls().reads().begins()
    typed = "**Not bold**, <b>\nand a line of its own."
    given = make.answers(questions, 3) | {0: make.Answer(typed=typed)}
    learner.submits(sitting, given)

    page = ada.get(f"{QUIZ}/{sitting.attempt}/receipt").text

    assert "**Not bold**, &lt;b&gt;<br>and a line of its own." in page
    assert "Informed (1) to (2) therapy." in page
    for line in ("Gap 1: consent", "Gap 2: talk", "Wanting: Desire", "Responding: Arousal"):
        assert f"<li>{line}</li>" in page


# -- the studio's ------------------------------------------------------------------


def checks(somebody: Visitor, attempt: str, code: str) -> str:
    return somebody.get(f"{CHECK}?attempt={attempt}&code={code}").text


def test_au_03_an_administrator_hears_that_the_answers_are_as_handed_in(
    ada: Ada, dora: Dora, attempt: str
) -> None:
    code = code_on(ada.get(f"{QUIZ}/{attempt}/receipt").text)
    assert f'href="{CHECK}"' in dora.get("/studio/").text
    assert "What the record says" not in dora.get(CHECK).text

    page = checks(dora, attempt, code.replace("-", "").lower())

    assert "These are the answers as they were handed in." in page
    assert "<bdi>Ada Marlowe</bdi>" in page
    assert "Nov 22, 2026, 7:07:09 AM" in page


def test_au_03_a_wrong_code_does_not_belong_to_the_attempt(dora: Dora, attempt: str) -> None:
    page = checks(dora, attempt, "0000-0000-0000-0000")

    assert "This code does not belong to that attempt." in page
    assert "<bdi>Ada Marlowe</bdi>" not in page
    assert 'value="0000-0000-0000-0000"' in page


def test_au_03_changed_answers_show_both_codes(
    learner: Learner, ada: Ada, dora: Dora, attempt: str
) -> None:
    code = code_on(ada.get(f"{QUIZ}/{attempt}/receipt").text)
    tampers(learner.database)

    page = checks(dora, attempt, code)

    assert "The stored answers no longer give the code that was recorded at hand-in." in page
    assert len(set(CODE.findall(page))) == 2
    assert "as they were handed in" in page  # the page's own sentence
    assert "These are the answers as they were handed in." not in page


def test_an_attempt_without_a_code_cannot_be_confirmed(
    learner: Learner, dora: Dora, attempt: str
) -> None:
    old = from_before(learner.database)

    page = checks(dora, old, "0000-0000-0000-0000")

    assert "There is no code to compare with." in page


def test_ac_04_not_there_and_not_ones_own_look_alike(
    learner: Learner, ada: Ada, cleo: Cleo, attempt: str
) -> None:
    code = code_on(ada.get(f"{QUIZ}/{attempt}/receipt").text)

    hidden = checks(cleo, attempt, code)
    status = cleo.page.status_code
    missing = checks(cleo, "no-such-attempt-there", code)

    def bare(page: str, id_: str) -> list[str]:
        return [
            line.replace(id_, "…")
            for line in page.splitlines()
            if "csrf_token" not in line and 'name="next"' not in line
        ]

    assert status == cleo.page.status_code == 404
    assert "Compare it with the receipt." in hidden
    assert bare(hidden, attempt) == bare(missing, "no-such-attempt-there")
    with learner.database.writing() as session:
        teaching.assign(session, cleo.email, "foundations", learner.at)
    assert "These are the answers as they were handed in." in checks(cleo, attempt, code)


def test_the_number_of_questions_to_the_database_is_fixed(
    learner: Learner, ada: Ada, dora: Dora, attempt: str
) -> None:
    address = f"{QUIZ}/{attempt}/receipt"
    code = code_on(ada.get(address).text)
    dora.get(CHECK)

    with asked(learner.database) as shown:
        ada.get(address)
    with asked(learner.database) as checked:
        checks(dora, attempt, code)

    assert (len(shown), len(checked)) == (8, 6)
