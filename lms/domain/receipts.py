"""Receipts: a short code over all that is stored of an attempt, which its record can confirm."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from lms.domain.certificates import MISREAD, SERIAL_LETTERS
from lms.domain.questions import Answer

# Sixteen letters of five bits: nobody finds other answers that give the same code.
CODE_LENGTH, GROUP, BITS = 16, 4, 5
# What the canonical text is made of; another way to make it would be another version.
VERSION = 1


@dataclass(frozen=True)
class Stored:
    """An answer as it was stored: to which item, as which one of its answers, and when."""

    position: int
    sequence: int
    answer: Answer
    given_at: datetime


def receipt_code(
    attempt: str, questions: Iterable[str], stored: Iterable[Stored], handed_in_at: datetime
) -> str:
    """The code of an attempt with these questions (their hashes, in order) and stored answers.

    Any change of an answer, its time or number, of a question or their order gives another code.
    """
    canonical = [
        VERSION,
        attempt,
        _moment(handed_in_at),
        list(questions),
        [_line(it) for it in sorted(stored, key=lambda it: (it.position, it.sequence))],
    ]
    # All in ASCII: the text is the same wherever it is made.
    text = json.dumps(canonical, separators=(",", ":"))
    bits = int.from_bytes(sha256(text.encode("ascii")).digest()) >> (256 - CODE_LENGTH * BITS)
    places = range(CODE_LENGTH - 1, -1, -1)
    return _in_groups("".join(SERIAL_LETTERS[bits >> BITS * it & 31] for it in places))


def tidy_code(typed: str) -> str:
    """The code that somebody meant: capitals, dashes in their places, misread letters mended."""
    bare = "".join(c for c in typed if c.isascii() and c.isalnum()).upper().translate(MISREAD)
    return _in_groups(bare) if len(bare) == CODE_LENGTH else typed.strip()


def _in_groups(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def _line(it: Stored) -> list[object]:
    answer = [sorted(it.answer.chosen), it.answer.typed, sorted(map(list, it.answer.filled))]
    return [it.position, it.sequence, answer, _moment(it.given_at)]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
