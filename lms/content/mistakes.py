"""What `**Common mistake:**` of numbers and of words have in common."""

from lms.content.findings import Findings
from lms.content.item_text import LabelText
from lms.content.passages import block
from lms.content.render_shapes import Fragment
from lms.content.wording import quoted


def feedback_of(file: str, label: LabelText, findings: Findings) -> Fragment | None:
    """What is said to those who make a mistake."""
    if not label.quote.is_empty:
        return block(file, label.quote)
    message = f"Nothing is said to those who answer {quoted(label.value.markdown)}."
    tip = "Write the feedback below it: > …"
    findings.add("mistake-without-feedback", label.line, message, tip)
    return None


def mistake_is_right(label: LabelText, suggestion: str, findings: Findings) -> None:
    """Takes down a mistake that is none."""
    written = quoted(label.value.markdown)
    message = f"{written} is given as a mistake, but the answer accepts it."
    findings.add("mistake-is-right", label.line, message, suggestion)


def repeated_mistake(line: int, findings: Findings) -> None:
    """Takes down a mistake that stands twice."""
    message = "This mistake is given twice."
    findings.add("repeated-mistake", line, message, "Keep one of the two.")
