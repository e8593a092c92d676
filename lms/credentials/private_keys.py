"""Ed25519 keys as files that only their owner reads, outside of all that is served (SK-04)."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lms.domain.errors import Refusal
from lms.secret_files import is_open_to_others, write_once


def make_once(file: Path) -> None:
    """Make a new key in that file and the folder around it; one that is there stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_once(file, pem)


def read(file: Path, refusal: type[Refusal]) -> Ed25519PrivateKey:
    """The key in that file; where it cannot be used, the refusal says why and what to do."""
    if is_open_to_others(file):
        raise refusal(f"{file} can be read by others. Close it with chmod 600 {file}.")
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError):  # damaged, or kept under a password
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise refusal(f"{file} holds no Ed25519 key. Put the right file back.")
    return key
