"""Rosters: the lines that each body wants, and why a completion has none (CE_RULES 4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lms.domain.certificates import License
from lms.domain.completion import standing
from lms.domain.rosters import (
    GENERIC_HEAD,
    PARS_HEAD,
    Entry,
    Kind,
    Permission,
    lines_of,
    name_parts,
    roster_facts,
)
from lms.domain.states import STATES, state_code
from tests import make

FLORIDA = License("Mental health counselor", "Florida", "0012345")
NUMBERS = {
    ("provider", ""): "50-1234",
    ("course", "foundations"): "20-987654",
    ("profession", "Mental health counselor"): "MH",
}


def entry(*licenses: License, **changes: object) -> Entry:
    frozen = make.a_snapshot(make.an_approval(), licenses=licenses, course_slug="foundations")
    return Entry(make.a_certificate(frozen, **changes), None, None)


def why(kind: Kind, it: Entry, numbers: dict[tuple[str, str], str]) -> str:
    refused = lines_of(kind, it, numbers).refused
    assert refused is not None
    return refused.why


# -- CE Broker -----------------------------------------------------------------------


def test_ce_broker_takes_ten_columns_with_one_number_of_the_course() -> None:
    it = entry(FLORIDA)

    (row,) = lines_of(Kind.CE_BROKER, it, NUMBERS).rows

    day = it.snapshot.completed_on
    assert row == (
        "1234", "987654", None, None, "0012345", day, "State=FL", "Profession=MH", None, None,
    )  # fmt: skip


def test_a_course_without_a_tracking_number_goes_by_its_own_name() -> None:
    numbers = {key: number for key, number in NUMBERS.items() if key[0] != "course"}

    (row,) = lines_of(Kind.CE_BROKER, entry(FLORIDA), numbers).rows

    assert row[1:3] == (None, "foundations")


def test_each_license_that_can_be_read_has_a_line() -> None:
    georgia = replace(FLORIDA, jurisdiction="ga", number="LPC 7")
    abroad = replace(FLORIDA, jurisdiction="Bavaria")

    rows = lines_of(Kind.CE_BROKER, entry(FLORIDA, abroad, georgia), NUMBERS).rows

    assert [(row[4], row[6]) for row in rows] == [("0012345", "State=FL"), ("LPC 7", "State=GA")]


@pytest.mark.parametrize(
    ("licenses", "missing", "sentence"),
    [
        ((), (), "The certificate states no license."),
        ((replace(FLORIDA, jurisdiction="Bavaria"),), (), "“Bavaria” is no state"),
        ((FLORIDA,), ("profession", "Mental health counselor"), "Enter the code that they know"),
        ((FLORIDA,), ("provider", ""), "Enter the provider's tracking number"),
    ],
    ids=["no license", "no state", "no profession", "no provider"],
)
def test_what_ce_broker_would_refuse_is_named(
    licenses: tuple[License, ...], missing: tuple[str, str], sentence: str
) -> None:
    numbers = {key: number for key, number in NUMBERS.items() if key != missing}

    assert why(Kind.CE_BROKER, entry(*licenses), numbers).startswith(sentence)


@pytest.mark.parametrize(
    ("about", "number"),
    [
        (("provider", ""), "50-12a4"),
        (("provider", ""), "20-1234"),
        (("provider", ""), "1234567890"),
        (("provider", ""), "50-"),
        (("provider", ""), "50-١٢"),
        (("course", "foundations"), "FSX 101"),
        (("course", "foundations"), "50-987"),
        (("course", "foundations"), "20- 987"),
    ],
)
def test_a_tracking_number_that_ce_broker_never_gives_is_named(
    about: tuple[str, str], number: str
) -> None:
    sentence = why(Kind.CE_BROKER, entry(FLORIDA), {**NUMBERS, about: number})

    assert f"The {about[0]}'s tracking number “{number}” is none" in sentence
    assert "9 digits at most" in sentence


@pytest.mark.parametrize("number", ["1", "50-1", "50-123456789"])
def test_a_tracking_number_of_up_to_nine_digits_is_taken_with_its_prefix_or_without(
    number: str,
) -> None:
    (row,) = lines_of(Kind.CE_BROKER, entry(FLORIDA), {**NUMBERS, ("provider", ""): number}).rows

    assert row[0] == number.removeprefix("50-")


@pytest.mark.parametrize("kind", [Kind.CE_BROKER, Kind.PARS])
@pytest.mark.parametrize("number", ["none", "—", "MH ١٢٣", "\u041c\u041d 123", "1\u200b2"])
def test_a_license_number_that_no_board_gives_is_named(kind: Kind, number: str) -> None:
    numbers = {**NUMBERS, ("course", "foundations"): "987"}
    it = replace(entry(replace(FLORIDA, number=number)), permission=Permission(2, 29, make.START))

    assert f"The license number “{number}” has" in why(kind, it, numbers)


def test_a_license_that_has_no_line_is_named_beside_those_that_have_one() -> None:
    lines = lines_of(Kind.CE_BROKER, entry(FLORIDA, replace(FLORIDA, number="none")), NUMBERS)

    assert [row[4] for row in lines.rows] == ["0012345"]
    assert [it.partition(".")[0] for it in lines.skipped] == [
        "The license number “none” has no digit"
    ]


@pytest.mark.parametrize("kind", [Kind.CE_BROKER, Kind.PARS])
def test_what_no_longer_stands_is_not_reported(kind: Kind) -> None:
    voided = entry(FLORIDA, voided_at=make.later(500), void_reason="In error.")

    assert why(kind, voided, NUMBERS).startswith("The certificate was voided after")


# -- PARS ----------------------------------------------------------------------------


def test_pars_takes_the_day_of_birth_without_its_year_and_a_date_without_time() -> None:
    it = replace(entry(FLORIDA), permission=Permission(2, 29, make.START))

    (row,) = lines_of(Kind.PARS, it, NUMBERS).rows

    told = dict(zip(PARS_HEAD, row, strict=True))
    assert (told["birth month"], told["birth day"]) == (2, 29)
    assert type(told["completion date"]) is date
    assert told["permission"] == "yes"


def test_pars_is_told_of_nobody_without_permission() -> None:
    assert "permission" in why(Kind.PARS, entry(FLORIDA), NUMBERS)


# -- the provider's own ------------------------------------------------------------------


def test_the_own_roster_tells_everything_and_never_a_birth_year() -> None:
    it = entry(FLORIDA, voided_at=make.later(500), void_reason="In error.")

    (row,) = lines_of(Kind.GENERIC, it, {}).rows

    told = dict(zip(GENERIC_HEAD, row, strict=True))
    assert told["certificate"] == it.certificate.serial
    assert told["reason"] == "In error."
    assert told["licenses"] == "Mental health counselor, Florida, 0012345"
    assert not any("birth" in head for head in GENERIC_HEAD)


def test_the_last_word_of_a_name_is_presumed_to_be_the_last_name() -> None:
    assert name_parts("Maria del Carmen Ruiz") == ("Maria del Carmen", "Ruiz")
    assert name_parts("Suharto") == ("", "Suharto")


def test_the_facts_are_those_of_the_best_attempts() -> None:
    stands = standing(make.course_facts(), make.all_work())

    found = roster_facts("ada@example.org", make.START, stands, ("AASECT 12",))

    assert found.attempts == 2
    assert found.score_percent == Decimal("100.0")
    assert found.approvals == ("AASECT 12",)


def test_a_state_is_known_by_its_name_and_its_code() -> None:
    assert state_code(" florida ") == state_code("fl") == "FL"
    assert state_code("Ontario") == ""
    assert len(STATES) == len(set(STATES.values())) == 52
