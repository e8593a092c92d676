"""The bytes of somebody's file as text: UTF-8 alone, within a limit, without what nobody sees."""

import re
import unicodedata

from lms.domain.errors import Refusal
from lms.exchange.losses import Losses

MOST_BYTES = 10_000_000
# Of one stem, option or feedback: longer than any that a person reads.
MOST_CHARACTERS = 50_000

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00")
# Characters that are only unassigned stay: they may be next year's letters.
_UNSEEN = frozenset({"Cc", "Cs", "Co"})


class FileRefused(Refusal):
    """A file of questions that cannot be read at all."""


def decoded(content: bytes) -> str:
    """The text of a file, its lines ended by line feeds; FileRefused when it is not UTF-8."""
    if len(content) > MOST_BYTES:
        raise FileRefused(
            f"This file is larger than {MOST_BYTES // 1_000_000} MB; split it and import the parts."
        )
    not_utf8 = "This file is not saved as UTF-8; save it again with that encoding and import it."
    if content.startswith(_OTHER_ENCODINGS[:2]) or _OTHER_ENCODINGS[2] in content:
        raise FileRefused(not_utf8)
    try:
        return _BREAK.sub("\n", content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileRefused(not_utf8) from None


def seen(text: str, losses: Losses) -> str:
    """The text without control characters and others that have no meaning here."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    if len(kept) != len(text):
        losses.add("Invisible control characters are not carried over.", "They are left out.")
    return kept


def flat(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())
