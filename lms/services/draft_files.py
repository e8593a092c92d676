"""Files of a draft: modules added, renamed, moved and taken out, and what was taken out put back.

Flow: the draft is held, its files are read, `content.module_files` says which of them change, and
each change is a save on the draft's line. So the history has every step, and nothing is ever lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content import module_files
from lms.content.citations import read_works
from lms.content.names import (
    COURSE,
    LONGEST_MODULE,
    NO_LATIN,
    PAGE,
    QUIZ,
    TAKEN,
    WORKS,
    Role,
    file_name,
    is_slug,
    slug_from,
)
from lms.content.uses import cited_at, in_words, media_at
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.drafts import save_name
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.names import LINE_LENGTH, clean_line, filled_line
from lms.services import comments, draft_recordings
from lms.services.draft_saves import hold, keep_file
from lms.services.drafts import find_taken_out, list_files
from lms.services.written import Written

LONGEST_TITLE = LINE_LENGTH


@dataclass(frozen=True)
class ListedModule:
    """A module as the outline has it: its slug, its title there, and its path."""

    slug: str
    title: str
    path: str


@dataclass(frozen=True)
class Step:
    """Who changes files of a draft, when, and what the saves of this change are called by."""

    author: Person
    token: str
    at: datetime


def list_modules(session: Session, taught: Written) -> tuple[ListedModule, ...]:
    """The modules of a draft in the order of its outline."""
    files = _files(session, taught)
    return tuple(
        ListedModule(file_name(path).slug, title, path)
        for path, title in module_files.list_modules(files)
    )


def get_module(session: Session, taught: Written, slug: str) -> ListedModule:
    """A module that has a page in the draft, listed or not; NotFound for any other."""
    files = _files(session, taught)
    path = module_files.find_page(files, slug)
    if path is None:
        raise NotFound
    return ListedModule(slug, module_files.title_of(files[path]) or slug, path)


# -- modules -----------------------------------------------------------------------


def add_module(session: Session, taught: Written, step: Step, title: str, name: str) -> str:
    """A module with a quiz at the end of the outline; its slug comes back."""
    title = filled_line("title", title, "Write the title of the module.", LONGEST_TITLE)
    slug = _slug(name, title)
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    if COURSE not in files:
        raise Refusal("The draft has no page of facts. Put it back first.")
    _refuse_twin(files, slug)
    _save(session, taught, step, files, module_files.with_module(files, title, slug))
    return slug


def rename_module(
    session: Session, taught: Written, step: Step, slug: str, title: str, name: str
) -> str:
    """The module under another title, another address, or both; its slug comes back.

    An address is what a module is known by: under another one it is another module to learners.
    """
    title = filled_line("title", title, "Write the title of the module.", LONGEST_TITLE)
    new_slug = _slug(name, title)
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    if module_files.find_page(files, slug) is None:
        raise NotFound
    if new_slug != slug:
        _refuse_twin(files, new_slug)
        comments.follow(session, taught, module_files.moves(files, slug, new_slug), step.at)
    _save(session, taught, step, files, module_files.renamed(files, slug, title, new_slug))
    return new_slug


def move_module_up(session: Session, taught: Written, step: Step, slug: str) -> None:
    """The module one place earlier in the outline."""
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    _save(session, taught, step, files, module_files.moved_up(files, slug))


def move_module_down(session: Session, taught: Written, step: Step, slug: str) -> None:
    """The module one place later in the outline."""
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    _save(session, taught, step, files, module_files.moved_down(files, slug))


def remove_module(session: Session, taught: Written, step: Step, slug: str) -> None:
    """The module's page, its quiz and its line of the outline taken out of the draft."""
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    changes = module_files.without_module(files, slug)
    if not changes:
        raise NotFound
    _save(session, taught, step, files, changes)


# -- single files ------------------------------------------------------------------


def remove_file(session: Session, taught: Written, step: Step, path: str) -> None:
    """One file taken out of the draft; a refusal that names the places where it is used.

    The page of facts stays, since it is the course.
    """
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    if path == COURSE or path not in files:
        raise NotFound
    _refuse_used(files, path)
    _save(session, taught, step, files, {path: None})


def _refuse_used(files: Mapping[str, bytes], path: str) -> None:
    pages = [SourceFile(*it) for it in files.items()]
    draft_recordings.refuse_used(pages, path)
    if path == WORKS:
        works = read_works(WORKS, files[WORKS])[0]
        cited = [use for key, uses in cited_at(pages).items() if key in works for use in uses]
        if cited:
            raise Refusal(
                f"{WORKS} has works that are cited in {in_words(cited)}. Take the citations out "
                "there, then the file."
            )
    elif uses := media_at(pages).get(path):
        raise Refusal(
            f"{path} is used in {in_words(uses)}. Take it out of the text there, then take the "
            "file out."
        )


def put_back(session: Session, taught: Written, step: Step, path: str) -> None:
    """A file that was taken out, as it was then; a module with its quiz, and in the outline."""
    files, back = _back(session, taught, step, path)
    quiz = quiz_of(path)
    beside = find_taken_out(session, taught, quiz) if quiz and quiz not in files else None
    _save(session, taught, step, files, back if beside is None else {**back, quiz: beside})


def put_back_alone(session: Session, taught: Written, step: Step, path: str) -> None:
    """The same of that file alone: a module in the outline, without its quiz."""
    files, back = _back(session, taught, step, path)
    _save(session, taught, step, files, back)


def modules_with_quiz(paths: Iterable[str]) -> frozenset[str]:
    """The pages of modules among these files whose quiz is among them too."""
    among = frozenset(paths)
    return frozenset(path for path in among if quiz_of(path) in among)


def quiz_of(path: str) -> str:
    """Where the quiz of a module's page stands; empty for a file that is no such page."""
    is_module = file_name(path).role is Role.MODULE
    return f"{path.removesuffix(PAGE)}{QUIZ}" if is_module else ""


def _back(
    session: Session, taught: Written, step: Step, path: str
) -> tuple[dict[str, bytes], module_files.Changes]:
    """The files of the draft, and what changes of them where one comes back."""
    hold(session, taught, step.author, step.at)
    files = _files(session, taught)
    back = find_taken_out(session, taught, path)
    if path in files or back is None:
        raise NotFound
    changes: module_files.Changes = {path: back}
    if file_name(path).role is Role.MODULE and COURSE in files:
        title = module_files.title_of(back) or file_name(path).slug
        changes[COURSE] = module_files.listed_too(files, path, title)
    return files, changes


# -- saves -------------------------------------------------------------------------


def _files(session: Session, taught: Written) -> dict[str, bytes]:
    return {it.path: it.content for it in list_files(session, taught)}


def _save(
    session: Session,
    taught: Written,
    step: Step,
    files: Mapping[str, bytes],
    changes: Mapping[str, bytes | None],
) -> None:
    """Each change as a save that goes on from the newest of its file, while nobody else saves."""
    changed = [path for path in sorted(changes) if files.get(path) != changes[path]]
    for index, path in enumerate(changed):
        token = save_name(step.token, str(index))
        keep_file(session, taught, step.author, path, changes[path], step.at, token)


def _slug(name: str, title: str) -> str:
    name = clean_line("name", name, LONGEST_MODULE)
    slug = name or slug_from(title, LONGEST_MODULE)
    if not slug:
        raise FieldRefusal("name", f"{NO_LATIN}, such as the-frame.")
    if not is_slug(slug):
        raise FieldRefusal("name", "Use small letters, digits and hyphens alone: the-frame.")
    if slug in TAKEN:
        raise FieldRefusal("name", "A page of the product has this name. Choose another.")
    return slug


def _refuse_twin(files: Mapping[str, bytes], slug: str) -> None:
    if any(file_name(path).slug == slug for path in files):
        raise FieldRefusal("name", "Another module has this address. Choose another.")
