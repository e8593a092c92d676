"""Private keys: files that only their owner reads, outside of all that is served (SK-04)."""

import os
import re
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lms.credentials.multikeys import multikey_of
from lms.domain.errors import Refusal

NAME = re.compile(r"key-([1-9][0-9]{0,8})\Z")
ENDING = ".pem"
FOR_OTHERS = 0o077


class KeyMissing(Refusal):
    """The file of a key is not there, or is another one; the text says what to do."""


def number_of(name: str) -> int:
    """The number of a key by its name, key-1; 0 where it is no such name."""
    found = NAME.match(name)
    return int(found[1]) if found else 0


def list_names(folder: Path) -> list[str]:
    """The names of the keys whose files lie there."""
    if not folder.is_dir():
        return []
    return [it.stem for it in folder.iterdir() if it.suffix == ENDING and number_of(it.stem)]


def make_once(folder: Path, name: str) -> str:
    """The multikey of the key of that name, made where it is missing: one, whoever else makes it.

    Written whole under a name of its own and then linked: of two processes one wins, and both
    read the same key.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}{ENDING}"
    if not file.exists():
        draft = folder / f".{name}.{secrets.token_hex(8)}"
        _write(draft, Ed25519PrivateKey.generate())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return multikey_of(_read(file).public_key())


def open_key(folder: Path, name: str, multikey: str) -> Ed25519PrivateKey:
    """The private key of that name; KeyMissing unless it belongs to that public one."""
    file = folder / f"{name}{ENDING}"
    if not file.is_file():
        raise KeyMissing(
            f"The signing key {name} is not in {folder}. Put {file.name} back from where it is "
            "kept with the backups, or make a new key with `lms keys rotate`."
        )
    key = _read(file)
    if multikey_of(key.public_key()) != multikey:
        raise KeyMissing(
            f"{file} is another key than the {name} that signed here. Put the right one back, or "
            "make a new key with `lms keys rotate`."
        )
    return key


def _write(file: Path, key: Ed25519PrivateKey) -> None:
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _read(file: Path) -> Ed25519PrivateKey:
    if file.stat().st_mode & FOR_OTHERS:
        raise KeyMissing(f"{file} can be read by others. Close it with chmod 600 {file}.")
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{file} holds no Ed25519 key. Put the right file back.")
    return key
