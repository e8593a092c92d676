"""What a course's credit asks of its quizzes."""

from collections.abc import Sequence

from lms.content.course_page import CourseDraft
from lms.content.drafts import BlockDraft
from lms.content.findings import Findings
from lms.content.lessons import Lesson
from lms.content.thresholds import THRESHOLDS
from lms.content.wording import counted
from lms.domain.credit import Credit
from lms.domain.questions import Kind


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
    true_false = sum(map(_true_false_of, lessons))
    if true_false > THRESHOLDS.true_false_per_hour * hours:
        message = f"The quizzes ask {counted(true_false, 'true/false question')} for {hours} hours."
        tip = f"Keep {THRESHOLDS.true_false_per_hour} for each hour of credit."
        findings.add("many-true-false", line, message, tip)


def _true_false_of(lesson: Lesson) -> int:
    """How many true/false questions one attempt presents at most, where they count for credit."""
    counts = lesson.quiz is not None and lesson.quiz.is_graded and not lesson.listed.is_optional
    return sum(map(_most_true_false, lesson.quiz.blocks)) if counts and lesson.quiz else 0


def _most_true_false(block: BlockDraft) -> int:
    held = sum(question.kind is Kind.TRUE_FALSE for question in block.questions)
    return held if block.choose is None else min(held, block.choose)
