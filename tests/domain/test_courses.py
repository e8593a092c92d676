"""Courses: their outline, reading times, approvals and the last day for credit."""

from datetime import date

import pytest

from tests import make


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (49, 1), (149, 1), (150, 2), (249, 2), (250, 3), (350, 4)]
)
def test_reading_times_are_whole_minutes_with_halves_up(words, minutes):
    assert make.an_entry(words=words).minutes == minutes


def test_required_modules_keep_their_order():
    outline = (
        make.an_entry("history"),
        make.an_entry("appendix", is_optional=True),
        make.an_entry("ethics"),
    )

    facts = make.course_facts(outline)

    assert [entry.slug for entry in facts.required] == ["history", "ethics"]
    assert facts.entry("appendix") == outline[1]
    assert facts.entry("nowhere") is None


@pytest.mark.parametrize(
    ("day", "gives_credit"),
    [(date(2029, 10, 30), True), (date(2029, 10, 31), True), (date(2029, 11, 1), False)],
)
def test_the_expiry_date_itself_still_counts(day, gives_credit):
    facts = make.course_facts(expires_on=date(2029, 10, 31))

    assert facts.gives_credit_on(day) == gives_credit


def test_an_approval_covers_its_days_and_formats():
    approval = make.an_approval(formats=("Text",))

    assert approval.covers(approval.valid_from, "Text")
    assert approval.covers(approval.valid_to, "Text")
    assert not approval.covers(approval.valid_to, "Video")


def test_checks_are_found_in_reading_order():
    first, second = make.a_question("first"), make.a_question("second")

    module = make.a_module(
        sections=(
            make.a_reading_section("one", first),
            make.a_reading_section("two"),
            make.a_reading_section("three", second),
        )
    )

    assert module.checks == (first, second)


def test_a_comment_is_told_from_a_rating():
    assert make.a_comment().is_comment
    assert not make.a_rating().is_comment


def test_a_practice_quiz_is_no_quiz_of_the_outline():
    practice = make.a_quiz(feedback=make.Feedback.EACH_ANSWER)

    entry = make.course_of((make.a_module(),), (practice,)).facts.outline[0]

    assert not entry.has_quiz
    assert entry.asked == 0
    assert entry.practiced == 5


def test_scenarios_are_named_in_the_outline_and_count_for_nothing():
    module = make.a_module()
    without = make.course_of((module,), (make.a_quiz(),)).facts
    told = make.course_of((module,), (make.a_quiz(scenarios=(make.a_scenario(),)),)).facts

    assert [it.title for it in told.outline[0].scenarios] == ["A first call"]
    assert told.outline[0].has_practice
    assert not without.outline[0].has_practice
    assert told.credit == without.credit
    assert told.outline[0].asked == without.outline[0].asked == 5
