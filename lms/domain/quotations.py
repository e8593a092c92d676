"""Quotations: a passage of a text, known by its words and by those around it.

As the TextQuoteSelector of the W3C's Web Annotation: the exact words, and some of what stands
before and after them. Nothing is written into the text, so that a quotation outlives its edits:
`find` looks for the words themselves, then for what stands around them, then for words alike.

Words are compared as a reader sees them, without the marks of Markdown and with single spaces, so
that they can be taken from the source and from the page alike.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property, lru_cache

from lms.domain.errors import FieldRefusal

QUOTE_LENGTH = 500
"""The most characters of a passage that are quoted; its beginning is enough."""
AROUND = 32
"""How many characters before and after the passage are kept with it."""
SURE_LENGTH = 12
"""Fewer characters may stand anywhere by chance: they count where half of what is around fits."""
ALIKE_AROUND = 0.5
ALIKE_LENGTH = 24
"""Fewer characters are too like too much to be looked for by their likeness."""
ALIKE = 0.7
"""The share of equal characters, of both texts together, from which on a passage is the same."""

# What keeps the time bounded, however long the text and however often its words repeat.
MOST_PLACES, MOST_LOOKED_AT = 1000, 5
_SEED, _SEEDS, _SEED_PLACES, _BUCKET = 8, 32, 100, 64
_LEAST_AROUND, _LEAST_BLOCK = 8, 3

_LIST_MARK = r"(?:^|(?<=\n))[ \t]{0,20}(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]?\][ \t]+)?"
_MARK = r"\]\([^)\n]{0,500}\)|<!--[^\n>]{0,200}-->|[*_`#>|~\[\]\\\x00-\x08\x0e-\x1b\x7f]+"
_TOKEN = re.compile(rf"(?P<space>{_LIST_MARK}|\s+)|(?P<mark>{_MARK})|(?P<dash>-{{2,3}})")
# What an author types straight is curly on the page.
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019\u2013\u2014\u00a0", "\"\"''-- ")


@dataclass(frozen=True)
class Quotation:
    """The words of a passage, and those right before and after it."""

    exact: str
    prefix: str
    suffix: str


class Found(StrEnum):
    """How a passage was found again."""

    EXACT = "exact"
    AROUND = "around"
    ALIKE = "alike"


@dataclass(frozen=True)
class Passage:
    """Where a quotation stands in a text now."""

    start: int
    end: int
    line: int
    found: Found


@dataclass(frozen=True)
class Block:
    """Lines of a text up to a blank one, with the quotation that stands for them."""

    line: int
    text: str
    quotation: Quotation | None


@dataclass(frozen=True)
class _Folded:
    """A text as it is compared, and where each run of it stands in the source."""

    text: str
    runs: tuple[tuple[int, int], ...]  # where it begins here, and in the source

    @cached_property
    def _begins(self) -> list[int]:
        return [here for here, _ in self.runs]

    @cached_property
    def _begins_there(self) -> list[int]:
        return [there for _, there in self.runs]

    def in_source(self, place: int) -> int:
        """Where a character of it stands in the source."""
        here, there = self.runs[bisect_right(self._begins, place) - 1]
        return there + place - here

    def at_source(self, offset: int) -> int:
        """The first character of it that stands at that place of the source, or after it."""
        run = bisect_right(self._begins_there, offset) - 1
        if run < 0:
            return 0
        here, there = self.runs[run]
        after = self.runs[run + 1][0] if run + 1 < len(self.runs) else len(self.text)
        return min(after, here + offset - there)


def quoted(text: str, typed: str, before: str = "", after: str = "") -> Quotation:
    """The quotation of words that stand in a text; FieldRefusal says why it cannot be one.

    `before` and `after` tell which passage is meant where the words stand there more than once.
    """
    folded, words = _folded(text), _told(typed)
    if not words:
        raise FieldRefusal("quote", "Quote the words that the comment is about.")
    if len(words) > QUOTE_LENGTH:
        raise FieldRefusal(
            "quote", f"Quote at most {QUOTE_LENGTH} characters: how the passage begins is enough."
        )
    places = _places(folded.text, words, MOST_PLACES)
    if not places:
        raise FieldRefusal(
            "quote",
            "These words do not stand in the text. Copy them from it, and leave none out.",
        )
    # A blank between the words and what is around them is a part of it.
    prefix, suffix = _folded(before).text[-AROUND:], _folded(f".{after}").text[1 : AROUND + 1]
    around = Quotation(words, prefix, suffix)
    if len(places) > 1 and not (around.prefix or around.suffix):
        raise FieldRefusal(
            "quote",
            f"These words stand in the text {len(places)} times. Quote more of the words around "
            "them.",
        )
    _, start = _best(folded.text, around, places)
    return _quotation(folded.text, start, start + len(words))


def find(text: str, quotation: Quotation) -> Passage | None:
    """Where a quotation stands in a text by now; None where the passage is gone."""
    folded = _folded(text)
    for found, look in _WAYS.items():
        span = look(folded.text, quotation)
        if span is not None:
            start, last = (folded.in_source(it) for it in (span[0], span[1] - 1))
            return Passage(start, last + 1, text.count("\n", 0, start) + 1, found)
    return None


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, each with the quotation of its beginning."""
    folded = _folded(text)
    return tuple(
        Block(line, text[start:end], _quotation_within(folded, start, end))
        for line, start, end in _stretches(text)
    )


# -- looking -----------------------------------------------------------------------


def _exactly(text: str, quotation: Quotation) -> tuple[int, int] | None:
    places = _places(text, quotation.exact, MOST_PLACES)
    if not places:
        return None
    likeness, start = _best(text, quotation, places)
    if len(quotation.exact) < SURE_LENGTH and likeness < ALIKE_AROUND:
        return None
    return start, start + len(quotation.exact)


def _by_what_is_around(text: str, quotation: Quotation) -> tuple[int, int] | None:
    prefix, suffix = quotation.prefix, quotation.suffix
    if min(len(prefix), len(suffix)) < _LEAST_AROUND:
        return None
    room = 2 * len(quotation.exact) + 3 * AROUND
    for place in _places(text, prefix, MOST_PLACES):
        start = place + len(prefix)
        end = text.find(suffix, start, start + room + len(suffix))
        if end > start and text[start:end].strip():
            return start, end
    return None


def _by_likeness(text: str, quotation: Quotation) -> tuple[int, int] | None:
    exact = quotation.exact
    if len(exact) < ALIKE_LENGTH:
        return None
    best: tuple[float, tuple[int, int]] = (0.0, (0, 0))
    for place in _where_seeds_fall(text, exact):
        best = max(best, _likeness(text, exact, place))
    return best[1] if best[0] >= ALIKE else None


def _where_seeds_fall(text: str, exact: str) -> list[int]:
    """Where a passage like it may begin: where most of its pieces say that it does."""
    votes: Counter[int] = Counter()
    last = len(exact) - _SEED
    for offset in range(0, last + 1, max(1, last // _SEEDS)):
        for place in _places(text, exact[offset : offset + _SEED], _SEED_PLACES):
            votes[max(0, place - offset) // _BUCKET] += 1
    return [bucket * _BUCKET for bucket, _ in votes.most_common(MOST_LOOKED_AT)]


def _likeness(text: str, exact: str, place: int) -> tuple[float, tuple[int, int]]:
    """How like it is what stands about there, and where that begins and ends."""
    first = max(0, place - _BUCKET)
    window = text[first : place + len(exact) + 3 * _BUCKET]
    matcher = SequenceMatcher(None, exact, window, autojunk=False)
    same = [it for it in matcher.get_matching_blocks() if it.size >= _LEAST_BLOCK]
    if not same:
        return 0.0, (0, 0)
    start, end = same[0].b, same[-1].b + same[-1].size
    share = 2 * sum(it.size for it in same) / (len(exact) + end - start)
    return share, (first + start, first + end)


def _places(text: str, words: str, most: int) -> list[int]:
    places: list[int] = []
    place = text.find(words)
    while place >= 0 and len(places) < most:
        places.append(place)
        place = text.find(words, place + 1)
    return places


def _best(text: str, quotation: Quotation, places: list[int]) -> tuple[float, int]:
    """The place around which most is as it was, and how like it is; the first of equal ones."""
    length = len(quotation.exact)
    nearest = sorted(places, key=lambda it: -_touching(text, quotation, it, it + length))
    found = [(_around(text, quotation, it, it + length), -it) for it in nearest[:MOST_LOOKED_AT]]
    likeness, place = max(found)
    return likeness, -place


def _touching(text: str, quotation: Quotation, start: int, end: int) -> int:
    """How many characters right before and right after it are as they were."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return _common(before[::-1], quotation.prefix[::-1]) + _common(after, quotation.suffix)


def _common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _around(text: str, quotation: Quotation, start: int, end: int) -> float:
    before = text[max(0, start - len(quotation.prefix)) : start]
    after = text[end : end + len(quotation.suffix)]
    was, is_now = quotation.prefix + quotation.suffix, before + after
    return SequenceMatcher(None, was, is_now, autojunk=False).ratio()


# In this order: what is sure comes first.
_WAYS: dict[Found, Callable[[str, Quotation], tuple[int, int] | None]] = {
    Found.EXACT: _exactly,
    Found.AROUND: _by_what_is_around,
    Found.ALIKE: _by_likeness,
}


# -- quoting -----------------------------------------------------------------------


def _quotation(text: str, start: int, end: int) -> Quotation:
    return Quotation(
        text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND]
    )


def _quotation_within(folded: _Folded, first: int, after: int) -> Quotation | None:
    """The quotation of the beginning of a stretch of the source; None where nothing is read."""
    start, end = folded.at_source(first), folded.at_source(after)
    words = folded.text[start:end]
    start += len(words) - len(words.lstrip())
    end = min(end, start + QUOTE_LENGTH)
    words = folded.text[start:end].rstrip()
    return _quotation(folded.text, start, start + len(words)) if words else None


def _stretches(text: str) -> Iterator[tuple[int, int, int]]:
    """The first line of each block, and where it begins and ends; line by line, since a pattern
    would try a long blank line from every place of it."""
    first = start = end = place = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            first, start = (first, start) if first else (number, place)
            end = place + len(line)
        elif first:
            yield first, start, end
            first = 0
        place += len(line) + 1
    if first:
        yield first, start, end


def _told(typed: str) -> str:
    return _folded(typed).text.strip()


@lru_cache(maxsize=8)
def _folded(text: str) -> _Folded:
    """A text without marks and with single spaces; where it stands apart is kept run by run."""
    pieces: list[str] = []
    runs: list[tuple[int, int]] = []
    length = place = 0

    def keep(piece: str, offset: int) -> None:
        nonlocal length
        if not piece or (piece == " " and (not pieces or pieces[-1] == " ")):
            return
        runs.append((length, offset))
        pieces.append(piece)
        length += len(piece)

    for token in _TOKEN.finditer(text):
        keep(text[place : token.start()], place)
        kinds = {"space": " ", "dash": "-", "mark": ""}
        keep(kinds[token.lastgroup or "mark"], token.start())
        place = token.end()
    keep(text[place:], place)
    return _Folded("".join(pieces).translate(_STRAIGHT), tuple(runs))
