"""Private keys are files for their owner alone; one name is one key, whoever makes it."""

import stat
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.did import multikey_from_pem

from lms.credentials.keys import KeyMissing, list_names, make_once, number_of, open_key
from lms.credentials.multikeys import NotAKey, from_base58, in_base58, key_of, multikey_of


def test_sk04_a_key_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    make_once(folder, "key-1")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [it.name for it in folder.iterdir()] == ["key-1.pem"]
    assert stat.S_IMODE((folder / "key-1.pem").stat().st_mode) == 0o600


def test_sk04_a_key_that_others_can_read_does_not_sign(tmp_path: Path) -> None:
    multikey = make_once(tmp_path, "key-1")
    (tmp_path / "key-1.pem").chmod(0o644)

    with pytest.raises(KeyMissing, match="can be read by others"):
        open_key(tmp_path, "key-1", multikey)


def test_processes_that_begin_together_make_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        made = set(pool.map(partial(make_once, tmp_path), ["key-1"] * 8))

    assert len(made) == 1
    assert list_names(tmp_path) == ["key-1"]


def test_a_key_signs_as_the_one_that_it_was_made_as(tmp_path: Path) -> None:
    multikey = make_once(tmp_path, "key-1")

    assert multikey_of(open_key(tmp_path, "key-1", multikey).public_key()) == multikey


def test_a_missing_key_another_one_and_a_damaged_one_are_refused_by_name(tmp_path: Path) -> None:
    first, second = make_once(tmp_path, "key-1"), make_once(tmp_path, "key-2")

    with pytest.raises(KeyMissing, match=r"key-3 is not in .*key-3\.pem back"):
        open_key(tmp_path, "key-3", first)
    with pytest.raises(KeyMissing, match="is another key than the key-1"):
        open_key(tmp_path, "key-1", second)
    (tmp_path / "key-2.pem").write_bytes(b"nothing")
    with pytest.raises(KeyMissing, match="holds no Ed25519 key"):
        open_key(tmp_path, "key-2", second)


@pytest.mark.parametrize("name", ["key-0", "key-01", "key-1\n", "key-", "other", "key-1x"])
def test_only_keys_have_the_name_of_a_key(name: str) -> None:
    assert number_of(name) == 0


# -- as one word -------------------------------------------------------------------


@given(st.binary(max_size=64))
def test_bytes_come_back_from_base58(content: bytes) -> None:
    assert from_base58(in_base58(content)) == content


def test_sk06_an_independent_implementation_writes_the_same_word() -> None:
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert multikey_of(public) == multikey_from_pem(pem)
    assert key_of(multikey_of(public)).public_bytes_raw() == public.public_bytes_raw()


@pytest.mark.parametrize("word", ["", "z", "u6Mk", "z6Mk0", "z6Mk" * 40, "z愛", "zQ3s"])
def test_any_other_word_is_no_key(word: str) -> None:
    with pytest.raises(NotAKey):
        key_of(word)
