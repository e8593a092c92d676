"""The facts of a course as a form: read from its page in the draft, and written back into it.

Flow: `content.fact_edits` reads the head of `course.md` as values; what was typed is asked of the
readers that the checks use; only lines whose values changed are written, and the page is saved as
any other text of the draft, so whoever comes late is shown both sides.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.course_facts import FACTS, Fact, author_problems, page_problems_of, value_problems
from lms.content.endings import shown
from lms.content.fact_edits import (
    AREAS,
    AUTHOR,
    PILOT,
    SINGLE,
    InBraces,
    NoFacts,
    Values,
    read_values,
    with_values,
)
from lms.content.names import COURSE
from lms.content.readers import LONGEST_TEXT
from lms.domain.access import Person
from lms.domain.drafts import AS_PUBLISHED, Save
from lms.domain.errors import FieldRefusal, FormRefusal, NotFound, Refusal, together
from lms.domain.names import clean_line
from lms.services.draft_saves import Typed, save
from lms.services.drafts import get_state, get_text
from lms.services.written import Written
from lms.store import drafts, editions

__all__ = [
    "AUTHOR",
    "FACTS",
    "Fact",
    "FactsChanged",
    "FactsUnreadable",
    "OpenedFacts",
    "RowInBraces",
    "TooManyRows",
    "count_rows",
    "get_page",
    "keep_facts",
    "open_facts",
    "write_facts",
]

OBJECTIVE = ("key", "text")
_SHARE = re.compile(r"([a-z]) *:? *([0-9]{1,3} ?%?)")
_MINUTES = re.compile(r"[0-9]{1,6}")
_ROW = re.compile(r"(author|objective)_([1-9][0-9]{0,2})_[a-z]+")
MOST_ROWS = 99


class FactsUnreadable(Refusal):
    """The head of the page of facts cannot be shown as a form."""

    sentence = (
        "The head of course.md cannot be shown as a form. Open it in the editor; the problems "
        "below it say what is wrong."
    )


class TooManyRows(FactsUnreadable):
    """The course has more authors or objectives than the form has room for."""

    sentence = (
        f"The form has room for {MOST_ROWS} authors and as many objectives. Open course.md in the "
        "editor, and write there what changes."
    )


class RowInBraces(Refusal):
    """A row that was changed stands in the page in a way that the form would spoil."""

    sentence = (
        "A row that you changed stands in braces in course.md, or its list does, so the form "
        "cannot change it without a loss. Open course.md in the editor, and write it there."
    )


class FactsChanged(Refusal):
    """The draft went on to another edition in the moment in which the facts were sent."""

    sentence = "The facts of the course changed just now. Look at what you typed, and save again."


@dataclass(frozen=True)
class OpenedFacts:
    """The facts as fields by their names, and the save that whoever edits them begins from."""

    fields: Mapping[str, str]
    since: int


def open_facts(session: Session, taught: Written) -> OpenedFacts:
    """The facts of a draft to be edited."""
    opened = get_text(session, taught, COURSE)
    return OpenedFacts(_fields(_read(opened.text)), opened.since)


def count_rows(fields: Iterable[str], kind: str) -> int:
    """How many rows of authors or objectives there are among these fields."""
    found = (_ROW.fullmatch(name) for name in fields)
    return max((int(it[2]) for it in found if it and it[1] == kind), default=0)


def write_facts(text: str, typed: Mapping[str, str]) -> str:
    """The page with what was typed; FormRefusal with a sentence beside each field that is wrong.

    Only fields that were changed are asked about: what else is wrong stands in the review. It
    reads YAML again and again, so ask outside a transaction.
    """
    before = _read(text)
    old, new = _fields(before), _cleaned(typed)
    changed = {name for name in {*old, *new} if old.get(name, "") != new.get(name, "")}
    found = value_problems(new) | _author_problems(new)
    problems = {name: it for name, it in found.items() if _is_about(name, changed)}
    if problems:
        raise FormRefusal(problems)
    values, rows = _values(new)
    try:
        page = with_values(text, values)
        found = page_problems_of(values, page)
    except InBraces:
        raise RowInBraces from None
    except NoFacts:
        raise FactsUnreadable from None
    named = {_in_form(name, rows): sentence for name, sentence in found.items()}
    beside = {name: it for name, it in named.items() if _is_about(name, changed)}
    if beside:
        raise FormRefusal(beside)
    return page


def get_page(session: Session, taught: Written, since: int) -> str:
    """The page of facts as whoever edits it began from it."""
    return _began(session, taught, since)


def keep_facts(
    session: Session,
    taught: Written,
    author: Person,
    began: str,
    sent: Typed,
    now: datetime,
) -> Save | None:
    """Save a page that `write_facts` made of the one that it began from; None where it is that.

    The page is made outside a transaction, so a refusal where it began from another one by now.
    """
    if _began(session, taught, sent.since) != began:
        raise FactsChanged
    if sent.text == began:
        return None
    return save(session, taught, author, replace(sent, path=COURSE), now)


# -- the page that somebody began from -------------------------------------------------


def _began(session: Session, taught: Written, since: int) -> str:
    opened = get_text(session, taught, COURSE)
    if opened.since == since:
        return opened.text
    if since != AS_PUBLISHED:
        state = get_state(session, taught, since)
        text = state.text if state.save.path == COURSE else None
    else:
        text = _as_published(session, taught)
    if text is None:
        raise NotFound
    return text


def _as_published(session: Session, taught: Written) -> str | None:
    draft_id = drafts.find_draft(session, taught.course_id)
    base = None if draft_id is None else drafts.find_first_base(session, draft_id)
    content = None if base is None else editions.find_file(session, base, COURSE)
    return None if content is None else shown(content)


def _read(text: str) -> Values:
    try:
        values = read_values(text)
    except NoFacts:
        raise FactsUnreadable from None
    if max(len(values.authors), len(values.objectives)) > MOST_ROWS:
        raise TooManyRows
    return values


# -- values and fields -----------------------------------------------------------------


def _fields(values: Values) -> dict[str, str]:
    fields = {**values.single, AREAS: values.areas, PILOT: values.pilot_minutes}
    for number, row in enumerate(values.authors, start=1):
        fields |= {f"author_{number}_{key}": it for key, it in zip(AUTHOR, row, strict=True)}
    for number, (key, text) in enumerate(values.objectives, start=1):
        fields |= {f"objective_{number}_key": key, f"objective_{number}_text": text}
    return fields


def _cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, in one line each; what no field asks for is left out."""
    known = {*SINGLE, AREAS, PILOT}
    names = [it for it in typed if it in known or _ROW.fullmatch(it)]
    said = [name for name in names if typed[name].strip()]
    if any(count_rows(said, kind) > MOST_ROWS for kind in ("author", "objective")):
        raise TooManyRows
    lines = together(*(lambda name=name: _line(name, typed[name]) for name in names))
    cleaned = dict(zip(names, lines, strict=True))
    cleaned[AREAS] = _shares(cleaned.get(AREAS, ""))
    cleaned[PILOT] = _minutes(cleaned.get(PILOT, ""))
    return cleaned


def _line(name: str, typed: str) -> str:
    return clean_line(name, typed, LONGEST_TEXT)


def _shares(typed: str) -> str:
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    found = [_SHARE.fullmatch(part) for part in parts]
    if not all(found) or len({it[1] for it in found if it}) != len(parts):
        raise FieldRefusal(AREAS, "Write each area once with its share: a 60%, p 40%.")
    return ", ".join(f"{it[1]} {it[2]}" for it in found if it)


def _minutes(typed: str) -> str:
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    if not all(map(_MINUTES.fullmatch, parts)):
        raise FieldRefusal(PILOT, "Write the minutes in digits, with commas: 95, 110, 88.")
    return ", ".join(parts)


def _author_problems(new: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number in range(1, count_rows(new, "author") + 1):
        said = {key: new.get(f"author_{number}_{key}", "") for key in AUTHOR}
        if any(said.values()):
            problems = author_problems(said)
            found |= {f"author_{number}_{key}": it for key, it in problems.items()}
    return found


def _values(new: Mapping[str, str]) -> tuple[Values, dict[str, list[int]]]:
    """The values, and which rows of the form the rows that say something are."""
    authors = [
        tuple(new.get(f"author_{number}_{key}", "") for key in AUTHOR)
        for number in range(1, count_rows(new, "author") + 1)
    ]
    objectives: list[tuple[str, str]] = []
    for number in range(1, count_rows(new, "objective") + 1):
        key, text = (new.get(f"objective_{number}_{part}", "") for part in OBJECTIVE)
        taken = {it for it, _ in objectives} | {
            it for name, it in new.items() if name.startswith("objective_") and name[-4:] == "_key"
        }
        objectives.append((key or (_free_key(taken) if text else ""), text))
    rows = {
        "author": [n for n, row in enumerate(authors, start=1) if any(row)],
        "objective": [n for n, row in enumerate(objectives, start=1) if row[1]],
    }
    single = {name: new.get(name, "") for name in SINGLE}
    values = Values(single, new[AREAS], new[PILOT], tuple(authors), tuple(objectives))
    return values, rows


def _free_key(taken: set[str]) -> str:
    return next(key for number in range(1, 1000) if (key := f"O{number}") not in taken)


def _in_form(name: str, rows: Mapping[str, list[int]]) -> str:
    """The field of the form for one of the page, where rows that say nothing are left out."""
    found = _ROW.fullmatch(name)
    if found is None:
        return {"authors": "author_1_name", "objectives": "objective_1_text"}.get(name, name)
    numbers = rows[found[1]]
    place = int(found[2]) - 1
    number = numbers[place] if place < len(numbers) else place + 1
    return name.replace(f"_{found[2]}_", f"_{number}_", 1)


def _is_about(name: str, changed: set[str]) -> bool:
    """True for what a field says that was changed, or that stands in a row that was."""
    found = _ROW.fullmatch(name)
    if found is None:
        is_of_dates = name == "expires" and bool({"released", "reviewed"} & changed)
        return not name or name in changed or is_of_dates
    return any(it.startswith(f"{found[1]}_") for it in changed)
