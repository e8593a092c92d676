"""Works as APA 7 prints them: in the text, and in the reference list."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lms.content.citations import Name, Work

LAWS = frozenset({"bill", "legal_case", "legislation", "regulation", "treaty"})
CHAPTERS = frozenset(
    {"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
)
WITHIN = CHAPTERS | {
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "review",
    "review-book",
}
UNDATED = "n.d."
FULLY_NAMED = 2
SHORTEST_ACRONYM = 3
_UNACCENTED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe"}
)


@dataclass(frozen=True)
class Label:
    """How the text names a work: `Pope et al.` and `1986`; a law may have no year."""

    names: str
    year: str


def labels(works: Mapping[str, Work]) -> dict[str, Label]:
    """The label of every work, in the order of the reference list.

    They are of the course and not of a module, so that `2016b` is one work wherever it is cited.
    """
    ordered = sorted(works.values(), key=_rank)
    short = acronyms(ordered)
    alike = _shared_families(ordered)
    shown = _shown_names(ordered)
    years = _years(ordered)
    return {
        work.key: Label(_names_in_text(work, shown[work.key], short, alike), years[work.key])
        for work in ordered
    }


def lead(work: Work) -> tuple[Name, ...]:
    """The names that an entry begins with; none when it begins with its title."""
    if work.type in LAWS:
        return ()
    return work.authors or (() if work.type in WITHIN else work.editors)


def acronyms(works: Iterable[Work]) -> dict[str, str]:
    """The organizations whose own works call them by their initials, such as AASECT."""
    used: dict[str, str] = {}
    for work in works:
        for name in work.authors:
            initials = "".join(word[0] for word in name.family.split() if word[0].isupper())
            own_words = re.findall(r"\w+", f"{work.publisher} {work.title}")
            if not name.given and len(initials) >= SHORTEST_ACRONYM and initials in own_words:
                used[name.family] = initials
    bearers = Counter(used.values())
    return {family: short for family, short in used.items() if bearers[short] == 1}


def initials(name: Name) -> str:
    """`K. S. K.` for Kathryn S. K.; names without capital letters stay whole."""
    words = re.findall(r"[^\s.]+", name.given)
    if any(word[0].lower() == word[0].upper() for word in words):
        return name.given
    if len(words) == 1 and words[0].isupper():
        words = list(words[0]) if "-" not in words[0] else words
    return " ".join(
        word
        if word.islower()
        else "-".join(f"{part[0].upper()}." for part in word.split("-") if part)
        for word in words
    )


def plain(text: str) -> str:
    """The text as it is sorted: no accents, case or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNACCENTED))
    return " ".join("".join(c for c in decomposed if c.isalnum() or c.isspace()).split())


def _rank(work: Work) -> tuple[object, ...]:
    title = re.sub(r"^(a|an|the) (?=\w)", "", plain(work.title))
    names = tuple((plain(name.family), plain(initials(name))) for name in lead(work))
    return names or ((title, ""),), _date_rank(work), title, work.key


def _date_rank(work: Work) -> tuple[int, str]:
    """Undated works come first, works in press last."""
    if not work.date:
        return 0, ""
    return (1, work.date[0].zfill(6)) if work.date[0].isdecimal() else (2, work.date[0])


def _year(work: Work) -> str:
    return work.date[0] if work.date else "" if work.type in LAWS else UNDATED


def _years(ordered: Iterable[Work]) -> dict[str, str]:
    """The year of each work; equal names in an equal year are told apart by letters."""
    groups: dict[tuple[object, str], list[str]] = defaultdict(list)
    for work in ordered:
        groups[lead(work) or plain(work.title), _year(work)].append(work.key)
    years = {}
    for (_, year), keys in groups.items():
        hyphen = "" if year.isdecimal() else "-"
        for number, key in enumerate(keys):
            letter = chr(ord("a") + number % 26) * (number // 26 + 1)
            years[key] = f"{year}{hyphen}{letter}" if len(keys) > 1 and year else year
    return years


def _shown_names(ordered: Iterable[Work]) -> dict[str, int]:
    """How many names stand before `et al.`: one, or as many as tell two works of a year apart."""
    shown = {work.key: FULLY_NAMED if len(lead(work)) <= FULLY_NAMED else 1 for work in ordered}
    crowds = sorted(
        (work for work in ordered if len(lead(work)) > FULLY_NAMED),
        key=lambda work: (_year(work), [name.family for name in lead(work)]),
    )
    for one, other in pairwise(crowds):
        if _year(one) == _year(other) and lead(one) != lead(other):
            alike = _common(lead(one), lead(other))
            shown[one.key] = max(shown[one.key], alike + 1)
            shown[other.key] = max(shown[other.key], alike + 1)
    return shown


def _common(one: tuple[Name, ...], other: tuple[Name, ...]) -> int:
    """How many family names two lists begin with alike."""
    differing = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _shared_families(ordered: Iterable[Work]) -> frozenset[str]:
    """The family names that two different first authors bear; these need their initials."""
    given: dict[str, set[str]] = defaultdict(set)
    for work in ordered:
        for name in lead(work)[:1]:
            given[name.family].add(initials(name))
    return frozenset(
        family
        for family, forms in given.items()
        if any(not two.startswith(one) for one, two in pairwise(sorted(forms)))
    )


def _names_in_text(work: Work, shown: int, short: Mapping[str, str], alike: frozenset[str]) -> str:
    names = [short.get(name.family, name.family) for name in lead(work)]
    if not names:
        title = re.sub(r"</?\w+>", "", work.title).partition(": ")[0]
        return f"“{title}”" if work.type in WITHIN else title
    if lead(work)[0].family in alike and lead(work)[0].given:
        names[0] = f"{initials(lead(work)[0])} {names[0]}"
    if len(names) <= FULLY_NAMED:
        return " & ".join(names)
    if shown == 1:
        return f"{names[0]} et al."
    if shown >= len(names) - 1:
        return f"{', '.join(names[:-1])}, & {names[-1]}"
    return f"{', '.join(names[:shown])}, et al."
