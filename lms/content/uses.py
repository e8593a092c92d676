"""Where a course uses its works and its pictures: file by file, line by line, without rendering."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lms.content.links import find_citations, find_links
from lms.content.names import is_media, is_picture
from lms.content.pages import open_page
from lms.content.survey import is_page
from lms.content.targets import path_of
from lms.domain.courses import SourceFile

MOST_NAMED = 5


@dataclass(frozen=True)
class Use:
    """A line of a page."""

    path: str
    line: int


def cited_at(files: Iterable[SourceFile]) -> Mapping[str, tuple[Use, ...]]:
    """Where each work is cited, by its key, in the order of files and lines."""
    return _gathered(use for file in files for use in _citations(file))


def media_at(files: Iterable[SourceFile]) -> Mapping[str, tuple[Use, ...]]:
    """Where each picture and recording is shown or linked to, by its path."""
    return _gathered(use for file in files for use in _media(file))


def alternatives(files: Iterable[SourceFile]) -> Mapping[str, str]:
    """What a page says of each picture, as Markdown, for those who do not see it: the first one."""
    found: dict[str, str] = {}
    for file in files:
        for target, said in _said(file.path, file.content) if is_page(file.path) else ():
            found.setdefault(target, said)
    return found


def in_words(uses: Sequence[Use]) -> str:
    """Places in a sentence: `01-what-it-is.md, line 12, and 02-history.md, line 3`."""
    named = [f"{it.path}, line {it.line}" for it in uses[:MOST_NAMED]]
    more = len(uses) - len(named)
    if more:
        named.append(f"{more} more {'place' if more == 1 else 'places'}")
    return named[0] if len(named) == 1 else f"{'; '.join(named[:-1])} and {named[-1]}"


def _gathered(found: Iterable[tuple[str, Use]]) -> dict[str, tuple[Use, ...]]:
    uses: dict[str, dict[Use, None]] = {}
    for name, use in found:
        uses.setdefault(name, {})[use] = None
    return {name: tuple(each) for name, each in uses.items()}


def _citations(file: SourceFile) -> tuple[tuple[str, Use], ...]:
    return _citations_on(file.path, file.content) if is_page(file.path) else ()


def _media(file: SourceFile) -> tuple[tuple[str, Use], ...]:
    return _media_on(file.path, file.content) if is_page(file.path) else ()


@lru_cache(maxsize=500)
def _citations_on(path: str, content: bytes) -> tuple[tuple[str, Use], ...]:
    body = open_page(path, content).body
    return tuple((it.key, Use(path, it.line)) for it in find_citations(body))


@lru_cache(maxsize=500)
def _media_on(path: str, content: bytes) -> tuple[tuple[str, Use], ...]:
    body = open_page(path, content).body
    links = ((path_of(link), link.line) for link in find_links(body))
    return tuple((target, Use(path, line)) for target, line in links if is_media(target))


@lru_cache(maxsize=500)
def _said(path: str, content: bytes) -> tuple[tuple[str, str], ...]:
    images = (link for link in find_links(open_page(path, content).body) if link.is_image)
    said = ((path_of(link), " ".join(link.text.split())) for link in images)
    return tuple((target, words) for target, words in said if words and is_picture(target))
