"""Certificates that count for a time: until when, from when to renew, when to remind."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st

from lms.domain.certificates import Snapshot
from lms.domain.renewal import Term, newest_terms, term_of
from lms.store.columns import from_text, to_text
from tests import make
from tests.domain.laws import law

# The fourteenth of November 2026, and two years.
LAST_ON = date(2028, 11, 14)


def a_term(last_on: date = LAST_ON) -> Term:
    term = term_of(make.a_certificate(make.a_snapshot(valid_until=last_on)))
    assert term is not None
    return term


# The last day


def test_the_last_day_is_counted_from_the_day_of_completion():
    facts = make.course_facts(valid_months=24)

    assert make.a_snapshot_of(facts).valid_until == LAST_ON


def test_a_certificate_of_a_course_without_validity_counts_for_good():
    certificate = make.a_certificate()

    assert certificate.snapshot.valid_until is None
    assert term_of(certificate) is None


def test_a_snapshot_from_before_there_was_validity_is_still_read():
    frozen = make.a_snapshot()
    kept = to_text(frozen).replace(',"valid_until":null', "")

    assert "valid_until" not in kept
    assert from_text(Snapshot, kept) == frozen


def test_the_last_day_still_counts_to_its_end_where_the_provider_is():
    term = a_term()

    assert not term.has_ended_at(datetime(2028, 11, 15, 4, 59, tzinfo=UTC))
    assert term.has_ended_at(datetime(2028, 11, 15, 5, 0, tzinfo=UTC))


def test_what_was_voided_or_replaced_has_no_term():
    frozen = make.a_snapshot(valid_until=LAST_ON)

    assert term_of(make.a_voided_certificate(snapshot=frozen)) is None
    assert term_of(make.a_certificate(frozen, replaced_by="7K3M-Q9XA-04TX")) is None


# The window


@pytest.mark.parametrize(
    ("day", "is_open", "is_told"),
    [
        (date(2028, 8, 15), False, False),
        (date(2028, 8, 16), True, True),
        (date(2028, 11, 14), True, True),
        (date(2028, 11, 15), True, True),
        (date(2029, 2, 13), True, False),
    ],
)
def test_it_may_be_renewed_from_ninety_days_before_its_end_and_after_it(day, is_open, is_told):
    assert (a_term().is_open_on(day), a_term().is_told_on(day)) == (is_open, is_told)


# Reminders


def test_reminders_come_at_nine_in_the_morning_where_the_provider_is():
    assert dict(a_term().reminders) == {
        90: datetime(2028, 8, 16, 13, tzinfo=UTC),
        60: datetime(2028, 9, 15, 13, tzinfo=UTC),
        30: datetime(2028, 10, 15, 13, tzinfo=UTC),
        # New York has gone back to standard time by then.
        7: datetime(2028, 11, 7, 14, tzinfo=UTC),
    }


@law(st.dates(date(2027, 6, 1), date(2050, 1, 1)), st.integers(0, 24 * 400))
def test_at_any_time_one_reminder_at_most_is_due(last_on, hours):
    term = a_term(last_on)
    at = datetime(last_on.year, last_on.month, last_on.day, tzinfo=UTC) - timedelta(hours=hours)

    due = [days for days in term.reminders if term.is_due(days, at)]

    assert len(due) == (at >= min(term.reminders.values()))


def test_after_the_end_nobody_is_reminded():
    at = datetime(2028, 11, 15, 12, tzinfo=UTC)

    assert not any(a_term().is_due(days, at) for days in a_term().reminders)


# Of several completions, the newest


def test_a_newer_completion_takes_the_place_of_the_older_one():
    older = make.a_certificate(make.a_snapshot(valid_until=LAST_ON))
    later = make.COMPLETED_AT + timedelta(days=700)
    newer = make.a_certificate(
        make.a_snapshot(valid_until=date(2030, 10, 15), completed_at=later), serial="NEWR"
    )

    assert [it.serial for it in newest_terms([newer, older])] == ["NEWR"]


def test_where_the_newer_one_was_voided_the_older_one_counts():
    older = make.a_certificate(make.a_snapshot(valid_until=LAST_ON))
    later = make.COMPLETED_AT + timedelta(days=700)
    newer = make.a_voided_certificate(
        snapshot=make.a_snapshot(valid_until=date(2030, 10, 15), completed_at=later)
    )

    assert [it.serial for it in newest_terms([older, newer])] == [make.SERIAL]


def test_a_newer_one_that_counts_for_good_ends_the_renewing():
    older = make.a_certificate(make.a_snapshot(valid_until=LAST_ON))
    newer = make.a_certificate(
        make.a_snapshot(completed_at=make.COMPLETED_AT + timedelta(days=700)), serial="NEWR"
    )

    assert newest_terms([older, newer]) == ()
