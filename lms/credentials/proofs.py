"""Data Integrity proofs by eddsa-rdfc-2022: signing a document, and looking at a proof."""

from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.credentials.linked_data import Document, digests
from lms.credentials.multikeys import NotAKey, from_base58, in_base58, key_of

SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"

Digests = Callable[..., bytes]


def stamp(moment: datetime) -> str:
    """A time as credentials write it, in whole seconds of UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(document: Document, key: Ed25519PrivateKey, method: str, moment: datetime) -> Document:
    """The document with a proof by that key; the same bytes for the same moment."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": stamp(moment),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    value = in_base58(key.sign(_to_sign(document, proof, digests)))
    return {**document, "proof": [{**proof, "proofValue": value}]}


def is_signed_by(
    document: Document, proof: Document, multikey: str, hashed: Digests = digests
) -> bool:
    """True when the proof is that key's, over the document as it is; NotLinkedData for nonsense."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    unsigned = {name: value for name, value in proof.items() if name != "proofValue"}
    signed = _to_sign(bare, unsigned, hashed)
    try:
        key_of(multikey).verify(from_base58(str(proof.get("proofValue"))), signed)
    except (InvalidSignature, NotAKey):
        return False
    return True


def _to_sign(document: Document, proof: Document, hashed: Digests) -> bytes:
    return hashed({"@context": document.get("@context", []), **proof}, document)
