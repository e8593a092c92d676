"""What an author may want to put into a text: patterns, citations, media, links to modules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.content.citations import Work, read_works
from lms.content.names import IMAGES, WORKS, Role, file_name
from lms.content.patterns import Menu, Pattern, menus_for
from lms.content.pictures import markdown_for
from lms.content.uses import alternatives_at
from lms.domain.courses import SourceFile
from lms.services.draft_works import MOST_LISTED

QUESTION, OBJECTIVE, EXPLANATION = "### ", "**Objective:**", "**Explanation:**"
PAGES = frozenset({Role.MODULE, Role.QUIZ})
# All that a course has room for; files may have more, which its page of works finds.
MOST_OFFERED = MOST_LISTED


@dataclass(frozen=True)
class Citable:
    """A work of the course: how it is cited, who wrote it, when, and what it is called."""

    text: str
    authors: str
    year: str
    title: str


@dataclass(frozen=True)
class Placeable:
    """A picture, a recording or another module: the link to it, and what it is known by."""

    text: str
    name: str
    picture: str = ""
    """What it looks like: its path in the folder of pictures; empty for what is none."""


@dataclass(frozen=True)
class Inserts:
    """Everything that one page can take in."""

    menus: tuple[Menu, ...]
    works: tuple[Citable, ...]
    pictures: tuple[Placeable, ...]
    recordings: tuple[Placeable, ...]
    modules: tuple[Placeable, ...]
    more_works: int = 0
    """How many works are not among them, since a page has room for so many."""

    @property
    def is_empty(self) -> bool:
        """True for a file that nothing is offered for, such as the list of works."""
        return not (self.menus or self.works or self.pictures or self.recordings or self.modules)


def list_inserts(
    files: Sequence[SourceFile],
    titles: Mapping[str, str],
    path: str,
    just_said: Mapping[str, str] | None = None,
) -> Inserts:
    """What can be put into the page at a path; `titles` are those of the modules by their slugs.

    `just_said` is what an author wrote of pictures that no page shows yet, by their paths.
    """
    role = file_name(path).role
    menus = tuple(map(_with_ends, menus_for(role)))
    if role not in PAGES:
        return Inserts(menus, (), (), (), ())
    # A recording is played in the text of a module, and nowhere else.
    played = _recordings(files) if role is Role.MODULE else ()
    works, modules = _works(files), _modules(files, titles, path)
    more = max(0, len(works) - MOST_OFFERED)
    return Inserts(
        menus, works[:MOST_OFFERED], _pictures(files, just_said or {}), played, modules, more
    )


def _with_ends(menu: Menu) -> Menu:
    """The menu, in which every question of a quiz says what it tests and why."""
    return replace(menu, patterns=tuple(_with_end(it, menu.role) for it in menu.patterns))


def _with_end(pattern: Pattern, role: Role) -> Pattern:
    is_question = role is Role.QUIZ and pattern.text.count(QUESTION) == 1
    if not is_question or OBJECTIVE in pattern.text:
        return pattern
    reason = (
        ""
        if EXPLANATION in pattern.text
        else f"{EXPLANATION} [Write here: why the answer is right]\n"
    )
    return replace(pattern, text=f"{pattern.text}\n{OBJECTIVE} O1\n{reason}")


def _works(files: Iterable[SourceFile]) -> tuple[Citable, ...]:
    content = next((file.content for file in files if file.path == WORKS), b"[]")
    works, _ = read_works(WORKS, content)
    return tuple(sorted((_citable(it) for it in works.values()), key=lambda it: it.authors.lower()))


def _citable(work: Work) -> Citable:
    names = [it.family for it in work.authors or work.editors]
    year = work.date[0] if work.date else "n.d."
    return Citable(f"[@{work.key}]", _listed(names) or work.title, year, work.title)


def _listed(names: Sequence[str]) -> str:
    """One name, or two, or the first and that there are more."""
    return f"{names[0]} et al." if names[2:] else " & ".join(names)


def _pictures(files: Sequence[SourceFile], just_said: Mapping[str, str]) -> tuple[Placeable, ...]:
    """Each picture with what its author or another page says of it, where one does."""
    paths = [file.path for file in files if file_name(file.path).role is Role.MEDIA]
    new = {path: markdown_for(path, said) for path, said in just_said.items()}
    said_at = {path: next(filter(None, said), "") for path, said in alternatives_at(files).items()}
    known = {path: f"![{said}]({path})" for path, said in said_at.items() if said}
    lines = {**known, **new}
    return tuple(
        Placeable(lines.get(it, f"![Say what it shows]({it})"), it, it.removeprefix(f"{IMAGES}/"))
        for it in paths
    )


def _recordings(files: Iterable[SourceFile]) -> tuple[Placeable, ...]:
    paths = (file.path for file in files if file_name(file.path).role is Role.RECORDING)
    return tuple(Placeable(f"![Say what is heard or seen]({path})", path) for path in paths)


def _modules(
    files: Iterable[SourceFile], titles: Mapping[str, str], path: str
) -> tuple[Placeable, ...]:
    named = ((file.path, file_name(file.path)) for file in files)
    others = [
        (there, titles.get(name.slug, name.slug))
        for there, name in named
        if name.role is Role.MODULE and there != path
    ]
    return tuple(Placeable(f"[{_bare(title)}]({there})", title) for there, title in others)


def _bare(title: str) -> str:
    """A title without what would end the link that it stands in."""
    return title.replace("[", "").replace("]", "")
