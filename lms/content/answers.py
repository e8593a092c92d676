"""`**Answer:**` understood: as a number with its known mistakes, or as words."""

from collections.abc import Sequence

from lms.content.drafts import MistakeDraft, NumericDraft, WordsDraft
from lms.content.findings import Findings
from lms.content.intervals import Interval, has_decimal_comma, read_interval
from lms.content.item_text import ItemText, LabelText
from lms.content.labels import Label
from lms.content.mistakes import feedback_of, mistake_is_right, repeated_mistake
from lms.content.wording import normalized, quoted
from lms.content.words import read_words


def read_answer(
    file: str, item: ItemText, answer: LabelText, findings: Findings
) -> NumericDraft | WordsDraft | None:
    """The key of a question whose answer is typed, or None where it says nothing usable."""
    shown = normalized(answer.value.markdown)
    interval = read_interval(shown)
    if not answer.quote.is_empty:
        message = "This quote is not shown: a right answer has no feedback of its own."
        tip = "Say it in the **Explanation:**."
        findings.add("misplaced-feedback", answer.quote.line, message, tip)
    if not shown:
        message = "This answer says nothing."
        findings.add(
            "no-answer", answer.line, message, "Write a number or a word after **Answer:**"
        )
        return None
    if interval is None and has_decimal_comma(shown):
        message = f"{quoted(shown)} has a decimal comma."
        findings.add("decimal-comma", answer.line, message, "Write it with a point: 1.5")
        return None
    if interval is None:
        return read_words(file, item, answer, findings)
    return _numeric(file, item, answer, interval, findings)


def check_companions(item: ItemText, findings: Findings) -> None:
    """Finds labels that go with `**Answer:**` where there is none."""
    if item.first(Label.ANSWER):
        return
    for name, tip in (
        (Label.ALSO_ACCEPT, "Write the answer itself above it: **Answer:** word"),
        (Label.COMMON_MISTAKE, "Write feedback below an option, or say it in the explanation."),
    ):
        for label in item.labeled(name):
            message = f"“{name}” has no **Answer:** to go with."
            findings.add("misplaced-label", label.line, message, tip, column=label.column)


def _numeric(
    file: str, item: ItemText, answer: LabelText, interval: Interval, findings: Findings
) -> NumericDraft | None:
    if interval.low > interval.high:
        message = "This range ends before it begins."
        findings.add("empty-range", answer.line, message, "Write the smaller number first.")
        return None
    for label in item.labeled(Label.ALSO_ACCEPT):
        message = f"“{label.name}” goes with words, and this answer is a number."
        tip = "Delete it, or write a range: **Answer:** 10 to 14"
        findings.add("misplaced-label", label.line, message, tip, column=label.column)
    mistakes = [
        mistake
        for label in item.labeled(Label.COMMON_MISTAKE)
        if (mistake := _mistake(file, label, interval, findings))
    ]
    _check_repeated(mistakes, findings)
    shown = normalized(answer.value.markdown)
    return NumericDraft(answer.line, interval, shown, tuple(mistakes))


def _mistake(
    file: str, label: LabelText, answer: Interval, findings: Findings
) -> MistakeDraft | None:
    words = normalized(label.value.markdown)
    interval = read_interval(words)
    if interval is None or interval.low != interval.high:
        message = f"{quoted(words)} is not a single number."
        findings.add("bad-mistake", label.line, message, "Write one number: **Common mistake:** 12")
        return None
    if answer.low <= interval.low <= answer.high:
        mistake_is_right(label, "Correct one of the two numbers.", findings)
    return MistakeDraft(label.line, interval, feedback_of(file, label, findings))


def _check_repeated(mistakes: Sequence[MistakeDraft], findings: Findings) -> None:
    seen = set()
    for mistake in mistakes:
        if mistake.interval.low in seen:
            repeated_mistake(mistake.line, findings)
        seen.add(mistake.interval.low)
