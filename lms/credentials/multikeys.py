"""Ed25519 keys as one word, a Multikey in base58btc: as did:key and DID documents write them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58BTC = "z"
ED25519 = b"\xed\x01"
KEY_BYTES = 32
# 64 bytes of a signature are at most so many letters; a longer word is none of ours.
MOST_LETTERS = 90


class NotAKey(Exception):
    """The word is no Ed25519 key."""


def multikey_of(key: Ed25519PublicKey) -> str:
    """The public key as one word that begins with z6Mk."""
    return in_base58(ED25519 + key.public_bytes_raw())


def key_of(multikey: str) -> Ed25519PublicKey:
    """The public key that a word stands for; NotAKey for any other word."""
    content = from_base58(multikey)
    if content[: len(ED25519)] != ED25519 or len(content) != len(ED25519) + KEY_BYTES:
        raise NotAKey(f"{multikey[:MOST_LETTERS]} is no Ed25519 key.")
    return Ed25519PublicKey.from_public_bytes(content[len(ED25519) :])


def in_base58(content: bytes) -> str:
    """The bytes as a multibase word: z and base58btc."""
    number, letters = int.from_bytes(content, "big"), ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        letters = ALPHABET[rest] + letters
    zeros = len(content) - len(content.lstrip(b"\0"))
    return BASE58BTC + ALPHABET[0] * zeros + letters


def from_base58(word: str) -> bytes:
    """The bytes of a multibase word; NotAKey where it is none, or too long for a key."""
    letters = word[1:]
    if word[:1] != BASE58BTC or len(letters) > MOST_LETTERS or set(letters) - set(ALPHABET):
        raise NotAKey("The word is not written in base58btc.")
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    zeros = len(letters) - len(letters.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
