"""The worked example that a new course may begin from: every kind of question in two modules."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from lms.content.disk import load_folder
from lms.content.endings import as_before, shown
from lms.content.fact_edits import NoFacts, read_values, with_values
from lms.content.names import COURSE
from lms.content.thresholds import THRESHOLDS
from lms.domain.courses import SourceFile

_FOLDER = Path(__file__).parent / "example"


def example(title: str, author: str, today: date) -> tuple[SourceFile, ...]:
    """Its files, with that title and author, released today and for as long as a review holds."""
    files, _ = load_folder(_FOLDER)
    text = next(file.content for file in files if file.path == COURSE).decode()
    values = read_values(text)
    facts = {
        "title": title,
        "released": today.isoformat(),
        "reviewed": today.isoformat(),
        "expires": _expires(today).isoformat(),
    }
    authors = ((author, *values.authors[0][1:]),)
    page = with_values(text, replace(values, single={**values.single, **facts}, authors=authors))
    return tuple(SourceFile(it.path, page.encode()) if it.path == COURSE else it for it in files)


def retitled(files: tuple[SourceFile, ...], title: str) -> tuple[SourceFile, ...]:
    """The files of a course under another title; as they are where their head cannot be read."""
    return tuple(_retitled(it, title) if it.path == COURSE else it for it in files)


def _retitled(file: SourceFile, title: str) -> SourceFile:
    before = shown(file.content)
    try:
        values = read_values(before or "")
        page = with_values(before or "", replace(values, single={**values.single, "title": title}))
    except NoFacts:
        return file
    return SourceFile(file.path, as_before(page, file.content))


def _expires(today: date) -> date:
    later = today.year + THRESHOLDS.review_years
    day = date(later, 3, 1) if (today.month, today.day) == (2, 29) else today.replace(year=later)
    return day - timedelta(days=1)
