"""The lines below a label whose answer is a list or a table."""

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText
from lms.content.pieces import is_quote
from lms.content.wording import quoted


def lines_below(item: ItemText, label: LabelText, findings: Findings) -> tuple[BodyLine, ...]:
    """The lines of a label's list or table; quotes among them are reported and left out."""
    value = label.value
    if value.line == label.line and not value.is_empty:
        misplaced_text(label.line, value.texts[0], label, findings)
    end = value.line + len(value.texts)
    lines = [line for line in item.lines if label.line < line.number < end]
    quote = next((line for line in lines if is_quote(line)), None)
    if quote:
        misplaced_feedback(quote.number, findings)
    return tuple(line for line in lines if not is_quote(line))


def misplaced_text(line: int, text: str, label: LabelText, findings: Findings) -> None:
    """Takes down text where only a list or a table may stand."""
    message = f"{quoted(text)} stands where only the answer may stand."
    tip = f"Put it above **{label.name}:**, or below **Explanation:**."
    findings.add("misplaced-text", line, message, tip)


def misplaced_feedback(line: int, findings: Findings) -> None:
    """Takes down a quote where no feedback is shown."""
    message = "This quote is not shown: nothing here has feedback of its own."
    findings.add("misplaced-feedback", line, message, "Say it in the **Explanation:**.")
