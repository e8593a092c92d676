"""What stands where it is taken for something else: questions in scenarios, call-outs in checks."""

import re
from collections.abc import Iterable, Sequence

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.gaps import opens_gap
from lms.content.groups import Group, Item
from lms.content.headings import Heading
from lms.content.labels import ANSWERS, Label, bold_label
from lms.content.option_lines import ChoiceLine, choice_line, option_line
from lms.content.wording import quoted

_ASKS = ANSWERS - {Label.ENDING}
_CALL_OUT = re.compile(r" {0,1}> ?\[!(?:NOTE|IMPORTANT|CAUTION|CASE)\]", re.IGNORECASE)


def without_questions(heading: Heading, group: Group, findings: Findings) -> tuple[Item, ...]:
    """The scenes of a scenario; a question among them is one finding, whatever it lacks there."""
    scenes = []
    for item in group.items:
        if not _is_question(item.lines):
            scenes.append(item)
            continue
        first, name = heading.line, quoted(item.heading.text)
        message = f"{name} is a question, inside the scenario that begins at line {first}."
        tip = f"Put questions above line {first}, or end the scenario above this one: ## Questions"
        findings.add("question-in-scenario", item.heading.line, message, tip)
    return tuple(scenes)


def check_call_outs(heading: Heading, lines: Iterable[BodyLine], findings: Findings) -> None:
    """Reports call-outs that a knowledge check takes into what it says once it is answered."""
    is_answered = False
    for line in lines:
        if is_answered and _CALL_OUT.match(line.bare):
            message = f"This call-out is part of {quoted(heading.text)}, shown with its answer."
            tip = f"Put it above line {heading.line}, or begin a section between the two: ## …"
            findings.add("call-out-in-check", line.number, message, tip)
        is_answered = is_answered or option_line(line.bare) is not None
        label = bold_label(line.bare)
        is_answered = is_answered or (label is not None and label.name in ANSWERS)


def _is_question(lines: Sequence[BodyLine]) -> bool:
    """True where something is right or asked for, and nothing leads to a scene or ends a branch."""
    texts = [it.bare for it in lines]
    labels = {label.name for text in texts if (label := bold_label(text))}
    choices = [choice for text in texts if (choice := choice_line(text))]
    if Label.ENDING in labels or any(map(_is_link, choices)):
        return False
    is_marked = any(it.mark for it in choices)
    return is_marked or bool(labels & _ASKS) or any(map(opens_gap, lines))


def _is_link(choice: ChoiceLine) -> bool:
    """True for an option that begins with a link, whose text may go on in the next line."""
    text = choice.text
    return text.startswith("[") and ("](" in text or "]" not in text)
