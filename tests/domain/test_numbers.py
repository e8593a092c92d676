"""Numbers as people type them: with units, thousands and whatever dash their telephone makes."""

from fractions import Fraction

import pytest
from hypothesis import strategies as st

from lms.domain.grading import find_wrong_number, is_within, read_number
from tests import make
from tests.domain.laws import law


@pytest.mark.parametrize(
    ("answer", "is_right"),
    [("13", True), ("15", True), ("14.5", True), ("12.999", False), ("15.001", False)],
)
def test_a_number_is_right_within_the_range_and_at_both_its_ends(answer, is_right):
    key = make.a_numeric_question(low="13", high="15", unit="points").numeric

    assert is_within(key, answer) == is_right
    assert is_within(key, f"{answer} points") == is_right


def test_decimals_are_compared_exactly():
    key = make.a_numeric_question(low="0.3", high="0.3", unit="").numeric

    assert is_within(key, "0.30")
    assert not is_within(key, "0.30000000000000001")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("14", 14),
        (" 14\n", 14),
        ("+14", 14),
        ("007", 7),
        ("-0", 0),
        ("5.", 5),
        (".5", Fraction(1, 2)),
        ("1e3", 1000),
        ("2.5E-1", Fraction(1, 4)),
        ("1,234", 1234),
        ("1,234,567.5", Fraction("1234567.5")),
        ("-1,234", -1234),
    ],
)
def test_a_number_is_read_as_people_type_it(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2013", "\u2010", "\u2011"])
def test_every_dash_that_a_telephone_makes_is_a_minus(minus):
    assert read_number(f"{minus}3.5") == Fraction("-3.5")


NO_NUMBERS = (
    "most . - --5 10-14 1/2 1_000 0x10 nan inf 1e 1e999999 "
    "1,5 12,34 0,123 1234,567 1,234, 1.2.3 50% \u0661\u0664 \uff15 \u00b2"
)


@pytest.mark.parametrize("text", [*NO_NUMBERS.split(), "", "- 5", "1 234", "5 minutes", "9" * 31])
def test_what_is_no_number_is_none(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 minutes", "minutes"),
        ("12 minutes", "minute"),
        ("12 Minute", "minutes"),
        ("12minutes", "minute"),
        ("12\u00a0min", "min"),
        ("12", "min"),
        ("12 %", "%"),
        ("12%", "%"),
        ("12 µg", "μg"),
        ("12 mg  per day", "mg per day"),
        ("12 STRASSE", "straße"),
        ("12 e3", "e3"),
    ],
)
def test_the_unit_may_be_written_or_left_out(text, unit):
    assert read_number(text, unit) == 12


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 hours", "minutes"),
        ("12 m", "ms"),
        ("12 ms", "m"),
        ("minutes", "minutes"),
        ("12 min", ""),
    ],
)
def test_another_unit_is_no_answer(text, unit):
    assert read_number(text, unit) is None


@law(st.one_of(st.text(), st.text("0123456789.,-+eE% _\u2212\u00a0")), st.text(max_size=6))
def test_law_reading_a_number_never_raises(text, unit):
    number = read_number(text, unit)

    assert number is None or abs(number) < 10**130


@law(st.decimals(-(10**9), 10**9, places=4))
def test_law_a_number_is_read_back_as_it_was_written(number):
    assert read_number(f"{number:f}") == Fraction(number)
    assert read_number(f"{number:,f} mg", "mg") == Fraction(number)


def test_a_common_mistake_is_known_with_and_without_its_unit():
    key = make.a_numeric_question(low="1", high="1", unit="minute", mistakes=("2", "60")).numeric

    assert find_wrong_number(key, "2.0 minutes").value == "2"
    assert find_wrong_number(key, "60").value == "60"
    assert find_wrong_number(key, "3") is None
    assert find_wrong_number(key, "two") is None
