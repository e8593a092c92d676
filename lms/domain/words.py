"""Words that are typed as an answer: what counts as the same (FORMAT 4.2)."""

import re
import unicodedata
from collections.abc import Iterable

# Words of so many letters are long: one slip in one of them is forgiven.
LONG_WORD = 6
# What telephones and word processors put where a hyphen or an apostrophe is meant.
PLAIN = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"), "\u2019": "'"})
# Punctuation around a word, but not the sign or the point that a number begins with.
ENDS = re.compile(r"^(?:(?![-+.<>≤≥]*[0-9])[\W_])+|[\W_]+$")
COMPARISONS = frozenset("<>≤≥=")


def says(accepted: Iterable[str], typed: str) -> bool:
    """True when the text is one of the accepted ones: case, accents and spacing do not matter,
    and one slip in one long word does not either."""
    given = folded(typed).split()
    return any(_is_meant(folded(text).split(), given) for text in accepted)


def folded(text: str) -> str:
    """The text without what may differ: case, accents, spacing, and punctuation around words."""
    bare = (text if text.isascii() else _unaccented(text)).casefold()
    words = (word if word in COMPARISONS else ENDS.sub("", word) for word in bare.split())
    return " ".join(word for word in words if word)


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(PLAIN))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _is_meant(words: list[str], given: list[str]) -> bool:
    if len(words) != len(given) or not words:
        return False
    differing = [pair for pair in zip(words, given, strict=True) if pair[0] != pair[1]]
    if not differing:
        return True
    [word, typed], *others = differing
    is_forgiven = len(word) >= LONG_WORD and word.isalpha()
    return not others and is_forgiven and is_one_slip(word, typed)


def is_one_slip(word: str, typed: str) -> bool:
    """True when one letter is left out, put in or put for another, or two neighbors are swapped."""
    if word == typed or abs(len(word) - len(typed)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b), None)
    at = min(len(word), len(typed)) if start is None else start
    rest, given = word[at:], typed[at:]
    return (
        rest[1:] == given[1:]
        or rest[1:] == given
        or rest == given[1:]
        or (rest[:2] == given[1::-1] and rest[2:] == given[2:])
    )
