"""Passwords: which are good enough, and the slow hash, which runs before a write begins (DS-03)."""

import re
import unicodedata
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from lms.domain.errors import FieldRefusal
from lms.domain.names import PASSWORD_LONGEST, PASSWORD_SHORTEST

# A hash takes 19 MiB and 30 ms; the library's default took 2 GB for 32 sign-ins at once (AS-05).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = BoundedSemaphore(3)
# zxcvbn is quadratic: 54 ms for 72 characters, 550 ms for 256.
_JUDGED = 72
# zxcvbn keeps the words about a person in a dictionary that all threads share.
_ONE_JUDGMENT = Lock()
_GUESSABLE_BELOW = 2
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# The hash of random bytes that nobody kept, so that an unknown account takes as long (AS-06).
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$dS60ow18JL1g7HGuaU4G0A"
    "$IxgIEODtnfOgR/RXU4bPWUtbx8s+IBsKW2wp0G5hs0k"
)


def choose(field: str, password: str, *about: str) -> str:
    """The hash of a password that somebody chose, once it is good enough."""
    check(field, password, *about)
    return hash(password)


def check(field: str, password: str, *about: str) -> None:
    """Refuse a password that is too short, too long, or easy to guess for one who knows `about`."""
    if len(password) > PASSWORD_LONGEST:
        raise FieldRefusal(field, f"Shorten the password to {PASSWORD_LONGEST} characters.")
    normal = _normal(password)
    if len(normal) < PASSWORD_SHORTEST:
        raise FieldRefusal(field, f"Use at least {PASSWORD_SHORTEST} characters for the password.")
    with _ONE_JUDGMENT:
        score = zxcvbn(normal[:_JUDGED], user_inputs=_words(about))["score"]
    if score < _GUESSABLE_BELOW:
        raise FieldRefusal(
            field, "This password is easy to guess. Use a longer one, such as three unlike words."
        )


def _words(about: tuple[str, ...]) -> list[str]:
    # Ada Marlowe, ada@example.org: also AdaMarlowe, Marlowe and example.
    parts = [_BETWEEN_WORDS.split(text) for text in about]
    return [*about, *("".join(it) for it in parts), *(word for it in parts for word in it if word)]


def hash(password: str) -> str:
    """What is stored of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def verify(password_hash: str, password: str) -> bool:
    """True when the password is the one that was hashed."""
    if len(password) > PASSWORD_LONGEST:
        return False
    try:
        with _AT_ONCE:
            return _HASHER.verify(password_hash, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _normal(password: str) -> str:
    # The same password typed on another keyboard or system is the same password.
    return unicodedata.normalize("NFKC", password)
