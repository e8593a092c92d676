"""Certificates: the frozen snapshot, statements in force, serials (CE_RULES 3)."""

import re
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from lms.domain.certificates import (
    DISCLAIMERS,
    SERIAL_LETTERS,
    CertificateStanding,
    new_serial,
    snapshot,
    statements,
    tidy_serial,
)
from tests import make
from tests.domain.laws import law

READING = "Reading-based asynchronous non-interactive distance learning"
FACTS = make.approved(  # 1.00 hours
    make.course_facts(make.an_outline(words=6000), format=READING)
)
DAY = make.COMPLETED_ON


def frozen(facts=None, provider=None, holder=None):
    return snapshot(
        holder or make.a_holder(),
        facts or make.course_facts(),
        (3, make.EDITION_HASH),
        provider or make.a_provider(),
        make.COMPLETED_AT,
        DAY,
    )


# Statements


@pytest.mark.parametrize(
    ("day", "is_in_force"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 11, 14), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_a_statement_is_in_force_on_the_completion_date_only(day, is_in_force):
    approval = make.an_approval(valid_from=date(2026, 1, 1), valid_to=date(2027, 12, 31))

    assert bool(statements(FACTS, (approval,), day)) == is_in_force


@pytest.mark.parametrize(
    ("formats", "is_in_force"),
    [((), True), ((READING,), True), (("Live webinar", READING), True), (("Live webinar",), False)],
)
def test_a_statement_is_in_force_for_its_formats_only(formats, is_in_force):
    approval = make.an_approval(formats=formats)

    assert bool(statements(FACTS, (approval,), DAY)) == is_in_force


def test_a_statement_is_verbatim_but_for_its_hours_and_period():
    approval = make.an_approval(
        statement="Board {x}, 50-1234: {hours} hours {hours}, {period}.  100 % {period",
    )

    assert statements(FACTS, (approval,), DAY) == (
        "Board {x}, 50-1234: 1.00 hours 1.00, January 1, 2026 to December 31, 2027.  100 % {period",
    )


def test_a_number_that_the_statement_leaves_out_follows_it():
    approval = make.an_approval(number="1", statement="Approved for {hours} hours, no. 12.")

    assert statements(FACTS, (approval,), DAY) == (
        "Approved for 1.00 hours, no. 12.",
        "Example Board of Sexual Health: 1, January 1, 2026 to December 31, 2027",
    )


def test_a_period_that_the_statement_leaves_out_follows_it():
    approval = make.an_approval(number="", statement="Approved")

    assert statements(FACTS, (approval,), DAY) == (
        "Approved",
        "Example Board of Sexual Health: January 1, 2026 to December 31, 2027",
    )


def test_several_approvals_keep_their_order():
    first, second = make.an_approval(), make.an_approval(statement="Second, 50-1234, {period}.")
    expired = make.an_approval(valid_to=date(2026, 1, 2))

    said = statements(FACTS, (first, expired, second), DAY)

    assert [line[:8] for line in said] == ["Approved", "Second, "]


def test_nothing_is_approved_for_no_hours():
    too_short = make.approved(make.course_facts(make.an_outline(1, words=100, asked=1)))
    approvals = (make.an_approval(),)

    assert too_short.credit.hours == 0
    assert too_short.approvals_on(DAY, approvals) == ()
    assert statements(too_short, approvals, DAY) == ()
    assert FACTS.approvals_on(DAY, approvals) == approvals


def test_a_statement_says_nothing_before_an_approver_has_frozen_the_hours():
    facts = make.course_facts(make.an_outline(words=6000), format=READING)

    assert statements(facts, (make.an_approval(),), DAY) == ()
    assert not frozen(facts, make.a_provider(make.an_approval())).has_credit


# The snapshot


def test_a_snapshot_holds_everything_that_an_audit_compares():
    facts = make.approved(
        make.course_facts(slug="foundations", approved_title="Foundations of Sex Therapy")
    )

    it = frozen(facts, make.a_provider(make.an_approval()))

    assert it.legal_name == "Ben Okafor"
    assert it.licenses == (make.a_license(),)
    assert it.course_title == "Foundations of Sex Therapy"
    assert (it.course_slug, it.edition_number) == ("foundations", 3)
    assert it.edition_hash == make.EDITION_HASH
    assert (it.completed_at, it.completed_on) == (make.COMPLETED_AT, DAY)
    assert (it.hours, it.areas) == (facts.credit.hours, facts.credit.areas)
    assert it.format == READING
    assert it.authors == ("Cleo Marchetti, PhD, CST-S",)
    assert it.disclaimers == DISCLAIMERS
    assert it.has_credit
    assert "0.75 CE credit hours" in it.approvals[0]


def test_a_snapshot_repeats_the_provider():
    provider = make.a_provider()

    it = frozen(provider=provider)

    assert (it.provider_name, it.provider_address, it.provider_email) == (
        provider.name,
        provider.address,
        provider.email,
    )
    assert (it.signatory_name, it.signatory_title) == (
        provider.signatory_name,
        provider.signatory_title,
    )
    assert (it.retention, it.time_zone) == (provider.retention, provider.time_zone)


def test_without_an_approval_no_credit_is_designated():
    assert not frozen().has_credit
    elsewhere = make.a_provider(make.an_approval(formats=("Live",)))
    assert not frozen(make.approved(), elsewhere).has_credit


def test_the_standard_is_one_that_every_required_quiz_was_passed_at():
    outline = (
        make.an_entry("module-1", pass_mark_percent=80),
        make.an_entry("module-2", pass_mark_percent=75),
        make.an_entry("appendix", pass_mark_percent=50, is_optional=True),
        make.an_entry_without_quiz("reading", pass_mark_percent=10),
    )

    assert frozen(make.course_facts(outline)).pass_mark_percent == 75
    assert frozen(make.course_facts(())).pass_mark_percent == 80


def test_an_author_without_credentials_is_named_without_a_comma():
    facts = make.course_facts(authors=(make.an_author(credentials=""),))

    assert frozen(facts).authors == ("Cleo Marchetti",)


def test_a_snapshot_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        frozen().hours = Decimal(100)


# Standing of a certificate


def test_a_certificate_is_valid_until_it_is_voided_or_replaced():
    assert make.a_certificate().is_valid
    assert not make.a_voided_certificate().is_valid
    assert not make.a_certificate(replaced_by="BBBB-BBBB-BBBB").is_valid
    assert make.a_certificate(replaces="AAAA-AAAA-AAAA").is_valid


# Serials


def test_no_letter_of_a_serial_can_be_misread():
    assert len(set(SERIAL_LETTERS)) == 32
    assert not set("ILOU") & set(SERIAL_LETTERS)


def test_serials_are_three_groups_of_four_and_differ():
    serials = {new_serial() for _ in range(200)}

    assert len(serials) == 200
    assert all(re.fullmatch(rf"(?:[{SERIAL_LETTERS}]{{4}}-?){{3}}", it) for it in serials)
    assert all(len(it) == 14 and it[4] == it[9] == "-" for it in serials)


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-Q9XA-04TZ",
        "7k3m-q9xa-04tz",
        " 7K3MQ9XA04TZ ",
        "7K3M Q9XA 04TZ",
        "7K3M\u2013Q9XA\u201304TZ",
        "7K3M-Q9XA-O4TZ",
        "7k3m.q9xa.o4tz\n",
    ],
)
def test_a_serial_is_found_however_it_was_typed(typed):
    assert tidy_serial(typed) == "7K3M-Q9XA-04TZ"


def test_misread_letters_are_mended():
    assert tidy_serial("ilou-ILOU-0000") == "110V-110V-0000"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-Q9XA-04TZ-1", "\u0667K3M-Q9XA-04TZ", "ß" * 6])
def test_what_is_no_serial_is_left_as_it_was_typed(typed):
    assert tidy_serial(f" {typed} ") == typed


@law(st.text(SERIAL_LETTERS, min_size=12, max_size=12))
def test_law_a_serial_makes_the_round_trip(letters):
    serial = f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

    assert tidy_serial(serial) == serial
    assert tidy_serial(serial.lower().replace("-", " ")) == serial


@law(st.text(max_size=30))
def test_law_tidying_twice_is_tidying_once(typed):
    assert tidy_serial(tidy_serial(typed)) == tidy_serial(typed)


# How one stands

LAST_ON = date(2027, 11, 14)


@pytest.mark.parametrize(
    ("changes", "stands", "stands_later"),
    [
        ({}, CertificateStanding.VALID, CertificateStanding.ENDED),
        ({"replaced_by": "B"}, CertificateStanding.REPLACED, CertificateStanding.REPLACED),
        ({"voided_at": make.later(9)}, CertificateStanding.VOIDED, CertificateStanding.VOIDED),
        (
            {"voided_at": make.later(9), "replaced_by": "B"},
            CertificateStanding.VOIDED,
            CertificateStanding.VOIDED,
        ),
    ],
    ids=["neither", "replaced", "voided", "both"],
)
def test_a_term_ends_only_what_was_neither_voided_nor_replaced(changes, stands, stands_later):
    it = make.a_certificate(make.a_snapshot(valid_until=LAST_ON), **changes)

    assert it.standing_on(LAST_ON) is stands
    assert it.standing_on(LAST_ON + timedelta(days=1)) is stands_later


def test_the_last_day_is_over_where_the_provider_is():
    frozen_here = make.a_snapshot(valid_until=LAST_ON, time_zone="America/New_York")
    midnight = datetime(2027, 11, 15, 5, tzinfo=UTC)

    it = make.a_certificate(frozen_here)

    assert it.standing_at(midnight - timedelta(seconds=1)) is CertificateStanding.VALID
    assert it.standing_at(midnight) is CertificateStanding.ENDED


def test_a_certificate_without_a_term_never_ends():
    assert make.a_certificate().standing_on(date.max) is CertificateStanding.VALID
