"""Results: nothing of the key leaves before its release rule allows (AC-05)."""

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

import pytest

from lms.domain.completion import Finished
from lms.domain.errors import NotFound
from lms.domain.questions import Answer, Feedback, Mistake
from lms.services import accommodations
from lms.services.accommodations import Grant
from lms.services.quizzes import Sitting
from lms.services.results import Result
from lms.store.database import Database
from tests import make
from tests.sittings import MODULE, Learner, publishes


def everything_in(value: object) -> str:
    """Every text that can be reached from a value: what a template could print."""
    if is_dataclass(value):
        return " ".join(everything_in(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list | frozenset):
        return " ".join(map(everything_in, value))
    return str(value)


SECRETS = ("About: Right", "About: Wrong", "Why k7m2 is so.", "Why b2n6", "41 to 43", "slip")


def learner(database: Database, feedback: Feedback = Feedback.AFTER_PASSING) -> Learner:
    """Ada before a quiz of a choice and a number, both needed to pass."""
    number = make.a_numeric_question(low="41", high="43", unit="%", mistakes=("40",))
    quiz = make.a_quiz(
        make.a_section(make.a_question(), number), feedback=feedback, pass_mark_percent=100
    )
    publishes(database, make.a_course(quiz=quiz))
    return Learner(database).enrolls().reads()


def shares(result: Result) -> list[Fraction | None]:
    return [item.share for item in result.items]


def rights(result: Result) -> list[bool | None]:
    return [option.is_right for option in result.items[0].options]


def test_ac_05_a_sheet_has_no_room_for_a_key(database: Database) -> None:
    ada = learner(database)
    ada.begins()

    seen = everything_in(ada.sheet())

    assert not any(secret in seen for secret in SECRETS)
    assert "is_right" not in repr(ada.sheet())


def test_ac_05_after_a_failed_attempt_only_right_and_not_right_are_told(
    database: Database,
) -> None:
    ada = learner(database)
    sitting = ada.takes(right=1)

    result = ada.result(sitting)

    assert shares(result) == [1, 0]
    assert rights(result) == [None, None, None]
    assert not any(secret in everything_in(result.items) for secret in SECRETS)


def test_ac_05_used_up_attempts_do_not_reveal_the_key(database: Database) -> None:
    ada = learner(database)
    for _ in range(3):
        sitting = ada.takes(right=1)

    result = ada.result(sitting)

    assert result.is_used_up
    assert not any(secret in everything_in(result.items) for secret in SECRETS)


def test_a_passed_quiz_shows_everything_also_of_the_attempts_before(database: Database) -> None:
    ada = learner(database)
    failed, passed = ada.takes(right=1), ada.takes(right=2)

    for sitting in (failed, passed):
        result = ada.result(sitting)
        assert result.is_quiz_passed
        assert True in rights(result)
        assert result.items[0].explanation_html == "<p>Why k7m2 is so.</p>"
        assert result.items[1].accepted == "41 to 43 %"
    assert not ada.result(failed).is_passed


def test_after_submitting_the_chosen_feedback_is_shown_and_never_the_key(
    database: Database,
) -> None:
    ada = learner(database, Feedback.AFTER_SUBMITTING)
    sitting = ada.begins()
    wrong = next(option for option in ada.asked(sitting)[0].options if not option.is_right)
    ada.submits(sitting, {0: Answer(frozenset({wrong.key})), 1: Answer(typed="40")})

    result = ada.result(sitting)

    told = [option.feedback_html for option in result.items[0].options if option.feedback_html]
    assert told == [wrong.feedback_html]
    assert rights(result) == [None, None, None]
    assert result.items[1].typed_feedback_html == "<p>40 is a common slip.</p>"
    assert (result.items[1].accepted, result.items[0].explanation_html) == ("", "")


def test_ac_05_an_open_last_attempt_does_not_release_the_key_of_those_before(
    database: Database,
) -> None:
    ada = learner(database, Feedback.AFTER_SUBMITTING)
    first = ada.takes(right=1)
    ada.takes(right=1)

    last = ada.begins()

    assert rights(ada.result(first)) == [None, None, None]
    ada.submits(last, make.answers(ada.asked(last), 1))
    assert True in rights(ada.result(first))


def test_ac_05_a_granted_attempt_hides_the_key_again(database: Database) -> None:
    ada = learner(database, Feedback.AFTER_SUBMITTING)
    for _ in range(3):
        sitting = ada.takes(right=1)

    with database.writing() as session:
        accommodations.grant(session, ada.person, ada.course, MODULE, Grant(1, "illness"), ada.at)

    assert rights(ada.result(sitting)) == [None, None, None]
    assert not ada.result(sitting).is_used_up


def test_an_open_attempt_has_no_result(database: Database) -> None:
    ada = learner(database)
    sitting = ada.begins()

    with pytest.raises(NotFound):
        ada.result(sitting)


@pytest.mark.parametrize(
    "astray",
    [("foundations", "module-2"), ("elsewhere", MODULE)],
)
def test_ac_06_a_result_is_found_only_where_it_belongs(
    database: Database, astray: tuple[str, str]
) -> None:
    ada = learner(database)
    sitting = ada.takes()

    with pytest.raises(NotFound):
        ada.result(Sitting(*astray, sitting.attempt))


def test_ac_06_nobody_sees_the_result_of_another(database: Database) -> None:
    ada = learner(database)
    ben = Learner(database, "Ben Okafor").enrolls().reads()

    with pytest.raises(NotFound):
        ben.result(ada.takes())


def test_partial_credit_is_shown_as_the_exact_share(database: Database) -> None:
    quiz = make.a_quiz(make.a_section(make.a_multiple_question(points=2)))
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()

    ada.submits(sitting, {0: Answer(frozenset({"first-right"}))})

    result = ada.result(sitting)
    assert (result.earned, result.possible, shares(result)) == (1, 2, [Fraction(1, 2)])


def test_the_common_mistake_is_found_however_the_number_is_written(database: Database) -> None:
    number = make.a_numeric_question(unit="minutes", mistakes=())
    mistake = Mistake("2.5", "<p>That is the older threshold.</p>")
    number = replace(number, numeric=replace(number.numeric, mistakes=(mistake,)))
    quiz = make.a_quiz(make.a_section(number), feedback=Feedback.AFTER_SUBMITTING)
    publishes(database, make.a_course(quiz=quiz))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()

    ada.submits(sitting, {0: Answer(typed=" 2.50 Minutes ")})

    told = ada.result(sitting).items[0].typed_feedback_html
    assert told == "<p>That is the older threshold.</p>"


def test_what_is_next_after_a_result_is_what_the_dashboard_says(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()

    result = ada.result(ada.takes())

    assert result.learning.step == "read"
    assert result.learning.here is not None
    assert result.learning.here.entry.slug == "module-2"
    assert Finished("module-1", ada.at) in result.learning.progress.facts


def true_or_false(database: Database, feedback: Feedback) -> Learner:
    """Ada before a quiz of a statement that is true, and of a choice between three."""
    section = make.a_section(make.a_true_false_question(), make.a_question())
    quiz = make.a_quiz(section, feedback=feedback, pass_mark_percent=100)
    publishes(database, make.a_course(quiz=quiz))
    return Learner(database).enrolls().reads()


@pytest.mark.parametrize("feedback", [Feedback.AFTER_PASSING, Feedback.AFTER_SUBMITTING])
def test_ac_05_of_two_options_right_or_not_is_told_with_the_key_only(
    database: Database, feedback: Feedback
) -> None:
    ada = true_or_false(database, feedback)
    failed = ada.takes(right=1)

    before = ada.result(failed)
    ada.takes(right=2)
    after = ada.result(failed)

    # With the score, one share told would tell the other.
    assert shares(before) == [None, None]
    assert "About: True" not in everything_in(before)
    assert "Why t4f5 is so." not in everything_in(before)
    assert shares(after) == [1, 0]
    assert "Why t4f5 is so." in everything_in(after)
