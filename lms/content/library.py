"""Courses read from folders: a library with all that stands beside them, or one course."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from lms.content.disk import is_hidden, load_file, load_folder
from lms.content.findings import Findings
from lms.content.knowing import Known, never_known
from lms.content.names import PROGRAMS, PROVIDER, REQUIREMENTS
from lms.content.pages import open_page
from lms.content.problems import Problem, has_errors
from lms.content.program_page import ProgramDraft, read_program_page
from lms.content.provider_page import read_provider_page
from lms.content.reading import CourseReading, read_files
from lms.content.render import render
from lms.content.requirements_folder import RequirementsReading, read_requirements
from lms.content.targets import Library
from lms.domain.courses import Provider, SourceFile
from lms.domain.programs import Program


@dataclass(frozen=True)
class ProviderReading:
    """`provider.md` read; `provider` is None when any error stands."""

    provider: Provider | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ProgramReading:
    """A program read; `program` is None when any error stands, or when it is known."""

    slug: str
    program: Program | None
    file: SourceFile
    problems: tuple[Problem, ...]
    is_known: bool = False


@dataclass(frozen=True)
class LibraryReading:
    """A folder of courses read; `problems` are those of all that stands beside the courses."""

    provider: ProviderReading
    courses: tuple[CourseReading, ...]
    programs: tuple[ProgramReading, ...]
    requirements: tuple[RequirementsReading, ...]
    problems: tuple[Problem, ...]


def read_library(
    folder: Path,
    is_known: Known = never_known,
    is_known_program: Known = never_known,
    is_known_set: Known = never_known,
) -> LibraryReading:
    """Every course of a folder, its provider, its programs and its requirement sets."""
    slugs = course_slugs(folder)
    programs = read_programs(folder, is_known_program)
    sets, wrong = read_requirements(folder / REQUIREMENTS, is_known_set)
    return LibraryReading(
        provider=read_provider(folder / PROVIDER),
        courses=tuple(read_course(folder / slug, is_known) for slug in slugs),
        programs=programs,
        requirements=sets,
        problems=_stray_problems(folder, wrong) + _refused(programs),
    )


def read_programs(folder: Path, is_known: Known = never_known) -> tuple[ProgramReading, ...]:
    """The programs of a folder of courses; their problems are those of the renderer alone."""
    files, _unreadable = load_folder(folder / PROGRAMS)
    courses = frozenset(course_slugs(folder))
    return tuple(_read_program(file, courses, is_known) for file in files)


def read_course(folder: Path, is_known: Known = never_known) -> CourseReading:
    """The course in a folder; of one that is known nothing is made but the files."""
    files, problems = load_folder(folder)
    slug = slug_of_folder(folder)
    if not problems and is_known(slug, files):
        return CourseReading(slug, None, files, (), is_known=True)
    return read_files(slug, files, problems, library_around(folder))


def library_around(folder: Path) -> Library | None:
    """Where the courses beside a course can be looked up; None where it stands alone."""
    courses = Path(os.path.abspath(folder)).parent
    if not (courses / PROVIDER).exists():
        return None
    beside = (f"{PROGRAMS}/", f"{REQUIREMENTS}/")
    return lambda path: os.path.isfile(courses / path) and not path.startswith(beside)


def slug_of_folder(folder: Path) -> str:
    """The name of a folder, also when it was given as `.` or through a link."""
    return Path(os.path.abspath(folder)).name


def read_provider(path: Path) -> ProviderReading:
    """The provider in a file; its problems call the file by its bare name."""
    if not path.exists():
        findings = Findings(path.name)
        message = "Nobody says who offers the courses."
        findings.add("missing-provider", 1, message, f"Write a {PROVIDER} beside them.")
        return ProviderReading(None, findings.problems)
    read = load_file(path, path.name)
    if not isinstance(read, SourceFile):
        return ProviderReading(None, read)
    return read_provider_file(read)


def read_provider_file(file: SourceFile) -> ProviderReading:
    """The provider in a file's bytes."""
    page = open_page(file.path, file.content)
    provider = read_provider_page(page.head, page.findings)
    problems = page.findings.problems
    return ProviderReading(None if has_errors(problems) else provider, problems)


def read_program_file(file: SourceFile, courses: frozenset[str] | None) -> tuple[Problem, ...]:
    """What is wrong with a program; `courses` are the folders it may link to, None if unknown."""
    page = open_page(file.path, file.content)
    read_program_page(page, courses)
    return page.findings.problems


def _read_program(file: SourceFile, courses: frozenset[str], is_known: Known) -> ProgramReading:
    page = open_page(file.path, file.content)
    draft = read_program_page(page, courses)
    if has_errors(page.findings.problems):
        return ProgramReading(draft.slug, None, file, ())
    if is_known(draft.slug, (file,)):
        return ProgramReading(draft.slug, None, file, (), is_known=True)
    html, problems = _described(draft)
    program = Program(draft.slug, draft.title, draft.summary, html, draft.courses)
    return ProgramReading(draft.slug, None if has_errors(problems) else program, file, problems)


def _described(draft: ProgramDraft) -> tuple[str, tuple[Problem, ...]]:
    """What a program says of itself as safe HTML; it cites nothing, since it has no works."""
    if draft.description is None:
        return "", ()
    (shown,) = render([draft.description], {})
    return shown.html, shown.problems


def course_slugs(folder: Path) -> tuple[str, ...]:
    """The names of the course folders in a folder; none where it may not be opened."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return ()
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if path.is_dir()
            and not path.is_symlink()
            and not is_hidden(path.name)
            and path.name not in (PROGRAMS, REQUIREMENTS)
        )
    )


def loose_problems(folder: Path) -> tuple[Problem, ...]:
    """The same as `stray_problems`, with what the renderer refuses of the programs."""
    return stray_problems(folder) + _refused(read_programs(folder))


def stray_problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with what stands beside the courses of a folder, and that there are some."""
    return _stray_problems(folder, read_requirements(folder / REQUIREMENTS)[1])


def _stray_problems(folder: Path, of_sets: tuple[Problem, ...]) -> tuple[Problem, ...]:
    slugs = course_slugs(folder)
    files, problems = load_folder(folder / PROGRAMS)
    problems += tuple(
        problem for file in files for problem in read_program_file(file, frozenset(slugs))
    )
    placed = tuple(_placed(each) for each in problems)
    placed += tuple(replace(each, file=f"{REQUIREMENTS}/{each.file}") for each in of_sets)
    findings = Findings("")
    if not slugs:
        message = "This folder holds no course."
        findings.add("no-courses", 1, message, "Make a folder in it with a course.md.")
    return (*placed, *findings.problems)


def _refused(programs: tuple[ProgramReading, ...]) -> tuple[Problem, ...]:
    return tuple(_placed(problem) for each in programs for problem in each.problems)


def _placed(problem: Problem) -> Problem:
    """A problem of a program, named from the folder of courses."""
    return replace(problem, file=f"{PROGRAMS}/{problem.file}")
