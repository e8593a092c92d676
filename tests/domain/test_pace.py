"""Active reading time: capped intervals between sections, and nothing for a tab left open."""

from datetime import timedelta

import pytest

from lms.domain.pace import LONGEST_INTERVAL, counts_again, longest_interval, minutes_read
from tests.make import START


def after(*minutes: int) -> list:
    return [START + timedelta(minutes=minute) for minute in minutes]


def test_nothing_is_read_before_the_first_section() -> None:
    assert minutes_read([], LONGEST_INTERVAL, START) == 0


def test_the_time_from_section_to_section_and_to_the_end_counts() -> None:
    *sections, end = after(0, 4, 9, 15)

    assert minutes_read(sections, LONGEST_INTERVAL, end) == 15


def test_wb08_a_tab_left_open_counts_no_more_than_one_interval() -> None:
    *sections, end = after(0, 600)

    assert minutes_read(sections, LONGEST_INTERVAL, end) == LONGEST_INTERVAL.total_seconds() // 60


def test_the_order_of_sections_does_not_matter() -> None:
    first, second, third, end = after(0, 4, 9, 15)

    assert minutes_read([third, first, second], LONGEST_INTERVAL, end) == 15


@pytest.mark.parametrize(("asked", "sections"), [(10, 5), (25, 2), (71, 7), (45, 1), (600, 9)])
def test_wb08_whoever_takes_the_time_can_read_every_module_to_its_end(asked, sections) -> None:
    longest = longest_interval(asked, sections)
    read_at = [START + longest * number for number in range(sections)]

    assert longest >= LONGEST_INTERVAL
    assert minutes_read(read_at, longest, START + longest * sections) >= asked


def test_wb08_whoever_skimmed_can_read_on_and_is_counted() -> None:
    skimmed = [START + timedelta(seconds=4 * number) for number in range(6)]
    read_on = after(1, 9, 17, 25)

    assert minutes_read(skimmed, LONGEST_INTERVAL, START + timedelta(days=1)) == 10
    assert minutes_read([*skimmed, *read_on], LONGEST_INTERVAL, START + timedelta(minutes=30)) == 30


def test_wb08_reading_on_counts_again_after_a_minute_where_minutes_are_asked_for() -> None:
    soon, later = START + timedelta(seconds=59), START + timedelta(seconds=60)

    assert not counts_again([START], 12, soon)
    assert counts_again([START], 12, later)
    assert not counts_again([START], None, later)
    assert not counts_again([], 12, later)


def test_a_module_without_sections_asks_for_one_interval_at_most() -> None:
    assert longest_interval(25, 0) == timedelta(minutes=25)
