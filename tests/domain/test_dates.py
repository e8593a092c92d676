"""Days as they are written out."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st

from lms.domain.dates import last_day_of_months, months_later, written_out
from tests.domain.laws import law

DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 240)


def test_a_day_is_written_out_without_a_leading_zero():
    assert written_out(date(2026, 11, 4)) == "November 4, 2026"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 14), 24, date(2028, 11, 14)),
        (date(2026, 11, 14), 2, date(2027, 1, 14)),
        (date(2026, 11, 14), 1, date(2026, 12, 14)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, then):
    assert months_later(day, months) == then


@law(DAYS, MONTHS)
def test_months_later_lies_in_the_month_that_was_counted_to(day, months):
    then = months_later(day, months)

    assert 12 * then.year + then.month == 12 * day.year + day.month + months
    assert then.day <= day.day


@law(DAYS, DAYS, MONTHS)
def test_who_completes_later_never_has_an_earlier_end(one, other, months):
    first, second = sorted((one, other))

    assert months_later(first, months) <= months_later(second, months)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 14), 24, date(2028, 11, 13)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_so_many_months_end_before_their_first_day_comes_round_again(first, months, last):
    assert last_day_of_months(first, months) == last


@law(DAYS, MONTHS)
def test_a_term_counts_a_day_longer_than_its_months_but_where_a_month_is_short(first, months):
    longer = months_later(first, months) - last_day_of_months(first, months)

    comes_round = months_later(first, months).day == first.day
    assert longer == timedelta(days=1 if comes_round else 0)
