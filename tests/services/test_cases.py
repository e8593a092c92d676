"""Cases with later parts: hidden until they are opened, in order, and closed behind one (AC-06)."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.domain.attempts import GRACE
from lms.domain.errors import AnswerNotUnderstood, AttemptClosed, PartClosed
from lms.domain.questions import Answer
from lms.services.quizzes import Sitting, Wish
from lms.services.sheets import NextPart
from lms.store.database import Database
from lms.store.rows import AnswerRow, AuditEventRow, GradeRow, PartOpenedRow
from tests import make
from tests.beginnings import begun_once
from tests.faults import Fault, failing_at_commit
from tests.queries import asked
from tests.services.test_quizzes_at_once import TIMES, at_once
from tests.sittings import Learner, publishes

# A question alone; then a case of two questions, one more later, and two at its end.
FIRST, SECOND, LATER, LAST = 1, 2, 3, 4
CASE = make.a_case(
    make.questions(2, "a"), (make.a_question("b001", points=2),), make.questions(2, "c")
)


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has read a module whose quiz has a case with two later parts."""
    quiz = make.a_quiz(make.a_section(make.a_question("alone")), CASE)
    publishes(database, make.a_course(quiz=quiz))
    return Learner(database).enrolls().reads()


@pytest.fixture
def sitting(ada: Learner) -> Sitting:
    """The attempt that Ada has just begun."""
    return ada.begins()


@pytest.fixture
def right(ada: Learner, sitting: Sitting) -> Callable[..., dict[int, Answer]]:
    """The right answers at some positions."""
    questions = ada.asked(sitting)
    return lambda *places: {at: make.right_answer(questions[at]) for at in places}


def positions(ada: Learner) -> list[int]:
    """Which questions stand on the sheet."""
    return [item.question.position for item in ada.sheet().items]


# -- the sheet ---------------------------------------------------------------------


def test_ac_05_what_is_in_a_later_part_is_not_on_the_sheet(ada: Learner, sitting: Sitting) -> None:
    sheet = ada.sheet()

    assert positions(ada) == [0, FIRST, SECOND]
    assert "later 1" not in repr(sheet)
    assert "b001" not in repr(sheet)
    assert "c001" not in repr(sheet)


def test_a_sheet_says_how_much_of_a_case_follows(ada: Learner, sitting: Sitting) -> None:
    sheet = ada.sheet()

    assert (sheet.asked, sheet.possible) == (6, 7)
    assert sheet.next_parts == (NextPart(LATER, "Maya", questions=3, points=4),)
    assert sheet.items[SECOND].next_part == sheet.next_parts[0]


def test_a_part_comes_with_its_text_once_it_is_opened(ada: Learner, sitting, right) -> None:
    assert ada.goes_on(sitting, LATER, right(FIRST, SECOND)) is None

    told = [item.question.told for item in ada.sheet().items]
    assert positions(ada) == [0, FIRST, SECOND, LATER]
    assert [story.title if story else "" for story in told] == ["", "Maya", "", "Later 1"]
    assert ada.sheet().next_parts == (NextPart(LAST, "Maya", questions=2, points=2),)
    assert [item.is_closed for item in ada.sheet().items] == [False, True, True, False]


def test_a_result_tells_the_whole_case_with_its_parts_in_order(ada, sitting, right) -> None:
    ada.submits(sitting, right(FIRST), Wish.HAND_IN_ANYWAY)

    told = [item.question.told for item in ada.result(sitting).items]

    assert [story.title if story else "" for story in told] == [
        *("", "Maya", "", "Later 1", "Later 2", "")
    ]


# -- going on ----------------------------------------------------------------------


def test_a_case_goes_on_when_every_question_before_is_answered(ada, sitting, right) -> None:
    returned = ada.goes_on(sitting, LATER, right(SECOND))

    assert returned is not None
    assert returned.missing == {FIRST}
    assert [item.problem for item in returned.sheet.items] == ["", "Choose an answer", ""]
    assert not returned.is_unfinished
    assert positions(ada) == [0, FIRST, SECOND]
    assert ada.sheet().answered == 1


def test_what_is_missing_elsewhere_keeps_no_case_from_going_on(ada, sitting, right) -> None:
    assert ada.goes_on(sitting, LATER, right(FIRST, SECOND)) is None
    assert ada.goes_on(sitting, LAST, right(LATER)) is None

    assert positions(ada) == [0, 1, 2, 3, 4, 5]
    assert ada.sheet().next_parts == ()


def test_ac_06_no_part_is_passed_over_and_nothing_else_is_opened(ada, sitting, right) -> None:
    for part in (LAST, 0, FIRST, SECOND, 5, 6, -1):
        with pytest.raises(AnswerNotUnderstood):
            ada.goes_on(sitting, part, right(FIRST, SECOND))

    assert rows(ada.database, PartOpenedRow) == 0


def test_ac_06_an_answer_to_a_hidden_question_is_refused_at_every_door(ada, sitting, right) -> None:
    hidden = right(LATER)

    with pytest.raises(AnswerNotUnderstood):
        ada.saves(sitting, LATER, hidden[LATER])
    for wish in Wish:
        with pytest.raises(AnswerNotUnderstood):
            ada.submits(sitting, right(FIRST, SECOND) | hidden, wish)
    with pytest.raises(AnswerNotUnderstood):
        ada.goes_on(sitting, LATER, right(FIRST, SECOND) | hidden)

    assert rows(ada.database, AnswerRow) == 0
    assert rows(ada.database, GradeRow) == 0


def test_opening_a_part_is_written_into_the_audit_log(ada, sitting, right) -> None:
    ada.goes_on(sitting, LATER, right(FIRST, SECOND))

    with ada.database.reading() as session:
        kind = AuditEventRow.kind == "case part opened"
        (event,) = session.scalars(select(AuditEventRow).where(kind))
        assert f'"position":{LATER}' in event.detail


# -- what is closed ----------------------------------------------------------------


def test_ac_06_once_a_case_has_gone_on_the_answers_before_stay(ada, sitting, right) -> None:
    ada.goes_on(sitting, LATER, right(FIRST, SECOND))
    other = make.wrong_answer(ada.asked(sitting)[FIRST])

    for sequence in (1, 2, 9):
        with pytest.raises(PartClosed, match=r"part of the case is closed.* Your answer stands\."):
            ada.saves(sitting, FIRST, other, sequence)
    with pytest.raises(PartClosed):
        ada.saves(sitting, FIRST, Answer(), 2)

    assert ada.sheet().items[FIRST].answer == right(FIRST)[FIRST]


def test_a_stale_sheet_keeps_everything_but_what_is_closed(ada, sitting, right) -> None:
    ada.goes_on(sitting, LATER, right(FIRST, SECOND))
    other = make.wrong_answer(ada.asked(sitting)[FIRST])

    returned = ada.submits(sitting, {FIRST: other, 0: right(0)[0]}, Wish.HAND_IN_ANYWAY)

    assert returned is not None
    assert returned.closed == {FIRST}
    assert not returned.is_unfinished
    answers = [item.answer for item in ada.sheet().items]
    assert answers[:2] == [right(0)[0], right(FIRST)[FIRST]]
    assert rows(ada.database, GradeRow) == 0


def test_the_same_answer_sent_again_to_a_closed_part_is_no_change(ada, sitting, right) -> None:
    given = right(FIRST, SECOND)
    ada.goes_on(sitting, LATER, given)

    assert ada.saves(sitting, FIRST, given[FIRST]).sequence == 1
    assert ada.submits(sitting, given, Wish.LEAVE) is None


def test_a_second_tab_from_before_the_part_was_opened_may_press_the_button_too(
    ada, sitting, right
) -> None:
    given = right(FIRST, SECOND)
    ada.goes_on(sitting, LATER, given)

    assert ada.goes_on(sitting, LATER, given) is None
    returned = ada.goes_on(
        sitting, LATER, given | {FIRST: make.wrong_answer(ada.asked(sitting)[FIRST])}
    )

    assert returned is not None
    assert returned.closed == {FIRST}
    assert rows(ada.database, PartOpenedRow) == 1
    assert rows(ada.database, AnswerRow) == 2


def test_nobody_closes_an_answer_that_their_page_did_not_show(ada, sitting, right) -> None:
    ada.saves(sitting, FIRST, make.wrong_answer(ada.asked(sitting)[FIRST]))

    returned = ada.goes_on(sitting, LATER, {FIRST: Answer()} | right(SECOND))

    assert returned is not None
    assert returned.newer == {FIRST}
    assert rows(ada.database, PartOpenedRow) == 0


def test_ds_04_twenty_clicks_on_going_on_open_one_part(ada, sitting, right) -> None:
    given = right(FIRST, SECOND)

    assert at_once(lambda: ada.goes_on(sitting, LATER, given)) == [None] * TIMES

    assert rows(ada.database, PartOpenedRow) == 1
    assert positions(ada) == [0, FIRST, SECOND, LATER]


def test_an_answer_beside_going_on_is_kept_before_or_refused_after(ada, sitting, right) -> None:
    ada.submits(sitting, right(FIRST, SECOND), Wish.SAVE)
    other = make.wrong_answer(ada.asked(sitting)[FIRST])

    def changes() -> str:
        try:
            ada.saves(sitting, FIRST, other, 2)
        except PartClosed:
            return "refused"
        return "kept"

    def goes_on() -> str:
        ada.goes_on(sitting, LATER)
        return "open"

    acts = [changes, goes_on]

    def acts_once() -> str:
        return acts.pop()()

    became = set(at_once(acts_once, times=2))

    stands = ada.sheet().items[FIRST].answer
    assert (became, stands) in [
        ({"open", "kept"}, other),
        ({"open", "refused"}, right(FIRST)[FIRST]),
    ]


def test_ds_08_a_part_is_open_with_the_answers_before_it_or_not_at_all(ada, sitting, right) -> None:
    with pytest.raises(Fault), failing_at_commit(ada.database):
        ada.goes_on(sitting, LATER, right(FIRST, SECOND))

    assert positions(ada) == [0, FIRST, SECOND]
    assert ada.sheet().answered == 0
    assert ada.goes_on(sitting, LATER, right(FIRST, SECOND)) is None


# -- handing in --------------------------------------------------------------------


def test_what_was_not_reached_is_unfinished_and_earns_nothing(ada, sitting, right) -> None:
    returned = ada.submits(sitting, right(0, FIRST, SECOND))

    assert returned is not None
    assert returned.is_unfinished
    assert ada.looks_before_handing_in().unfinished == ()
    assert ada.looks_before_handing_in().next_parts[0].points == 4
    assert ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY) is None
    assert (ada.result(sitting).earned, ada.result(sitting).possible) == (3, 7)


def test_everything_reached_and_right_earns_all(ada, sitting, right) -> None:
    ada.goes_on(sitting, LATER, right(0, FIRST, SECOND))
    ada.goes_on(sitting, LAST, right(LATER))

    assert ada.submits(sitting, right(LAST, 5)) is None

    assert ada.result(sitting).earned == ada.result(sitting).possible == 7


def test_after_handing_in_no_part_is_opened_any_more(ada, sitting, right) -> None:
    ada.submits(sitting, right(FIRST, SECOND), Wish.HAND_IN_ANYWAY)

    with pytest.raises(AttemptClosed):
        ada.goes_on(sitting, LATER)

    assert rows(ada.database, PartOpenedRow) == 0


def test_ds_07_a_part_opened_after_the_time_is_shown_and_its_answers_do_not_count(
    database: Database,
) -> None:
    case = make.a_case(make.questions(1, "a"), make.questions(1, "b"))
    publishes(database, make.a_course(quiz=make.a_quiz(case, time_limit_minutes=10)))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    first, later = map(make.right_answer, ada.asked(sitting))
    ada.saves(sitting, 0, first)
    ada.waits(minutes=11, seconds=GRACE.seconds)

    assert ada.goes_on(sitting, 1) is None
    assert ada.saves(sitting, 1, later).is_late
    ada.submits(sitting, {})

    assert ada.result(sitting).earned == 1


# -- retakes and queries -----------------------------------------------------------


def test_a_retake_of_a_case_that_draws_asks_what_was_not_seen_in_order(database: Database) -> None:
    case = make.a_case(make.questions(2, "a"), make.questions(2, "b"), choose=2)
    publishes(database, make.a_course(quiz=make.a_quiz(case, pass_mark_percent=100)))
    ada = Learner(database).enrolls().reads()

    plans = []
    for _ in range(2):
        sitting = ada.begins()
        plans.append([question.stamp for question in ada.asked(sitting)])
        ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    assert [[stamp[0] for stamp in plan] for plan in plans] == [["a", "b"]] * 2
    assert not set(plans[0]) & set(plans[1])


def test_only_a_plan_with_later_parts_costs_a_further_query(ada: Learner) -> None:
    ada.reads("module-2").begins("module-2")
    ada.begins()
    counts = []
    for module in ("module-1", "module-2"):
        ada.sheet(module)
        with asked(ada.database) as statements:
            ada.sheet(module)
        counts.append(len(statements))

    assert counts[0] == counts[1] + 1
