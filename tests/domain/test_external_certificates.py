"""What somebody types about a certificate from elsewhere: kept, or refused beside its field."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from lms.domain.credit import AreaHours
from lms.domain.errors import FormRefusal
from lms.domain.external_certificates import (
    AREA_FIELDS,
    clean_certificate,
    clean_sought,
    license_text,
    typed_of,
)
from lms.domain.names import BIDI_CONTROLS
from lms.domain.transcripts import Method, Sought
from tests.domain.laws import law
from tests.records import NEW_YORK, typed

TODAY = date(2026, 11, 28)


def problems(**changes: str) -> dict[str, str]:
    with pytest.raises(FormRefusal) as refusal:
        clean_certificate(typed(**changes), (NEW_YORK,), TODAY)
    return refusal.value.problems


def test_what_was_typed_is_kept_as_values() -> None:
    kept = clean_certificate(typed(hours="6,5", license=license_text(NEW_YORK)), (NEW_YORK,), TODAY)

    assert kept.hours == Decimal("6.5")
    assert kept.areas == (AreaHours("n", Decimal(1)), AreaHours("skills", Decimal(4)))
    assert kept.method is Method.IN_PERSON
    assert kept.approvals == ("AASECT, 6.5 CE credit hours",)
    assert kept.licenses == (NEW_YORK,)


def test_the_form_of_what_is_kept_makes_the_same_again() -> None:
    kept = clean_certificate(typed(license=license_text(NEW_YORK)), (NEW_YORK,), TODAY)

    assert clean_certificate(typed_of(kept), (NEW_YORK,), TODAY) == kept


def test_an_empty_form_is_refused_with_all_that_it_lacks_in_the_form_s_order() -> None:
    with pytest.raises(FormRefusal) as refusal:
        clean_certificate({}, (), TODAY)

    assert list(refusal.value.problems) == ["title", "provider", "completed_on", "hours", "method"]


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("hours", "0", "Enter the hours that the certificate states"),
        ("hours", "1e3", "Enter hours in digits"),
        ("hours", "-1", "Enter hours in digits"),
        ("hours", "٣", "Enter hours in digits"),
        ("hours", "501", "500 hours at most"),
        ("completed_on", "2026-11-29", "still to come"),
        ("completed_on", "2026-13-01", "Enter a date"),
        ("completed_on", "1949-12-31", "Enter a date"),
        ("completed_on", "11/14/2026", "Enter a date"),
        ("method", "by mail", "Choose how"),
        ("license", "Somebody else's", "Choose one of the licenses"),
        ("title", "a" * 201, "Shorten this"),
        ("approvals", "a\n" * 11, "Keep to 10 lines"),
        ("approvals", "\u202ea", "invisible control characters"),
        ("area_n", "many", "Enter hours in digits"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    field: str, text: str, sentence: str
) -> None:
    found = problems(**{field: text})

    assert sentence in found[field.replace("area_", "area-")]


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS))
@pytest.mark.parametrize("field", ["title", "provider", "approvals"])
def test_in12_nothing_that_is_entered_turns_a_transcript_around(field: str, control: str) -> None:
    assert "invisible control characters" in problems(**{field: f"a{control}b"})[field]


def test_the_areas_may_not_add_up_to_more_than_the_hours() -> None:
    assert problems(hours="4") == {
        "hours": "The areas below add up to 5.00 hours, which is more than 4.00. "
        "Correct one of them."
    }


@law(st.dictionaries(st.sampled_from([*typed(), *AREA_FIELDS, "license"]), st.text(max_size=30)))
def test_law_whatever_is_typed_is_kept_whole_or_refused(changes: dict[str, str]) -> None:
    try:
        kept = clean_certificate({**typed(), **changes}, (NEW_YORK,), TODAY)
    except FormRefusal:
        return
    assert sum(area.hours for area in kept.areas) <= kept.hours


def test_what_is_asked_for_is_read_from_an_address() -> None:
    asked = {
        "from": "2026-01-01",
        "to": "",
        "license": license_text(NEW_YORK),
        "credit": " AASECT ",
    }

    assert clean_sought(asked, (NEW_YORK,)) == Sought(date(2026, 1, 1), None, NEW_YORK, "AASECT")
    assert clean_sought({}, ()) == Sought()


def test_what_cannot_be_asked_for_is_refused_each_beside_its_field() -> None:
    wrong = {"from": "2026-13-01", "to": "yesterday", "license": "MFT, Ohio, 1", "credit": "a\x00"}

    with pytest.raises(FormRefusal) as refusal:
        clean_sought(wrong, (NEW_YORK,))

    assert list(refusal.value.problems) == list(wrong)
    assert refusal.value.problems["license"].startswith("No certificate names this license.")
