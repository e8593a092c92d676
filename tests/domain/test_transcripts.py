"""The lines of a transcript: what is on it, what counts, and what is asked for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lms.domain.transcripts import NO_AREA, Entered, Line, Sought, Standing, transcript
from tests import make
from tests.records import NEW_YORK, a_certificate_from_elsewhere, a_line, hours_in, titles

APPROVED = make.a_certificate(make.a_snapshot(make.an_approval()))


def entered(**changes: object) -> Entered:
    return Entered("x1", a_certificate_from_elsewhere(**changes), None, make.START)


def test_the_newest_comes_first_wherever_it_was_earned() -> None:
    old, new = date(2025, 1, 1), date(2026, 12, 1)
    elsewhere = [entered(title="Old", completed_on=old), entered(title="New", completed_on=new)]

    found = transcript([APPROVED], elsewhere, Sought())

    assert titles(found) == ["New", "Foundations of Sex Therapy", "Old"]


def test_hours_from_here_and_hours_from_elsewhere_are_two_sums() -> None:
    voided = replace(make.a_voided_certificate(), snapshot=APPROVED.snapshot)

    found = transcript([APPROVED, voided, make.a_certificate()], [entered(hours=6)], Sought())

    assert (found.hours, found.entered_hours) == (Decimal("0.75"), 6)
    assert [it.standing for it in found.counted] == [Standing.VALID]


def test_what_no_area_is_stated_for_is_a_portion_of_its_own() -> None:
    line = a_line("6.5", areas=hours_in(n=1, skills=4, p=0))

    assert [(it.letter, it.hours) for it in line.portions] == [
        ("n", 1),
        ("skills", 4),
        (NO_AREA, Decimal("1.5")),
    ]


def licensed() -> Line:
    return a_line(completed_on=date(2026, 5, 2), licenses=(NEW_YORK,), approvals=("AASECT 14",))


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        (Sought(), True),
        (Sought(first=date(2026, 5, 2), last=date(2026, 5, 2)), True),
        (Sought(first=date(2026, 5, 3)), False),
        (Sought(last=date(2026, 5, 1)), False),
        (Sought(license=NEW_YORK), True),
        (Sought(license=make.a_license(number="Another")), False),
        (Sought(approved_by="aasect"), True),
        (Sought(approved_by="Example"), False),
    ],
)
def test_a_line_is_asked_for_by_its_day_its_license_and_its_credit_type(
    sought: Sought, fits: bool
) -> None:
    assert sought.fits(licensed()) is fits


def test_the_licenses_to_choose_from_are_those_of_all_lines() -> None:
    elsewhere = [entered(licenses=(NEW_YORK,), completed_on=date(2020, 1, 1))]

    found = transcript([APPROVED], elsewhere, Sought(first=date(2026, 1, 1)))

    assert titles(found) == ["Foundations of Sex Therapy"]
    assert found.licenses == (make.a_license(), NEW_YORK)
