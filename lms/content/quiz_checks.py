"""What is wrong with a quiz as a whole, and with its questions one by one (FORMAT 6)."""

from collections import Counter
from fractions import Fraction

from lms.content.drafts import QuestionDraft, QuizDraft
from lms.content.findings import Findings
from lms.content.flaws import check_flaws, is_longest
from lms.content.mixups import check_mixups
from lms.content.thresholds import THRESHOLDS
from lms.content.wording import quoted
from lms.domain.questions import Kind


def check_quiz(quiz: QuizDraft, findings: Findings) -> None:
    """Warns of flaws in each question and of habits in all of them together."""
    for question in quiz.questions:
        check_flaws(question, findings)
        if quiz.is_graded and question.kind is not Kind.REFLECTION:
            _check_complete(question, findings)
    check_mixups(quiz.questions, findings)
    _check_points(quiz, findings)
    singles = [
        question
        for question in quiz.questions
        if question.kind is Kind.SINGLE and len(question.rights) == 1 and question.wrongs
    ]
    if len(singles) >= THRESHOLDS.fewest_for_shares:
        _check_positions(quiz, singles, findings)
        _check_longest(quiz, singles, findings)


def _check_complete(question: QuestionDraft, findings: Findings) -> None:
    line, name = question.heading.line, quoted(question.name)
    if not question.objectives:
        message = f"{name} is graded and names no objective."
        findings.add("no-objective", line, message, "Add a line **Objective:** O1")
    if question.explanation is None:
        message = f"{name} is graded and has no explanation."
        findings.add("no-explanation", line, message, "Add a line **Explanation:** …")


def _check_points(quiz: QuizDraft, findings: Findings) -> None:
    if quiz.is_graded and quiz.questions and not any(q.settings.points for q in quiz.questions):
        message = "This quiz has reflections only, so there is nothing to pass."
        findings.add("no-points", quiz.line, message, "Add a question that has a right answer.")


def _check_positions(quiz: QuizDraft, singles: list[QuestionDraft], findings: Findings) -> None:
    places = Counter(question.options.index(question.rights[0]) + 1 for question in singles)
    place, count = places.most_common(1)[0]
    if Fraction(count, len(singles)) > THRESHOLDS.key_position_share:
        message = (
            f"The right option stands in place {place} in {count} of {len(singles)} questions."
        )
        findings.add("key-position", quiz.line, message, "Move it about.")


def _check_longest(quiz: QuizDraft, singles: list[QuestionDraft], findings: Findings) -> None:
    count = sum(is_longest(question.rights[0], question.wrongs) for question in singles)
    if Fraction(count, len(singles)) > THRESHOLDS.key_longest_share:
        message = f"The right option is the longest in {count} of {len(singles)} questions."
        findings.add("key-often-longest", quiz.line, message, "Write longer wrong options.")
