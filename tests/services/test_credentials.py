"""Every certificate has a credential, kept as it was signed, whatever happens to its key."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pikepdf
import pytest
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.credentials.badge import Recipient
from lms.credentials.keys import KeyMissing, open_key
from lms.credentials.proofs import sign
from lms.domain.accounts import Door, SignedIn
from lms.domain.credentials import Credential, SigningKey
from lms.domain.errors import NotFound, Refusal
from lms.services import certificates, credentials, jobs, privacy, signing_keys
from lms.services.credentials import CannotSign
from lms.services.signing_keys import NoSigningKey, Signing
from lms.services.verifying import Verdict, verify
from lms.store import people
from lms.store.database import Database
from lms.store.rows import AuditEventRow, CertificateRow, CredentialRow
from tests.accounts import PASSWORD, proof
from tests.beginnings import begun_once
from tests.credentials.samples import opened
from tests.signing import signing_at
from tests.sittings import Learner, publishes

ADDRESS = "https://learn.example.org"
DID = "did:web:learn.example.org"


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    """A house with a name on the web, and keys of its own."""
    return signing_at(ADDRESS, tmp_path / "keys")


@pytest.fixture
def nameless(signing: Signing) -> Signing:
    """A house that nobody can ask."""
    return replace(signing, address="http://127.0.0.1:8000", is_named=False)


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who completed the course; her certificate waits to be made."""
    publishes(database)
    learner = Learner(database).enrolls().does_everything().evaluates()
    learner.attests()
    return learner


def completes(database: Database, name: str) -> Learner:
    """Somebody else who completed the course."""
    learner = Learner(database, name).enrolls().does_everything().evaluates()
    learner.attests()
    return learner


def issued(learner: Learner, signing: Signing) -> Credential:
    """The credential of a learner, made if it was not."""
    jobs.work_off(learner.database, signing, lambda: learner.at)
    with learner.database.reading() as session:
        found = credentials.find_credential(session, learner.attests())
    assert found is not None
    return found


def asked(database: Database, signing: Signing) -> Callable[[str], bytes]:
    """The issuer's own addresses, as somebody else's program asks them."""

    def ask(url: str) -> bytes:
        with database.reading() as session:
            if url == f"{signing.address}/.well-known/did.json":
                return json.dumps(signing_keys.publish(session, signing)).encode()
            number = int(url.removeprefix(f"{signing.address}/credentials/status/"))
            unsigned = credentials.get_unsigned_list(session, number)
        return credentials.sign_list(signing, unsigned).encode()

    return ask


def others_verify(database: Database, signing: Signing, credential: Credential) -> None:
    """An independent program checks signature, issuer, dates and status, or raises."""
    ask = asked(database, signing)
    found = OB3LdpVerifier().verify(
        credential.document, check_status=True, download=ask, verify_status_list=False
    )
    # Its own check of a list's signature knows another kind of proof only.
    listing = json.loads(ask(found.credential_status[0]["statusListCredential"]))
    method = listing["proof"][0]["verificationMethod"]
    assert method.partition("#")[0] == found.issuer.id == listing["issuer"]
    verify_data_integrity_proof(listing, resolve_verification_method(method, ask))


def voids(learner: Learner) -> None:
    serial = learner.attests()
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued in error", learner.at)


def erases(learner: Learner, at: datetime) -> None:
    """Erase a learner at their own wish."""
    signed_in = SignedIn(1, learner.person, at, at, at)
    shown = proof(learner.database, learner.person.email, PASSWORD, Door.CONFIRM, at=at)
    with learner.database.writing() as session:
        assert privacy.erase(session, signed_in, shown, learner.person.public_id, at) is None


def moves(learner: Learner, at: datetime) -> None:
    """Give a learner another address."""
    with learner.database.writing() as session:
        assert people.set_email(session, learner.person.id, "ada@elsewhere.example")


# -- issued ------------------------------------------------------------------------


@pytest.mark.parametrize("happens", [erases, moves])
def test_a_credential_is_its_holders_by_the_address_that_they_completed_with(
    ada: Learner, signing: Signing, happens: Callable[[Learner, datetime], None]
) -> None:
    serial = ada.attests()
    happens(ada, ada.at)

    jobs.work_off(ada.database, signing, lambda: ada.at)

    with ada.database.reading() as session:
        made = credentials.find_credential(session, serial)
    assert made is not None
    (holder,) = json.loads(made.document)["credentialSubject"]["identifier"]
    assert holder["identityHash"] == Recipient("ada@example.org", holder["salt"]).hashed


def test_sk06_what_is_issued_verifies_with_its_issuer_and_its_status(
    ada: Learner, signing: Signing
) -> None:
    credential = issued(ada, signing)

    assert credential.issuer == DID
    others_verify(ada.database, signing, credential)


def test_sk06_without_a_public_name_it_verifies_by_itself(ada: Learner, nameless: Signing) -> None:
    credential = issued(ada, nameless)

    assert credential.issuer == f"did:key:{credential.key.multikey}"
    others_verify(ada.database, nameless, credential)


def test_it_says_what_the_course_was_for(ada: Learner, signing: Signing) -> None:
    read = json.loads(issued(ada, signing).document)

    alignment = read["credentialSubject"]["achievement"]["alignment"]
    assert alignment[0]["targetName"]
    assert alignment[0]["targetUrl"] == f"{ADDRESS}/courses/foundations#objectives"


def test_the_pdf_has_the_same_bytes_inside(ada: Learner, signing: Signing) -> None:
    credential = issued(ada, signing)
    with ada.database.reading() as session:
        pdf = certificates.find_pdf(session, ada.attests())
    assert pdf is not None

    inside = opened(pdf)
    (attached,) = inside.attachments.values()

    assert attached.filename == "credential.json"
    assert attached.get_file().read_bytes() == credential.document.encode()
    assert attached.get_file().mime_type == "application/vc"
    assert attached.obj.AFRelationship == pikepdf.Name.Data
    assert len(inside.Root.AF) == 1
    with inside.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"


def test_a_name_that_no_font_shows_is_no_reason_to_change_the_bytes(
    database: Database, signing: Signing
) -> None:
    publishes(database)
    learner = completes(database, "Sela ᠮᠣᠩᠭᠣᠯ")
    credential = issued(learner, signing)

    with database.reading() as session:
        pdf = certificates.find_pdf(session, learner.attests())

    assert pdf is not None
    inside = opened(pdf)
    (attached,) = inside.attachments.values()
    assert attached.get_file().read_bytes() == credential.document.encode()


def test_it_is_kept_as_issued_and_never_signed_again(ada: Learner, signing: Signing) -> None:
    first = issued(ada, signing)
    serial = ada.attests()
    with ada.database.writing() as session:
        jobs.outbox.add(session, certificates.RENDER, serial, ada.at)

    assert issued(ada, signing) == first


def test_nobody_stands_twice_in_a_list_and_places_tell_no_order(
    ada: Learner, signing: Signing
) -> None:
    learners = [ada, *(completes(ada.database, name) for name in ("Ben", "Eva", "Kim"))]

    places = [issued(learner, signing).place for learner in learners]

    assert len(set(places)) == 4
    assert {it.list_number for it in places} == {1}
    assert max(it.position for it in places) > len(places)


def test_a_certificate_voided_before_its_turn_gets_none(ada: Learner, signing: Signing) -> None:
    voids(ada)

    jobs.work_off(ada.database, signing, lambda: ada.at)

    with ada.database.reading() as session:
        assert credentials.find_credential(session, ada.attests()) is None


# -- status ------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["signing", "nameless"])
def test_sk06_voiding_revokes_it_for_everybody(
    ada: Learner, house: str, request: pytest.FixtureRequest
) -> None:
    signing: Signing = request.getfixturevalue(house)
    credential = issued(ada, signing)
    others_verify(ada.database, signing, credential)

    voids(ada)

    with pytest.raises(OB3VerificationError, match="revocation"):
        others_verify(ada.database, signing, credential)


def test_a_replaced_certificate_is_revoked_and_the_new_one_is_not(
    ada: Learner, signing: Signing
) -> None:
    credential = issued(ada, signing)
    other, serial = issued(completes(ada.database, "Ben"), signing), ada.attests()
    with ada.database.writing() as session:
        old = session.execute(
            select(CertificateRow).where(CertificateRow.serial == serial)
        ).scalar_one()
        session.execute(
            insert(CertificateRow).values(
                serial="NEW",
                completion_id=old.completion_id,
                replaces_id=old.id,
                snapshot=old.snapshot,
                issued_at=ada.at,
                void_reason="",
            )
        )

    with pytest.raises(OB3VerificationError, match="revocation"):
        others_verify(ada.database, signing, credential)
    others_verify(ada.database, signing, other)


def test_asking_for_a_list_again_gives_the_same_bytes(ada: Learner, signing: Signing) -> None:
    issued(ada, signing)
    ask = asked(ada.database, signing)

    first = ask(f"{ADDRESS}/credentials/status/1")
    credentials._signed_list.cache_clear()

    assert ask(f"{ADDRESS}/credentials/status/1") == first


def test_without_the_key_a_list_is_not_signed_and_nobody_is_told_where_keys_lie(
    ada: Learner, signing: Signing
) -> None:
    issued(ada, signing)
    (signing.folder / "key-1.pem").unlink()

    with pytest.raises(CannotSign) as refusal:
        asked(ada.database, signing)(f"{ADDRESS}/credentials/status/1")

    assert str(signing.folder) not in str(refusal.value)


def test_there_is_no_list_in_which_nobody_stands(ada: Learner, signing: Signing) -> None:
    with pytest.raises(NotFound):
        asked(ada.database, signing)(f"{ADDRESS}/credentials/status/1")


# -- keys --------------------------------------------------------------------------


def test_the_first_key_is_made_once_and_written_down(ada: Learner, signing: Signing) -> None:
    jobs.work_off(ada.database, signing, lambda: ada.at)
    issued(completes(ada.database, "Ben"), signing)

    assert [it.name for it in known(ada.database)] == ["key-1"]
    assert events(ada.database, "signing key made") == 1


def test_in_production_no_key_is_made_unasked(ada: Learner, signing: Signing) -> None:
    strict = replace(signing, makes_first_key=False)

    with pytest.raises(NoSigningKey, match="lms keys rotate"):
        signing_keys.look_at_key(ada.database, strict, ada.at)

    made = signing_keys.rotate(ada.database, strict, ada.at)
    assert signing_keys.look_at_key(ada.database, strict, ada.at) == made
    assert made.name == "key-1"


def test_a_key_that_is_not_there_is_said_before_anybody_waits(
    ada: Learner, signing: Signing
) -> None:
    signing_keys.get_key(ada.database, signing, ada.at)
    (signing.folder / "key-1.pem").unlink()

    with pytest.raises(KeyMissing, match=r"Put key-1\.pem back"):
        signing_keys.look_at_key(ada.database, signing, ada.at)


@pytest.mark.parametrize("house", ["signing", "nameless"])
def test_sk03_after_a_rotation_what_the_old_key_signed_verifies(
    ada: Learner, house: str, request: pytest.FixtureRequest
) -> None:
    signing: Signing = request.getfixturevalue(house)
    old = issued(ada, signing)
    ada.waits(hours=1)
    signing_keys.rotate(ada.database, signing, ada.at)
    ben = completes(ada.database, "Ben")
    ben.at = ada.at + timedelta(hours=1)

    new = issued(ben, signing)

    assert (old.key.name, new.key.name) == ("key-1", "key-2")
    others_verify(ada.database, signing, old)
    others_verify(ada.database, signing, new)


def test_sk03_old_keys_stay_published_with_their_validity(ada: Learner, signing: Signing) -> None:
    for _ in range(3):
        signing_keys.rotate(ada.database, signing, ada.at)
    signing_keys.mark_compromised(ada.database, signing, "key-1", ada.at, ada.at)

    with ada.database.reading() as session:
        document = signing_keys.publish(session, signing)

    assert document["id"] == DID
    methods = {it["id"]: it for it in document["verificationMethod"]}
    assert list(methods) == [f"{DID}#key-{n}" for n in (1, 2, 3)]
    assert document["assertionMethod"] == [f"{DID}#key-2", f"{DID}#key-3"]
    # What expires verifies nothing any more; what an old key signed verifies for good.
    assert [sorted(it.keys() & {"expires", "revoked"}) for it in methods.values()] == [
        ["revoked"],
        [],
        [],
    ]


def test_sk03_a_compromised_key_is_not_trusted_from_its_day_on(
    ada: Learner, signing: Signing
) -> None:
    before = issued(ada, signing)
    ben = completes(ada.database, "Ben")
    ben.waits(days=3)
    after = issued(ben, signing)
    day = ada.at + timedelta(days=2)

    using = signing_keys.mark_compromised(ada.database, signing, "key-1", day, ben.at)

    assert using.name == "key-2"
    (key, _) = known(ada.database)
    assert key.is_trusted_at(before.signed_at)
    assert not key.is_trusted_at(after.signed_at)
    assert events(ada.database, "signing key compromised") == 1


def test_sk03_what_a_key_signed_before_it_was_compromised_is_known_here_by_the_record(
    ada: Learner, signing: Signing
) -> None:
    credential, day = issued(ada, signing), ada.at + timedelta(days=1)
    signing_keys.mark_compromised(ada.database, signing, "key-1", day, day)
    content, now = credential.document.encode(), day + timedelta(days=1)

    with ada.database.reading() as session:
        here = verify(content, session, None, now)
    elsewhere = verify(content, None, asked(ada.database, signing), now)

    assert here.is_fine
    assert elsewhere.integrity.verdict is Verdict.FINE
    assert elsewhere.issuer.verdict is Verdict.NOT_FINE
    assert elsewhere.status.verdict is Verdict.FINE


def test_sk03_nothing_is_kept_that_a_key_signed_after_it_was_replaced(
    ada: Learner, signing: Signing
) -> None:
    """The key is replaced while a worker makes the credential; it is made again with the new."""
    asked_times = count(1)

    def clock() -> datetime:
        if next(asked_times) == 4:  # the credential is signed, and its PDF is yet to be set
            signing_keys.rotate(ada.database, signing, ada.at)
        return ada.at

    assert jobs.work_off(ada.database, signing, clock) == 0
    with ada.database.reading() as session:
        assert credentials.find_credential(session, ada.attests()) is None
        assert certificates.find_pdf(session, ada.attests()) is None
    ada.waits(hours=1)

    assert issued(ada, signing).key.name == "key-2"


def test_a_certificate_whose_credential_is_kept_gets_its_pdf_after_a_rotation(
    ada: Learner, signing: Signing
) -> None:
    serial, first = ada.attests(), issued(ada, signing)
    signing_keys.rotate(ada.database, signing, ada.at)
    with ada.database.writing() as session:
        jobs.outbox.add(session, certificates.RENDER, serial, ada.at)

    assert jobs.work_off(ada.database, signing, lambda: ada.at) == 1
    assert issued(ada, signing).document == first.document


@pytest.mark.parametrize("takes_a_place", [True, False])
def test_what_a_key_of_ours_signed_and_the_record_does_not_hold_is_not_fine(
    ada: Learner, signing: Signing, takes_a_place: bool
) -> None:
    credential = issued(ada, signing)
    forged = json.loads(credential.document)
    del forged["proof"]
    forged["id"] = "urn:uuid:7f0b1c9e-0c55-4f0c-9e0a-6a1d5e0f7c21"
    if not takes_a_place:
        del forged["credentialStatus"]
    key = open_key(signing.folder, credential.key.name, credential.key.multikey)
    method = json.loads(credential.document)["proof"][0]["verificationMethod"]
    document = sign(forged, key, method, ada.at)

    with ada.database.reading() as session:
        report = verify(json.dumps(document).encode(), session, None, ada.at)

    assert report.integrity.verdict is Verdict.FINE
    assert report.status.verdict is Verdict.UNKNOWN
    assert not report.is_fine


@dataclass(frozen=True)
class MarkedMeanwhile:
    """Doors behind which somebody else marks the key once it was looked at."""

    database: Database
    mark: Callable[[], object]

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        self.mark()
        return self.database.writing()


def test_of_two_who_mark_a_key_at_once_the_earlier_day_stands(
    ada: Learner, signing: Signing
) -> None:
    key = issued(ada, signing).key
    signing_keys.rotate(ada.database, signing, ada.at)
    earlier, later, now = (ada.at + timedelta(days=days) for days in (1, 2, 3))
    doors = MarkedMeanwhile(
        ada.database,
        lambda: signing_keys.mark_compromised(ada.database, signing, key.name, earlier, now),
    )

    with pytest.raises(Refusal, match=rf"from {earlier:%Y-%m-%d} on already"):
        signing_keys.mark_compromised(doors, signing, key.name, later, now)

    assert known(ada.database)[0].compromised_from == earlier
    assert events(ada.database, "signing key compromised") == 1


def test_a_compromised_key_is_not_trusted_again_by_a_later_day(
    ada: Learner, signing: Signing
) -> None:
    key = issued(ada, signing).key
    signing_keys.mark_compromised(ada.database, signing, key.name, ada.at, ada.at)
    later = ada.at + timedelta(days=2)

    with pytest.raises(Refusal, match="Give that day or an earlier one"):
        signing_keys.mark_compromised(
            ada.database, signing, key.name, ada.at + timedelta(days=1), later
        )


def test_a_key_nobody_has_and_a_day_to_come_are_refused(ada: Learner, signing: Signing) -> None:
    signing_keys.get_key(ada.database, signing, ada.at)

    with pytest.raises(NotFound, match="No signing key is called key-9"):
        signing_keys.mark_compromised(ada.database, signing, "key-9", ada.at, ada.at)
    later = ada.at + timedelta(days=1)
    with pytest.raises(Refusal, match="in the future"):
        signing_keys.mark_compromised(ada.database, signing, "key-1", later, ada.at)


def test_a_key_of_after_the_backup_is_not_taken_up_again(ada: Learner, signing: Signing) -> None:
    signing_keys.get_key(ada.database, signing, ada.at)
    signing_keys.keys.make_once(signing.folder, "key-2")

    assert signing_keys.rotate(ada.database, signing, ada.at).name == "key-3"


def test_sk04_no_private_key_comes_into_the_database(ada: Learner, signing: Signing) -> None:
    issued(ada, signing)
    secret = (signing.folder / "key-1.pem").read_text().splitlines()[1]

    with ada.database.reading() as session:
        rows = [str(row) for row in session.execute(select(CredentialRow.document)).all()]

    assert "PRIVATE" not in f"{rows}{known(ada.database)}"
    assert secret not in f"{rows}{known(ada.database)}"


def known(database: Database) -> tuple[SigningKey, ...]:
    """The keys that are known."""
    with database.reading() as session:
        return signing_keys.list_keys(session)


def events(database: Database, kind: str) -> int:
    """How often something was written into the audit log."""
    counted = select(func.count()).select_from(AuditEventRow).where(AuditEventRow.kind == kind)
    with database.reading() as session:
        return session.scalars(counted).one()
