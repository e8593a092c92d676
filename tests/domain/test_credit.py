"""Credit hours: the formulas, the rounding rules and the split by area (CE_RULES 2)."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from lms.domain.courses import credit_of
from lms.domain.credit import (
    AREA_NAMES,
    CUSTOMS,
    MERGENER,
    AreaShare,
    Earned,
    Flag,
    Method,
    Rounding,
    calculate,
    flags,
    is_in_period,
    mergener_minutes,
    pilot_hours,
    rounded,
    shares,
    word_hours,
)
from lms.domain.questions import Kind, most_reflections
from tests import make
from tests.domain.laws import law, percentages

# words, questions, difficulty, minutes, nearest ¼ h, down ¼ h, words ÷ 6000
VECTORS = [
    (3774, 16, "2.5", "61.935894", "1.00", "1.00", "0.629"),
    (3000, 10, "2", "38.493", "0.75", "0.50", "0.500"),
    (6000, 10, "3", "58.086", "1.00", "0.75", "1.000"),
    (8000, 20, "3", "86.868", "1.50", "1.25", "1.333"),
    (12000, 25, "4", "120.852", "2.00", "2.00", "2.000"),
    (20000, 30, "3", "134.460", "2.25", "2.00", "3.333"),
    (500, 3, "1", "2.3265", "0", "0", "0.083"),
    (0, 0, "1", "0", "0", "0", "0"),
]
COLUMNS = ("words", "asked", "difficulty", "minutes", "nearest", "down", "by_words")
AREAS = (AreaShare("a", 60), AreaShare("p", 40))


def shown(hours: Decimal, places: str) -> str:
    return str(hours.quantize(Decimal(places), ROUND_HALF_UP))


# The table


@pytest.mark.parametrize(COLUMNS, VECTORS)
def test_the_formula_gives_the_minutes_of_the_table(
    words, asked, difficulty, minutes, nearest, down, by_words
):
    assert mergener_minutes(words, asked, Decimal(difficulty)) == Decimal(minutes)


@pytest.mark.parametrize(COLUMNS, VECTORS)
def test_minutes_become_the_hours_of_the_table_by_either_rounding(
    words, asked, difficulty, minutes, nearest, down, by_words
):
    exact = Decimal(minutes) / 60

    assert rounded(exact, Rounding.QUARTER_NEAREST) == Decimal(nearest)
    assert rounded(exact, Rounding.QUARTER_DOWN) == Decimal(down)


@pytest.mark.parametrize(COLUMNS, VECTORS)
def test_the_word_rule_gives_the_hours_of_the_table(
    words, asked, difficulty, minutes, nearest, down, by_words
):
    places = by_words.partition(".")[2]

    assert shown(word_hours(words), f"1e-{len(places)}") == by_words


@pytest.mark.parametrize(COLUMNS, VECTORS)
def test_a_course_is_awarded_the_hours_of_the_table(
    words, asked, difficulty, minutes, nearest, down, by_words
):
    terms = make.credit_terms(method=Method.MERGENER, difficulty=Decimal(difficulty))

    credit = calculate(terms, words, asked)

    assert credit.mergener_minutes == Decimal(minutes)
    assert credit.hours == Decimal(down)
    assert sum(area.hours for area in credit.areas) == credit.hours


def test_the_misprinted_constant_would_not_give_the_published_sample():
    misprinted = MERGENER.factor * (Decimal("22.3") + Decimal("91.11766"))

    minutes = mergener_minutes(3774, 16, Decimal("2.5"))

    assert minutes == Decimal("61.935894")
    assert minutes != misprinted


def test_the_formula_says_where_it_was_published():
    assert "Mergener" in MERGENER.source
    assert "1991" in MERGENER.source


def test_a_course_without_anything_to_read_is_worth_nothing_and_not_minus_nothing():
    credit = make.a_credit(words=0, asked=0, difficulty=Decimal(1))

    assert f"{credit.mergener_minutes:.2f}" == "0.00"
    assert f"{credit.hours:.2f}" == "0.00"


# Once per course


def six_modules(**changes):
    return make.an_outline(6, words=1100, asked=4, **changes)


def mergener(outline) -> Decimal:
    return credit_of(make.credit_terms(), outline).mergener_hours


def test_the_formula_is_applied_once_per_course_and_not_summed_over_its_modules():
    outline = six_modules()

    together = mergener(outline)
    summed = sum(mergener((entry,)) for entry in outline)

    assert shown(together, "0.01") == "1.57"
    assert shown(summed, "0.01") == "3.39"


def test_checks_in_the_text_are_no_questions_for_credit():
    course = make.course_of(
        tuple(
            make.a_module(
                f"module-{number}",
                words=1100,
                sections=tuple(
                    make.a_reading_section(f"s{place}", make.a_question(f"c{number}{place}"))
                    for place in range(6)
                ),
            )
            for number in range(6)
        ),
        tuple(
            make.a_quiz(make.a_section(*make.questions(4)), module=f"module-{number}")
            for number in range(6)
        ),
    )

    credit = course.facts.credit

    assert sum(len(module.checks) for module in course.modules) == 36
    assert credit.questions == 24
    assert shown(credit.mergener_hours, "0.01") == "1.57"


def test_thirty_six_questions_more_would_be_worth_an_hour_and_a_half():
    outline = (*six_modules()[:5], make.an_entry("module-6", words=1100, asked=4 + 36))

    assert shown(mergener(outline), "0.01") == "3.07"


def test_questions_are_those_presented_and_not_the_bank():
    pool = make.a_pool(*make.questions(12), choose=4)

    course = make.course_of((make.a_module(),), (make.a_quiz(pool),))

    assert course.facts.credit.questions == 4


def test_a_reflection_is_never_graded_and_is_no_question_for_credit():
    section = make.a_section(*make.questions(5), make.a_reflection())

    course = make.course_of((make.a_module(),), (make.a_quiz(section),))

    assert course.facts.outline[0].asked == 6
    assert course.facts.credit.questions == 5


def test_of_a_pool_only_those_count_that_every_attempt_presents():
    kinds = [Kind.SINGLE, Kind.REFLECTION, Kind.NUMERIC, Kind.REFLECTION]

    assert [asked - most_reflections(kinds, asked) for asked in range(5)] == [0, 0, 0, 1, 2]
    assert most_reflections([Kind.SINGLE, Kind.TRUE_FALSE], 2) == 0


def test_optional_modules_do_not_count():
    optional = make.an_entry("appendix", is_optional=True, words=20_000, asked=30)

    assert credit_of(make.credit_terms(), (*six_modules(), optional)) == credit_of(
        make.credit_terms(), six_modules()
    )


# Methods


@pytest.mark.parametrize(
    ("method", "hours"),
    [
        (Method.WORDS, Decimal("1.50")),
        (Method.MERGENER, Decimal("2.25")),
        (Method.LOWER, Decimal("1.50")),
        (Method.PILOT, Decimal("1.00")),
    ],
)
def test_the_method_of_the_course_decides(method, hours):
    credit = make.a_credit(9000, 40, method=method, pilot_minutes=(62, 70, 78))

    assert credit.hours == hours
    assert credit.word_hours == Decimal("1.5")
    assert credit.mergener_hours * 60 == credit.mergener_minutes


def test_the_lower_method_takes_mergener_where_the_text_is_long():
    credit = make.a_credit(20_000, 30, method=Method.LOWER)

    assert credit.exact_hours == Decimal("134.460") / 60


def test_pilot_hours_are_the_mean_of_the_readers_times():
    assert pilot_hours((95, 110, 88)) == Decimal(293) / 180
    assert pilot_hours((90, 120)) == Decimal("1.75")
    assert pilot_hours(()) is None


def test_a_pilot_without_readers_awards_nothing():
    credit = make.a_credit(method=Method.PILOT)

    assert credit.pilot_hours is None
    assert credit.hours == 0


# Rounding


@pytest.mark.parametrize(
    ("exact", "rule", "hours"),
    [
        ("1.125", Rounding.QUARTER_NEAREST, "1.25"),
        ("1.1249", Rounding.QUARTER_NEAREST, "1.00"),
        ("1.2499", Rounding.QUARTER_DOWN, "1.00"),
        ("1.25", Rounding.QUARTER_DOWN, "1.25"),
        ("1.99", Rounding.HALF_DOWN, "1.50"),
        ("1.99", Rounding.WHOLE_DOWN, "1.00"),
        ("2", Rounding.WHOLE_DOWN, "2.00"),
    ],
)
def test_hours_are_rounded_by_the_rule_of_the_course(exact, rule, hours):
    assert f"{rounded(Decimal(exact), rule):.2f}" == hours


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        (Rounding.QUARTER_NEAREST, "0.25"),
        (Rounding.QUARTER_DOWN, "0.25"),
        (Rounding.HALF_DOWN, "0.5"),
        (Rounding.WHOLE_DOWN, "1"),
    ],
)
def test_every_rule_has_its_step(rule, step):
    assert rule.step == Decimal(step)


@law(st.decimals(0, 40, places=6), st.sampled_from(Rounding))
def test_law_rounding_gives_whole_steps_close_to_the_exact_hours(exact, rule):
    hours = rounded(exact, rule)

    assert hours % rule.step == 0
    assert abs(hours - exact) < rule.step
    assert rule is Rounding.QUARTER_NEAREST or hours <= exact


# Shares


def test_shares_are_dealt_in_steps_with_the_largest_remainder_first():
    # 5 quarters: 60 % of them are 3, 40 % are 2.
    assert [area.hours for area in shares(Decimal("1.25"), AREAS, Decimal("0.25"))] == [
        Decimal("0.75"),
        Decimal("0.50"),
    ]
    # 3 quarters: 1.8 and 1.2; the step that is left goes to the 0.8.
    assert [area.hours for area in shares(Decimal("0.75"), AREAS, Decimal("0.25"))] == [
        Decimal("0.50"),
        Decimal("0.25"),
    ]


def test_of_equal_remainders_the_area_named_first_gets_the_step():
    thirds = (AreaShare("q", 34), AreaShare("b", 33), AreaShare("a", 33))
    halves = (AreaShare("p", 50), AreaShare("a", 50))

    assert [it.hours for it in shares(Decimal(1), thirds, Decimal("0.5"))] == [
        Decimal("0.5"),
        Decimal("0.5"),
        Decimal(0),
    ]
    assert [it.letter for it in shares(Decimal(1), halves, Decimal(1)) if it.hours] == ["p"]


def test_a_course_without_areas_has_no_split():
    assert shares(Decimal("1.25"), (), Decimal("0.25")) == ()


@law(percentages(), st.integers(0, 80), st.sampled_from(Rounding))
def test_law_shares_sum_to_the_credit_in_whole_steps(percents, steps, rule):
    hours = steps * rule.step
    areas = tuple(AreaShare(letter, it) for letter, it in zip("abcdefghi", percents, strict=False))

    dealt = shares(hours, areas, rule.step)

    assert sum(area.hours for area in dealt) == hours
    for given, area in zip(areas, dealt, strict=True):
        exact = Fraction(hours) * given.percent / 100
        assert area.hours % rule.step == 0
        assert abs(Fraction(area.hours) - exact) < Fraction(rule.step)


def test_the_seventeen_core_knowledge_areas_have_their_names():
    assert "".join(AREA_NAMES) == "abcdefghijklmnopq"
    assert AREA_NAMES["a"] == "ethics"
    assert AREA_NAMES["j"] == "exploitation, abuse, assault"
    assert AREA_NAMES["p"] == "history"


# What a board may ask about


def an_earning(course: str = "foundations", hours: str = "3", at: datetime = make.START) -> Earned:
    return Earned(course, at, at.date(), Decimal(hours))


def test_the_same_course_twice_in_a_license_period_is_flagged():
    first, again = an_earning(), an_earning(at=make.START + timedelta(days=400))

    assert flags(again, [first]) == (Flag.COMPLETED_BEFORE,)
    assert flags(first, [again]) == ()
    assert flags(again, [an_earning("ethics")]) == ()


def test_a_completion_is_no_repetition_of_itself():
    assert flags(an_earning(), [an_earning()]) == ()


@pytest.mark.parametrize(
    ("first", "second", "is_inside"),
    [
        (date(2026, 11, 14), date(2026, 11, 14), True),
        (date(2026, 11, 14), date(2029, 11, 13), True),
        (date(2026, 11, 14), date(2029, 11, 14), False),
        (date(2028, 2, 29), date(2031, 2, 28), True),
        (date(2028, 2, 29), date(2031, 3, 1), False),
    ],
)
def test_a_license_period_is_thirty_six_months(first, second, is_inside):
    assert CUSTOMS.license_period_months == 36
    assert is_in_period(first, second) == is_inside


@pytest.mark.parametrize(
    ("hours", "minutes", "found"),
    [
        (("5", "3"), 60, ()),  # eight hours are not more than eight
        (("5", "3.25"), 60, (Flag.MANY_HOURS,)),
        (("5", "3.25"), 24 * 60 - 1, (Flag.MANY_HOURS,)),
        (("5", "3.25"), 24 * 60, ()),
        (("9", "0"), 60, ()),  # hours of study are no credit
        (("0", "9"), 60, (Flag.MANY_HOURS,)),
    ],
)
def test_more_than_eight_hours_of_credit_within_a_day_are_flagged(hours, minutes, found):
    before = an_earning("ethics", hours[0])
    new = an_earning(hours=hours[1], at=make.START + timedelta(minutes=minutes))

    assert flags(new, [before]) == found
