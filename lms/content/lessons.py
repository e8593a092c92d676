"""The outline joined with the files that it names: modules in order, each with its quiz."""

import posixpath
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import unquote

from lms.content.drafts import QuizDraft
from lms.content.findings import Findings
from lms.content.module_page import ModuleDraft
from lms.content.names import LONGEST_MODULE, TAKEN, Role, is_slug
from lms.content.outline import ListedModule
from lms.content.survey import Survey
from lms.content.wording import did_you_mean, quoted


@dataclass(frozen=True)
class Lesson:
    """A module where the outline puts it, and its quiz or None."""

    listed: ListedModule
    module: ModuleDraft
    quiz: QuizDraft | None


def lessons_of(survey: Survey) -> tuple[Lesson, ...]:
    """The modules that the outline names and that exist, each once, in its order."""
    if survey.course is None:
        return ()
    quizzes = {quiz.module: quiz for quiz in survey.quizzes.values()}
    found: dict[str, Lesson] = {}
    for listed in survey.course.outline.modules:
        module = survey.modules.get(file_of(listed))
        if module and module.slug not in found:
            found[module.slug] = Lesson(listed, module, quizzes.get(module.slug))
    return tuple(found.values())


def file_of(listed: ListedModule) -> str:
    """The path that a line of the outline leads to."""
    return posixpath.normpath(unquote(listed.target.partition("#")[0]))


def check_lessons(survey: Survey) -> None:
    """Finds modules and quizzes that the outline and the folder do not agree about."""
    _check_outline(survey)
    _check_names(survey)
    slugs = {module.slug for module in survey.modules.values()}
    listed = {file_of(each) for each in survey.course.outline.modules} if survey.course else None
    for page in survey.pages:
        if page.name.role is Role.QUIZ and page.name.slug not in slugs:
            message = f"There is no module {quoted(page.name.slug)} for this quiz."
            tip = f"Name the quiz after its module: {did_you_mean(page.name.slug, slugs)}"
            page.findings.add("stray-quiz", 1, message, tip)
        if page.name.role is Role.MODULE and listed is not None and page.file not in listed:
            message = "The outline in course.md does not list this module."
            page.findings.add("not-in-outline", 1, message, f"Add: 1. [Title]({page.file})")


def _check_outline(survey: Survey) -> None:
    page = survey.page(Role.COURSE)
    if page is None or survey.course is None:
        return
    seen: dict[str, int] = {}
    for listed in survey.course.outline.modules:
        file = file_of(listed)
        if file not in survey.modules:
            _missing(listed, file, survey, page.findings)
        elif file in seen:
            message = f"{quoted(listed.title)} stands twice; line {seen[file]} has it first."
            page.findings.add("twice-in-outline", listed.line, message, "Delete one of the two.")
        seen.setdefault(file, listed.line)
    modules = survey.course.outline.modules
    if modules and all(listed.is_optional for listed in modules):
        message = "Every module is optional, so there is nothing to complete."
        tip = "Take (optional) away from at least one of them."
        page.findings.add("no-required-module", modules[0].line, message, tip)


def _missing(listed: ListedModule, file: str, survey: Survey, findings: Findings) -> None:
    findings.add(
        "missing-module",
        listed.line,
        f"There is no module {quoted(file)}.",
        did_you_mean(file, survey.modules, "Write the module, or correct the link."),
        column=listed.column,
    )


def _check_names(survey: Survey) -> None:
    by_slug: dict[tuple[Role, str], list[str]] = defaultdict(list)
    for page in survey.pages:
        if page.name.role not in (Role.MODULE, Role.QUIZ):
            continue
        _check_name(page.name.slug, page.findings)
        twins = by_slug[page.name.role, page.name.slug]
        if twins:
            message = f"Only its number tells this file from {twins[0]}."
            page.findings.add("duplicate-module", 1, message, "Give one of them another name.")
        twins.append(page.file)


def _check_name(slug: str, findings: Findings) -> None:
    if not is_slug(slug):
        message = f"{quoted(slug)} cannot be part of an address."
        tip = "Use small letters, digits and hyphens: 01-what-it-is.md"
        findings.add("bad-name", 1, message, tip)
    elif slug in TAKEN:
        message = f"The name {quoted(slug)} is taken by a page of the product."
        findings.add("taken-name", 1, message, "Give the file another name.")
    elif len(slug) > LONGEST_MODULE:
        message = f"The name of this file has more than {LONGEST_MODULE} characters."
        findings.add("long-name", 1, message, "Give it a shorter one.")
