"""Signed credentials of certificates: made from the record, kept as issued, and their status."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import uuid4

from sqlalchemy.orm import Session

from lms.credentials import keys, proofs
from lms.credentials.badge import Award, Recipient, list_address, open_badge
from lms.credentials.issuers import is_nameless, nameless
from lms.credentials.linked_data import Document, NotLinkedData
from lms.credentials.proofs import is_signed_by
from lms.credentials.status_lists import status_list
from lms.domain.certificates import Certificate, tidy_serial
from lms.domain.credentials import (
    LIST_BITS,
    Credential,
    Place,
    SigningKey,
    StatusList,
    find_signing,
)
from lms.domain.errors import Busy, NotFound
from lms.services.signing_keys import Doors, Signing, get_key
from lms.store import credentials, editions

SALT_BYTES = 12
# Half of the places are free: that all of so many are taken is as good as impossible.
TRIES = 32
REMEMBERED = 100


class CannotSign(Busy):
    """The private key is not there; who asks is not told where it should lie."""

    sentence = "The status cannot be signed at the moment. Try again later."


class KeyRetired(Busy):
    """The key was replaced while the credential was made, perhaps because others have it."""

    sentence = "The key was replaced meanwhile. The credential is made again with the new one."


@dataclass(frozen=True)
class Draft:
    """What is read before a credential is made outside of any transaction (DS-03)."""

    ground: credentials.Ground
    objectives: tuple[str, ...]
    place: Place
    key: SigningKey
    kept: Credential | None


def prepare(doors: Doors, signing: Signing, certificate: Certificate, now: datetime) -> Draft:
    """What the credential of a certificate needs, and a place by chance for its status."""
    key = get_key(doors, signing, now)
    with doors.reading() as session:
        ground = credentials.get_ground(session, certificate.serial)
        facts = editions.list_by_ids(session, [ground.edition_id])[ground.edition_id].facts
        place = _free_place(session, signing.issuer(key).did)
        kept = credentials.find_credential(session, certificate.serial)
    return Draft(ground, tuple(it.text for it in facts.objectives), place, key, kept)


def make(certificate: Certificate, draft: Draft, signing: Signing, now: datetime) -> Credential:
    """The credential, signed; the one that is kept where there is one."""
    if draft.kept is not None:
        return draft.kept
    issuer = signing.issuer(draft.key)
    award = Award(
        number=str(uuid4()),
        snapshot=certificate.snapshot,
        objectives=draft.objectives,
        recipient=Recipient(draft.ground.email, secrets.token_hex(SALT_BYTES)),
        issued_at=certificate.issued_at,
        address=signing.address,
        issuer=issuer.did,
        place=draft.place,
    )
    private = keys.open_key(signing.folder, draft.key.name, draft.key.multikey)
    document = written(proofs.sign(open_badge(award), private, issuer.method, now))
    return Credential(
        document=document,
        digest=editions.digest(document.encode()),
        issuer=issuer.did,
        key=draft.key,
        place=draft.place,
        signed_at=now,
    )


def keep(session: Session, draft: Draft, made: Credential) -> None:
    """Keep a credential as issued; the first one kept stays. KeyRetired: it is to be made again."""
    if draft.kept is None:
        is_kept = credentials.keep_credential(session, draft.ground.certificate_id, made)
        if not is_kept:
            raise KeyRetired


def find_credential(session: Session, typed_serial: str) -> Credential | None:
    """The credential of a certificate as issued, or None while it is being made."""
    return credentials.find_credential(session, tidy_serial(typed_serial))


def get_status_list(session: Session, signing: Signing, number: int) -> str:
    """A status list, signed as the issuer of its credentials; asking twice gives the same bytes."""
    found = credentials.find_status_list(session, number)
    if found is None:
        raise NotFound
    key = _find_list_key(session, found)
    if key is None:
        raise CannotSign
    try:
        return _signed_list(signing, found, key)
    except keys.KeyMissing:
        raise CannotSign from None


@lru_cache(REMEMBERED)
def is_intact(document: str, multikey: str) -> bool:
    """True when a credential of ours is what that key signed; each is looked at once."""
    try:
        read: Document = json.loads(document)
        return is_signed_by(read, read["proof"][0], multikey)
    except (ValueError, LookupError, TypeError, NotLinkedData):  # no longer what was issued
        return False


def written(document: Document) -> str:
    """A document as it is kept, served and attached: for people to read, in ASCII for programs."""
    return json.dumps(document, indent=2) + "\n"


def _free_place(session: Session, issuer: str) -> Place:
    number = credentials.find_list_number(session, issuer)
    drawn = [secrets.randbelow(LIST_BITS) for _ in range(TRIES)]
    taken = credentials.list_taken(session, number, drawn)
    return Place(number, next(it for it in drawn if it not in taken))


def _find_list_key(session: Session, found: StatusList) -> SigningKey | None:
    """The key of the list's issuer: itself where the issuer is a key, else the one in use."""
    known = credentials.list_keys(session)
    if is_nameless(found.issuer):
        return next((key for key in known if nameless(key).did == found.issuer), None)
    return find_signing(known)


@lru_cache(REMEMBERED)
def _signed_list(signing: Signing, found: StatusList, key: SigningKey) -> str:
    is_named = not is_nameless(found.issuer)
    method = f"{found.issuer}#{key.name}" if is_named else nameless(key).method
    url = list_address(signing.address, found.number)
    private = keys.open_key(signing.folder, key.name, key.multikey)
    unsigned = status_list(url, found.issuer, found.revoked, found.changed_at)
    # No key signs what was before it.
    return written(proofs.sign(unsigned, private, method, max(found.changed_at, key.made_at)))
