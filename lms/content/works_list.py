"""The list of works changed entry by entry: all else keeps every byte (FORMAT law 3)."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.content.citations import Placed, Work, placed_entries, read_works
from lms.content.names import WORKS
from lms.content.problems import Problem
from lms.content.render_references import entry
from lms.content.render_works import labels, plain
from lms.content.sanitize import sanitize
from lms.domain.errors import Refusal

EMPTY = b"[]\n"
SHORTEST_INITIALS = 3
_MARK = "\ufeff"

Fields = Mapping[str, object]


class ListUnreadable(Refusal):
    """The list of works cannot be changed before what is wrong with it is mended."""

    sentence = (
        "The list of works cannot be read as it stands. Open references.json, mend what its "
        "problems name, and come back."
    )


# -- what stands in it -------------------------------------------------------------


def listed(works: Mapping[str, Work]) -> dict[str, str]:
    """Each work as learners see it in a reference list, safe, in the order of one."""
    return {key: sanitize(entry(works[key], label)) for key, label in labels(dict(works)).items()}


def listed_alone(work: Work) -> str:
    """The same of one work among no others, its links as their text alone."""
    return re.sub(r"</?a\b[^>]*>", "", listed({work.key: work})[work.key])


@dataclass(frozen=True)
class Alike:
    """Works that seem to be one, and what makes them seem so."""

    keys: tuple[str, ...]
    is_same_doi: bool


class Index:
    """Works by what makes two of them seem one: their DOI; or title, year and first author."""

    def __init__(self, works: Iterable[Work]) -> None:
        self.by_doi: dict[str, list[str]] = {}
        self.by_words: dict[tuple[str, str, str], list[str]] = {}
        for work in works:
            self.add(work)

    def add(self, work: Work) -> None:
        """One work more."""
        if work.doi:
            self.by_doi.setdefault(_doi_of(work), []).append(work.key)
        self.by_words.setdefault(_words_of(work), []).append(work.key)

    def same_as(self, work: Work) -> tuple[str, ...]:
        """The keys of the works that seem to be this one, those with its DOI first."""
        by_doi = self.by_doi.get(_doi_of(work), ()) if work.doi else ()
        return tuple(dict.fromkeys((*by_doi, *self.by_words.get(_words_of(work), ()))))


def alike(works: Iterable[Work]) -> tuple[Alike, ...]:
    """Works with one DOI; then those with one title, year and first author, marks apart."""
    index = Index(works)
    same = [Alike(tuple(keys), True) for keys in index.by_doi.values() if len(keys) > 1]
    told = {it.keys for it in same}
    return (
        *same,
        *(
            Alike(tuple(keys), False)
            for keys in index.by_words.values()
            if len(keys) > 1 and tuple(keys) not in told
        ),
    )


def _doi_of(work: Work) -> str:
    return work.doi.casefold().rstrip("./")


def _words_of(work: Work) -> tuple[str, str, str]:
    title = plain(re.sub(r"</?\w+>|[-–—/]", " ", work.title))
    return title, work.date[0] if work.date else "", _first_family(work)


def _first_family(work: Work) -> str:
    names = work.authors or work.editors
    return plain(names[0].family) if names else ""


# -- one work more -----------------------------------------------------------------


def work_of(fields: Fields, key: str) -> Work | Problem:
    """The work in these fields under that key, or what is wrong with them."""
    works, problems = read_works(WORKS, json.dumps([{**fields, "id": key}]).encode())
    return problems[0] if problems else works[key]


def key_for(work: Work, taken: Iterable[str]) -> str:
    """What citations call a work: `masters1970`, `who2006`; a letter tells it from others."""
    name = _name_in_key(work)
    year = re.sub(r"\W", "", work.date[0])[:8] if work.date else ""
    title = [word for word in plain(work.title).split() if word not in ("a", "an", "the")]
    stem = (name + year if name else "".join(title[:1]) + year) or "work"
    if name and not year:
        stem = name + "".join(title[:1])
    used = {key.casefold() for key in taken}
    return next(key for key in _candidates(stem) if key.casefold() not in used)


def _candidates(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _name_in_key(work: Work) -> str:
    """A family name in plain letters; of an organization its initials, or its words."""
    names = work.authors or work.editors
    if not names:
        return ""
    family = plain(names[0].family).replace(" ", "")
    initials = "".join(word[0] for word in names[0].family.split() if word[0].isupper())
    is_long = not names[0].given and len(initials) >= SHORTEST_INITIALS
    return (plain(initials) if is_long else family)[:40]


# -- changing it -------------------------------------------------------------------


def added(content: bytes, works: Sequence[Fields]) -> bytes:
    """The list with these works at its end, written as those before them are."""
    text, placed = _read(content)
    newline = "\r\n" if "\r\n" in text else "\n"
    if placed:
        lead = text[text.index("[") + 1 : placed[0].start]
        first = text[placed[0].start : placed[0].end]
    else:
        lead, first = f"{newline} ", f"{{{newline}  "
    pieces = [_written(work, lead, first, newline) for work in works]
    if placed:
        at = placed[-1].end
        return (text[:at] + "".join(f",{lead}{it}" for it in pieces) + text[at:]).encode()
    opening, closing = text.index("["), text.rindex("]")
    body = lead + f",{lead}".join(pieces) + newline if pieces else ""
    return (text[: opening + 1] + body + text[closing:]).encode()


def without(content: bytes, key: str) -> bytes:
    """The list without the work of that key; the same bytes where it has none."""
    text, placed = _read(content)
    numbers = [number for number, it in enumerate(placed) if _key(it) == key]
    if not numbers:
        return content
    number = numbers[0]
    if number:
        start, end = placed[number - 1].end, placed[number].end
    elif len(placed) > 1:
        start, end = placed[0].start, placed[1].start
    else:
        start, end = text.index("[") + 1, text.rindex("]")
    return (text[:start] + text[end:]).encode()


def _read(content: bytes) -> tuple[str, list[Placed]]:
    """The text with its mark, and where each entry stands in it."""
    try:
        text = content.decode()
        shift = len(text) - len(text.removeprefix(_MARK))
        found = list(placed_entries(text.removeprefix(_MARK)))
    except (ValueError, RecursionError) as error:
        raise ListUnreadable from error
    return text, [Placed(it.line, it.start + shift, it.end + shift, it.entry) for it in found]


def _written(work: Fields, lead: str, first: str, newline: str) -> str:
    """A work as JSON, indented as the first one of the list is."""
    margin = lead.rpartition("\n")[2] if "\n" in lead else ""
    _, breaks, rest = first.partition("\n")
    inner = re.match(r"[ \t]*", rest)
    step = (inner[0].removeprefix(margin) if inner else "") or " "
    if not breaks:
        return json.dumps(work, ensure_ascii=False)
    lines = json.dumps(work, ensure_ascii=False, indent=step).split("\n")
    return f"{newline}{margin}".join(lines)


def _key(placed: Placed) -> object:
    return placed.entry.get("id") if isinstance(placed.entry, dict) else None
