"""Works in CSL-JSON, and the way a module cites them: `[@a; @b, p. 12]`."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lms.content.problems import Problem, Severity

CITATION = re.compile(r"\[(@[^\[\]\n]+(?:\n[^\[\]\n]+)*)\](?!\()")
_KEY = re.compile(r"\w(?:[\w.:+-]*\w)?")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co"})
_BEFORE_DOI = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)

# Every type of CSL 1.0.2, so that whatever a reference manager exports can be read.
_TYPES = """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic
    hearing interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog
    regulation report review review-book software song speech standard thesis treaty webpage
"""
TYPES = frozenset(_TYPES.split())


@dataclass(frozen=True)
class Name:
    """A person, family name first, or an organization, whose `given` is empty."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Work:
    """A work that a course cites, with the line of references.json where it starts."""

    key: str
    line: int
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    date: tuple[str, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    genre: str = ""
    publisher: str = ""
    doi: str = ""
    url: str = ""
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cited:
    """One work inside a pair of brackets, with the place in it: `p. 12`, or nothing."""

    key: str
    locator: str


def read_citation(brackets: str) -> tuple[Cited, ...]:
    """The works in the text between the brackets; none when it is not a citation."""
    works = []
    for part in brackets.split(";"):
        key, _, locator = part.strip().partition(",")
        if key[:1] != "@" or not _KEY.fullmatch(key[1:].rstrip()):
            return ()
        works.append(Cited(key[1:].rstrip(), " ".join(locator.split())))
    return tuple(works)


def read_works(file: str, content: bytes) -> tuple[dict[str, Work], tuple[Problem, ...]]:
    """The works of a references.json by key, and what is wrong with it."""
    works: dict[str, Work] = {}
    problems: list[Problem] = []
    try:
        for placed in placed_entries(content.decode("utf-8-sig")):
            problem = _fault(file, placed.line, placed.entry, works)
            if problem:
                problems.append(problem)
            elif isinstance(placed.entry, dict):
                work = _work(placed.line, placed.entry)
                works[work.key] = work
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(_problem(file, line, "not-utf8", "This file is not UTF-8.", "Save as it."))
    except json.JSONDecodeError as error:
        # A text that stops too early is wrong in its last line, not in the one that never begins.
        at = min(error.pos, len(error.doc.rstrip()))
        place = json.JSONDecodeError(error.msg, error.doc, at)
        problems.append(_not_json(file, place.lineno, place.colno, error.msg))
    except RecursionError:
        problems.append(_not_json(file, 1, 1, "Nested too deeply"))
    return works, tuple(problems)


@dataclass(frozen=True)
class Placed:
    """A member of a JSON list: the characters that it takes, and the line of its id."""

    line: int
    start: int
    end: int
    entry: object


def placed_entries(text: str) -> Iterator[Placed]:
    """Each member of a JSON list, at the line of its id or of its first character.

    json.JSONDecodeError where the text is none, RecursionError where it is nested too deeply.
    """
    # Numbers stay the text that stands there: volume 014 has no other value.
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    breaks = [match.start() for match in re.finditer("\n", text)]
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise json.JSONDecodeError("Expected a list of works in [ ]", text, at)
    at = _after_space(text, at + 1)
    while text[at : at + 1] != "]":
        start = at
        entry, at = decoder.raw_decode(text, start)
        identifier = text.find('"id"', start, at)
        yield Placed(bisect_right(breaks, max(start, identifier)) + 1, start, at, entry)
        at = _after_space(text, at)
        if text[at : at + 1] == ",":
            at = _after_space(text, at + 1)
        elif text[at : at + 1] != "]":
            raise json.JSONDecodeError("Expected a comma between two works", text, at)
    rest = _after_space(text, at + 1)
    if rest < len(text):
        raise json.JSONDecodeError("Expected nothing after the list", text, rest)


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _fault(file: str, line: int, entry: object, works: dict[str, Work]) -> Problem | None:
    """Why an entry cannot be used, or None."""
    fields = entry if isinstance(entry, dict) else {}
    key, kind, title = (_text(fields.get(field)) for field in ("id", "type", "title"))
    name = f'"{key}"'
    first = works[key].line if key in works else 0
    faults = (
        (not isinstance(entry, dict), "bad-reference", "A work is an object.", "Put it in { }."),
        (
            not key,
            "reference-without-id",
            "A work has no id, so nothing can cite it.",
            'Give it one: "id": "masters1970".',
        ),
        (
            not _KEY.fullmatch(key),
            "bad-reference-id",
            f"No citation can name {name}.",
            "Make the id of letters, digits and hyphens.",
        ),
        (
            first,
            "duplicate-reference",
            f"{name} stands here twice; line {first} has it first.",
            "Remove one of the two, or give it another id.",
        ),
        (
            kind not in TYPES,
            "unknown-reference-type",
            f'{name} has the type "{kind}", which CSL does not know.',
            "Use one that it knows, such as book, article-journal, chapter, report or webpage.",
        ),
        (
            not title,
            "reference-without-title",
            f"{name} has no title.",
            "Add it; the reader looks for it.",
        ),
    )
    found = (rest for is_wrong, *rest in faults if is_wrong)
    return next((_problem(file, line, *rest) for rest in found), None)


def _not_json(file: str, line: int, column: int, reason: str) -> Problem:
    message = f"This is not JSON that can be read: {reason}."
    advice = "Correct it here, or export the works again as CSL-JSON."
    return Problem(file, line, column, "bad-references", Severity.ERROR, message, advice)


def _problem(file: str, line: int, code: str, message: str, suggestion: str) -> Problem:
    return Problem(file, line, 1, code, Severity.ERROR, message, suggestion)


def _work(line: int, entry: dict[str, object]) -> Work:
    def text(field: str) -> str:
        return _text(entry.get(field))

    return Work(
        key=text("id"),
        line=line,
        type=text("type"),
        title=text("title"),
        authors=_names(entry.get("author")),
        editors=_names(entry.get("editor")),
        date=_date(entry),
        container=text("container-title"),
        volume=text("volume"),
        issue=text("issue"),
        page=text("page"),
        number=text("number"),
        edition=text("edition"),
        genre=text("genre"),
        publisher=text("publisher"),
        doi=bare_doi(text("DOI")),
        url=text("URL"),
        seen=_date({"issued": entry.get("accessed")}),
    )


def _names(value: object) -> tuple[Name, ...]:
    found = [_name(item) for item in value] if isinstance(value, list) else []
    return tuple(name for name in found if name)


def _name(value: object) -> Name | None:
    if not isinstance(value, dict):
        return None
    particle, family, given, dropping, suffix, literal = (
        _text(value.get(field)).replace("'", "’")
        for field in (
            "non-dropping-particle",
            "family",
            "given",
            "dropping-particle",
            "suffix",
            "literal",
        )
    )
    if literal:
        return Name(literal)
    family = f"{particle} {family}".strip()
    given = f"{given} {dropping}".strip()
    return Name(family or given, given if family else "", suffix) if family or given else None


def _date(entry: dict[str, object]) -> tuple[str, ...]:
    """Year, month and day as far as they are given, or the words that stand for them."""
    issued = entry.get("issued")
    if not isinstance(issued, dict):
        return (status,) if (status := _text(entry.get("status"))) else ()
    dates = issued.get("date-parts")
    if isinstance(dates, list) and dates and isinstance(dates[0], list):
        return tuple(part for part in map(_text, dates[0][:3]) if part)
    words = _text(issued.get("literal")) or _text(issued.get("raw"))
    year = re.match(r"\d{4}(?!\d)", words)
    return (year[0],) if year else (words,) if words else ()


def _text(value: object) -> str:
    return printable(value) if isinstance(value, str) else ""


def printable(text: str) -> str:
    """The text on one line; the private-use characters are the renderer's own."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in _UNPRINTABLE)
    return " ".join("".join(kept).split())


def bare_doi(said: str) -> str:
    """A DOI without the address that may stand before it."""
    return _BEFORE_DOI.sub("", said)
