"""Status lists: a bit for each credential, found by others where we put it."""

import gzip
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from lms.credentials.status_lists import NotAList, is_set, packed
from lms.domain.credentials import LIST_BITS

PLACES = st.integers(0, LIST_BITS - 1)


@given(st.sets(PLACES, max_size=20), PLACES)
def test_what_is_set_and_nothing_else_is_found_set(revoked: set[int], place: int) -> None:
    word = packed(revoked)

    assert all(is_set(word, it) for it in revoked)
    assert is_set(word, place) == (place in revoked)


@given(st.sets(PLACES, max_size=20))
def test_sk06_an_independent_implementation_finds_the_same(revoked: set[int]) -> None:
    assert set_indices(decode_encoded_list(packed(revoked))) == frozenset(revoked)


def test_the_first_bit_is_the_highest_of_the_first_byte_and_a_list_hides_its_length() -> None:
    bits = decode_encoded_list(packed([0]))

    assert bits[0] == 0b1000_0000
    assert len(bits) * 8 == 131_072


def in_base64(content: bytes) -> str:
    return "u" + urlsafe_b64encode(content).decode()


@pytest.mark.parametrize(
    "word",
    [
        "",
        "z1111",
        "u!!!",
        "uAAAA",
        "u愛",
        in_base64(b"no gzip"),
        in_base64(gzip.compress(b"short", mtime=0)),
    ],
)
def test_anything_else_is_no_list(word: str) -> None:
    with pytest.raises(NotAList):
        is_set(word, 0)


def test_a_list_that_unpacks_to_very_much_is_read_to_a_bound_only() -> None:
    bomb = in_base64(gzip.compress(bytes(50_000_000)))

    assert not is_set(bomb, 5)
    with pytest.raises(NotAList):
        is_set(bomb, 20_000_000)
