"""When a planned edition is due, and what is in its way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.errors import FormRefusal
from lms.domain.plans import FARTHEST, Plan, time_due, why_not

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 28, 17, 30, tzinfo=UTC)  # 12:30 in New York
PLAN = Plan("p1", 1, 3, 7, "0" * 64, None, "", 1, "Cleo Ray", NOW, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        ("2026-12-01", "08:30", datetime(2026, 12, 1, 13, 30, tzinfo=UTC)),
        (" 2026-11-28 ", "12:31", datetime(2026, 11, 28, 17, 31, tzinfo=UTC)),
        ("2027-07-01", "08:30", datetime(2027, 7, 1, 12, 30, tzinfo=UTC)),
        # Clocks are put back at 2:00 that day: the earlier of two moments.
        ("2027-11-07", "01:30", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_in_the_zone_of_its_author(day: str, at: str, due: datetime) -> None:
    assert time_due(day, at, NEW_YORK, NOW) == due


@pytest.mark.parametrize(
    ("day", "at", "fields"),
    [
        ("", "", {"day", "time"}),
        ("tomorrow", "08:30", {"day"}),
        ("2026-12-01", "half past eight", {"time"}),
        ("2026-12-01", "08:30+01:00", {"time"}),
        ("2026-11-28", "12:30", {"day"}),
        ("2026-11-27", "08:30", {"day"}),
        ("2027-11-30", "08:30", {"day"}),
        ("9999-12-31", "23:59", {"day"}),
        ("0001-01-01", "00:00", {"day"}),
        # Clocks are put forward from 2:00 to 3:00 that day.
        ("2027-03-14", "02:30", {"time"}),
    ],
)
def test_what_is_no_time_to_come_is_refused_beside_its_field(
    day: str, at: str, fields: set[str]
) -> None:
    with pytest.raises(FormRefusal) as refused:
        time_due(day, at, NEW_YORK, NOW)

    assert set(refused.value.problems) == fields


@pytest.mark.parametrize(("day", "at", "field"), [("", "08:30", "day"), ("2026-12-01", "", "time")])
def test_a_day_without_a_time_is_told_that_both_are_needed(day: str, at: str, field: str) -> None:
    with pytest.raises(FormRefusal) as refused:
        time_due(day, at, NEW_YORK, NOW)

    assert "needs a day and a time" in refused.value.problems[field]


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_is_a_time_to_come_or_refused(day: str, at: str) -> None:
    try:
        due = time_due(day, at, NEW_YORK, NOW)
    except FormRefusal as refusal:
        due = None
        said = refusal.problems
    else:
        said = {}
    assert all(said.values())
    assert (due is None) == bool(said)
    assert due is None or NOW < due <= NOW + FARTHEST


def test_a_plan_is_carried_out_by_whoever_may_on_the_edition_that_it_goes_on_from() -> None:
    assert why_not(PLAN, 7, may_plan=True) == ""
    assert "meanwhile" in why_not(PLAN, 8, may_plan=True)
    assert "Cleo Ray" in why_not(PLAN, 7, may_plan=False)
