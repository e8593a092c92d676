"""Item statistics of a quiz: which attempts count, by the key they met, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.domain.errors import NotFound
from lms.domain.items import Flag, ItemStatistics
from lms.domain.paging import PAGE_LENGTH
from lms.domain.questions import Answer
from lms.domain.regrading import RegradePolicy
from lms.domain.statistics import QuizStatistics, Undefined
from lms.services import authoring
from lms.services.quizzes import Wish
from lms.services.statistics import (
    Order,
    StatisticsPage,
    get_statistics,
    get_statistics_page,
    list_quizzed,
)
from lms.services.teaching import Taught
from lms.store import attempts, editions, grades, item_statistics
from lms.store.database import Database, open_database
from tests import make
from tests.crowds import answered, crowd, hands_in, publishes_again, sat_with_a_wrong_key
from tests.queries import asked
from tests.services.test_regrading import Office, a_course, asking, sits
from tests.sittings import COURSE, MODULE, Learner, publishes


def taught(session: Session) -> Taught:
    edition = editions.find_newest(session, COURSE)
    assert edition is not None
    return Taught(edition)


def statistics(database: Database, module: str = MODULE) -> QuizStatistics:
    with database.reading() as session:
        return get_statistics(session, taught(session), module)


def page(
    database: Database, order: Order = Order.FLAGS, number: int = 1, module: str = MODULE
) -> StatisticsPage:
    with database.reading() as session:
        return get_statistics_page(session, taught(session), module, order, number)


def items(found: QuizStatistics) -> list[ItemStatistics]:
    return [question.current for question in found.questions]


# Which attempts count


def test_a_wrong_key_is_found_among_forty_learners(crowded: Database) -> None:

    found = statistics(crowded)
    wrong, *others = items(found)

    assert (found.learners, found.passed) == (40, 22)
    assert wrong.flags == (Flag.NEGATIVE, Flag.RIVAL)
    assert wrong.difficulty == Fraction(18, 40)
    assert wrong.item_rest == -1
    assert [item.flags for item in others] == [(), (), (), ()]
    assert found.reliability.kr20 is not None


def test_only_first_attempts_that_were_handed_in_count(database: Database) -> None:
    publishes(database)
    [ada] = crowd(database, ["00000"])
    ada.waits(minutes=5)
    hands_in(ada, "11111")
    Learner(database, "Ben Okafor").enrolls().reads().begins()

    found = statistics(database)

    assert (found.learners, found.mean) == (1, 0)


def test_whoever_left_the_course_counts_and_other_modules_do_not(database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])[0].leaves()

    assert statistics(database).learners == 1
    assert statistics(database, "module-2").learners == 0


def test_who_begins_the_course_anew_is_counted_once(database: Database) -> None:
    publishes(database)
    learner = Learner(database, "Ada Marlowe").enrolls().reads()
    hands_in(learner, "00000")
    learner.does_everything().evaluates().attests()
    learner.leaves()

    learner.enrolls().reads()
    hands_in(learner, "11111")

    found = statistics(database)
    assert (found.learners, found.mean) == (1, 0)


def test_marks_are_those_given_when_the_attempt_was_handed_in(database: Database) -> None:
    publishes(database)
    [ada] = crowd(database, ["00000"])
    with database.writing() as session:
        door = ada.door()
        attempt = attempts.find_for(session, ada.person.id, door.earlier[0].attempt)
        assert attempt is not None
        better = replace(
            make.a_grade(),
            marks=tuple(replace(it, share=Fraction(1)) for it in make.a_grade().marks),
        )
        grades.add_grade(session, attempt.id, better, "key corrected", make.later(9))

    found = statistics(database)

    assert (found.mean, found.passed) == (0, 0)
    assert [item.difficulty for item in items(found)] == [0] * 5


def test_an_answer_that_came_too_late_does_not_count(database: Database) -> None:
    publishes(database, make.a_course(quiz=make.a_quiz(time_limit_minutes=10)))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    first, second, *_ = ada.asked(sitting)
    ada.waits(minutes=2)
    ada.saves(sitting, 0, answered(first, "1"))
    ada.waits(minutes=20)
    ada.saves(sitting, 0, answered(first, "0"), sequence=2)
    ada.saves(sitting, 1, answered(second, "1"))
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    in_time, late, *_ = items(statistics(database))

    assert (in_time.answered, in_time.difficulty, in_time.median_seconds) == (1, 1, 120)
    assert (late.answered, late.difficulty, late.median_seconds) == (0, 0, None)
    assert [pick.learners for pick in in_time.places[0].picks] == [1, 0, 0]


def test_the_answer_that_counts_is_the_last_one_with_the_time_it_took(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    first, second, *_ = ada.asked(sitting)
    ada.waits(seconds=40)
    ada.saves(sitting, 0, answered(first, "0"))
    ada.waits(seconds=20)
    ada.saves(sitting, 0, answered(first, "1"), sequence=2)
    ada.waits(seconds=25)
    ada.saves(sitting, 1, answered(second, "1"))
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    one, two, three, *_ = items(statistics(database))

    assert (one.difficulty, one.median_seconds) == (1, 60)
    assert two.median_seconds == 25
    assert (three.answered, three.median_seconds) == (0, None)


def test_a_ruling_leaves_the_figures_what_people_knew(database: Database) -> None:
    publishes(database, a_course(asking("First")))
    sits(database, "Ada Marlowe", "Second", right_of_others=4)
    Office(database).decides(RegradePolicy.FULL_CREDIT)
    sits(database, "Ben Okafor", "Second", right_of_others=4)

    found = statistics(database)

    assert [item.difficulty for item in items(found)] == [0, 1, 1, 1, 1]
    assert (found.mean, found.passed) == (Fraction(4, 5), 2)


# What was counted is kept


def test_what_was_counted_is_kept_until_another_first_attempt_is_handed_in(
    database: Database,
) -> None:
    publishes(database)
    [ada] = crowd(database, ["00000"])
    before = statistics(database)

    ada.waits(minutes=5)
    hands_in(ada, "11111")
    assert statistics(database) is before

    crowd(database, ["00000"], first=10)
    assert statistics(database).learners == 2


def test_another_edition_of_the_quiz_is_counted_anew(database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])
    statistics(database)
    quiz = make.a_quiz(make.a_section(*make.questions(2, prefix="module-1-")))

    publishes_again(database, make.a_course(quiz=quiz))

    assert len(statistics(database).questions) == 2


def test_what_another_process_wrote_is_counted(database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])
    statistics(database)
    other_process = open_database(database.url)

    crowd(other_process, ["00000"], first=10)
    other_process.close()

    assert statistics(database).learners == 2


def test_another_database_has_figures_of_its_own(database: Database, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    other.migrate()
    publishes(database)
    publishes(other)

    crowd(database, ["11111"])
    crowd(other, ["00000"])

    assert (statistics(database).mean, statistics(other).mean) == (1, 0)
    other.close()


def test_two_who_ask_at_once_have_it_counted_once(database: Database) -> None:
    sat_with_a_wrong_key(database)

    with asked(database) as statements, ThreadPoolExecutor(4) as threads:
        one, *others = threads.map(lambda _: statistics(database), range(4))

    assert all(it is one for it in others)
    assert sum("lead(" in statement for statement in statements) == 1


def test_every_attempt_is_read_however_few_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_statistics, "BATCH", 2)
    publishes(database)
    crowd(database, ["11111"] * 4 + ["0000-"] * 3 + ["-----"])

    found = statistics(database)

    assert (found.learners, found.mean) == (8, Fraction(4, 8))
    assert [item.answered for item in items(found)] == [7, 7, 7, 7, 4]


def test_av_04_ever_so_many_learners_cost_a_few_questions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_statistics, "BATCH", 2)
    sat_with_a_wrong_key(database)

    with asked(database) as first:
        statistics(database)
    with asked(database) as again:
        statistics(database)

    assert len(first) <= 8
    assert len(again) <= 3


# Questions and their editions


def test_a_reworded_question_keeps_the_figures_of_its_earlier_wording(database: Database) -> None:
    publishes(database)
    crowd(database, ["11111", "01111"])
    old = make.a_course().quizzes[0].questions
    reworded = replace(old[0], stem_html="<p>Worded more plainly?</p>")
    quiz = make.a_quiz(make.a_section(reworded, *old[1:]))
    publishes_again(database, make.a_course(quiz=quiz))
    crowd(database, ["11111", "11110", "01110"], first=10)

    found = statistics(database)
    first, second, *_ = found.questions

    assert found.learners == 5
    assert [(it.learners, it.editions) for it in first.rows] == [(3, (2,)), (2, (1,))]
    assert first.current.question.stem_html == "<p>Worded more plainly?</p>"
    assert [(it.learners, it.editions) for it in second.rows] == [(5, (1, 2))]
    assert found.reliability.learners == 3


def test_a_quiz_that_draws_has_figures_and_no_kr_20(database: Database) -> None:
    pool = make.a_pool(*make.questions(3, prefix="p"), choose=1)
    quiz = make.a_quiz(pool, make.a_section(*make.questions(2, prefix="s")))
    publishes(database, make.a_course(quiz=quiz))
    crowd(database, ["111", "101", "011"])

    found = statistics(database)

    assert found.reliability.why_not is Undefined.DRAWN
    assert sum(item.learners for item in items(found)[:3]) == 3
    assert [item.learners for item in items(found)[3:]] == [3, 3]


def test_every_kind_of_question_is_counted(database: Database) -> None:
    publishes(database, make.a_course(quiz=make.a_quiz(make.a_section(*make.of_every_kind()))))
    crowd(database, ["1" * 9, "0" * 9, "-" * 9])

    found = items(statistics(database))

    assert [item.difficulty for item in found] == [Fraction(1, 3)] * 8 + [None]
    assert [(item.learners, item.answered) for item in found] == [(3, 2)] * 9
    assert [len(item.places) for item in found] == [1, 1, 1, 1, 3, 2, 2, 1, 0]


def test_a_blank_answer_is_an_answer_of_nobody(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    ada.saves(sitting, 0, make.right_answer(ada.asked(sitting)[0]))
    ada.saves(sitting, 0, Answer(), sequence=2)
    ada.submits(sitting, {}, Wish.HAND_IN_ANYWAY)

    first = items(statistics(database))[0]

    assert (first.learners, first.answered, first.median_seconds) == (1, 0, None)


# What there is none of


@pytest.mark.parametrize("module", ["nowhere", "module-3"])
def test_where_no_graded_quiz_is_there_are_no_statistics(database: Database, module: str) -> None:
    texts = tuple(make.a_module(f"module-{number}") for number in (1, 3))
    publishes(database, make.course_of(texts, (make.a_quiz(),)))

    with pytest.raises(NotFound):
        statistics(database, module)


def test_a_course_lists_its_quizzes_with_their_first_attempts(database: Database) -> None:
    texts = tuple(make.a_module(f"module-{number}") for number in (1, 2, 3))
    quizzes = (make.a_quiz(), make.a_quiz(module="module-3"))
    publishes(database, make.course_of(texts, quizzes))
    crowd(database, ["11111", "00000"])

    with database.reading() as session:
        listed = list_quizzed(session, taught(session))

    assert [(it.entry.slug, it.learners) for it in listed] == [("module-1", 2), ("module-3", 0)]


def test_an_archived_course_keeps_its_statistics(database: Database) -> None:
    publishes(database)
    crowd(database, ["11111"])
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later(30))

    assert statistics(database).learners == 1


# Pages


def test_what_is_worth_a_look_comes_first_unless_the_quizs_order_is_asked_for(
    database: Database,
) -> None:
    publishes(database)
    crowd(database, ["11101"] * 10 + ["00011"] * 10 + ["11100"] * 10)

    by_flags, in_order = page(database), page(database, Order.QUIZ)

    assert [it.number for it in in_order.questions.entries] == [1, 2, 3, 4, 5]
    assert by_flags.questions.entries[0].current.flags
    assert by_flags.questions.entries[-1].current.flags == ()
    assert (by_flags.facts.slug, by_flags.entry.slug) == (COURSE, MODULE)


def test_many_questions_take_pages(database: Database) -> None:
    many = make.questions(PAGE_LENGTH + 1)
    publishes(database, make.a_course(quiz=make.a_quiz(make.a_section(*many))))

    first, second = page(database), page(database, number=2)

    assert (first.questions.last, len(first.questions.entries)) == (2, PAGE_LENGTH)
    assert [it.number for it in second.questions.entries] == [PAGE_LENGTH + 1]
    assert page(database, number=99) == second
    assert page(database, number=0) == first
