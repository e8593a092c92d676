"""`**Answer:**` in words, with what is accepted besides and the known mistakes (FORMAT 4.2)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.content.drafts import WordsDraft, WrongWordsDraft
from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText
from lms.content.labels import Label
from lms.content.mistakes import feedback_of, mistake_is_right, repeated_mistake
from lms.content.wording import normalized, plain, quoted
from lms.domain.words import folded

# As long as what learners can type.
LONGEST_ANSWER = 200

_NUMBER = re.compile(
    r"(?:about|around|approximately|roughly|nearly|over|under|at least|at most|ca\.?|[<>≤≥~≈])? ?"
    r"[0-9]+(?:[.,][0-9]+)*(?: |%|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Given:
    """Words that an author accepts, and the line where they stand."""

    line: int
    text: str


def read_words(
    file: str, item: ItemText, answer: LabelText, findings: Findings
) -> WordsDraft | None:
    """The key of an answer in words; None where nothing in it can be typed."""
    text = normalized(plain(answer.value.markdown))
    if not can_be_typed(text):
        message = f"{quoted(answer.value.markdown)} has neither a letter nor a digit."
        findings.add("no-answer", answer.line, message, "Write a word after **Answer:**")
        return None
    if _NUMBER.match(text):
        message = f"{quoted(text)} is no plain number, so it is taken as words."
        tip = "Write the number with what you accept: **Answer:** 14 ± 1, or 10 to 14"
        findings.add("number-in-words", answer.line, message, tip)
    also = item.first(Label.ALSO_ACCEPT)
    others = _others(also, findings) if also else ()
    accepted = checked((Given(answer.line, text), *others), findings)
    return WordsDraft(answer.line, accepted, tuple(_mistakes(file, item, accepted, findings)))


def can_be_typed(text: str) -> bool:
    """True when something is left of a text where case, accents and marks do not count."""
    return bool(folded(text))


def checked(given: Sequence[Given], findings: Findings) -> tuple[str, ...]:
    """What is accepted, each once; those that say the same or are too long are reported."""
    accepted: dict[str, Given] = {}
    for each in given:
        earlier = accepted.setdefault(folded(each.text), each)
        if earlier is not each:
            message = f"{quoted(each.text)} says the same as {quoted(earlier.text)}."
            tip = "Delete it: capitals, accents, spacing and marks do not matter."
            findings.add("repeated-answer", each.line, message, tip)
        if len(each.text) > LONGEST_ANSWER:
            message = f"{quoted(each.text)} has more than {LONGEST_ANSWER} characters."
            findings.add("long-answer", each.line, message, "Ask for a word or two.")
    return tuple(each.text for each in accepted.values())


def _others(label: LabelText, findings: Findings) -> tuple[Given, ...]:
    """What `**Also accept:**` lists."""
    parts = [normalized(plain(part)) for part in label.value.markdown.split(";")]
    given = [part for part in parts if can_be_typed(part)]
    if not given:
        message = f"“{label.name}” says nothing."
        tip = "Write words after it, with semicolons between them, or delete it."
        findings.add("no-answer", label.line, message, tip, column=label.column)
    if len(given) == 1 and "," in given[0]:
        message = f"{quoted(given[0])} is one answer: commas do not separate."
        tip = "Put semicolons between the answers."
        findings.add("joined-answers", label.line, message, tip, column=label.column)
    if not label.quote.is_empty:
        message = "This quote is not shown: what is accepted has no feedback of its own."
        tip = "Say it in the **Explanation:**."
        findings.add("misplaced-feedback", label.quote.line, message, tip)
    return tuple(Given(label.line, text) for text in given)


def _mistakes(
    file: str, item: ItemText, accepted: Sequence[str], findings: Findings
) -> Iterator[WrongWordsDraft]:
    rights = set(map(folded, accepted))
    seen: set[str] = set()
    for label in item.labeled(Label.COMMON_MISTAKE):
        text = normalized(plain(label.value.markdown))
        if not can_be_typed(text) or ";" in text or len(text) > LONGEST_ANSWER:
            message = f"{quoted(text)} is not one wrong answer."
            tip = "Write one that people type, in a line of its own: **Common mistake:** word"
            findings.add("bad-mistake", label.line, message, tip)
            continue
        # One slip away from the answer it is still a mistake: grading looks at mistakes first.
        if folded(text) in rights:
            mistake_is_right(label, "Correct one of the two.", findings)
        if folded(text) in seen:
            repeated_mistake(label.line, findings)
        seen.add(folded(text))
        yield WrongWordsDraft(label.line, text, feedback_of(file, label, findings))
