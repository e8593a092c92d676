"""Days as they are written out."""

from datetime import date

from lms.domain.dates import written_out


def test_a_day_is_written_out_without_a_leading_zero():
    assert written_out(date(2026, 11, 4)) == "November 4, 2026"
