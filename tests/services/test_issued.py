"""Issued certificates in the office: found, corrected, printed once more, and never changed."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lms.credentials.status_lists import is_set
from lms.domain.certificates import Certificate, License
from lms.domain.errors import FormRefusal, NotFound
from lms.services import (
    authoring,
    certificates,
    credentials,
    issued,
    jobs,
    profiles,
    provider,
    signing_keys,
)
from lms.services.issued import (
    Correction,
    IssuedPage,
    NothingCorrected,
    ReplacedBefore,
    VoidedBefore,
)
from lms.store import people
from lms.store.database import Database
from tests import make
from tests.beginnings import begun_once
from tests.credentials.samples import text_of
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import COURSE, Learner, approves_credit, publishes

ADDRESS = "https://learn.example.org"
HER_NAME = Correction("Ada Marlowe-Hart", (make.a_license(),), "She has married.")


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who has everything but the certificate, of a course whose credit is approved."""
    publishes(database, provider=make.a_provider(make.an_approval()))
    return Learner(database).enrolls().does_everything().evaluates()


@pytest.fixture
def iris(database: Database) -> Learner:
    """Somebody of the office."""
    return Learner(database, "Irma Lund")


def page(learner: Learner, serial: str) -> IssuedPage:
    with learner.database.reading() as session:
        return issued.get_issued(session, serial)


def reissues(iris: Learner, serial: str, correction: Correction = HER_NAME) -> str:
    with iris.database.writing() as session:
        return issued.reissue(session, iris.person, serial, correction, make.later(99))


def prints(iris: Learner, serial: str) -> bytes:
    pdf = issued.print_duplicate(page(iris, serial), ADDRESS, make.later(99))
    with iris.database.writing() as session:
        number = issued.keep_duplicate(session, iris.person, serial, pdf, make.later(99))
    with iris.database.reading() as session:
        return issued.get_duplicate(session, serial, number)


def found(learner: Learner, words: str) -> list[str]:
    with learner.database.reading() as session:
        return [
            it.serial for it in issued.list_found(session, words, 1, lacks_glyphs=False).entries
        ]


def pdf_of(learner: Learner, serial: str) -> bytes:
    jobs.work_off(learner.database, signing_at(ADDRESS), lambda: make.later(100))
    with learner.database.reading() as session:
        pdf = certificates.find_pdf(session, serial)
    assert pdf is not None
    return pdf


def facts_but_corrected(certificate: Certificate) -> dict[str, object]:
    frozen = dict(vars(certificate.snapshot))
    return {name: it for name, it in frozen.items() if name not in ("legal_name", "licenses")}


# -- finding ---------------------------------------------------------------------------


def test_a_certificate_is_found_by_serial_name_address_and_course(ada: Learner) -> None:
    serial = ada.attests()

    for words in (
        serial,
        serial.lower().replace("-", ""),
        "marlowe ADA",
        "ada@example",
        "sex ther",
    ):
        assert found(ada, words) == [serial], words
    assert found(ada, "Ada Nobody") == []


# What LIKE, FTS5, tsquery or SQL itself would read as more than letters.
QUERIES = (
    *("%", "A_a", "_", "a%e", "\\", "Ada*", "^Ada", "-Ben", "Ada:*", '"Ada"', "legal_name:Ada"),
    *("Ada OR Ben", "Ada AND Marlowe", "NEAR(Ada Marlowe)", "Ada & !Ben", "Ada | Ben", "Ada <-> M"),
    *("'", "') OR 1=1 --", '"', "(", "Ada;", ":Ada", "?"),
)


def test_in15_what_is_searched_for_is_letters_and_no_query(ada: Learner) -> None:
    ada.attests()

    for words in QUERIES:
        assert (found(ada, words), people_found(ada, words)) == ([], []), words


def people_found(learner: Learner, words: str) -> list[str]:
    with learner.database.reading() as session:
        return [it.person.legal_name for it in people.list_found(session, words, 0, 9)]


def test_in15_what_looks_like_a_query_is_found_where_it_stands(ada: Learner, iris: Learner) -> None:
    new = reissues(iris, ada.attests(), replace(HER_NAME, legal_name='Ada "OR" O\'Neill-100%*'))

    for words in ('"OR"', "O'Neill", "100%", "%*", '"or" -100'):
        assert found(ada, words) == [new], words
    assert people_found(ada, "MARLOWE ada") == ["Ada Marlowe"]


def test_a_certificate_is_found_by_the_name_it_was_printed_with(ada: Learner) -> None:
    serial = ada.attests()
    with ada.database.writing() as session:
        profiles.update_profile(session, ada.person, "Åsa Öberg", "UTC", ada.at)

    assert found(ada, "Marlowe") == [serial]
    assert found(ada, "Åsa") == [serial]


def test_finding_and_one_certificate_cost_a_few_questions(ada: Learner) -> None:
    serial = ada.attests()

    with asked(ada.database) as searching:
        found(ada, "ada")
    with asked(ada.database) as looking:
        page(ada, serial)

    assert len(searching) == 2
    assert len(looking) <= 9


# -- correcting ------------------------------------------------------------------------


def test_a_reissue_names_its_predecessor_and_changes_only_name_and_licenses(
    ada: Learner, iris: Learner
) -> None:
    old = ada.attests()
    before = pdf_of(ada, old)

    new = reissues(iris, old)

    first, second = page(iris, old).certificate, page(iris, new).certificate
    assert (second.snapshot.legal_name, second.snapshot.licenses) == (
        "Ada Marlowe-Hart",
        (make.a_license(),),
    )
    assert facts_but_corrected(first) == facts_but_corrected(second)
    assert (first.replaced_by, second.replaces) == (new, old)
    assert page(iris, old).page.how == "replaced"
    assert page(iris, new).reissue == issued.Reissue("She has married.", "Irma Lund")
    assert f"Replaces certificate {old}" in text_of(pdf_of(ada, new))
    assert pdf_of(ada, old) == before


def test_whoever_holds_a_reissue_is_led_to_it_and_counts_it_once(
    ada: Learner, iris: Learner
) -> None:
    new = reissues(iris, ada.attests())

    completed = ada.learning().standing.completed

    assert completed is not None
    assert completed.serial == new


def test_a_reissue_is_corrected_again_and_the_first_one_is_not(ada: Learner, iris: Learner) -> None:
    old = ada.attests()
    new = reissues(iris, old)

    third = reissues(iris, new, Correction("Ada Hart", (), "Once more."))

    assert [it.serial for it in page(iris, old).issued] == [old, new, third]
    with pytest.raises(ReplacedBefore, match=new):
        reissues(iris, old)


def test_a_voided_certificate_is_neither_issued_nor_printed_again(
    ada: Learner, iris: Learner
) -> None:
    serial = ada.attests()
    with ada.database.writing() as session:
        certificates.void(session, serial, "In error", ada.at, iris.person)

    for again in (reissues, prints):
        with pytest.raises(VoidedBefore):
            again(iris, serial)


def test_a_reissue_that_corrects_nothing_is_refused(ada: Learner, iris: Learner) -> None:
    with pytest.raises(NothingCorrected):
        reissues(iris, ada.attests(), Correction("Ada Marlowe", (), "None."))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_reissue_gives_a_new_credential_in_place_of_a_compromised_keys(
    ada: Learner, iris: Learner, tmp_path: Path, days: int
) -> None:
    serial, signing = ada.attests(), signing_at(ADDRESS, tmp_path / "keys")
    jobs.work_off(ada.database, signing, lambda: ada.at)
    since = ada.at + timedelta(days=days)
    now = ada.at + timedelta(days=2)
    signing_keys.mark_compromised(ada.database, signing, "key-1", since, now)

    new = reissues(iris, serial, Correction("Ada Marlowe", (), "The key was stolen."))

    jobs.work_off(ada.database, signing, lambda: now + timedelta(days=30))
    it = page(ada, new).page
    assert it.credential is not None
    assert (it.credential.key.name, it.is_key_trusted) == ("key-2", True)
    assert it.certificate.replaces == serial
    assert it.certificate.snapshot == page(ada, serial).certificate.snapshot
    with ada.database.reading() as session:
        place = page(ada, serial).page.credential.place  # type: ignore[union-attr]
        unsigned = credentials.get_unsigned_list(session, place.list_number)
    status = json.loads(credentials.sign_list(signing, unsigned))
    assert is_set(status["credentialSubject"]["encodedList"], place.position)
    with pytest.raises(NothingCorrected):
        reissues(iris, new, Correction("Ada Marlowe", (), "Once more."))


def test_a_certificate_that_is_not_there_is_not_found(iris: Learner) -> None:
    for act in (reissues, prints, page):
        with pytest.raises(NotFound):
            act(iris, "0000-0000-0000")


def test_what_is_typed_for_a_correction_is_named_where_it_is_wrong() -> None:
    with pytest.raises(FormRefusal) as refused:
        issued.clean_correction("", [("MFT", "", ""), ("", "", "")], " ")

    assert refused.value.problems.keys() == {"name", "reason", "jurisdiction-0", "number-0"}
    right = issued.clean_correction("Ada", [("", "", ""), ("MFT", "NY", "1")], "Why")
    assert right.licenses == (License("MFT", "NY", "1"),)


# -- what is edited later --------------------------------------------------------------


def test_nothing_edited_later_changes_a_certificate_or_its_paper(
    ada: Learner, iris: Learner
) -> None:
    serial = ada.attests()
    before, printed = page(ada, serial).certificate, pdf_of(ada, serial)

    edits_everything(ada, iris)

    after = page(ada, serial)
    assert after.certificate == before
    assert not after.is_as_in_account
    assert pdf_of(ada, serial) == printed
    # Made anew from what was frozen, it would be the same paper too.
    with ada.database.reading() as session:
        credential = credentials.find_credential(session, serial)
    assert credential is not None
    address = f"{ADDRESS}/certificates/{serial}"
    again = certificates.render(before, address, credential.document, make.later(500))
    assert again.pdf == printed


def edits_everything(ada: Learner, iris: Learner) -> None:
    """Another title, approved hours, name, address and license; no approval any more."""
    database, at = ada.database, make.later(200)
    changed = make.a_course(modules=6, title="Another", approved_title="Another", slug=COURSE)
    draft = authoring.Draft(COURSE, changed, (make.a_source_file(text="changed"),), ())
    with database.writing() as session:
        authoring.publish(session, draft, at)
    approves_credit(database, number=2)
    with database.writing() as session:
        seen = provider.get_page(session, at).edition.id
        provider.remove_approval(session, iris.person, seen, 1, at)
        authoring.archive(session, COURSE, at)
        profiles.update_profile(session, ada.person, "Somebody Else", "UTC", at)
        profiles.add_license(session, ada.person, make.a_license(number="MH99"), at)
        people.set_email(session, ada.person.id, "elsewhere@example.org")
    ada.leaves()


# -- duplicates ------------------------------------------------------------------------


def test_a_duplicate_bears_the_same_serial_and_the_day_it_was_printed(
    ada: Learner, iris: Learner
) -> None:
    serial = ada.attests()
    original = pdf_of(ada, serial)

    first, second = text_of(prints(iris, serial)), text_of(prints(iris, serial))

    assert "Duplicate, printed on November 13, 2026" in first
    assert serial in first
    assert first == second
    assert [it.number for it in page(iris, serial).duplicates] == [2, 1]
    assert pdf_of(ada, serial) == original
