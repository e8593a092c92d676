"""A course read from its files: a domain value when nothing is wrong, and every problem."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from lms.content.allowing import read_leaves, without_allowed
from lms.content.build import build_course, build_module, build_outline, build_quiz
from lms.content.course_checks import check_expiry, check_objectives, check_works
from lms.content.credit_checks import check_credit
from lms.content.findings import Findings
from lms.content.lessons import Lesson, check_lessons, lessons_of
from lms.content.names import (
    COURSE,
    EVALUATION,
    IMAGES,
    LONGEST_COURSE,
    LONGEST_PATH,
    MEDIA,
    TAKEN,
    Role,
    device_in,
    file_name,
    is_slug,
)
from lms.content.player_places import check_players
from lms.content.problems import Problem, Severity, has_errors
from lms.content.quiz_checks import check_quiz
from lms.content.stamp_checks import check_stamps, stamps_beside
from lms.content.survey import Survey, survey_beside, survey_files, survey_page
from lms.content.targets import Library
from lms.content.typeset import check_gaps, check_places, typeset
from lms.content.wording import quoted
from lms.domain.courses import Course, Module, SourceFile, credit_of
from lms.domain.questions import Quiz


@dataclass(frozen=True)
class CourseReading:
    """A course folder read; `course` is None when any error stands, or when it is known.

    `sketch` is the course as far as it can be made of pages with errors: to be looked at while it
    is written, and never published.
    """

    slug: str
    course: Course | None
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    is_known: bool = False
    """True when these very files were read before, so that nothing was made of them."""
    sketch: Course | None = None


def read_files(
    slug: str,
    files: Sequence[SourceFile],
    problems: Sequence[Problem] = (),
    library: Library | None = None,
) -> CourseReading:
    """The course in these files; `problems` are those met while reading them from the disk."""
    survey = survey_files(slug, files, library)
    lessons = lessons_of(survey)
    found = [*problems, *_check(survey, lessons, files)]
    texts, refused = typeset(survey)
    check_places(survey, texts)
    check_gaps(survey, texts)
    check_players(survey, texts)
    sketch = None
    course_page = survey.page(Role.COURSE)
    if survey.course and survey.course.is_head_read and course_page:
        credit = credit_of(survey.course.terms, build_outline(lessons, survey.course, texts))
        check_credit(survey.course, credit, lessons, course_page.findings)
        sketch = build_course(survey, lessons, credit, texts)
    settled = _settled(survey, [*found, *refused])
    course = None if has_errors(settled) else sketch
    return CourseReading(slug, course, tuple(files), settled, sketch=sketch)


def text_problems(
    slug: str, files: Sequence[SourceFile], library: Library | None = None
) -> tuple[Problem, ...]:
    """The problems that can be found without rendering: all that have a fix are among them."""
    survey = survey_files(slug, files, library)
    return _settled(survey, _check(survey, lessons_of(survey), files))


def page_problems(file: SourceFile, beside: Set[str]) -> tuple[Problem, ...]:
    """The problems of a page without its course; `beside` are the paths of the files around it."""
    survey = survey_page(file, beside)
    check_stamps(survey)
    _check_quizzes(survey)
    texts, refused = typeset(survey)
    check_places(survey, texts)
    check_gaps(survey, texts)
    check_players(survey, texts)
    return _settled(survey, refused)


MOST_LISTED = 200
"""Problems that are listed beside a page: a page of slips alone has more than anybody reads."""


@dataclass(frozen=True)
class PageReading:
    """One page as it stands in its course: what learners would see, unless it has an error."""

    path: str
    module: Module | None
    quiz: Quiz | None
    problems: tuple[Problem, ...]

    @property
    def foremost(self) -> tuple[Problem, ...]:
        """As many problems as are listed beside a page, errors first where there are more."""
        if len(self.problems) <= MOST_LISTED:
            return self.problems
        by_severity = sorted(self.problems, key=lambda it: it.severity is not Severity.ERROR)
        return tuple(sorted(by_severity[:MOST_LISTED], key=lambda it: (it.line, it.column)))


def read_page(slug: str, files: Sequence[SourceFile], path: str) -> PageReading:
    """A page among the files of its course, as quickly as somebody types: 20 ms for a module.

    What only the whole course can tell, such as an objective that no question tests, is left to
    `read_files`.
    """
    survey = survey_beside(slug, files, frozenset({COURSE, path}))
    check_stamps(survey, stamps_beside(files, path))
    _check_quizzes(survey)
    texts, refused = typeset(survey)
    check_places(survey, texts)
    check_gaps(survey, texts)
    check_players(survey, texts)
    settled = _settled(survey, [*survey.loose_problems, *refused])
    problems = tuple(it for it in settled if it.file == path)
    if has_errors(problems):
        return PageReading(path, None, None, problems)
    module, quiz = survey.modules.get(path), survey.quizzes.get(path)
    return PageReading(
        path,
        build_module(module, texts) if module else None,
        build_quiz(quiz, survey.course, texts) if quiz and survey.course else None,
        problems,
    )


def _check(
    survey: Survey, lessons: tuple[Lesson, ...], files: Sequence[SourceFile]
) -> tuple[Problem, ...]:
    """Runs the checks; returns what belongs to no page."""
    check_lessons(survey)
    check_objectives(survey, lessons)
    check_stamps(survey)
    check_expiry(survey)
    _check_quizzes(survey)
    strays = (*_stray_files(files), *_bad_paths(files))
    return (*strays, *_missing_pages(survey), *survey.loose_problems, *check_works(survey))


def _check_quizzes(survey: Survey) -> None:
    pages = {page.file: page for page in survey.pages}
    for file, quiz in survey.quizzes.items():
        check_quiz(quiz, pages[file].findings)


def _stray_files(files: Sequence[SourceFile]) -> Iterator[Problem]:
    for file in files:
        if file_name(file.path).role in (Role.OTHER, Role.PROVIDER):
            findings = Findings(file.path)
            message = "This file is no part of a course, so learners never see it."
            tip = (
                f"Put pictures into {IMAGES}, recordings into {MEDIA}, and other things elsewhere."
            )
            findings.add("stray-file", 1, message, tip)
            yield from findings.problems


def _bad_paths(files: Sequence[SourceFile]) -> Iterator[Problem]:
    for file in files:
        if device := device_in(file.path):
            findings = Findings(file.path)
            message = f"Windows keeps the name {quoted(device)} for a device."
            findings.add("device-name", 1, message, "Give it another name.")
            yield from findings.problems
        if len(file.path) > LONGEST_PATH:
            findings = Findings(file.path)
            message = f"The path of this file has more than {LONGEST_PATH} characters."
            tip = "Give it a shorter name, or use fewer folders."
            findings.add("long-name", 1, message, tip)
            yield from findings.problems


def _missing_pages(survey: Survey) -> tuple[Problem, ...]:
    course, evaluation = Findings(COURSE), Findings(EVALUATION)
    if survey.course is None:
        message = f"The folder {quoted(survey.slug)} has no {COURSE}."
        course.add("missing-course-page", 1, message, "Write it, or move the folder elsewhere.")
    check_folder(survey.slug, course)
    if survey.evaluation is None:
        message = f"The course {quoted(survey.slug)} has no {EVALUATION}."
        evaluation.add("missing-evaluation", 1, message, "Copy it from another course.")
    return (*course.problems, *evaluation.problems)


def check_folder(slug: str, findings: Findings) -> None:
    """Finds what keeps the name of a course's folder from being its address."""
    if not is_slug(slug):
        message = f"The folder name {quoted(slug)} cannot be part of an address."
        findings.add("bad-name", 1, message, "Use small letters, digits and hyphens.")
    elif slug in TAKEN:
        message = f"The name {quoted(slug)} is taken by a page of the product."
        findings.add("taken-name", 1, message, "Give the folder another name.")
    elif device_in(slug):
        message = f"Windows keeps the name {quoted(slug)} for a device, so no folder has it there."
        findings.add("device-name", 1, message, "Give the folder another name.")
    elif len(slug) > LONGEST_COURSE:
        message = f"The name of this folder has more than {LONGEST_COURSE} characters."
        findings.add("long-name", 1, message, "Give it a shorter one.")


def _settled(survey: Survey, others: Sequence[Problem]) -> tuple[Problem, ...]:
    leaves = read_leaves(survey)
    found = [problem for page in survey.pages for problem in page.findings.problems]
    kept = without_allowed(leaves, [*others, *found])
    return tuple(sorted(set(kept), key=_place))


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.file, problem.line, problem.column, problem.code, problem.message
