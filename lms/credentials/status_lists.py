"""Bitstring status lists: one bit for each credential, set when it is revoked."""

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime

from lms.credentials.linked_data import Document
from lms.credentials.proofs import stamp
from lms.domain.credentials import LIST_BITS

PURPOSE = "revocation"
BASE64URL = "u"
BITS_IN_BYTE = 8
# What a list of a stranger may unpack to: 16 million credentials.
MOST_BYTES = 2**21
# zlib reads gzip, and says no where the bytes are something else.
GZIP = 16 + zlib.MAX_WBITS


class NotAList(Exception):
    """The word is no list of bits, or has no such place."""


def status_list(url: str, issuer: str, revoked: Iterable[int], changed_at: datetime) -> Document:
    """The list as a credential of the same issuer, yet to be signed."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(changed_at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": packed(revoked),
        },
    }


def packed(positions: Iterable[int]) -> str:
    """The bits with those set, the first being the highest of the first byte."""
    bits = bytearray(LIST_BITS // BITS_IN_BYTE)
    for position in positions:
        bits[position // BITS_IN_BYTE] |= 0b1000_0000 >> position % BITS_IN_BYTE
    small = gzip.compress(bytes(bits), mtime=0)
    return BASE64URL + urlsafe_b64encode(small).rstrip(b"=").decode()


def is_set(word: str, position: int) -> bool:
    """Whether the bit at that place is set; NotAList where there is no such place."""
    if not word.startswith(BASE64URL) or not word.isascii():
        raise NotAList("The status list is not written in base64url.")
    letters = word[1:]
    try:
        small = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        bits = zlib.decompressobj(GZIP).decompress(small, MOST_BYTES)
    except (ValueError, zlib.error):
        raise NotAList("The status list cannot be unpacked.") from None
    if len(bits) * BITS_IN_BYTE < LIST_BITS or not 0 <= position < len(bits) * BITS_IN_BYTE:
        raise NotAList("The status list has no such place.")
    return bool(bits[position // BITS_IN_BYTE] & 0b1000_0000 >> position % BITS_IN_BYTE)
