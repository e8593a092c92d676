"""The keys that sign credentials, by name, each a file in one folder (SK-04)."""

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.credentials import private_keys
from lms.credentials.multikeys import multikey_of
from lms.domain.errors import Refusal

NAME = re.compile(r"key-([1-9][0-9]{0,8})\Z")
ENDING = ".pem"


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

    Of two processes one makes it, and both read the same key.
    """
    file = folder / f"{name}{ENDING}"
    private_keys.make_once(file)
    return multikey_of(private_keys.read(file, KeyMissing).public_key())


def open_key(folder: Path, name: str, multikey: str) -> Ed25519PrivateKey:
    """The private key of that name; KeyMissing unless it belongs to that public one."""
    file = folder / f"{name}{ENDING}"
    if not file.is_file():
        raise KeyMissing(
            f"The signing key {name} is not in {folder}. Put {file.name} back from where it is "
            "kept with the backups, or make a new key with `lms keys rotate`."
        )
    key = private_keys.read(file, KeyMissing)
    if multikey_of(key.public_key()) != multikey:
        raise KeyMissing(
            f"{file} is another key than the {name} that signed here. Put the right one back, or "
            "make a new key with `lms keys rotate`."
        )
    return key
