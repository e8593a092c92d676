"""`lms check` without its command line: problems of any path, and their fixes."""

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from lms.content.citations import read_works
from lms.content.disk import load_file, load_folder
from lms.content.findings import Findings
from lms.content.library import (
    course_slugs,
    library_around,
    loose_problems,
    read_course,
    read_program_file,
    read_provider,
    slug_of_folder,
    stray_problems,
)
from lms.content.names import COURSE, IMAGES, MEDIA, PROGRAMS, PROVIDER, REQUIREMENTS, WORKS
from lms.content.problems import Problem
from lms.content.reading import page_problems, text_problems
from lms.content.requirements_folder import read_requirements, read_requirements_file
from lms.content.survey import is_page
from lms.content.wording import quoted
from lms.content.write import with_fixes, write_file
from lms.domain.courses import SourceFile
from lms.domain.errors import Refusal

MOST_ROUNDS = 20
MOST_BESIDE = 10_000
_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class CannotWrite(Refusal):
    """A fix could not be written; the file is as it was."""


@dataclass(frozen=True)
class Fixed:
    """A fix that was made: the file as it was named, the line it began at, and what was done."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True)
class _Unit:
    """Files of one folder that are checked together, under the name that was given for it."""

    folder: Path
    shown: Path
    problems: Callable[[], tuple[Problem, ...]]
    # The same without rendering: enough for the fixes.
    text_problems: Callable[[], tuple[Problem, ...]]


def check(path: Path) -> tuple[Problem, ...]:
    """The problems of a folder of courses, a course folder or a single file, wherever it is."""
    return tuple(
        replace(problem, file=str(unit.shown / problem.file))
        for unit in _units(path)
        for problem in unit.problems()
    )


def fix(path: Path) -> tuple[Fixed, ...]:
    """Makes every safe fix, stamps included, until none is left; says what was done."""
    return tuple(fixed for unit in _units(path) for fixed in _fix_unit(unit))


def _fix_unit(unit: _Unit) -> Iterator[Fixed]:
    for _ in range(MOST_ROUNDS):
        made = list(_fix_round(unit))
        yield from made
        if not made:
            return


def _fix_round(unit: _Unit) -> Iterator[Fixed]:
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in unit.text_problems():
        if problem.fix:
            by_file[problem.file].append(problem)
    for name, problems in by_file.items():
        path = unit.folder / name
        before = path.read_bytes()
        after, fixes = with_fixes(before, [problem.fix for problem in problems if problem.fix])
        shown = str(unit.shown / name)
        if after != before and _write(path, after, before):
            yield from (Fixed(shown, each.first, each.what) for each in fixes)


def _write(path: Path, content: bytes, expected: bytes) -> bool:
    # Replacing a file asks nothing of the file itself, so its owner's wish is asked for here.
    if not (path.stat().st_mode & _MAY_WRITE and os.access(path, os.W_OK)):
        raise CannotWrite(f"{path} is read-only. Allow writing it, then try again.")
    try:
        return write_file(path, content, expected)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from error


def _units(path: Path) -> tuple[_Unit, ...]:
    if not path.is_dir():
        return (_file_unit(path),)
    if _is_course(path):
        return (_course_unit(path),)
    if slug_of_folder(path) == REQUIREMENTS:
        return (_requirements_unit(path),)
    stray = _Unit(path, path, lambda: loose_problems(path), lambda: stray_problems(path))
    courses = (_course_unit(path / slug) for slug in course_slugs(path))
    return (_provider_unit(path / PROVIDER), *courses, stray)


def _is_course(folder: Path) -> bool:
    """True for a folder with a course.md, or with pages and no course below it."""
    if (folder / COURSE).exists():
        return True
    has_pages = any(folder.glob("*.md")) and not (folder / PROVIDER).exists()
    return has_pages and not any(folder.glob(f"*/{COURSE}"))


def _course_unit(folder: Path) -> _Unit:
    def by_text() -> tuple[Problem, ...]:
        files, _ = load_folder(folder)
        return text_problems(slug_of_folder(folder), files, library_around(folder))

    return _Unit(folder, folder, lambda: read_course(folder).problems, by_text)


def _provider_unit(path: Path) -> _Unit:
    def problems() -> tuple[Problem, ...]:
        return read_provider(path).problems

    return _Unit(path.parent, path.parent, problems, problems)


def _requirements_unit(folder: Path) -> _Unit:
    def problems() -> tuple[Problem, ...]:
        return read_requirements(folder)[1]

    return _Unit(folder, folder, problems, problems)


def _file_unit(path: Path) -> _Unit:
    folder = path.parent
    if path.name == PROVIDER:
        return _provider_unit(path)
    if (folder / COURSE).exists() and (path.suffix == ".md" or path.name == WORKS):
        whole = _course_unit(folder)
        return _Unit(
            folder,
            folder,
            lambda: _about(path.name, whole.problems()),
            lambda: _about(path.name, whole.text_problems()),
        )

    def problems() -> tuple[Problem, ...]:
        return _lone_problems(path)

    return _Unit(folder, folder, problems, problems)


def _about(name: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.file == name)


def _lone_problems(path: Path) -> tuple[Problem, ...]:
    """The problems of a file that no course surrounds."""
    file = load_file(path, path.name)
    if not isinstance(file, SourceFile):
        return file
    if path.name == WORKS:
        return read_works(path.name, file.content)[1]
    if path.parent.name == PROGRAMS:
        return read_program_file(file, frozenset(course_slugs(path.resolve().parent.parent)))
    if path.resolve().parent.name == REQUIREMENTS:
        return read_requirements_file(file).problems
    if is_page(path.name):
        return page_problems(file, frozenset(_beside(path.parent)))
    findings = Findings(path.name)
    message = f"{quoted(path.name)} is no part of a course."
    tip = "Check a folder of courses, a course, or a page of one, such as course.md."
    findings.add("not-course-file", 1, message, tip)
    return findings.problems


def _beside(folder: Path) -> Iterator[str]:
    """The paths of the pages and media around a file."""
    for pattern in ("*.md", f"{IMAGES}/**/*", f"{MEDIA}/**/*"):
        for path in islice(folder.glob(pattern), MOST_BESIDE):
            yield path.relative_to(folder).as_posix()
