"""The keys of the audit log: closed files, made once, older ones kept (SK-04)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms.credentials import seals
from lms.credentials.seals import SealUnusable


def test_sk_04_a_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    made = seals.open_seal(folder)

    assert seals.open_seal(folder).key == made.key
    assert (folder / "audit-1.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [it.name for it in folder.iterdir()] == ["audit-1.pem"]
    assert "private" not in repr(made)


def test_of_two_that_start_together_one_makes_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        made = set(pool.map(lambda _: seals.open_seal(tmp_path / "keys").key, range(8)))

    assert len(made) == 1


def test_sk_03_a_new_key_signs_and_the_older_one_is_kept(tmp_path: Path) -> None:
    first = seals.make_seal(tmp_path)

    second = seals.make_seal(tmp_path)

    assert [it.key for it in seals.list_seals(tmp_path)] == [first.key, second.key]
    found = seals.find_seal(tmp_path)
    assert found is not None
    assert found.key == second.key
    assert seals.find_seal(tmp_path / "nowhere") is None


def test_only_the_text_that_was_signed_fits_a_signature(tmp_path: Path) -> None:
    seal, other = seals.make_seal(tmp_path), seals.make_seal(tmp_path)
    signature = seal.sign("position 1")

    assert seals.is_signed(seal.key, "position 1", signature)
    assert not seals.is_signed(seal.key, "position 2", signature)
    assert not seals.is_signed(other.key, "position 1", signature)
    for nonsense in ("", "zz", "00" * 64):
        assert not seals.is_signed(seal.key, "position 1", nonsense)
        assert not seals.is_signed(nonsense, "position 1", signature)


def test_sk_04_a_key_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    seals.make_seal(tmp_path)
    file = tmp_path / "audit-1.pem"

    file.chmod(0o640)
    with pytest.raises(SealUnusable, match="chmod 600"):
        seals.find_seal(tmp_path)

    file.chmod(0o600)
    file.write_text("not a key")
    with pytest.raises(SealUnusable, match="holds no Ed25519 key"):
        seals.find_seal(tmp_path)
