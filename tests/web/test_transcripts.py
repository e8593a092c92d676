"""My transcript: what was completed here, what was entered from elsewhere, and its files."""

import csv
from datetime import date
from io import StringIO

import pytest
from werkzeug.test import TestResponse

from lms.domain.courses import Provider
from lms.domain.media import LARGEST_DOCUMENT
from lms.services import certificates, profiles, transcripts
from lms.store.database import Database
from tests import make
from tests.accounts import NOON
from tests.credentials.samples import opened, text_of
from tests.personas import Ada, Ben, Clock, Visitor
from tests.queries import asked
from tests.records import completes_often, enters, typed
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

APPROVED = make.a_provider(make.an_approval())
TRANSCRIPT = "/me/transcript"
ELSEWHERE = f"{TRANSCRIPT}/certificates"
PDF = b"%PDF-1.7 a certificate"


def enrolled(ada: Ada, database: Database, provider: Provider | None = None) -> Learner:
    """Ada's learning, in a course that is published here."""
    publishes(database, make.a_course(), provider)
    return Learner(database, ada.person).enrolls()


def sees(ada: Ada, path: str = TRANSCRIPT) -> str:
    return said(ada.get(path).text)


def sends_file(
    somebody: Visitor, public_id: str, content: bytes, name: str = "a.pdf", once: str = ""
) -> TestResponse:
    """Send the form with a file as a browser writes it."""
    parts = [
        b'name="csrf_token"\r\n\r\n' + somebody.token().encode(),
        b'name="once"\r\n\r\n' + once.encode(),
        b'name="file"; filename="%s"\r\nContent-Type: x/y\r\n\r\n%s' % (name.encode(), content),
    ]
    lines = (b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    somebody._page = somebody.client.post(
        f"{ELSEWHERE}/{public_id}/file",
        data=b"".join(lines) + b"--b--\r\n",
        content_type="multipart/form-data; boundary=b",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    return somebody.page


# What was completed here


def test_a_transcript_lists_certificates_with_their_pages_and_files(
    ada: Ada, database: Database
) -> None:
    serial = enrolled(ada, database, provider=APPROVED).does_everything().evaluates().attests()

    words, page = sees(ada, "/me/transcript"), ada.page.text

    assert "Nov 9, 2026 Foundations of Sex Therapy Edition 1; ethics 0.50; history 0.25" in words
    assert f'href="/certificates/{serial}"' in page
    assert f'href="/certificates/{serial}.pdf"' in page
    assert "CE credit hours in all, from 1 valid certificate 0.75" in words


def test_hours_without_credit_are_shown_and_not_summed_up(ada: Ada, database: Database) -> None:
    enrolled(ada, database).does_everything().evaluates().attests()

    page = sees(ada, "/me/transcript")

    assert "0.75 of study, no CE credit" in page
    assert "No CE credit designated" in page
    assert "in all" not in page


def test_a_voided_certificate_stays_with_its_reason_and_counts_no_more(
    ada: Ada, database: Database
) -> None:
    serial = enrolled(ada, database, provider=APPROVED).does_everything().evaluates().attests()
    with database.writing() as session:
        certificates.void(session, serial, "Issued in <error>", NOON)

    page = sees(ada, "/me/transcript")

    assert "Voided Nov 22, 2026: Issued in <error>" in page
    assert "in all" not in page


def test_whoever_has_completed_nothing_has_an_empty_transcript(ada: Ada) -> None:
    assert "Nothing here yet." in sees(ada, "/me/transcript")


def test_a_transcript_is_its_owners_alone(ada: Ada, ben: Ben, database: Database) -> None:
    enrolled(ada, database).does_everything().evaluates().attests()

    assert "Foundations" not in said(ben.get("/me/transcript").text)
    assert "Foundations" not in said(ben.get("/me").text)


@pytest.mark.parametrize("path", ["/me", "/me/", "/me/transcript", "/me/transcript/"])
def test_each_address_answers_with_and_without_a_final_slash(ada: Ada, path: str) -> None:
    assert ada.get(path).status_code == 200


# What was entered from elsewhere


def test_a_certificate_from_elsewhere_is_entered_corrected_and_removed(ada: Ada) -> None:
    ada.get(ELSEWHERE)
    ada.post(ELSEWHERE, typed())
    added = said(ada.follows().text)
    address = ada.page.request.path
    listed = sees(ada)
    ada.post(address, typed(title="Sensate focus, revised", hours="7"))
    corrected = said(ada.follows().text)
    asks = sees(ada, f"{address}/remove")
    ada.post(f"{address}/remove")
    removed = said(ada.follows().text)

    assert "The certificate is on your transcript. You can add its file below." in added
    assert (
        "May 2, 2026 Sensate focus in practice Larkfield Institute, in person; learning" in listed
    )
    assert "Entered by you AASECT, 6.5 CE credit hours" in listed
    assert "Hours that you entered, from 1 certificate from elsewhere 6.50" in listed
    assert "The certificate is corrected." in corrected
    assert "Remove this certificate? Sensate focus, revised, May 2, 2026, 7.00 hours" in asks
    assert "The certificate is removed from your transcript." in removed
    assert "Nothing here yet." in removed


def test_what_cannot_be_kept_is_said_beside_its_field_and_what_was_typed_stays(ada: Ada) -> None:
    ada.post(ELSEWHERE, typed(hours="4", title=""))

    page = said(ada.page.text)
    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: ")
    assert "Enter the title as the certificate states it." in page
    assert "The areas below add up to 5.00 hours, which is more than 4.00." in page
    assert 'value="Larkfield Institute"' in ada.page.text
    assert 'name="area-skills" type="text" autocomplete="off" maxlength="6"' in ada.page.text
    assert '<option value="in person" selected>' in ada.page.text
    assert repeated_ids(ada.page.text) == set()


def test_in_04_what_is_entered_is_text_and_never_markup(ada: Ada) -> None:
    ada.post(ELSEWHERE, typed(title="<b>Bold</b> & {{ 7 }}", provider="*a*", approvals="<i>"))

    page = ada.get(TRANSCRIPT).text

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; {{ 7 }}" in page
    assert "&lt;i&gt;" in page


def test_a_license_of_the_profile_may_be_named(ada: Ada, database: Database) -> None:
    with database.writing() as session:
        profiles.add_license(session, ada.person, make.a_license(), NOON)
    mine = "Mental health counselor, Florida, MH12345"

    ada.post(ELSEWHERE, typed(license=mine))
    ada.post(ELSEWHERE, typed(title="For no license"))

    assert "Sensate focus" in sees(ada, f"{TRANSCRIPT}?license={mine}")
    assert "For no license" not in said(ada.page.text)


# Its file


def test_in_10_a_file_is_served_as_what_it_is_to_be_kept_and_not_shown(
    ada: Ada, database: Database
) -> None:
    public_id = enters(database, ada.person)

    sends_file(ada, public_id, PDF, name="holiday.exe")
    kept = said(ada.follows().text)
    answer = ada.get(f"{ELSEWHERE}/{public_id}/file")

    assert "The file is kept." in kept
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=certificate-")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "content", [b"", b"<html><script>alert(1)</script>", b"GIF89a", b"MZ\x90", b"<svg/>"]
)
def test_in_10_nothing_else_is_kept_whatever_it_is_called(
    ada: Ada, database: Database, content: bytes
) -> None:
    public_id = enters(database, ada.person)

    sends_file(ada, public_id, content)

    assert ada.page.status_code == 422
    assert 'href="#f-file"' in ada.page.text
    assert ada.get(f"{ELSEWHERE}/{public_id}/file").status_code == 404


def test_in_13_a_file_has_a_limit_and_so_has_what_is_sent(ada: Ada, database: Database) -> None:
    public_id = enters(database, ada.person)

    sends_file(ada, public_id, PDF.ljust(LARGEST_DOCUMENT + 1))
    a_little = ada.page.status_code
    sends_file(ada, public_id, PDF.ljust(2 * LARGEST_DOCUMENT))
    much = ada.page.status_code
    sends_file(ada, public_id, PDF.ljust(LARGEST_DOCUMENT))

    assert (a_little, much, ada.page.status_code) == (422, 413, 303)
    assert ada.post(ELSEWHERE, typed(approvals="a" * 70_000)).status_code == 413


def test_in_13_a_file_that_is_far_too_large_is_told_at_its_field_and_what_is_kept_stays(
    ada: Ada, ben: Ben, visitor: Visitor, database: Database
) -> None:
    public_id = enters(database, ada.person, title="Grief <and> loss")
    ada.get(f"{ELSEWHERE}/{public_id}")

    sends_file(ada, public_id, PDF.ljust(6 * 1024 * 1024))

    assert ada.page.status_code == 413
    assert "This file is larger than 5 MB. Choose a smaller copy." in ada.page.text
    assert 'href="#f-file"' in ada.page.text
    assert 'value="Grief &lt;and&gt; loss"' in ada.page.text
    for stranger in (ben, visitor):
        told = sends_file(stranger, public_id, PDF.ljust(6 * 1024 * 1024))
        assert told.status_code == 413
        assert "Grief" not in told.text
        assert "That is too much at once" in told.text


def test_in_13_all_files_of_a_person_have_a_limit_together(
    ada: Ada, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcripts, "MOST_FILE_BYTES", 2 * len(PDF))
    first, second, third = (enters(database, ada.person) for _ in range(3))

    statuses = [sends_file(ada, it, PDF).status_code for it in (first, second, third)]

    assert statuses == [303, 303, 422]
    assert "Your files have" in said(ada.page.text)
    # Whoever is full may put another copy in the place of one.
    assert sends_file(ada, second, PDF.replace(b"1", b"2")).status_code == 303


def test_ds_04_another_file_sent_with_the_same_form_is_kept_and_the_same_one_once(
    ada: Ada, database: Database
) -> None:
    public_id, once = enters(database, ada.person), "0123456789abcdefghij"
    address = f"{ELSEWHERE}/{public_id}/file"

    for content in (PDF, PDF, PDF + b" another"):
        assert sends_file(ada, public_id, content, once=once).status_code == 303

    assert ada.get(address).data == PDF + b" another"


def test_ac_03_a_certificate_from_elsewhere_is_its_owners_alone(
    ada: Ada, ben: Ben, database: Database
) -> None:
    public_id = enters(database, ada.person, title="Zanzibar")
    sends_file(ada, public_id, PDF)
    address = f"{ELSEWHERE}/{public_id}"

    seen = [ben.get(path) for path in (address, f"{address}/remove", f"{address}/file")]
    done = [
        ben.post(address, typed()),
        ben.post(f"{address}/remove"),
        sends_file(ben, public_id, PDF + b"x"),
    ]

    assert [answer.status_code for answer in (*seen, *done)] == [404] * 6
    assert not any("Zanzibar" in answer.text for answer in (*seen, *done))
    assert "Zanzibar" in sees(ada)
    assert ada.get(f"{address}/file").data == PDF


# Asking for some of it, and taking it along


def test_a_transcript_is_narrowed_by_days_and_by_credit_type(ada: Ada, database: Database) -> None:
    enrolled(ada, database, APPROVED).does_everything().evaluates().attests()
    enters(database, ada.person, title="Spring", approvals=("AASECT",))
    enters(database, ada.person, title="Autumn", completed_on=date(2026, 10, 2))

    def listed(query: str) -> list[bool]:
        page = sees(ada, f"{TRANSCRIPT}?{query}")
        return [title in page for title in ("Foundations of Sex Therapy", "Spring", "Autumn")]

    assert listed("") == [True, True, True]
    assert listed("from=2026-10-02&to=2026-11-08") == [False, False, True]
    assert listed("credit=aasect") == [False, True, False]
    assert "?from=2026-10-02" in ada.get(f"{TRANSCRIPT}?from=2026-10-02").text
    assert "fits what you asked for" in sees(ada, f"{TRANSCRIPT}?credit=nobody")


@pytest.mark.parametrize("ending", ["", ".csv", ".pdf"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("from=2026-13-01", "Enter a date as year, month and day"),
        ("license=MFT%2C+Ohio%2C+1", "No certificate names this license. Choose another, or any."),
        ("credit=%E2%80%AEABC", "This holds invisible control characters."),
    ],
)
def test_what_cannot_be_asked_for_is_told_and_no_line_goes_out(
    ada: Ada, database: Database, ending: str, query: str, says: str
) -> None:
    enters(database, ada.person)

    page = sees(ada, f"{TRANSCRIPT}{ending}?{query}&to=2026-12-31")

    assert ada.page.status_code == 422
    assert ada.page.mimetype == "text/html"
    assert ada.title.startswith("Error: ")
    assert says in page
    assert "Nothing is shown, because what you asked for cannot be read." in page
    assert 'value="2026-12-31"' in ada.page.text
    assert "Sensate focus" not in page


def test_a_transcript_says_until_when_a_certificate_counts(
    ada: Ada, database: Database, clock: Clock
) -> None:
    publishes(database, make.a_course(valid_months=24))
    learner = Learner(database, ada.person).enrolls()
    learner.does_everything().evaluates().attests()

    page = sees(ada)
    (row,) = csv.DictReader(StringIO(ada.get(f"{TRANSCRIPT}.csv").text, newline=""))
    paper = text_of(ada.get(f"{TRANSCRIPT}.pdf").data)
    clock.passes(days=3 * 366)
    ada.signs_in(ada.email)
    later = sees(ada)
    later_paper = text_of(ada.get(f"{TRANSCRIPT}.pdf").data)

    assert "Valid until Nov 9, 2028" in page
    assert row["valid_until"] == "2028-11-09"
    assert "Valid until November 9, 2028" in paper
    assert "Ended valid until Nov 9, 2028" in later
    assert "Validity ended November 9, 2028" in later_paper


def test_in_11_the_table_holds_every_line_and_no_formula(ada: Ada, database: Database) -> None:
    enrolled(ada, database, APPROVED).does_everything().evaluates().attests()
    enters(database, ada.person, title="=1+1", completed_on=date(2026, 11, 20))

    answer = ada.get(f"{TRANSCRIPT}.csv")
    rows = list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig"), newline="")))

    assert answer.headers["Content-Disposition"] == "attachment; filename=transcript.csv"
    assert [row["title"] for row in rows] == ["'=1+1", "Foundations of Sex Therapy"]
    assert [row["standing"] for row in rows] == ["entered by the holder", "valid"]
    assert (rows[1]["hours"], rows[1]["areas"]) == ("0.75", "a 0.50 | p 0.25")
    narrowed = ada.get(f"{TRANSCRIPT}.csv?to=2026-11-10").get_data(as_text=True)
    assert "=1+1" not in narrowed


def test_the_same_lines_are_a_document_that_everybody_can_read(
    ada: Ada, database: Database
) -> None:
    serial = enrolled(ada, database, APPROVED).does_everything().evaluates().attests()
    enters(database, ada.person, title="Spring workshop")

    pdf = ada.get(f"{TRANSCRIPT}.pdf")
    text = text_of(pdf.data)

    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "Ada Marlowe" in text
    assert serial in text
    assert "Spring workshop Larkfield Institute" in text
    with opened(pdf.data).open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
    narrowed = text_of(ada.get(f"{TRANSCRIPT}.pdf?from=2026-11-01").data)
    assert "Only what was completed from November 1, 2026." in narrowed
    assert "Spring" not in narrowed


def test_av_04_five_hundred_completions_are_listed_by_the_page(
    ada: Ada, database: Database
) -> None:
    enrolled(ada, database)
    completes_often(database, ada.person, 500)
    for number in range(30):
        enters(database, ada.person, title=f"Workshop {number}")
    sees(ada)

    for path, count in ((TRANSCRIPT, 4), (f"{TRANSCRIPT}?page=3", 4), (f"{TRANSCRIPT}.csv", 3)):
        with asked(database) as statements:
            assert ada.get(path).status_code == 200
        assert len(statements) == count, path

    assert "1 to 25 of 530, page 1 of 22" in sees(ada)
    assert "from 500 valid certificates 375.00" in said(ada.page.text)
