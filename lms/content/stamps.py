"""Identity stamps: `<!-- q:k7m2 -->` under a question's heading (FORMAT 4.2)."""

import hashlib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import count

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.names import LONGEST_MODULE
from lms.content.render_page import LONGEST_SLUG, LONGEST_TWIN, Ids, slug_of
from lms.content.wording import quoted

_STAMP = re.compile(r"q:([a-z0-9]{4,16})")
_STAMP_LIKE = re.compile(r"(?i:q|stamp)\s*:.*", re.DOTALL)

# Letters and digits that nobody confuses when reading them aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 4
LONGEST_IDENTITY = 120


@dataclass(frozen=True)
class Stamp:
    """A question's identity, and the line where it stands."""

    text: str
    line: int
    column: int


def identity_of(module: str, heading: str, ids: Ids) -> str:
    """What a question without a stamp is known by: its quiz and its heading."""
    # The name of a module that is too long is a problem of its own.
    beside = min(len(module), LONGEST_MODULE) + len("#") + LONGEST_TWIN
    slug = slug_of(heading, min(LONGEST_SLUG, LONGEST_IDENTITY - beside))
    return f"{module}#{ids.take(slug)}"


def is_stamp(comment: str) -> bool:
    """True for a comment that says nothing but a stamp."""
    return _STAMP.fullmatch(comment) is not None


def read_stamp(lines: Iterable[BodyLine], findings: Findings) -> Stamp | None:
    """The stamp of a question; every further one is a problem."""
    found: Stamp | None = None
    for line in lines:
        for comment in line.comments:
            match = _STAMP.fullmatch(comment.text)
            if match and found is None:
                found = Stamp(match[1], line.number, comment.column)
            elif match:
                findings.add(
                    "second-stamp",
                    line.number,
                    "This question has two stamps.",
                    "Delete the newer one.",
                    column=comment.column,
                )
            elif _STAMP_LIKE.fullmatch(comment.text):
                findings.add(
                    "bad-stamp",
                    line.number,
                    f"{quoted(comment.text)} is not a stamp.",
                    "Delete the line; a new one is offered then.",
                    column=comment.column,
                )
    return found


def new_stamp(text: str, taken: Set[str]) -> str:
    """A stamp that nobody has yet; made from the text, so that checking twice says the same."""
    for attempt in count():
        digest = hashlib.sha256(f"{attempt}:{text}".encode("utf-8", "surrogatepass")).digest()
        length = _LENGTH + attempt // 8
        stamp = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:length])
        if stamp not in taken:
            break
    return stamp
