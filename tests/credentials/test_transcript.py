"""The printed transcript: what stands on it, and that everybody can read it."""

from datetime import date

import pytest

from lms.credentials.transcript import render_transcript
from lms.domain.transcripts import Entered, FileMark, Sought, Transcript, transcript
from tests import make
from tests.credentials.samples import opened, pages_of, structure, text_of
from tests.credentials.test_pdf import HOSTILE, NO_LETTER, SHIPPED, letters
from tests.records import NEW_YORK, a_certificate_from_elsewhere, hours_in

TODAY = date(2026, 11, 28)


def found(times: int = 1, **changes: object) -> Transcript:
    """A valid, a voided and a replaced certificate, and one from elsewhere, so many times."""
    certificates = [
        make.a_certificate(make.a_snapshot(make.an_approval())),
        make.a_voided_certificate(),
        make.a_certificate(serial="1111-2222-3333", replaced_by="4444-5555-6666"),
    ]
    given: dict[str, object] = {"areas": hours_in(n=1, skills=4), "licenses": (NEW_YORK,)}
    certificate = a_certificate_from_elsewhere(**(given | changes))
    entered = Entered("x1", certificate, FileMark("application/pdf", 1, "a"), make.START)
    return transcript(certificates * times, [entered] * times, Sought())


def printed(times: int = 1, name: str = "Ada Marlowe", **changes: object) -> bytes:
    return render_transcript(name, found(times, **changes), make.START, TODAY)


def test_every_line_has_its_facts_and_the_hours_are_two_sums() -> None:
    text = text_of(printed())

    assert "Transcript of continuing education Ada Marlowe As of November 28, 2026" in text
    assert "Nov 14, 2026 Foundations of Sex Therapy Example Institute for Sexual Health" in text
    assert "Ethics (a) 0.50; History (p) 0.25" in text
    assert "Approved by the Example Board, 50-1234, for 0.75 CE credit hours" in text
    assert "Voided: Issued in error" in text
    assert "1111-2222-3333 Replaced by 4444-5555-6666" in text
    assert "Learning theory (n) 1.00; Sex therapy skills training 4.00" in text
    assert "Entered by the holder In person" in text
    assert "CE credit hours of valid certificates 0.75" in text
    assert "Hours entered by the holder 6.00" in text
    assert "Regulatory boards are the final authority on what they accept." in text


def test_what_was_asked_for_is_said() -> None:
    sought = Sought(date(2026, 1, 1), date(2026, 12, 31), NEW_YORK, "AASECT")
    nothing = Transcript((), (), sought)

    text = text_of(render_transcript("Ada Marlowe", nothing, make.START, TODAY))

    assert (
        "Only what was completed from January 1, 2026, to December 31, 2026, for license "
        "Psychologist, New York, PSY 000000, approved by AASECT."
    ) in text
    assert "Nothing is on it." in text


def test_the_document_is_marked_as_one_that_everybody_can_read() -> None:
    inside = opened(printed())
    met = [kind for kind, _ in structure(printed())]

    assert inside.Root.Lang == "en-US"
    assert inside.Root.ViewerPreferences.DisplayDocTitle
    with inside.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert meta["dc:title"] == "Transcript of continuing education, Ada Marlowe"
    assert [kind for kind in met if kind.startswith("/H")] == ["/H1"]
    assert (met.count("/Table"), met.count("/TH"), met.count("/TR")) == (1, 4, 5)


def test_a_long_one_numbers_its_pages_and_repeats_its_head() -> None:
    pages = pages_of(printed(times=20))

    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        text = " ".join(line.text for line in page)
        assert f"Page {number} of {len(pages)}" in text
        assert "Completed" in text or number == len(pages)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_title_that_looks_like_code_is_printed_as_it_is(value: str) -> None:
    assert value in text_of(printed(title=value, name=value))


@pytest.mark.parametrize(("script", "name"), SHIPPED)
def test_in_12_a_name_in_a_shipped_script_prints_and_is_accessible(script: str, name: str) -> None:
    pdf = printed(name=name)

    with opened(pdf).open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
    assert letters(name) <= letters(text_of(pdf))


def test_av_06_where_a_letter_is_missing_the_transcript_is_made_all_the_same() -> None:
    pdf = printed(title=f"Basics {NO_LETTER}")

    with opened(pdf).open_metadata() as meta:
        assert "pdfuaid:part" not in meta
    assert "Letters that this file cannot show are shown in full on the page" in text_of(pdf)


def test_the_same_transcript_of_the_same_moment_is_the_same_bytes() -> None:
    assert printed() == printed()
