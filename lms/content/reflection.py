"""`**Reflection:**` and a prompt: free text that is completed and never marked (FORMAT 4.2)."""

import re

from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText
from lms.content.passages import Passage
from lms.content.wording import quoted

# So many words fit into the field.
MOST_WORDS = 500

_AT_LEAST = re.compile(r"\(\s*at\s+least\s+([0-9]{1,9})\s+words?\s*\)\s*\Z", re.IGNORECASE)
_ABOUT_WORDS = re.compile(r"\([^()]{0,60}\bwords?\b[^()]{0,60}\)\s*\Z", re.IGNORECASE)


def read_reflection(item: ItemText, label: LabelText, findings: Findings) -> tuple[Passage, int]:
    """What is asked, with the prompt as its last paragraph, and how many words are the least."""
    written = label.value.markdown
    found = _AT_LEAST.search(written)
    prompt = written[: found.start()].rstrip() if found else written
    least = _least(found[1], label, findings) if found else 0
    if not found and (other := _ABOUT_WORDS.search(written)):
        _not_understood(other[0], label, findings)
    below = tuple(prompt.split("\n")) if prompt.strip() else ()
    if not below:
        return item.asked, least
    if item.stem.is_empty:
        return Passage(label.value.line, below), least
    return Passage(item.stem.line, (*item.stem.texts, "", *below)), least


def _least(digits: str, label: LabelText, findings: Findings) -> int:
    if 1 <= int(digits) <= MOST_WORDS:
        return int(digits)
    _not_understood(f"at least {digits} words", label, findings)
    return 0


def _not_understood(written: str, label: LabelText, findings: Findings) -> None:
    line = label.value.line + len(label.value.texts) - 1
    message = f"{quoted(written)} does not say how many words are the least."
    tip = f"Write a number from 1 to {MOST_WORDS} in digits: (at least 50 words)"
    findings.add("bad-least-words", line, message, tip)
