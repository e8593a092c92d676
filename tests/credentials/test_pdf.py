"""The printed certificate: what stands on it, for whom, and where."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.credentials.pdf import render_certificate, unprinted_letters
from tests.credentials.samples import (
    ADDRESS,
    certificate,
    opened,
    scanned,
    structure,
    text_of,
)

NEW_SERIAL = "7KQ4-M2XD-9TRB"
# The scripts above the empty line print from the fonts that ship, the others from the system's.
SHIPPED, ELSEWHERE = (
    [line.split(": ") for line in part.splitlines()]
    for part in Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split("\n\n")
)
NO_LETTER = "\u0378"  # Unicode has no letter here, so no font does
HOSTILE = [
    '#eval("1 + 1")', '#read("secret")', "*a* _b_ `c`", "@b <label> $x^2$", "back\\slash \\u{41}",
    "-- --- ... ~ /* c */ // d", "= Heading",
    '"quoted" \'single\'', "#set page(width: 1pt)", "{{ x }}",
]  # fmt: skip


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render_certificate(certificate(replaces=NEW_SERIAL), ADDRESS).pdf


def test_the_address_is_printed_in_full_and_a_telephone_reads_it(printed: bytes):
    assert ADDRESS in text_of(printed).replace("/ ", "/")
    assert scanned(printed) == [ADDRESS]


def test_the_document_is_marked_as_one_that_everybody_can_read(printed: bytes):
    inside = opened(printed)

    assert inside.Root.MarkInfo.Marked
    assert inside.Root.Lang == "en-US"
    assert inside.Root.ViewerPreferences.DisplayDocTitle
    with inside.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert meta["dc:title"] == "Certificate of completion, Ben Okafor"


def test_a_screen_reader_meets_one_heading_and_a_picture_with_words(printed: bytes):
    met = structure(printed)

    assert [kind for kind, _ in met if kind.startswith("/H")] == ["/H1"]
    assert [words for kind, words in met if kind == "/Figure"] == [
        f"QR code with the address of the public page of this certificate: {ADDRESS}"
    ]


def test_the_document_bears_the_day_of_issue_and_not_of_printing(printed: bytes):
    inside = opened(printed)

    assert str(inside.docinfo["/CreationDate"]).startswith("D:20261116093000")


def test_without_an_approval_no_credit_is_claimed():
    text = text_of(render_certificate(certificate(approvals=()), ADDRESS).pdf)

    assert "Certificate of completion. No CE credit designated." in text
    assert "2.00 hours of study" in text
    assert "CE credit hours" not in text
    assert "Credit by category" not in text
    assert "in force" not in text


def test_a_first_certificate_says_nothing_of_another_or_of_support():
    text = text_of(render_certificate(certificate(support=""), ADDRESS).pdf)

    assert "Replaces" not in text
    assert "support" not in text


def test_a_voided_certificate_is_never_rendered():
    voided = certificate(voided_at=datetime(2027, 1, 1, tzinfo=UTC))

    with pytest.raises(ValueError, match="voided"):
        render_certificate(voided, ADDRESS)


def test_the_same_certificate_is_the_same_bytes():
    first = render_certificate(certificate(), ADDRESS)
    render_certificate(certificate(legal_name="Ada Lovelace"), ADDRESS)
    second = render_certificate(certificate(), ADDRESS)

    assert first == second


def test_many_at_once_get_their_own_certificates():
    names = ["Ada Lovelace", "Ben Okafor", "Cleo Marsh", "Dora Ibsen"]

    with ThreadPoolExecutor(4) as desk:
        pdfs = desk.map(
            lambda name: render_certificate(certificate(legal_name=name), ADDRESS).pdf, names
        )
        texts = [text_of(pdf) for pdf in pdfs]

    assert [name in text for name, text in zip(names, texts, strict=True)] == [True] * 4


@pytest.mark.parametrize("value", HOSTILE)
def test_a_name_or_title_that_looks_like_code_is_printed_as_it_is(value: str):
    rendered = render_certificate(certificate(legal_name=value, course_title=value), ADDRESS)

    assert rendered.is_accessible
    assert text_of(rendered.pdf).count(value) == 2


@pytest.mark.parametrize(("script", "name"), SHIPPED)
def test_in_12_a_name_in_a_shipped_script_prints_and_reads(script: str, name: str):
    rendered = render_certificate(certificate(legal_name=name), ADDRESS)

    assert (rendered.is_accessible, rendered.missing) == (True, "")
    with opened(rendered.pdf).open_metadata() as meta:
        assert meta["dc:title"] == f"Certificate of completion, {name}"
    assert letters(name) <= letters(text_of(rendered.pdf))
    if script not in {"Hebrew", "Thai"}:  # their stacked marks are read twice or out of order
        assert composed(name) in composed(text_of(rendered.pdf))


@pytest.mark.parametrize(("script", "name"), SHIPPED)
def test_av_06_of_a_name_that_prints_nothing_is_said_to_be_missing(script: str, name: str):
    assert unprinted_letters(name) == ""


@pytest.mark.parametrize(("script", "name"), [*ELSEWHERE, ("None", f"Ada {NO_LETTER} Lovelace")])
def test_av_06_what_will_be_missing_is_known_before_the_certificate(script: str, name: str):
    rendered = render_certificate(certificate(legal_name=name), ADDRESS)

    assert set(unprinted_letters(name)) == set(rendered.missing)


@pytest.mark.parametrize(("script", "name"), [*ELSEWHERE, ("Emoji", "Ada \N{ADULT} Lovelace")])
def test_av_06_a_name_in_any_other_script_gets_its_certificate_too(script: str, name: str):
    rendered = render_certificate(certificate(legal_name=name), ADDRESS)

    assert "CE credit hours" in text_of(rendered.pdf)
    assert rendered.is_accessible == (not rendered.missing)


def test_av_06_where_a_letter_is_missing_the_paper_says_where_to_read_the_name():
    rendered = render_certificate(certificate(legal_name=f"Ada {NO_LETTER} Lovelace"), ADDRESS)

    assert (rendered.is_accessible, rendered.missing) == (False, NO_LETTER)
    text = text_of(rendered.pdf)
    assert "This name is shown in full at the public page" in text
    assert text.count("Ada") == text.count("Lovelace") == 1
    assert "?" not in text
    with opened(rendered.pdf).open_metadata() as meta:
        assert "pdfuaid:part" not in meta
        assert "pdfaid:part" not in meta


def test_a_letter_missing_elsewhere_is_not_blamed_on_the_name():
    rendered = render_certificate(certificate(course_title=f"Basics {NO_LETTER}"), ADDRESS)

    assert rendered.missing == NO_LETTER
    assert "Missing letters are shown in full at the public page" in text_of(rendered.pdf)
    assert "This name" not in text_of(rendered.pdf)


@pytest.mark.slow
@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_av_06_no_name_at_all_loses_its_certificate(name: str):
    rendered = render_certificate(certificate(legal_name=name), ADDRESS)

    assert "Foundations of Sex Therapy" in text_of(rendered.pdf)


def letters(text: str) -> set[str]:
    """The letters of a text, whatever their order and number."""
    return set(unicodedata.normalize("NFKD", text)) - {" "}


def composed(text: str) -> str:
    """The text in one spelling of its accents, without its spaces."""
    return unicodedata.normalize("NFC", text).replace(" ", "")


def test_a_certificate_that_counts_for_a_time_says_until_when():
    counted = certificate(valid_until=date(2028, 11, 14))

    text = text_of(render_certificate(counted, ADDRESS).pdf)

    assert "Completed November 14, 2026 Valid until November 14, 2028" in text
    assert "Valid until" not in text_of(render_certificate(certificate(), ADDRESS).pdf)
