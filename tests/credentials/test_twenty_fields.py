"""The twenty fields of CE_RULES 3, each from a course's and provider's facts onto the paper."""

from datetime import date

import pytest

from lms.credentials.pdf import render_certificate, render_duplicate
from lms.domain.certificates import NO_CREDIT, Snapshot, snapshot
from lms.domain.courses import Approval
from lms.store.columns import from_text
from tests import make
from tests.credentials.samples import ADDRESS, pages_of, text_of

OLD_SERIAL = "7KQ4-M2XD-9TRB"
# Its statement says neither its number nor its period, so that both have to follow.
BOARD = Approval(
    body="Example State Board of Behavioral Health",
    number="00-0000",
    statement="Larkfield Institute is approved to offer {hours} hours and answers for the program.",
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    formats=(),
)
LAPSED = make.an_approval(statement="A board that has lapsed", valid_to=date(2026, 11, 13))
ELSEWHERE = make.an_approval(statement="A board for webinars", formats=("Live webinar",))

FIELDS = {
    "1 legal name": ["This records that Ben Okafor"],
    "2 licenses": ["Mental health counselor, Florida, MH12345"],
    "3 title as approved": ["Foundations of Sex Therapy"],
    "4 course id and edition": ["foundations, edition 3", "Content c0ffee000000"],
    "5 provider": [
        "Example Institute for Sexual Health, 12 Larch Street, Albany, NY 12207, office@example.org"
    ],
    "6 approval number": ["Example State Board of Behavioral Health: 00-0000"],
    "7 completion and issue date": ["Completed November 14, 2026", "Issued November 16, 2026"],
    "8 hours and unit": ["0.75 CE credit hours"],
    "9 split by category": ["Ethics (a) 0.50", "History (p) 0.25"],
    "10 format": ["Reading-based asynchronous non-interactive distance learning."],
    "11 statement with its period": [
        "Larkfield Institute is approved to offer 0.75 hours and answers for the program.",
        "January 1, 2026 to December 31, 2027",
        "Credit hours approved by Iris Lindqvist, PhD, Chair of the Education Committee,"
        " on November 9, 2026.",
    ],
    "12 authors and credentials": ["Cleo Marchetti, PhD, CST-S"],
    "13 signature block": ["Dora Haddad, PhD Director of Continuing Education"],
    "14 online, self-paced": ["Online, self-paced."],
    "15 retention": ["The provider keeps this record for at least seven years."],
    "16 disclaimers": [
        "Regulatory boards are the final authority",
        "Completion of this program does not ensure or guarantee AASECT certification.",
    ],
    "17 serial and address": ["Certificate of completion 7K3M-Q9XA-04TZ", "Check it at https://"],
    "18 post-test passed": ["completed, and passed the post-test at the stated standard of 80%,"],
    "19 joint provider or support": [
        "Joint provider or commercial support Offered jointly with the Example Foundation."
    ],
    "20 reissue": [f"Replaces certificate {OLD_SERIAL}"],
}
# What a snapshot said before credit had an approver: it stays readable for good.
KEPT_BEFORE = """{"approvals":[],"areas":[{"hours":"0.50","letter":"a"}],"authors":["Cleo"],
"completed_at":"2026-11-15T02:10:00Z","completed_on":"2026-11-14","course_slug":"foundations",
"course_title":"Foundations of Sex Therapy","disclaimers":[],"edition_hash":"c0ffee",
"edition_number":3,"format":"Reading","hours":"0.50","legal_name":"Ben Okafor","licenses":[],
"pass_mark_percent":80,
"provider_address":"","provider_email":"","provider_name":"Example","retention":"","signatory_name":"",
"signatory_title":"","support":"","time_zone":"America/New_York"}"""


def everything() -> Snapshot:
    """A completion of a course that has all there is to say."""
    facts = make.course_facts(support="Offered jointly with the Example Foundation.")
    provider = make.a_provider(BOARD, LAPSED, ELSEWHERE)
    edition = (3, make.EDITION_HASH)
    return snapshot(
        make.a_holder(),
        make.approved(facts),
        edition,
        provider,
        make.COMPLETED_AT,
        make.COMPLETED_ON,
    )


def certificate(**changes):
    issued = {"issued_on": date(2026, 11, 16), "replaces": OLD_SERIAL}
    return make.a_certificate(everything(), **(issued | changes))


@pytest.fixture(scope="module")
def printed() -> str:
    return text_of(render_certificate(certificate(), ADDRESS).pdf)


@pytest.mark.parametrize("field", FIELDS)
def test_each_of_the_twenty_fields_is_printed(printed: str, field: str):
    assert [words for words in FIELDS[field] if words not in printed] == []


def test_only_what_is_in_force_on_the_day_for_the_format_is_printed(printed: str):
    assert "lapsed" not in printed
    assert "webinars" not in printed


def test_a_duplicate_is_marked_with_its_day_and_is_the_same_in_all_else(printed: str):
    mark = "Duplicate, printed on January 9, 2031"

    again = text_of(render_duplicate(certificate(), ADDRESS, date(2031, 1, 9)).pdf)

    assert mark not in printed
    assert again.replace(f"{mark} ", "") == printed


def test_everything_fits_on_one_page_that_everybody_can_read():
    rendered = render_certificate(certificate(), ADDRESS)

    assert rendered.is_accessible
    assert len(pages_of(rendered.pdf)) == 1


def test_without_an_approver_nothing_is_designated():
    facts, provider = make.course_facts(), make.a_provider(BOARD)

    frozen = snapshot(
        make.a_holder(),
        facts,
        (3, make.EDITION_HASH),
        provider,
        make.COMPLETED_AT,
        make.COMPLETED_ON,
    )
    text = text_of(render_certificate(make.a_certificate(frozen), ADDRESS).pdf)

    assert NO_CREDIT in text
    assert "0.75 hours of study" in text
    assert "approved by" not in text


def test_a_snapshot_from_before_credit_had_an_approver_is_still_read_and_printed():
    old = from_text(Snapshot, KEPT_BEFORE)

    text = text_of(render_certificate(make.a_certificate(old), ADDRESS).pdf)

    assert (old.credit_approver, old.credit_approved_on) == ("", None)
    assert "This records that Ben Okafor" in text
