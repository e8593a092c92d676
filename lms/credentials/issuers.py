"""Who issues: the DID that a credential names, and the document in which others find its keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lms.credentials.linked_data import Document
from lms.credentials.proofs import PURPOSE, stamp
from lms.domain.credentials import SigningKey

CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
DID_WEB, DID_KEY = "did:web:", "did:key:"


@dataclass(frozen=True)
class Issuer:
    """A DID, and in it the method that names one key."""

    did: str
    method: str


def did_web(address: str) -> str:
    """The DID of whoever serves at that address; a port's colon is written in another way."""
    return DID_WEB + quote(urlsplit(address).netloc, safe=".-")


def named(did: str, key: SigningKey) -> Issuer:
    """An issuer by its name on the web, where its document tells its keys by name."""
    return Issuer(did, f"{did}#{key.name}")


def nameless(key: SigningKey) -> Issuer:
    """An issuer that is its key: it can be checked without asking anybody."""
    return Issuer(DID_KEY + key.multikey, f"{DID_KEY}{key.multikey}#{key.multikey}")


def is_nameless(did: str) -> bool:
    """True for an issuer that is its key."""
    return did.startswith(DID_KEY)


def did_document(did: str, keys: Iterable[SigningKey]) -> Document:
    """Every key that signs or ever signed (SK-03), and which of them still vouch."""
    known = tuple(keys)
    return {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": [_method(did, key) for key in known],
        PURPOSE: [named(did, key).method for key in known if key.compromised_from is None],
    }


def _method(did: str, key: SigningKey) -> dict[str, str]:
    method = {
        "id": named(did, key).method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multikey,
    }
    # A retired key gets no "expires": from that time on a program that follows Controlled
    # Identifiers 1.0 verifies nothing by it, and what it signed before must verify for good.
    # One that others may have had is revoked, and no key to check by any more: the time in a proof
    # is written by whoever signs, so nobody else can tell what was signed before.
    if key.compromised_from is not None:
        method["revoked"] = stamp(key.compromised_from)
    return method
