"""Where things stand on the certificate when there is much to say, on Letter and on A4."""

from decimal import Decimal
from itertools import combinations

import pytest

from lms.credentials.pdf import render_certificate
from lms.domain.certificates import License
from lms.domain.credit import AREA_NAMES, AreaHours
from tests.credentials.samples import ADDRESS, BEN, Line, certificate, pages_of

INCH = 72
LONG_NAME = ("María de los Ángeles Fernández-Villaseñor y Ruiz de la Torre Echeverría " * 3)[:200]
LONG_TITLE = ("Assessment and Treatment of Sexual Pain Across the Lifespan: an Approach " * 3)[:200]
SIX_LICENSES = tuple(
    License("Marriage and family therapist", f"State of Example {number}", f"MFT 00000{number}")
    for number in range(6)
)
FIVE_AUTHORS = tuple(
    f"Naomi Achterberg-Ruiz {ordinal}, PhD, licensed psychologist" for ordinal in "ABCDE"
)
FOUR_APPROVALS = tuple(
    f"Example Board {letter}, provider 00-000{letter}. " + 2 * BEN.approvals[0] for letter in "ABCD"
)
EVERY_AREA = tuple(AreaHours(letter, Decimal("0.25")) for letter in AREA_NAMES)
MUCH = {"licenses": SIX_LICENSES, "authors": FIVE_AUTHORS, "approvals": FOUR_APPROVALS}
CASES = {
    "the sample": {},
    "long name": {"legal_name": LONG_NAME},
    "long title": {"course_title": LONG_TITLE},
    "one long word": {"legal_name": "W" * 200, "course_title": "M" * 200},
    "long Thai name": {"legal_name": " ".join(["กิ้วณัฐพลปั๊ม"] * 15)},
    "long Arabic name": {"legal_name": " ".join(["محمد عبد الله الشريف"] * 9)},
    "long provider": {"provider_name": "Larkfield " * 20, "provider_email": "r" * 90 + "@x.org"},
    "long signatory": {"signatory_name": "Ruth " * 30, "signatory_title": "Director " * 20},
    "every area": {"areas": EVERY_AREA},
    "many hours": {"hours": Decimal("120.25")},
    "much": MUCH,
    "much and long": {**MUCH, "legal_name": LONG_NAME, "course_title": LONG_TITLE},
    "more than two pages hold": {
        "legal_name": LONG_NAME,
        "licenses": SIX_LICENSES * 4,
        "authors": FIVE_AUTHORS * 9,
        "areas": EVERY_AREA,
        "approvals": FOUR_APPROVALS * 5,
    },
}


def printed(**facts: object) -> list[list[Line]]:
    return pages_of(render_certificate(certificate(**facts), ADDRESS).pdf)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_printed_over_anything_else(case: str):
    for page in printed(**CASES[case]):
        over = [(a.text, b.text) for a, b in combinations(page, 2) if a.overlaps(b)]
        assert over == []


@pytest.mark.parametrize("case", CASES)
def test_everything_stays_where_letter_and_a4_printers_reach(case: str):
    # A4 is 0.23 inch lower than Letter; a printer leaves up to 0.17 inch at its edge.
    for page in printed(**CASES[case]):
        assert min(line.left for line in page) > 0.75 * INCH
        assert max(line.right for line in page) < (11 - 0.75) * INCH
        assert max(line.top for line in page) < (8.5 - 0.4) * INCH
        assert min(line.bottom for line in page) > 0.4 * INCH


def test_an_ordinary_certificate_is_one_page_with_the_foot_at_its_end():
    (page,) = printed()

    facts = [line for line in page if line.text.startswith("Larkfield Institute maintains")]
    foot = [line for line in page if line.text.startswith("The provider keeps")]
    assert all(line.top < 1.2 * INCH for line in foot)
    assert all(line.bottom > 1.5 * INCH for line in facts)


def test_a_long_name_and_title_still_fit_on_one_page():
    assert len(printed(legal_name=LONG_NAME, course_title=LONG_TITLE)) == 1


def test_what_one_page_cannot_hold_follows_verbatim_on_a_second():
    first, second = printed(**MUCH)

    front, back = (
        " ".join(" ".join(line.text for line in page).split()) for page in (first, second)
    )
    assert "Stated in full on page 2." in front
    assert "The provider keeps the record" in front
    assert "7KQ4-M2XD-9TRA, page 2 of 2" in back
    assert [approval for approval in FOUR_APPROVALS if approval not in back] == []
