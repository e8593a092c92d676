"""The credential says what the certificate says, and nothing in it can be changed unnoticed.

The independent verifier is openbadgeslib; it shares no code with ours but the JSON-LD library, and
of that the canonical form is compared with pyoxigraph's, which is written in Rust.
"""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from lms.credentials import linked_data
from lms.credentials.badge import open_badge
from lms.credentials.linked_data import NotLinkedData, canonical, digests, digests_apart
from lms.credentials.proofs import is_signed_by, sign
from tests.credentials.badges import (
    DID,
    EMAIL,
    METHOD,
    MULTIKEY,
    OTHER_KEY,
    SIGNED_AT,
    award,
    signed,
    with_one_letter_changed,
)
from tests.credentials.samples import BEN


def test_it_is_an_open_badge_as_others_expect_one() -> None:
    badge = signed()

    assert badge["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["id"].startswith("urn:uuid:")
    assert badge["issuer"]["id"] == DID
    assert [it["cryptosuite"] for it in badge["proof"]] == ["eddsa-rdfc-2022"]
    assert badge["credentialStatus"]["statusListIndex"] == "77001"


def test_it_says_what_was_earned_and_how() -> None:
    subject = signed()["credentialSubject"]
    course = subject["achievement"]

    assert subject["activityEndDate"] == "2026-11-14"
    assert subject["creditsEarned"] == 2
    assert course["description"].startswith(
        "2.00 CE credit hours: ethics (a) 1.00; professional communication"
    )
    assert BEN.approvals[0] in course["description"]
    assert "80% or more" in course["criteria"]["narrative"]
    assert [it["targetName"] for it in course["alignment"]] == list(award().objectives)
    assert course["resultDescription"][0]["requiredValue"] == "80"
    assert subject["result"][0]["status"] == "Passed"
    assert course["version"] == "edition 3, content 5b1f09c2d7e4"


def test_without_an_approval_it_claims_no_credit() -> None:
    text = json.dumps(signed(approvals=()))

    assert "creditsEarned" not in text
    assert "creditsAvailable" not in text
    assert "hours of study" in text
    assert "No CE credit designated." in text


def test_it_names_nobody_and_no_license() -> None:
    badge = signed()
    text = json.dumps(badge, ensure_ascii=False)

    for private in (BEN.legal_name, "Okafor", EMAIL, BEN.licenses[0].number, "7KQ4"):
        assert private not in text
    (identity,) = badge["credentialSubject"]["identifier"]
    hashed = sha256(f"{EMAIL}{identity['salt']}".encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${hashed}"


@pytest.mark.parametrize(("hours", "written"), [("2.0", "2"), ("1.25", "1.25"), ("0.50", "0.5")])
def test_whole_hours_are_whole_numbers_for_programs_that_know_no_others(
    hours: str, written: str
) -> None:
    subject = open_badge(award(hours=Decimal(hours)))["credentialSubject"]

    assert json.dumps(subject["creditsEarned"]) == written


# -- signed ------------------------------------------------------------------------


def test_sk06_an_independent_implementation_verifies_it() -> None:
    found = OB3LdpVerifier().verify(json.dumps(signed()))

    assert found.issuer.id == DID
    assert found.credits_earned == 2
    assert found.achievement.name == BEN.course_title
    assert [it.identity_hash for it in found.identifiers] == [award().recipient.hashed]


def test_sk06_one_that_counts_for_a_time_says_until_when() -> None:
    ending = signed(valid_until=date(2099, 11, 14))

    assert ending["validUntil"] == "2099-11-15T04:59:59Z"
    assert OB3LdpVerifier().verify(json.dumps(ending)).issuer.id == DID
    assert "validUntil" not in signed()


def test_sk06_for_it_one_changed_letter_anywhere_is_a_forgery() -> None:
    for place, changed in with_one_letter_changed(signed()):
        with pytest.raises(OB3VerificationError):
            print(place, OB3LdpVerifier().verify(json.dumps(changed)))


def test_sk06_another_canonicalization_finds_the_same_statements() -> None:
    badge = open_badge(award())
    loose = jsonld.to_rdf(
        badge, {"documentLoader": linked_data._load, "format": "application/n-quads"}
    )
    dataset = Dataset(parse(input=loose, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    theirs = serialize(dataset, format=RdfFormat.N_QUADS)

    assert theirs is not None
    assert sorted(theirs.splitlines()) == sorted(canonical(badge).splitlines())


def test_each_letter_is_signed_for_us_as_well() -> None:
    badge = signed()
    assert is_signed_by(badge, badge["proof"][0], MULTIKEY)

    for place, changed in with_one_letter_changed(badge):
        assert not is_still_signed(changed), place


def is_still_signed(document: linked_data.Document) -> bool:
    """Whether it passes; what cannot be read does not."""
    try:
        return is_signed_by(document, document["proof"][0], MULTIKEY)
    except NotLinkedData:
        return False


def test_anothers_signature_is_not_ours() -> None:
    forged = sign(open_badge(award()), OTHER_KEY, METHOD, SIGNED_AT)

    assert not is_signed_by(forged, forged["proof"][0], MULTIKEY)


def test_signing_the_same_again_gives_the_same_bytes() -> None:
    assert signed() == signed()


# -- by pinned contexts ------------------------------------------------------------


@pytest.mark.parametrize("hashed", [digests, digests_apart])
def test_a_term_that_no_context_defines_is_refused_instead_of_left_out(hashed) -> None:
    badge = open_badge(award())
    badge["credentialSubject"]["favoriteColor"] = "petrol"

    with pytest.raises(NotLinkedData, match="No context says what favoriteColor means"):
        hashed(badge)


def test_no_context_is_fetched() -> None:
    badge = open_badge(award())
    badge["@context"] = [*badge["@context"], "https://elsewhere.example/context.json"]

    with pytest.raises(NotLinkedData, match=r"https://elsewhere.example/context.json is not"):
        canonical(badge)


def test_what_would_take_forever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_data, "APART_SECONDS", 0.01)

    with pytest.raises(NotLinkedData, match="too long"):
        digests_apart(open_badge(award()))


def test_a_context_that_was_tampered_with_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    for file in linked_data.CONTEXTS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "credentials-v2.json").write_text("{}")
    monkeypatch.setattr(linked_data, "CONTEXTS", tmp_path)
    linked_data.pinned.cache_clear()

    with pytest.raises(NotLinkedData, match=r"credentials-v2.json is not the context"):
        linked_data.pinned()
    linked_data.pinned.cache_clear()
