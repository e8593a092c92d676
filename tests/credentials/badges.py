"""Ben's certificate as a signed credential, and ways to change one letter of it."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.credentials.badge import Award, Recipient, open_badge
from lms.credentials.linked_data import Document
from lms.credentials.multikeys import multikey_of
from lms.credentials.proofs import sign
from lms.domain.credentials import Place
from tests.credentials.samples import BEN

SIGNED_AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
MULTIKEY = multikey_of(KEY.public_key())
DID = f"did:key:{MULTIKEY}"
METHOD = f"{DID}#{MULTIKEY}"
EMAIL = "ben@example.org"


def award(issuer: str = DID, **facts: Any) -> Award:
    """What Ben's credential is made of, with other facts where a test is about them."""
    return Award(
        number="0f0b1c9e-0c55-4f0c-9e0a-6a1d5e0f7c21",
        snapshot=replace(BEN, **facts),
        objectives=("Explain how the field began.", "Name the four layers of intervention."),
        recipient=Recipient(EMAIL, "5a17"),
        issued_at=SIGNED_AT,
        address="https://learn.example.org",
        issuer=issuer,
        place=Place(1, 77_001),
    )


def signed(**facts: Any) -> Document:
    """The credential as it would be kept."""
    return sign(open_badge(award(**facts)), KEY, METHOD, SIGNED_AT)


def with_one_letter_changed(document: Document) -> Iterator[tuple[str, Document]]:
    """For each text, number and truth in a document: where it stands, and one with it changed."""
    for path in paths_to_leaves(document):
        changed = copy.deepcopy(document)
        part: Any = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = other(part[path[-1]])
        yield "/".join(map(str, path)), changed


def paths_to_leaves(part: Any, *so_far: str | int) -> Iterator[tuple[str | int, ...]]:
    """The way to everything that holds nothing else."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from paths_to_leaves(value, *so_far, name)
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from paths_to_leaves(value, *so_far, number)
    else:
        yield so_far


def other(value: Any) -> Any:
    """The value with its last letter changed, its truth turned, or one more."""
    if isinstance(value, str):
        return value[:-1] + ("a" if value[-1:] != "a" else "b")
    return not value if isinstance(value, bool) else value + 1
