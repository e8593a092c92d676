"""Taking a quiz: attempts, order, time, and answers that are never lost or overwritten."""

import pytest
from sqlalchemy import func, select

from lms.domain.errors import (
    AlreadyPassed,
    AnswerNotUnderstood,
    AttemptClosed,
    AttemptsUsedUp,
    ModuleNotFinished,
    NotFound,
    StaleAnswer,
)
from lms.domain.questions import Answer, Question
from lms.services.answers import Offered
from lms.services.quizzes import Sitting, Wish, submit
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow, AuditEventRow, GradeRow
from tests import make
from tests.beginnings import begun_once
from tests.sittings import MODULE, Learner, publishes


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def events(database: Database, kind: str) -> int:
    with database.reading() as session:
        counted = select(func.count()).select_from(AuditEventRow).where(AuditEventRow.kind == kind)
        return session.scalars(counted).one()


def chosen(question: Question, place: int) -> Answer:
    """The answer that chooses the option at that place."""
    return Answer(chosen=frozenset({question.options[place].key}))


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has read the first module."""
    publishes(database)
    return Learner(database).enrolls().reads()


# -- beginning ---------------------------------------------------------------------


def test_a_second_click_does_not_use_up_a_second_attempt(ada: Learner) -> None:
    first = ada.begins()

    second = ada.begins()

    assert second == first
    assert rows(ada.database, AttemptRow) == 1
    assert events(ada.database, "attempt started") == 1


def test_ac_06_a_quiz_opens_when_its_module_is_finished_and_not_before(ada: Learner) -> None:
    with pytest.raises(ModuleNotFinished):
        ada.begins("module-2")

    assert not ada.door("module-2").is_open
    assert rows(ada.database, AttemptRow) == 0


def test_ac_06_no_more_attempts_than_there_are(ada: Learner) -> None:
    for _ in range(3):
        ada.takes(right=1)

    with pytest.raises(AttemptsUsedUp, match=r"All 3 attempts .* office@example.org"):
        ada.begins()

    door = ada.door()
    assert door.is_used_up
    assert [it.number for it in door.earlier] == [3, 2, 1]
    assert rows(ada.database, AttemptRow) == 3


def test_a_passed_quiz_stays_passed_and_is_not_taken_again(ada: Learner) -> None:
    ada.takes(right=2)
    passed = ada.takes(right=4)

    with pytest.raises(AlreadyPassed):
        ada.begins()

    door = ada.door()
    assert door.passed_with is not None
    assert door.passed_with.attempt == passed.attempt
    assert not door.is_used_up


def test_a_quiz_of_a_course_that_one_is_not_in_is_not_there(ada: Learner) -> None:
    ben = Learner(ada.database, "Ben Okafor")

    with pytest.raises(NotFound):
        ben.looks_at()
    with pytest.raises(NotFound):
        ben.begins()


def test_a_module_without_a_quiz_has_no_quiz_page(ada: Learner) -> None:
    with pytest.raises(NotFound):
        ada.looks_at("module-9")


def test_a_retake_asks_what_was_not_seen_before(database: Database) -> None:
    pool = make.a_pool(*make.questions(4), choose=2)
    publishes(database, make.a_course(quiz=make.a_quiz(pool, pass_mark_percent=100)))
    ada = Learner(database).enrolls().reads()

    first = {question.stamp for question in ada.asked(ada.takes(right=0))}
    second = {question.stamp for question in ada.asked(ada.begins())}

    assert not first & second


# -- answering ---------------------------------------------------------------------


def test_an_answer_is_on_the_sheet_when_one_comes_back(ada: Learner) -> None:
    sitting = ada.begins()
    answer = chosen(ada.asked(sitting)[2], 1)

    kept = ada.saves(sitting, 2, answer)

    item = ada.sheet().items[2]
    assert (item.answer, item.sequence, item.saved_at) == (answer, 1, ada.at)
    assert (kept.saved_at, kept.sequence, kept.is_late) == (ada.at, 1, False)


def test_an_answer_can_be_taken_back(ada: Learner) -> None:
    sitting = ada.begins()
    ada.saves(sitting, 0, chosen(ada.asked(sitting)[0], 1))

    ada.saves(sitting, 0, Answer(), sequence=2)

    assert ada.sheet().items[0].answer.is_blank
    assert ada.sheet().answered == 0


def test_ds_05_an_older_page_never_overwrites_a_newer_answer(ada: Learner) -> None:
    sitting = ada.begins()
    older, newer = (chosen(ada.asked(sitting)[0], place) for place in (1, 2))
    ada.saves(sitting, 0, newer, sequence=2)

    with pytest.raises(StaleAnswer):
        ada.saves(sitting, 0, older, sequence=2)

    assert ada.sheet().items[0].answer == newer


def test_the_same_answer_sent_again_is_no_news_and_no_conflict(ada: Learner) -> None:
    sitting = ada.begins()
    answer = chosen(ada.asked(sitting)[0], 1)
    first = ada.saves(sitting, 0, answer)
    ada.waits(minutes=1)

    again = ada.saves(sitting, 0, answer)

    assert again == first
    assert rows(ada.database, AnswerRow) == 1


def test_ds_05_of_a_whole_sheet_one_answer_waits_for_a_decision_and_the_others_are_kept(
    ada: Learner,
) -> None:
    sitting = ada.begins()
    asked = ada.asked(sitting)
    elsewhere, here = chosen(asked[0], 1), chosen(asked[0], 2)
    ada.saves(sitting, 0, elsewhere)

    returned = ada.submits(sitting, {0: here, 1: chosen(asked[1], 1)})

    assert returned is not None
    assert returned.undecided == {0: Offered(0, 1, here)}
    assert returned.sheet.items[0].answer == elsewhere
    assert returned.sheet.answered == 2
    assert rows(ada.database, GradeRow) == 0


def test_ds_05_the_answer_given_here_stands_once_its_learner_has_seen_the_other(
    ada: Learner,
) -> None:
    sitting = ada.begins()
    elsewhere, here = (chosen(ada.asked(sitting)[0], place) for place in (1, 2))
    ada.saves(sitting, 0, elsewhere)
    ada.submits(sitting, {0: here}, Wish.SAVE)

    assert ada.submits(sitting, {0: here}, Wish.SAVE, sequence=2) is None

    assert ada.sheet().items[0].answer == here


@pytest.mark.parametrize("wish", [Wish.SAVE, Wish.LEAVE])
def test_ds_05_what_an_older_page_left_untouched_is_no_conflict(ada: Learner, wish: Wish) -> None:
    sitting = ada.begins()
    first, elsewhere = (chosen(ada.asked(sitting)[0], place) for place in (1, 2))
    ada.saves(sitting, 0, first)
    ada.saves(sitting, 0, elsewhere, sequence=2)

    assert ada.submits(sitting, {0: first}, wish, sequence=2) is None
    assert ada.submits(sitting, {0: Answer()}, wish, sequence=1) is None

    assert ada.sheet().items[0].answer == elsewhere


def test_ds_05_nobody_hands_in_an_answer_that_their_page_did_not_show(ada: Learner) -> None:
    sitting = ada.begins()
    answers = make.answers(ada.asked(sitting), 5)
    ada.submits(sitting, answers, Wish.SAVE)

    returned = ada.submits(sitting, dict.fromkeys(range(5), Answer()))

    assert returned is not None
    assert returned.newer == set(range(5))
    assert not returned.is_unfinished
    assert rows(ada.database, GradeRow) == 0


@pytest.mark.parametrize(
    ("position", "sequence", "answer"),
    [
        (5, 1, Answer(chosen=frozenset({"right"}))),
        (0, 0, Answer(chosen=frozenset({"right"}))),
        (0, 1, Answer(chosen=frozenset({"an-option-of-nobody"}))),
        (0, 1, Answer(chosen=frozenset({"right", "an-option-of-nobody"}))),
        (0, 1, Answer(typed="right")),
    ],
)
def test_ac_06_what_the_sheet_does_not_offer_is_refused(
    ada: Learner, position: int, sequence: int, answer: Answer
) -> None:
    sitting = ada.begins()

    with pytest.raises(AnswerNotUnderstood):
        ada.saves(sitting, position, answer, sequence)

    assert rows(ada.database, AnswerRow) == 0


def test_ac_06_a_number_has_an_end(database: Database) -> None:
    quiz = make.a_quiz(make.a_section(make.a_numeric_question()))
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()

    with pytest.raises(AnswerNotUnderstood):
        ada.saves(sitting, 0, Answer(typed="1" * 10_000))

    assert rows(database, AnswerRow) == 0


@pytest.mark.parametrize(
    ("course", "module"), [("foundations", "module-2"), ("elsewhere", MODULE), ("", "")]
)
def test_ac_06_an_attempt_is_known_only_where_it_belongs(
    ada: Learner, course: str, module: str
) -> None:
    sitting = ada.begins()
    astray = Sitting(course, module, sitting.attempt)

    with pytest.raises(NotFound):
        ada.saves(astray, 0, chosen(ada.asked(sitting)[0], 0))
    with pytest.raises(NotFound):
        ada.submits(astray, {}, Wish.HAND_IN_ANYWAY)

    assert rows(ada.database, AnswerRow) == rows(ada.database, GradeRow) == 0


def test_ac_06_nobody_answers_or_hands_in_for_another(ada: Learner) -> None:
    sitting = ada.begins()
    ben = Learner(ada.database, "Ben Okafor").enrolls().reads()

    with pytest.raises(NotFound):
        ben.saves(sitting, 0, chosen(ada.asked(sitting)[0], 0))
    with pytest.raises(NotFound):
        ben.submits(sitting, {}, Wish.HAND_IN_ANYWAY)
    with pytest.raises(NotFound):
        ben.result(ada.takes())


def test_whoever_left_the_course_answers_no_more_and_finds_everything_on_coming_back(
    ada: Learner,
) -> None:
    sitting = ada.begins()
    answer = chosen(ada.asked(sitting)[0], 0)
    ada.saves(sitting, 0, answer)
    ada.leaves()

    with pytest.raises(NotFound):
        ada.saves(sitting, 1, answer)
    ada.enrolls()

    assert ada.sheet().attempt == sitting.attempt
    assert ada.sheet().items[0].answer == answer


# -- handing in --------------------------------------------------------------------


def test_a_sheet_with_unfinished_answers_comes_back_and_says_which(database: Database) -> None:
    number = make.a_numeric_question(unit="%")
    quiz = make.a_quiz(make.a_section(make.a_question(), number))
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()

    returned = ada.submits(ada.begins(), {1: Answer(typed="most")})

    assert returned is not None
    assert returned.is_unfinished
    sheet = ada.looks_before_handing_in()
    assert [item.problem for item in sheet.unfinished] == [
        "Choose an answer",
        "“most” is not a number that can be graded. Write it in digits, such as 6 or 2.5",
    ]
    assert sheet.items[1].answer == Answer(typed="most")
    assert sheet.attempts_left == 2
    assert rows(database, GradeRow) == 0


def test_a_number_in_words_is_kept_and_not_counted_as_answered(database: Database) -> None:
    quiz = make.a_quiz(make.a_section(make.a_numeric_question()))
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()

    kept = ada.saves(sitting, 0, Answer(typed="six"))

    assert "“six” is not a number" in kept.problem
    assert ada.sheet().items[0].answer == Answer(typed="six")
    assert ada.sheet().answered == 0
    assert ada.saves(sitting, 0, Answer(typed="6"), sequence=2).problem == ""
    assert ada.sheet().answered == 1


def test_an_empty_sheet_shows_no_problem_before_it_is_to_be_handed_in(ada: Learner) -> None:
    ada.begins()

    assert ada.sheet().unfinished == ()


def test_a_sheet_can_be_handed_in_as_it_is(ada: Learner) -> None:
    sitting = ada.begins()

    returned = ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    assert returned is None
    assert ada.result(sitting).earned == 0


def test_handing_in_twice_is_handing_in_once(ada: Learner) -> None:
    sitting = ada.takes()

    again = ada.submits(sitting, {}, Wish.HAND_IN)

    assert again is None
    assert rows(ada.database, GradeRow) == 1
    assert events(ada.database, "attempt handed in") == 1


def test_ac_06_a_closed_attempt_takes_no_further_answer(ada: Learner) -> None:
    sitting = ada.takes(right=1)
    better = make.answers(ada.asked(sitting), 5)

    with pytest.raises(AttemptClosed):
        ada.saves(sitting, 4, better[4], sequence=9)
    for wish in (Wish.SAVE, Wish.LEAVE, Wish.HAND_IN, Wish.HAND_IN_ANYWAY):
        with pytest.raises(AttemptClosed) as closed:
            ada.submits(sitting, better, wish, sequence=9)
        assert closed.value.handed_in_at == ada.at

    assert ada.result(sitting).earned == 1


def test_saving_a_sheet_closes_nothing(ada: Learner) -> None:
    sitting = ada.begins()

    returned = ada.submits(sitting, {0: chosen(ada.asked(sitting)[0], 0)}, Wish.SAVE)

    assert returned is None
    assert ada.sheet().answered == 1


# -- time --------------------------------------------------------------------------


@pytest.fixture
@begun_once
def hurried(database: Database) -> Learner:
    """Ada before a quiz of two questions that lasts ten minutes."""
    quiz = make.a_quiz(make.a_section(*make.questions(2)), time_limit_minutes=10)
    publishes(database, make.a_course(quiz=quiz))
    return Learner(database).enrolls().reads()


def test_ds_07_an_answer_within_the_grace_period_counts(hurried: Learner) -> None:
    sitting = hurried.begins()
    hurried.waits(minutes=10, seconds=59)

    hurried.takes(right=2)

    assert hurried.result(sitting).is_passed


def test_ds_07_a_later_answer_is_kept_and_marked_and_does_not_count(hurried: Learner) -> None:
    sitting = hurried.begins()
    asked = hurried.asked(sitting)
    hurried.saves(sitting, 0, make.right_answer(asked[0]))
    hurried.waits(minutes=11, seconds=1)

    late = hurried.saves(sitting, 1, make.right_answer(asked[1]))

    assert late.is_late
    assert hurried.sheet().is_over
    assert [item.is_late for item in hurried.sheet().items] == [False, True]
    hurried.submits(sitting, {})
    result = hurried.result(sitting)
    assert result.earned == 1
    assert [item.is_late for item in result.items] == [False, True]
    assert not any(option.is_chosen for option in result.items[1].options)
    assert [option.is_chosen_late for option in result.items[1].options].count(True) == 1
    assert rows(hurried.database, AnswerRow) == 2


def test_ds_07_the_answer_that_stood_at_the_deadline_counts_not_the_later_one(
    hurried: Learner,
) -> None:
    sitting = hurried.begins()
    asked = hurried.asked(sitting)
    hurried.submits(sitting, make.answers(asked, 2), Wish.SAVE)
    hurried.waits(hours=1)

    hurried.saves(sitting, 0, make.wrong_answer(asked[0]), sequence=2)
    hurried.submits(sitting, {})

    assert hurried.result(sitting).earned == 2


def test_in_14_a_sheet_that_answers_a_question_twice_is_refused(ada: Learner) -> None:
    sitting = ada.begins()
    question = ada.asked(sitting)[0]
    twice = (Offered(0, 1, chosen(question, 0)), Offered(0, 2, chosen(question, 1)))

    with pytest.raises(AnswerNotUnderstood), ada.database.writing() as session:
        submit(session, ada.person, sitting, twice, Wish.SAVE, ada.at)
