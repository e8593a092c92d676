"""Words about words: quoting, counting, comparing and guessing what was meant."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

_PASTED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "}
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MARKUP = re.compile(r"\\(.)|!?\[([^\[\]]*)\]\([^()\s]*\)|\*+|`+|(?<!\w)_+|_+(?!\w)")
# One of these stands in whatever is markup.
_MARK = re.compile(r"[\\\[*`_]")
_LONGEST_QUOTE = 60
_LONGEST_LIST = 16
_MOST_COMPARED = 500


def straightened(text: str) -> str:
    """The text with the quotes and spaces of a word processor turned into plain ones."""
    # All of them are beyond ASCII, and most lines are not.
    return text if text.isascii() else text.translate(_PASTED)


def is_pasted(text: str) -> bool:
    """True when a word processor left curly quotes or no-break spaces in the text."""
    return straightened(text) != text


def normalized(text: str) -> str:
    """The text as an option is known by: plain quotes, single spaces, nothing around it."""
    return " ".join(straightened(text).split())


def same(text: str) -> str:
    """What two texts share when a reader would call them equal."""
    return normalized(plain(text)).casefold().rstrip(".!?,;:")


def plain(text: str) -> str:
    """The text without Markdown's marks, for names and comparisons."""
    if _MARK.search(text) is None:
        return text.strip()
    return _MARKUP.sub(lambda found: found[1] or found[2] or "", text).strip()


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(word.casefold() for word in _WORD.findall(plain(text)))


def shouted(text: str) -> frozenset[str]:
    """The words that are written in capitals, in lower case."""
    return frozenset(word.casefold() for word in _WORD.findall(plain(text)) if word.isupper())


def twins(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Places of texts that readers would call equal to an earlier one, each with that one's."""
    seen: dict[str, int] = {}
    found = []
    for place, text in enumerate(texts):
        shared = same(text) or normalized(text)
        first = seen.setdefault(shared, place)
        if shared and first != place:
            found.append((place, first))
    return found


def quoted(text: str) -> str:
    """The text in quotation marks, shortened where it is long."""
    flat = normalized(text)
    short = flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return f"“{short}”"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the singular or the plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str], joint: str = "and") -> str:
    """Names as a sentence lists them."""
    *rest, last = names
    return f"{', '.join(rest)} {joint} {last}" if rest else last


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "Correct or delete it.") -> str:
    """“Did you mean X?”; else the list of what is known, where that is short."""
    names = sorted(known)
    folded = {name.casefold(): name for name in names[:_MOST_COMPARED]}
    close = get_close_matches(word[:_LONGEST_QUOTE].casefold(), folded, n=1)
    if close:
        return f"Did you mean “{folded[close[0]]}”?"
    return f"Known here: {', '.join(names)}." if 0 < len(names) <= _LONGEST_LIST else otherwise
