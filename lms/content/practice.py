"""What has no meaning where nothing is graded: in practice quizzes, and beside scenarios alone."""

from lms.content.drafts import QuizDraft
from lms.content.fields import Fields
from lms.content.findings import Findings
from lms.content.wording import quoted
from lms.domain.questions import Kind

_OF_ATTEMPTS = ("pass mark", "attempts", "shuffle", "time limit")


def check_practice(quiz: QuizDraft, fields: Fields, findings: Findings) -> None:
    """Reports settings without an effect, and questions that cannot be answered at once."""
    names = _OF_ATTEMPTS if quiz.blocks else (*_OF_ATTEMPTS, "feedback")
    what = "a practice quiz" if quiz.blocks else "a quiz that has scenarios only"
    for name in names:
        if fields.has(name):
            message = f"“{name}” has no effect on {what}: nothing is graded."
            line = fields.place_of(name).line
            findings.add("setting-without-effect", line, message, "Leave it out.")
    for block in quiz.blocks:
        if block.choose is not None:
            message = f"In practice every question of the pool {quoted(block.title)} is asked."
            tip = f"Write it as a section: ## {block.title}"
            findings.add("setting-without-effect", block.line, message, tip)
    for question in quiz.questions:
        if question.kind is Kind.REFLECTION:
            message = "In a practice quiz answers are marked at once, and a reflection is never."
            tip = "Put it into a graded quiz, or write the prompt as text."
            findings.add("check-reflection", question.heading.line, message, tip)
