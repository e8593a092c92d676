"""What holds a course together: objectives, stamps, works and the rule of credit."""

from collections.abc import Iterator
from datetime import date

from lms.content.drafts import Reference
from lms.content.findings import Findings
from lms.content.lessons import Lesson
from lms.content.names import WORKS, Role
from lms.content.pages import Page
from lms.content.problems import Problem
from lms.content.survey import Survey
from lms.content.thresholds import THRESHOLDS
from lms.content.wording import did_you_mean, quoted


def check_objectives(survey: Survey, lessons: tuple[Lesson, ...]) -> None:
    """Finds objectives that nobody has set, teaches or tests."""
    page = survey.page(Role.COURSE)
    if page is None or survey.course is None or not survey.course.is_head_read:
        return
    known = frozenset(each.objective.key for each in survey.course.objectives)
    for source, reference in _references(survey):
        if reference.name not in known:
            source.findings.add(
                "unknown-objective",
                reference.line,
                f"The course has no objective {quoted(reference.name)}.",
                did_you_mean(reference.name, known),
                column=reference.column,
            )
    _check_covered(survey, lessons, page.findings)


def _references(survey: Survey) -> Iterator[tuple[Page, Reference]]:
    for page in survey.pages:
        module = survey.modules.get(page.file)
        for reference in module.objectives if module else ():
            yield page, reference
        for question in survey.questions_on(page.file):
            for reference in question.objectives:
                yield page, reference


def _check_covered(survey: Survey, lessons: tuple[Lesson, ...], findings: Findings) -> None:
    tested = {
        reference.name
        for lesson in lessons
        if lesson.quiz and lesson.quiz.is_graded
        for question in lesson.quiz.questions
        if question.settings.points
        for reference in question.objectives
    }
    taught = {reference.name for lesson in lessons for reference in lesson.module.objectives}
    for each in survey.course.objectives if survey.course else ():
        key, place = each.objective.key, each.place
        if key not in tested:
            message = f"No graded question tests the objective {quoted(key)}."
            tip = f"Add **Objective:** {key} to a question of a graded quiz."
            findings.add("untested-objective", place.line, message, tip, column=place.column)
        if key not in taught:
            message = f"No module says that it teaches the objective {quoted(key)}."
            tip = f"Add {key} to the objectives of a module."
            findings.add("untaught-objective", place.line, message, tip, column=place.column)


def check_works(survey: Survey) -> tuple[Problem, ...]:
    """Finds works that nothing cites."""
    findings = Findings(WORKS)
    cited = {citation.key for citation in survey.citations}
    for key, work in survey.works.items():
        if key not in cited:
            message = f"Nothing in the course cites {quoted(key)}."
            findings.add("uncited-work", work.line, message, "Cite it, or delete it here.")
    return findings.problems


def check_expiry(survey: Survey) -> None:
    """Finds a course that runs longer after its review than it may (CE_RULES 1)."""
    page, course = survey.page(Role.COURSE), survey.course
    if page is None or course is None:
        return
    reviewed = course.reviewed_on
    years = THRESHOLDS.review_years
    if reviewed == date.min or reviewed.year + years > date.max.year:
        return
    # A review on 29 February is due again by 1 March.
    is_leap = (reviewed.month, reviewed.day) == (2, 29)
    due = (
        date(reviewed.year + years, 3, 1)
        if is_leap
        else reviewed.replace(year=reviewed.year + years)
    )
    if course.expires_on > due:
        message = f"The course expires more than {years} years after its review."
        tip = f"Let it expire by {due}."
        page.findings.add("late-expiry", course.expires_line, message, tip)
