"""Stamps of a whole course: each is one question's own, and every graded question gets one."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from lms.content.drafts import QuestionDraft
from lms.content.findings import Findings
from lms.content.pages import Page
from lms.content.problems import Fix
from lms.content.stamps import is_stamp, new_stamp
from lms.content.survey import Survey, is_page
from lms.content.wording import quoted
from lms.domain.courses import SourceFile

_WRITTEN = re.compile(rb"<!--\s*q:([a-z0-9]{4,16})\s*-->")
_NOWHERE: Mapping[str, str] = MappingProxyType({})


def stamps_beside(files: Iterable[SourceFile], path: str) -> Mapping[str, str]:
    """The stamps in all pages but one, each with its file; the pages themselves are not read."""
    return {
        stamp: file.path
        for file in files
        if file.path != path and is_page(file.path)
        for stamp in stamps_on(file.content)
    }


@lru_cache(maxsize=500)
def stamps_on(content: bytes) -> tuple[str, ...]:
    """What stands on a page as a stamp, whether it belongs to a question or not."""
    return tuple(found.decode() for found in _WRITTEN.findall(content))


def check_stamps(survey: Survey, elsewhere: Mapping[str, str] = _NOWHERE) -> None:
    """Finds stamps given twice, stamps that belong to no question, and questions without one.

    `elsewhere` are stamps of pages that are not in the survey, each with its file.
    """
    seen = dict(elsewhere)
    for page in survey.pages:
        _check_strays(survey, page)
        for question in survey.questions_on(page.file):
            if question.stamp and question.stamp.text in seen:
                page.findings.add(
                    "duplicate-stamp",
                    question.stamp.line,
                    f"The stamp {quoted(question.stamp.text)} is already used in "
                    f"{seen[question.stamp.text]}.",
                    "Delete this line if the question is a copy; a new one is offered then.",
                    column=question.stamp.column,
                )
            elif question.stamp:
                seen[question.stamp.text] = f"{page.file}, line {question.stamp.line}"
    _offer_stamps(survey, set(seen))


def _check_strays(survey: Survey, page: Page) -> None:
    if page.file not in survey.quizzes and page.file not in survey.modules:
        return
    spans = [(each.heading.line, each.last) for each in survey.questions_on(page.file)]
    starts = [first for first, _ in spans]
    for line in page.body:
        for comment in line.comments:
            at = bisect_right(starts, line.number) - 1
            is_inside = at >= 0 and line.number <= spans[at][1]
            if is_stamp(comment.text) and not is_inside:
                message = "This stamp belongs to no question."
                tip = "Delete it, or move it below the heading of its question."
                page.findings.add("stray-stamp", line.number, message, tip, column=comment.column)


def _offer_stamps(survey: Survey, taken: set[str]) -> None:
    for page in survey.pages:
        # Knowledge checks and practice leave no record, so they need no identity.
        quiz = survey.quizzes.get(page.file)
        for question in quiz.questions if quiz and quiz.is_graded else ():
            if question.stamp is None and question.name:
                stamp = new_stamp(f"{question.identity}\n{question.stem_text}", taken)
                taken.add(stamp)
                _offer_stamp(question, stamp, page.findings)


def _offer_stamp(question: QuestionDraft, stamp: str, findings: Findings) -> None:
    line = question.heading.line
    findings.add(
        "no-stamp",
        line,
        f"{quoted(question.name)} has no stamp, so it is known by its quiz and heading.",
        "Press its button in the studio, or run lms check --fix; then the heading may change.",
        fix=Fix(line + 1, line, (f"<!-- q:{stamp} -->",), f"stamped the question q:{stamp}"),
    )
