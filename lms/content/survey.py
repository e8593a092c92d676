"""A course folder surveyed: every file read as text, nothing rendered yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from lms.content.citations import Work, read_works
from lms.content.course_page import CourseDraft, read_course_page
from lms.content.drafts import QuestionDraft, QuizDraft
from lms.content.evaluation_page import EvaluationDraft, read_evaluation
from lms.content.findings import Findings
from lms.content.links import Citation, find_citations, find_links, find_lost_notes
from lms.content.module_page import ModuleDraft, read_module
from lms.content.names import WORKS, Role, file_name
from lms.content.pages import Page, anchors_of, open_page
from lms.content.picture_widths import widths_in, with_widths
from lms.content.pictures import Flaw, picture_flaws
from lms.content.players import Recording, recordings_in, with_players
from lms.content.problems import Problem
from lms.content.quiz_page import read_quiz
from lms.content.recordings import captions_problems, named_flaws, recording_flaws
from lms.content.render_shapes import Fragment, Rendered, Shape
from lms.content.targets import (
    Library,
    Surroundings,
    check_citations,
    check_description,
    check_links,
    check_notes,
    path_of,
)
from lms.content.unwritten import check_written
from lms.domain.courses import SourceFile

T = TypeVar("T")

_PAGES = frozenset({Role.COURSE, Role.EVALUATION, Role.MODULE, Role.QUIZ})


@dataclass(frozen=True)
class Survey:
    """What a course's files say; modules and quizzes by their files, in the files' order."""

    slug: str
    pages: tuple[Page, ...]
    course: CourseDraft | None
    evaluation: EvaluationDraft | None
    modules: Mapping[str, ModuleDraft]
    quizzes: Mapping[str, QuizDraft]
    works: Mapping[str, Work]
    citations: tuple[Citation, ...]
    # Those of files that are no pages: the works, and pictures that no page shows.
    loose_problems: tuple[Problem, ...]
    # How wide each picture is that learners are sent in a width of their own, by its address.
    widths: Mapping[str, int] = field(default_factory=dict)
    # What is played in a page, by its address too.
    recordings: Mapping[str, Recording] = field(default_factory=dict)

    def sized(self, fragment: Fragment, text: Rendered) -> Rendered:
        """A rendered text with the widths of its pictures and with players for its recordings.

        Questions stay as they were asked.
        """
        if fragment.shape is not Shape.MODULE:
            return text
        return with_players(with_widths(text, self.widths), self.recordings)

    def page(self, role: Role) -> Page | None:
        """The one page of a role, or None."""
        return next((page for page in self.pages if page.name.role is role), None)

    def spans_on(self, file: str) -> list[tuple[int, int]]:
        """The first and last lines of the questions and scenes of a page, in order."""
        quiz = self.quizzes.get(file)
        scenarios = quiz.scenarios if quiz else ()
        scenes = [(it.line, it.last) for scenario in scenarios for it in scenario.scenes]
        return sorted([*scenes, *((it.heading.line, it.last) for it in self.questions_on(file))])

    def questions_on(self, file: str) -> tuple[QuestionDraft, ...]:
        """The questions of a quiz, or the knowledge checks of a module, in order."""
        quiz, module = self.quizzes.get(file), self.modules.get(file)
        return quiz.questions if quiz else module.checks if module else ()


def survey_files(slug: str, files: Sequence[SourceFile], library: Library | None = None) -> Survey:
    """The course in a folder's files; what is wrong with a page is in its findings."""
    content = {file.path: file.content for file in files}
    pages = tuple(open_page(path, text) for path, text in content.items() if is_page(path))
    works, problems = read_works(WORKS, content.get(WORKS, b"[]"))
    flaws = {**picture_flaws(files), **recording_flaws(files)}
    around = _around(slug, files, works, problems, anchors_of(pages), library, flaws)
    problems += tuple(_unused(pages, around.flaws))
    problems += captions_problems(files, frozenset(content))
    return _survey(slug, pages, works, problems, around)


def survey_beside(slug: str, files: Sequence[SourceFile], paths: Set[str]) -> Survey:
    """The pages at these paths as they stand among all files; the other pages are not read.

    What is found is what those pages themselves have wrong: a look while somebody types. The bytes
    of recordings are not looked at, so a caller need not have them.
    """
    asked = [file for file in files if file.path in paths]
    content = {file.path: file.content for file in files}
    pages = tuple(open_page(file.path, file.content) for file in asked if is_page(file.path))
    works, problems = read_works(WORKS, content.get(WORKS, b"[]"))
    others = {
        path: _anchors(path, text)
        for path, text in content.items()
        if path not in paths and is_page(path)
    }
    flaws = {**picture_flaws(files), **named_flaws(files)}
    anchors = {**others, **anchors_of(pages)}
    around = _around(slug, files, works, problems, anchors, None, flaws)
    loose = (*(problems if WORKS in paths else ()), *captions_problems(files, paths))
    return _survey(slug, pages, works, loose, around)


@lru_cache(maxsize=500)
def _anchors(path: str, content: bytes) -> frozenset[str]:
    """The anchors of a page that nobody types in just now."""
    return anchors_of([open_page(path, content)])[path]


def _around(
    slug: str,
    files: Sequence[SourceFile],
    works: Mapping[str, Work],
    problems: Sequence[Problem],
    anchors: Mapping[str, frozenset[str]],
    library: Library | None,
    flaws: Mapping[str, Flaw],
) -> Surroundings:
    return Surroundings(
        paths=frozenset(file.path for file in files),
        anchors=anchors,
        # Of a list that cannot be read nobody knows what it lacks.
        works=None if problems and not works else frozenset(works),
        flaws=flaws,
        widths=widths_in(slug, files),
        recordings=recordings_in(slug, files),
        library=library,
    )


def survey_page(file: SourceFile, beside: Set[str]) -> Survey:
    """One page by itself; `beside` are the paths of the files around it."""
    page = open_page(file.path, file.content)
    around = Surroundings(frozenset({file.path, *beside}), anchors_of([page]), None, {}, None)
    return _survey("", (page,), {}, (), around)


def _survey(
    slug: str,
    pages: tuple[Page, ...],
    works: Mapping[str, Work],
    problems: tuple[Problem, ...],
    around: Surroundings,
) -> Survey:
    course = _one(pages, Role.COURSE, read_course_page)
    quizzes = _each(pages, Role.QUIZ, read_quiz)
    objectives = [each.objective for each in course.objectives] if course else []
    return Survey(
        slug=slug,
        pages=pages,
        course=course,
        evaluation=_one(pages, Role.EVALUATION, lambda page: read_evaluation(page, objectives)),
        modules=_each(pages, Role.MODULE, read_module),
        quizzes=quizzes,
        works=works,
        citations=tuple(_check_text(pages, course, quizzes, around)),
        loose_problems=problems,
        widths=around.widths,
        recordings=around.recordings,
    )


def is_page(path: str) -> bool:
    """True for the Markdown files that make up a course."""
    return file_name(path).role in _PAGES


def _one(pages: Iterable[Page], role: Role, read: Callable[[Page], T]) -> T | None:
    return next((read(page) for page in pages if page.name.role is role), None)


def _each(pages: Iterable[Page], role: Role, read: Callable[[Page], T]) -> dict[str, T]:
    return {page.file: read(page) for page in pages if page.name.role is role}


def _check_text(
    pages: Iterable[Page],
    course: CourseDraft | None,
    quizzes: Mapping[str, QuizDraft],
    around: Surroundings,
) -> Iterable[Citation]:
    """Checks the links and citations of every page; yields the citations."""
    for page in pages:
        citations = find_citations(page.body)
        check_citations(citations, around, page.findings)
        check_notes(find_lost_notes(page.body), page.findings)
        check_written(page.body, page.findings)
        # The outline's own links are checked with the outline.
        is_outlined = course is not None and page.name.role is Role.COURSE
        body = course.outline.description if course and is_outlined else page.body
        # The options of scenes are checked with their scenarios.
        ways = _ways(quizzes.get(page.file))
        links = [link for link in find_links(body) if (link.line, link.column) not in ways]
        check_links(links, page.file, around, page.findings)
        if is_outlined:
            check_description(links, page.findings)
        yield from citations


def _ways(quiz: QuizDraft | None) -> frozenset[tuple[int, int]]:
    """The places of the links by which one leaves a scene."""
    scenarios = quiz.scenarios if quiz else ()
    return frozenset((it.line, it.column) for each in scenarios for it in each.choices)


def _unused(pages: Sequence[Page], flaws: Mapping[str, Flaw]) -> Iterable[Problem]:
    """The flaws of media that no page leads to, where they would be reported."""
    used = {path_of(link) for page in pages if flaws for link in find_links(page.body)}
    for path, flaw in flaws.items():
        if path not in used:
            findings = Findings(path)
            findings.add(flaw.code, 1, flaw.message, flaw.suggestion)
            yield from findings.problems
