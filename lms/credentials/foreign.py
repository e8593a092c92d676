"""Reading what strangers wrote: a credential, a DID document, with nothing taken for granted."""

import json
import re
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import unquote

from lms.credentials import attachments
from lms.credentials.issuers import DID_KEY, DID_WEB
from lms.credentials.linked_data import Document, pinned
from lms.credentials.proofs import PURPOSE, SUITE
from lms.domain.errors import Refusal

MOST_BYTES = 2**20
CREDENTIAL = "VerifiableCredential"
REVOKED = "revoked"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?\Z")


class NotACredential(Refusal):
    """The file is no credential that can be checked here; the text says why."""


def read_credential(content: bytes) -> Document:
    """The credential that a JSON file is, or that a PDF has inside."""
    if not content.startswith(attachments.PDF):
        return _plain(_credential(content))
    try:
        inside = attachments.list_credentials(content)
    except attachments.NotReadable:
        raise NotACredential("The PDF is damaged and cannot be read.") from None
    if len(inside) != 1:
        raise NotACredential(f"The PDF has {len(inside)} credentials inside instead of one.")
    return _plain(_credential(inside[0]))


def read_object(content: bytes) -> Document:
    """A JSON object of bounded size in which every name stands once."""
    if len(content) > MOST_BYTES:
        raise NotACredential(f"It is larger than {MOST_BYTES // 2**20} MB, which no credential is.")
    try:
        found = json.loads(content, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise NotACredential("It is not JSON, or not as credentials are written.") from None
    if not isinstance(found, dict):
        raise NotACredential("It is JSON, but not a credential.")
    return found


def find_proof(document: Document) -> Document:
    """The proof that can be checked here; NotACredential where there is none."""
    for proof in listed(document.get("proof")):
        if (
            isinstance(proof, dict)
            and proof.get("type") == "DataIntegrityProof"
            and proof.get("cryptosuite") == SUITE
            and proof.get("proofPurpose") == PURPOSE
        ):
            return proof
    raise NotACredential(f"It has no proof of the kind {SUITE}, the one that is checked here.")


def is_same(kept: str, document: Document) -> bool:
    """True for the credential that was issued: a signature stands for all that it signs."""
    return find_proof(read_object(kept.encode())) == find_proof(document)


def issuer_of(document: Document) -> tuple[str, str]:
    """The DID of the issuer, and the name it goes by."""
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        return text(issuer.get("id")), text(issuer.get("name"))
    return text(issuer), ""


def did_address(did: str) -> str:
    """Where the document of a did:web stands; empty for any other."""
    if not did.startswith(DID_WEB):
        return ""
    host, *path = map(unquote, did.removeprefix(DID_WEB).split(":"))
    # A host alone: with a path or a question in it, somebody's upload would pass as theirs.
    if not _HOST.match(host):
        return ""
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"


def own_multikey(method: str) -> str:
    """The key that a did:key method is; empty for any other."""
    did, _, fragment = method.partition("#")
    multikey = did.removeprefix(DID_KEY)
    return multikey if did.startswith(DID_KEY) and fragment == multikey else ""


def find_method(did_document: Document, did: str, method: str, now: datetime) -> Document | None:
    """A key that a DID document lists for signing, or as revoked, by its name there, or None."""
    if did_document.get("id") != did:
        return None
    is_to_sign = method in listed(did_document.get(PURPOSE))
    for entry in listed(did_document.get("verificationMethod")):
        if isinstance(entry, dict) and entry.get("id") == method:
            return entry if is_to_sign or revoked_at(entry, now) else None
    return None


def revoked_at(entry: Document, now: datetime) -> datetime | None:
    """Since when a key of a DID document is revoked, or None; NotACredential for no time at all."""
    if REVOKED not in entry:
        return None
    since = time_of(entry[REVOKED])
    if since is None:
        raise NotACredential("Its key is revoked, and it is not said since when.")
    return since if since <= now else None


def time_of(value: object) -> datetime | None:
    """The time that a text says, with its zone, or None."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def listed(value: object) -> list[Any]:
    """The value as a list, as JSON-LD lets one leave the brackets away."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def _credential(content: bytes) -> Document:
    document = read_object(content)
    if CREDENTIAL not in listed(document.get("type")):
        raise NotACredential("It is JSON, but not a credential.")
    return document


def _plain(document: Document) -> Document:
    """The document, if what stands in it is what is signed: no name has a meaning made up in it."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not all(isinstance(it, str) for it in contexts):
        raise NotACredential("It brings meanings of its own for its terms, which nobody can check.")
    for url in contexts:
        if url not in pinned():
            raise NotACredential(f"It relies on {url}, which is not pinned here.")
    rest = {name: value for name, value in document.items() if name != "@context"}
    if any("@" in name or ":" in name for name in _names(rest)):
        raise NotACredential("It has terms by another way than by name, which is not checked here.")
    return document


def _names(part: object) -> list[str]:
    found: list[str] = []
    waiting = [part]
    while waiting:
        it = waiting.pop()
        if isinstance(it, dict):
            found += it.keys()
            waiting += it.values()
        elif isinstance(it, list):
            waiting += it
    return found


def _once(pairs: list[tuple[str, Any]]) -> Document:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("A name stands twice.")
    return dict(pairs)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number.")
