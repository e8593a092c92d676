"""Names and short texts that people type: what is kept, and what is refused (IN-12, IN-13)."""

import unicodedata

from lms.domain.errors import FieldRefusal

NAME_LENGTH = 200
EMAIL_LENGTH = 254
LINE_LENGTH = 120
# Decomposed letters and pasted spaces make a text longer as it is typed than as it is kept.
LONGER_AS_TYPED = 8
PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 256
COMMENT_LENGTH = 4000
# Embedding, override and isolate controls turn text around for whoever reads it later.
BIDI_CONTROLS = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
# What stands in the written form of an address around its parts, and never in a plain one.
NOT_IN_EMAIL = frozenset(' <>()[],;:"\\')


def clean_line(field: str, typed: str, longest: int = LINE_LENGTH) -> str:
    """One line of text in NFC, spaces collapsed; FieldRefusal when it cannot be kept as it is."""
    # Normalizing is quadratic for stacked accents, so what is far too long is refused before.
    is_far_too_long = len(typed) > LONGER_AS_TYPED * longest
    text = "" if is_far_too_long else " ".join(unicodedata.normalize("NFC", typed).split())
    if is_far_too_long or len(text) > longest:
        raise FieldRefusal(field, f"Shorten this to {longest} characters.")
    if any(is_forbidden(character) for character in text):
        raise FieldRefusal(
            field, "This holds invisible control characters. Type it anew instead of pasting it."
        )
    return text


def filled_line(field: str, typed: str, ask: str, longest: int = LINE_LENGTH) -> str:
    """The same of a line that may not be empty; the refusal asks for it in these words."""
    line = clean_line(field, typed, longest)
    if not line:
        raise FieldRefusal(field, ask)
    return line


def clean_text(field: str, typed: str, longest: int = COMMENT_LENGTH) -> str:
    """Several lines of text, each as `clean_line` keeps it, without blank ones at both ends."""
    # Browsers count a line's end as two characters.
    if len(typed) > LONGER_AS_TYPED * longest:
        raise FieldRefusal(field, f"Shorten this to {longest} characters.")
    lines = [clean_line(field, line, longest) for line in typed.strip().splitlines()]
    text = "\n".join(lines)
    if len(text) > longest:
        raise FieldRefusal(field, f"Shorten this to {longest} characters.")
    return text


def clean_name(field: str, typed: str) -> str:
    """A person's legal name as they write it, 1 to 200 characters of any script."""
    name = clean_line(field, typed, NAME_LENGTH)
    # Characters without a shape, such as a zero-width space, are text and yet no name.
    if not any(character.isalpha() for character in name):
        raise FieldRefusal(field, "Enter the name as it should stand on certificates.")
    return name


def clean_email(field: str, typed: str) -> str:
    """An e-mail address in the one form that accounts are found by."""
    # Lower case and not casefold(), which would turn "ß" into "ss": somebody else's address.
    address = clean_line(field, typed.lower(), EMAIL_LENGTH)
    local, _, domain = address.partition("@")
    labels = domain.split(".")
    is_plain = address.isprintable() and NOT_IN_EMAIL.isdisjoint(address)
    if not (local and len(labels) > 1 and all(labels) and is_plain) or "@" in domain:
        raise FieldRefusal(field, "Enter an e-mail address such as name@example.org.")
    return address


def is_forbidden(character: str) -> bool:
    """True for control characters, lone surrogates and bidirectional controls."""
    return character in BIDI_CONTROLS or unicodedata.category(character) in ("Cc", "Cs")
