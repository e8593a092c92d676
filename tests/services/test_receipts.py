"""The receipt of an attempt: what is stored, in words, and whether it is as it was handed in."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from lms.domain.access import Person, Role
from lms.domain.errors import NotFound
from lms.domain.questions import Answer, filled_with
from lms.services import receipts, teaching
from lms.services.quizzes import Sitting, Wish
from lms.services.receipts import Confirmation, Receipt
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow, AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.queries import asked
from tests.services.test_results import everything_in
from tests.sittings import MODULE, Learner, publishes


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has read the first module."""
    publishes(database)
    return Learner(database).enrolls().reads()


@pytest.fixture
def dora(database: Database) -> Person:
    return signed_up(database, "Dora Vance", Role.ADMINISTRATOR)


def receipt(ada: Learner, sitting: Sitting) -> Receipt:
    with ada.database.reading() as session:
        return receipts.get_receipt(session, ada.person, ada.course, MODULE, sitting.attempt)


def confirms(
    database: Database, person: Person, sitting: Sitting, code: str
) -> Confirmation | None:
    with database.reading() as session:
        return receipts.confirm(session, person, sitting.attempt, code)


def tampers(database: Database, **values: object) -> None:
    """Change one stored answer behind the product's back."""
    with database.writing() as session:
        some = session.scalars(select(AnswerRow.id).order_by(AnswerRow.id).limit(1)).one()
        session.execute(update(AnswerRow).where(AnswerRow.id == some).values(**values))


# -- what it lists -----------------------------------------------------------------


def test_a_receipt_says_whose_attempt_it_was_and_when(ada: Learner) -> None:
    started = ada.at
    sitting = ada.begins()
    ada.waits(minutes=7)
    ada.submits(sitting, make.answers(ada.asked(sitting), 5))

    about = receipt(ada, sitting).about

    assert (about.legal_name, about.course_title, about.edition_number) == (
        "Ada Marlowe",
        "Foundations of sex therapy",
        1,
    )
    assert (about.module_title, about.attempt, about.number) == ("Module 1", sitting.attempt, 1)
    assert (about.started_at, about.handed_in_at) == (started, ada.at)
    assert about.codes.is_unchanged


def test_every_answer_is_listed_in_words_with_its_number_and_its_time(
    database: Database,
) -> None:
    asked_all = make.of_every_kind()
    quiz = make.a_quiz(make.a_section(*asked_all))
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    given = make.answers(asked_all, len(asked_all))
    given[4] = filled_with((("third", "1"), ("first", "2"), ("second", "3")))
    given[5] = filled_with([("wanting", "orgasm")])
    ada.saves(sitting, 0, make.wrong_answer(asked_all[0]))
    ada.waits(minutes=3)
    ada.submits(sitting, given, Wish.SAVE, sequence=2)
    saved_at = ada.at
    ada.waits(minutes=3)
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    items = receipt(ada, sitting).items

    answers = [it for item in items for it in item.answers]
    assert len(answers) == len(items) == 9
    assert {(it.sequence, it.given_at, it.is_late) for it in answers} == {(2, saved_at, False)}
    assert answers[0].chosen == ("<p>Right</p>",)
    assert set(answers[1].chosen) == {"<p>First right</p>", "<p>Second right</p>"}
    assert answers[4].places == (
        ("1", "<p>Third</p>"),
        ("2", "<p>First</p>"),
        ("3", "<p>Second</p>"),
    )
    assert answers[5].places == (("<p>Wanting</p>", "<p>Orgasm</p>"), ("<p>Responding</p>", ""))
    assert answers[6].places == (("1", "consent"), ("2", "<p>talk</p>"))
    assert [answers[place].typed for place in (3, 7)] == ["1", "Dyspareunia"]


def test_ac_05_nothing_of_the_key_and_no_mark_is_on_a_receipt(database: Database) -> None:
    number = make.a_numeric_question(low="41", high="43", unit="%", mistakes=("40",))
    quiz = make.a_quiz(make.a_section(make.a_question(), number), pass_mark_percent=100)
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.takes(right=0)

    told = everything_in(receipt(ada, sitting).items)

    assert not any(it in told for it in ("About: ", "Why k7m2", "41 to 43", "slip", "Fraction"))
    assert "is_right" not in repr(receipt(ada, sitting).items)


def test_ds_07_a_late_answer_stands_beside_the_one_that_counted(database: Database) -> None:
    quiz = make.a_quiz(make.a_section(*make.questions(2)), time_limit_minutes=10)
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    asked_both = ada.asked(sitting)
    ada.saves(sitting, 0, make.right_answer(asked_both[0]))
    ada.waits(hours=1)
    ada.saves(sitting, 0, make.wrong_answer(asked_both[0]), sequence=2)
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    first, second = receipt(ada, sitting).items

    assert [(it.sequence, it.is_late) for it in first.answers] == [(1, False), (2, True)]
    assert second.answers == ()
    tampers(database, answer='{"chosen":[],"typed":"","filled":[]}')
    assert not receipt(ada, sitting).about.codes.is_unchanged


def test_ac_06_a_receipt_is_found_only_where_it_belongs(ada: Learner) -> None:
    open_one = ada.begins()
    ben = Learner(ada.database, "Ben Okafor").enrolls().reads()
    bens = ben.takes()

    for sitting in (open_one, bens, Sitting(ada.course, MODULE, "no-such-attempt")):
        with pytest.raises(NotFound):
            receipt(ada, sitting)


# -- what the record confirms ------------------------------------------------------


def test_au_03_the_record_confirms_the_answers_as_they_were_handed_in(
    ada: Learner, dora: Person
) -> None:
    sitting = ada.takes(right=3)
    code = receipt(ada, sitting).about.codes.recorded

    told = confirms(ada.database, dora, sitting, code.lower().replace("-", " "))

    assert told is not None
    assert (told.is_code_right, told.about.codes.is_unchanged) == (True, True)
    assert (told.about.legal_name, told.about.number) == ("Ada Marlowe", 1)


def test_au_03_a_code_of_another_attempt_does_not_belong(ada: Learner, dora: Person) -> None:
    first, second = ada.takes(right=3), ada.takes(right=3)

    told = confirms(ada.database, dora, second, receipt(ada, first).about.codes.recorded)

    assert told is not None
    assert (told.is_code_right, told.about.codes.is_unchanged) == (False, True)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": '{"chosen":["right"],"typed":"","filled":[]}'},
        {"given_at": make.later(30)},
        {"sequence": 7},
        {"position": 77},
    ],
    ids=lambda change: next(iter(change)),
)
def test_au_03_tampering_with_a_stored_answer_shows(
    ada: Learner, dora: Person, change: dict[str, object]
) -> None:
    sitting = ada.takes(right=0)
    code = receipt(ada, sitting).about.codes.recorded

    tampers(ada.database, **change)

    told = confirms(ada.database, dora, sitting, code)
    assert told is not None
    assert (told.is_code_right, told.about.codes.is_unchanged) == (True, False)


def test_au_03_tampering_with_the_time_of_handing_in_shows(ada: Learner) -> None:
    sitting = ada.takes()

    with ada.database.writing() as session:
        session.execute(update(AttemptRow).values(handed_in_at=make.later(40)))

    assert not receipt(ada, sitting).about.codes.is_unchanged


def test_an_attempt_from_before_there_were_codes_has_none(ada: Learner, dora: Person) -> None:
    sitting = replace(ada.takes(), attempt="from-before")
    with ada.database.writing() as session:
        # No event of handing in names it with a code.
        session.execute(update(AttemptRow).values(public_id=sitting.attempt))

    codes = receipt(ada, sitting).about.codes
    told = confirms(ada.database, dora, sitting, codes.now)

    assert codes.recorded == ""
    assert told is not None
    assert not told.is_code_right


def test_au_01_the_code_is_in_the_event_of_handing_in(ada: Learner) -> None:
    sitting = ada.takes()

    with ada.database.reading() as session:
        detail = session.scalars(
            select(AuditEventRow.detail).where(AuditEventRow.kind == "attempt handed in")
        ).one()
    assert f'"receipt":"{receipt(ada, sitting).about.codes.recorded}"' in detail


def test_ac_04_what_is_not_there_and_what_one_does_not_teach_look_alike(ada: Learner) -> None:
    sitting = ada.takes()
    code = receipt(ada, sitting).about.codes.recorded
    open_one = Learner(ada.database, "Ben Okafor").enrolls().reads().begins()
    cleo = signed_up(ada.database, "Cleo Hart", Role.INSTRUCTOR)
    missing = replace(sitting, attempt="no-such-attempt")

    assert confirms(ada.database, cleo, sitting, code) is None
    with ada.database.writing() as session:
        teaching.assign(session, cleo.email, ada.course, ada.at)
    assert confirms(ada.database, cleo, sitting, code) is not None
    assert confirms(ada.database, cleo, open_one, code) is None
    assert confirms(ada.database, cleo, missing, code) is None


def test_the_number_of_questions_to_the_database_is_fixed(ada: Learner, dora: Person) -> None:
    sitting = ada.takes()
    code = receipt(ada, sitting).about.codes.recorded

    with asked(ada.database) as shown:
        receipt(ada, sitting)
    with asked(ada.database) as checked:
        confirms(ada.database, dora, sitting, code)

    assert (len(shown), len(checked)) == (7, 5)


def test_an_answer_that_was_emptied_again_is_a_stored_answer(ada: Learner) -> None:
    sitting = ada.begins()
    ada.saves(sitting, 0, make.right_answer(ada.asked(sitting)[0]))
    ada.saves(sitting, 0, Answer(), sequence=2)
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    (emptied,) = receipt(ada, sitting).items[0].answers

    assert (emptied.chosen, emptied.typed, emptied.sequence) == ((), "", 2)
