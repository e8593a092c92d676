"""`**Answer:**` and `**Common mistake:**` understood as numbers."""

from collections.abc import Sequence

from lms.content.drafts import MistakeDraft, NumericDraft
from lms.content.findings import Findings
from lms.content.intervals import Interval, has_decimal_comma, read_interval
from lms.content.item_text import ItemText, LabelText
from lms.content.labels import Label
from lms.content.passages import block
from lms.content.wording import normalized, quoted


def read_numeric(file: str, item: ItemText, findings: Findings) -> NumericDraft | None:
    """The numeric key of a question, or None where its answer is no number."""
    answer = item.first(Label.ANSWER)
    if answer is None:
        return None
    shown = normalized(answer.value.markdown)
    interval = _interval(answer, shown, findings)
    if interval is None:
        return None
    mistakes = [
        mistake
        for label in item.labeled(Label.COMMON_MISTAKE)
        if (mistake := _mistake(file, label, interval, findings))
    ]
    _check_repeated(mistakes, findings)
    return NumericDraft(answer.line, interval, shown, tuple(mistakes))


def _interval(answer: LabelText, shown: str, findings: Findings) -> Interval | None:
    interval = read_interval(shown)
    if interval and interval.low <= interval.high:
        return interval
    if interval:
        message = "This range ends before it begins."
        findings.add("empty-range", answer.line, message, "Write the smaller number first.")
    elif not shown:
        message = "This answer says nothing."
        findings.add("no-answer", answer.line, message, "Write a number after **Answer:**")
    elif has_decimal_comma(shown):
        message = f"{quoted(shown)} has a decimal comma."
        findings.add("decimal-comma", answer.line, message, "Write it with a point: 1.5")
    else:
        findings.add(
            "not-yet",
            answer.line,
            f"{quoted(shown)} is an answer in words, and short text answers are not supported yet.",
            "Use a number, or options with boxes: - [x] and - [ ]",
        )
    return None


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
        message = f"{quoted(words)} is given as a mistake, but the answer accepts it."
        findings.add("mistake-is-right", label.line, message, "Correct one of the two numbers.")
    if label.quote.is_empty:
        findings.add(
            "mistake-without-feedback",
            label.line,
            f"Nothing is said to those who answer {quoted(words)}.",
            "Write the feedback below it: > …",
        )
    feedback = None if label.quote.is_empty else block(file, label.quote)
    return MistakeDraft(label.line, interval, feedback)


def _check_repeated(mistakes: Sequence[MistakeDraft], findings: Findings) -> None:
    seen = set()
    for mistake in mistakes:
        if mistake.interval.low in seen:
            message = "This mistake is given twice."
            findings.add("repeated-mistake", mistake.line, message, "Keep one of the two.")
        seen.add(mistake.interval.low)
