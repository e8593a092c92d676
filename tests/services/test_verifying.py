"""Checking a credential tells four things apart: integrity, issuer, status and validity."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pikepdf
import pytest

from lms.credentials import foreign
from lms.credentials.badge import open_badge
from lms.credentials.fetching import MOST_BYTES, NotFetched, fetch
from lms.credentials.foreign import NotACredential
from lms.credentials.issuers import did_document
from lms.credentials.linked_data import Document, digests
from lms.credentials.multikeys import in_base58, multikey_of
from lms.credentials.pdf import render_certificate
from lms.credentials.proofs import PURPOSE, SUITE, sign, stamp
from lms.credentials.status_lists import status_list
from lms.domain.credentials import SigningKey
from lms.domain.dates import written_out
from lms.services.verifying import Report, Verdict, verify
from tests.credentials.badges import (
    DID,
    KEY,
    METHOD,
    MULTIKEY,
    OTHER_KEY,
    SIGNED_AT,
    award,
    signed,
)
from tests.credentials.samples import ADDRESS, certificate

FINE, NOT_FINE, UNKNOWN = Verdict.FINE, Verdict.NOT_FINE, Verdict.UNKNOWN
NOW = SIGNED_AT + timedelta(days=100)
LIST = "https://learn.example.org/credentials/status/1"
WEB = "did:web:learn.example.org"
WEB_KEYS = "https://learn.example.org/.well-known/did.json"


def listing(*revoked: int, issuer: str = DID, key: object = KEY, method: str = METHOD) -> Document:
    """A status list in which these are revoked."""
    unsigned = status_list(LIST, issuer, revoked, SIGNED_AT)
    return sign(unsigned, key, method, SIGNED_AT)  # type: ignore[arg-type]


def network(**answers: Document) -> Callable[[str], bytes]:
    """A network in which the list and the keys of the issuer are found, and nothing else."""
    known = {LIST: answers.get("listing", listing()), WEB_KEYS: answers.get("keys")}

    def ask(url: str) -> bytes:
        if known.get(url) is None:
            raise NotFetched(f"{url} does not answer.")
        return json.dumps(known[url]).encode()

    return ask


def checked(document: Document, asking: Callable[[str], bytes] | None = None) -> Report:
    """What is found about a document by somebody who has no record and knows Ben's issuer."""
    return verify(json.dumps(document).encode(), None, asking, NOW, {DID})


def verdicts(report: Report) -> list[Verdict]:
    """The four of them in their order."""
    sides = (report.integrity, report.issuer, report.status, report.validity)
    return [side.verdict for side in sides]


def test_a_good_credential_is_fine_on_all_four_sides() -> None:
    report = checked(signed(), network())

    assert report.is_fine
    assert report.name == "Certificate of completion: Foundations of Sex Therapy"
    assert report.integrity.words == "Unchanged since it was signed on November 16, 2026."


def test_an_issuer_that_is_nothing_but_a_key_is_unknown_until_it_is_named_as_trusted() -> None:
    content, another = json.dumps(signed()).encode(), "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC"

    report = verify(content, None, network(), NOW)
    other = verify(content, None, network(), NOW, {another})

    assert verdicts(report) == verdicts(other) == [FINE, UNKNOWN, FINE, FINE]
    assert report.issuer.words.startswith("Unknown issuer that goes by “Larkfield Institute”")
    assert f"--trust {DID}." in report.issuer.words
    assert not report.is_fine
    assert verify(content, None, network(), NOW, {another, DID}).is_fine


def test_what_nobody_was_asked_is_not_fine() -> None:
    report = checked(signed())

    assert verdicts(report) == [FINE, FINE, UNKNOWN, FINE]
    assert report.status.words.endswith("Add --online to ask for it.")


def test_a_changed_one_is_told_and_its_issuer_is_not_believed() -> None:
    changed = signed()
    changed["credentialSubject"]["creditsEarned"] = 20

    assert verdicts(checked(changed, network())) == [NOT_FINE, UNKNOWN, FINE, FINE]


def test_a_revoked_one_is_told_with_its_integrity_unharmed() -> None:
    report = checked(signed(), network(listing=listing(5, 77_001)))

    assert verdicts(report) == [FINE, FINE, NOT_FINE, FINE]


@pytest.mark.parametrize(
    "theirs",
    [
        listing(key=OTHER_KEY),
        listing(issuer="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
        {**listing(), "id": f"{LIST}0"},
        {**listing(), "proof": []},
        {**listing(), "@context": [{"revocation": "https://a.example/"}]},
        {**listing(), "@context": signed()["@context"][1:]},
        {**listing(), "@context": []},
    ],
    ids=[
        *("signed by another", "of another issuer", "another list", "not signed"),
        *("meanings of its own", "other meanings", "no meanings"),
    ],
)
def test_a_list_that_is_not_the_issuers_tells_nothing(theirs: Document) -> None:
    assert verdicts(checked(signed(), network(listing=theirs)))[2] is UNKNOWN


@pytest.mark.parametrize(("count", "verdict"), [(4, FINE), (5, UNKNOWN)])
def test_so_many_lists_are_asked_and_no_more(count: int, verdict: Verdict) -> None:
    bare = open_badge(award())
    entry, asked = bare["credentialStatus"], list[str]()
    entries = [{**entry, "id": f"{entry['id']}-{number}"} for number in range(count)]
    document = sign({**bare, "credentialStatus": entries}, KEY, METHOD, SIGNED_AT)

    def ask(url: str) -> bytes:
        asked.append(url)
        return network()(url)

    report = checked(document, ask)

    assert verdicts(report) == [FINE, FINE, verdict, FINE]
    assert len(asked) == (count if verdict is FINE else 0)
    if verdict is UNKNOWN:
        assert "names 5 status lists, and at most 4 are asked" in report.status.words


def test_one_that_is_over_or_not_yet_valid_is_told() -> None:
    bare = open_badge(award())
    for dates in ({"validUntil": "2026-12-01T00:00:00Z"}, {"validFrom": "2036-01-01T00:00:00Z"}):
        document = sign({**bare, **dates}, KEY, METHOD, SIGNED_AT)

        assert verdicts(checked(document, network())) == [FINE, FINE, FINE, NOT_FINE]


PROOFS: dict[str, Document] = {
    "over": {"expires": stamp(NOW)},
    "over at no time": {"expires": "soon"},
    "of tomorrow": {"created": stamp(NOW + timedelta(days=1))},
    "of no time": {"created": "lately"},
    "of a time without a zone": {"created": "2026-11-16T09:30:00"},
    "without a time": {"created": None},
}


@pytest.mark.parametrize("dates", PROOFS.values(), ids=PROOFS)
def test_a_proof_whose_own_dates_do_not_hold_is_not_fine(dates: Document) -> None:
    document = proven(open_badge(award()), dates)

    report = checked(document, network())

    assert verdicts(report) == [FINE, FINE, FINE, NOT_FINE]
    assert report.validity.words.startswith("Its signature")


@pytest.mark.parametrize("dates", PROOFS.values(), ids=PROOFS)
def test_a_list_whose_proof_does_not_hold_tells_nothing(dates: Document) -> None:
    theirs = proven(status_list(LIST, DID, (), SIGNED_AT), dates)

    report = checked(signed(), network(listing=theirs))

    assert verdicts(report) == [FINE, FINE, UNKNOWN, FINE]
    assert "out of date" in report.status.words


def test_a_proof_that_holds_a_while_longer_is_fine() -> None:
    later = {"expires": stamp(NOW + timedelta(seconds=1))}

    assert checked(proven(open_badge(award()), later), network()).is_fine


def proven(document: Document, dates: Document) -> Document:
    """The document signed by its issuer, its proof with these dates; None leaves one away."""
    usual = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": stamp(SIGNED_AT),
        "verificationMethod": METHOD,
        "proofPurpose": PURPOSE,
    }
    proof = {name: it for name, it in (usual | dates).items() if it is not None}
    options = {"@context": document["@context"], **proof}
    value = in_base58(KEY.sign(digests(options, document)))
    return {**document, "proof": [{**proof, "proofValue": value}]}


# -- issuers on the web --------------------------------------------------------------


def on_the_web(**facts: datetime) -> tuple[Document, Callable[[str], bytes]]:
    """A credential of an issuer with a name, and the network in which its key is found."""
    key = SigningKey(
        "key-1", MULTIKEY, SIGNED_AT, facts.get("retired_at"), facts.get("compromised_from")
    )
    method = f"{WEB}#key-1"
    document = sign(open_badge(award(issuer=WEB)), KEY, method, SIGNED_AT)
    of_theirs = listing(issuer=WEB, method=method)
    return document, network(keys=did_document(WEB, [key]), listing=of_theirs)


def test_an_issuer_on_the_web_is_asked_for_its_key() -> None:
    document, asking = on_the_web()

    assert checked(document, asking).is_fine
    assert verdicts(checked(document)) == [UNKNOWN, UNKNOWN, UNKNOWN, FINE]


def test_a_retired_key_is_as_good_as_ever() -> None:
    document, asking = on_the_web(retired_at=SIGNED_AT)

    assert checked(document, asking).is_fine


@pytest.mark.parametrize("since", [SIGNED_AT, NOW], ids=["by then", "later"])
def test_sk03_a_revoked_key_of_others_vouches_for_nothing_whatever_time_is_written_there(
    since: datetime,
) -> None:
    document, asking = on_the_web(retired_at=NOW, compromised_from=since)
    report = checked(document, asking)

    assert verdicts(report)[:2] == [FINE, NOT_FINE]
    assert f"others may have had its key from {written_out(since.date())}" in report.issuer.words
    assert "signed with a key that its issuer revoked" in report.status.words


def test_a_list_of_the_key_that_signs_now_still_tells_of_one_that_a_revoked_key_signed() -> None:
    document, _ = on_the_web()
    old = SigningKey("key-1", MULTIKEY, SIGNED_AT, NOW, NOW)
    new = SigningKey("key-2", multikey_of(OTHER_KEY.public_key()), NOW, None, None)
    theirs = listing(77_001, issuer=WEB, key=OTHER_KEY, method=f"{WEB}#key-2")

    report = checked(document, network(keys=did_document(WEB, [old, new]), listing=theirs))

    assert verdicts(report) == [FINE, NOT_FINE, NOT_FINE, FINE]
    assert report.status.words == "Revoked by its issuer."


def test_a_key_revoked_at_no_time_at_all_is_not_believed_and_one_to_be_revoked_still_is() -> None:
    document, _ = on_the_web()
    (key,) = [SigningKey("key-1", MULTIKEY, SIGNED_AT, None, None)]
    keys, of_theirs = did_document(WEB, [key]), listing(issuer=WEB, method=f"{WEB}#key-1")
    found = {}
    for revoked in ("soon", "2036-01-01T00:00:00Z"):
        keys["verificationMethod"][0]["revoked"] = revoked
        found[revoked] = checked(document, network(keys=keys, listing=of_theirs))

    assert verdicts(found["soon"])[:2] == [UNKNOWN, UNKNOWN]
    assert found["2036-01-01T00:00:00Z"].is_fine


def test_a_key_that_the_issuer_does_not_name_is_no_key_of_theirs() -> None:
    document, _ = on_the_web()
    stranger = SigningKey("key-2", MULTIKEY, SIGNED_AT, None, None)

    asking = network(keys=did_document(WEB, [stranger]))

    assert verdicts(checked(document, asking))[:2] == [UNKNOWN, UNKNOWN]


def test_a_stranger_who_signs_in_an_issuers_name_is_told() -> None:
    forged = sign(open_badge(award(issuer=WEB)), KEY, METHOD, SIGNED_AT)

    report = checked(forged, network())

    assert report.issuer.verdict is NOT_FINE
    assert "another’s key signed it" in report.issuer.words


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:learn.example.org", "https://learn.example.org/.well-known/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
        ("did:web:example.org:ce:us", "https://example.org/ce/us/did.json"),
        ("did:example:1", ""),
        ("did:web:good.example%2Fup%2Fx%3F", ""),
        ("did:web:%5B", ""),
    ],
)
def test_where_an_issuers_keys_are_found(did: str, address: str) -> None:
    assert foreign.did_address(did) == address


# -- files of strangers ------------------------------------------------------------


def pdf_with(*attached: bytes) -> bytes:
    """A PDF with these files inside."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    for number, content in enumerate(attached):
        made.attachments[f"{number}.json"] = content
    made.save(out)
    return out.getvalue()


def test_a_credential_inside_a_pdf_says_nothing_of_its_page() -> None:
    text = json.dumps(signed())
    pdf = render_certificate(certificate(), ADDRESS, text).pdf

    report = verify(pdf, None, network(), NOW, {DID})

    assert verdicts(report) == [FINE, FINE, FINE, FINE]
    assert report.page is not None
    assert report.page.verdict is Verdict.NOT_COMPARED
    assert "Only the credential inside was checked." in report.page.words
    assert not report.is_fine


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def altered(**changes: object) -> bytes:
    return json.dumps({**signed(), **changes}).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "not a credential"),
        (b"{}", "not a credential"),
        (deep(100_000), "not JSON"),
        (b'{"type": "VerifiableCredential", "type": "VerifiableCredential"}', "not JSON"),
        (b'{"type": "VerifiableCredential", "a": NaN}', "not JSON"),
        (b" " * (2**20 + 1), "larger than 1 MB"),
        (b"%PDF-1.7 nothing", "damaged"),
        (pdf_with(), "0 credentials inside"),
        (pdf_with(b"{}", b"{}"), "2 credentials inside"),
        (altered(proof=[]), "no proof of the kind eddsa-rdfc-2022"),
        (altered(proof={"type": "DataIntegrityProof"}), "no proof of the kind"),
        (altered(**{"@context": [{"a": "https://a.example/"}]}), "meanings of its own"),
        (altered(**{"@context": ["https://a.example/"]}), "relies on https://a.example/"),
        (altered(**{"@included": []}), "another way than by name"),
        (altered(**{"https://schema.org/name": "x"}), "another way than by name"),
    ],
)
def test_what_is_no_credential_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(NotACredential, match=says):
        verify(content, None, None, NOW)


@pytest.mark.parametrize("name", signed())
def test_nonsense_in_any_place_is_never_fine_and_never_a_fault(name: str) -> None:
    with suppress(NotACredential):  # or refused before anything is asked
        assert not checked({**signed(), name: [{"id": 7, "type": []}]}, network()).is_fine


@pytest.mark.parametrize(
    "url", ["http://learn.example.org/", "file:///etc/passwd", "ftp://a.example/", "//a", ""]
)
def test_only_https_is_fetched(url: str) -> None:
    with pytest.raises(NotFetched, match="only https"):
        fetch(url)


class Elsewhere(BaseHTTPRequestHandler):
    """A server that leads away, says too much, or answers."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * (MOST_BYTES + 1 if self.path == "/much" else 5))

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_leads_away_is_too_long_or_not_there_is_not_taken(elsewhere: str) -> None:
    assert fetch(f"{elsewhere}/") == b"xxxxx"
    with pytest.raises(NotFetched, match="answers with 302"):
        fetch(f"{elsewhere}/away")
    with pytest.raises(NotFetched, match="larger than 20 MB"):
        fetch(f"{elsewhere}/much")
    with pytest.raises(NotFetched, match="does not answer"):
        fetch("http://127.0.0.1:1/")


def test_dates_are_read_with_their_zone_only() -> None:
    assert foreign.time_of("2026-11-16T09:30:00Z") == datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    assert foreign.time_of("2026-11-16T09:30:00") is None
    assert foreign.time_of("soon") is None
