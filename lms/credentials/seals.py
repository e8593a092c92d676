"""The keys that sign heads of the audit log: Ed25519, in files for nobody else to read (SK-04).

`audit-1.pem` is the first; a later number takes over, and the older ones are kept to check what
they signed.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.credentials import private_keys
from lms.domain.errors import Refusal

_NAME = re.compile(r"audit-([1-9][0-9]{0,5})\.pem")


class SealUnusable(Refusal):
    """A key file cannot be used; the text names it and says what to do."""


@dataclass(frozen=True)
class Seal:
    """A key that signs; `key` is its public half in hexadecimal."""

    key: str
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """The signature of a text, in hexadecimal."""
        return self.private.sign(text.encode()).hex()


def is_signed(key: str, text: str, signature: str) -> bool:
    """True when the signature of that text was made with that public key's private half."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), text.encode()
        )
    except (ValueError, InvalidSignature):
        return False
    return True


def list_seals(folder: Path) -> tuple[Seal, ...]:
    """Every key in the folder, the one that signs now last."""
    return tuple(_read(folder / f"audit-{number}.pem") for number in _numbers(folder))


def make_seal(folder: Path) -> Seal:
    """A new key, which signs from now on; its file is for its owner alone."""
    number = max(_numbers(folder), default=0) + 1
    return _make(folder, number)


def find_seal(folder: Path) -> Seal | None:
    """The key that signs now; None where there is none."""
    return next(iter(reversed(list_seals(folder))), None)


def open_seal(folder: Path) -> Seal:
    """The key that signs now, made once where there is none."""
    return find_seal(folder) or _make(folder, 1)


def _numbers(folder: Path) -> list[int]:
    names = os.listdir(folder) if folder.is_dir() else []
    return sorted(int(found[1]) for found in map(_NAME.fullmatch, names) if found)


def _make(folder: Path, number: int) -> Seal:
    path = folder / f"audit-{number}.pem"
    private_keys.make_once(path)
    return _read(path)


def _read(path: Path) -> Seal:
    private = private_keys.read(path, SealUnusable)
    return Seal(private.public_key().public_bytes_raw().hex(), private)
