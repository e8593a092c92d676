"""What a course's credit asks of its quizzes."""

from collections.abc import Sequence

from lms.content.course_page import CourseDraft
from lms.content.findings import Findings
from lms.content.lessons import Lesson
from lms.content.thresholds import THRESHOLDS
from lms.content.wording import counted
from lms.domain.credit import Credit
from lms.domain.questions import Kind


def asked_of(lesson: Lesson) -> int:
    """How many graded questions one attempt at a lesson's quiz presents."""
    return lesson.quiz.asked if lesson.quiz and lesson.quiz.is_graded else 0


def check_credit(
    course: CourseDraft, credit: Credit, lessons: Sequence[Lesson], findings: Findings
) -> None:
    """Warns where the quizzes are thin for the credit, or lean on true/false (CE_RULES 5)."""
    line, hours = course.credit_line, credit.hours
    if not hours:
        message = (
            f"{counted(credit.words, 'study word')} and {counted(credit.questions, 'question')} "
            "give no credit."
        )
        findings.add("no-credit", line, message, "Write more, or offer it without credit.")
        return
    if credit.questions < THRESHOLDS.items_per_hour * hours:
        message = (
            f"The course asks {counted(credit.questions, 'graded question')} for {hours} hours."
        )
        tip = f"Ask at least {THRESHOLDS.items_per_hour} for each hour of credit."
        findings.add("few-items", line, message, tip)
    true_false = sum(
        question.kind is Kind.TRUE_FALSE
        for lesson in lessons
        if asked_of(lesson) and lesson.quiz
        for question in lesson.quiz.questions
    )
    if true_false > THRESHOLDS.true_false_per_hour * hours:
        message = (
            f"The quizzes have {counted(true_false, 'true/false question')} for {hours} hours."
        )
        tip = f"Keep {THRESHOLDS.true_false_per_hour} for each hour of credit."
        findings.add("many-true-false", line, message, tip)
