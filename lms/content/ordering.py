"""`**Correct order:**` and a numbered list: the steps of an ordering item (FORMAT 4.2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lms.content.answer_lines import lines_below, misplaced_text
from lms.content.body import BodyLine
from lms.content.choices import option_key
from lms.content.drafts import OptionDraft
from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText, dedented
from lms.content.option_lines import StepLine, step_line
from lms.content.passages import Passage, inline_or_block, passage
from lms.content.problems import Fix
from lms.content.wording import normalized, quoted, twins

FEWEST_STEPS = 2


@dataclass
class _Step:
    """A line that begins a step, and the lines that go on with it."""

    line: BodyLine
    begins: StepLine
    more: list[BodyLine] = field(default_factory=list)

    @property
    def text(self) -> Passage:
        """What the step says."""
        first = self.line.number
        return passage([(first, self.begins.text), *dedented(self.more)], first)


def read_steps(
    file: str, item: ItemText, label: LabelText, findings: Findings
) -> tuple[OptionDraft, ...]:
    """The steps in their right order, with what is wrong with them among the findings."""
    steps = tuple(_steps(lines_below(item, label, findings), label, findings))
    name = quoted(item.heading.text)
    if not steps:
        message = f"{name} has no list of steps below **{label.name}:**"
        tip = "Write one step on each line, in the right order: 1. The first step"
        findings.add("no-steps", label.line, f"{message}.", tip)
    elif len(steps) < FEWEST_STEPS:
        message = f"{name} has a single step, and nothing to put in order."
        findings.add("one-step", steps[0].line.number, message, "Add a line: 2. The next step")
    _check_forms(steps, findings)
    _check_numbers(steps, findings)
    _check_texts(steps, findings)
    return tuple(_option(file, step) for step in steps)


def _steps(lines: Sequence[BodyLine], label: LabelText, findings: Findings) -> Iterator[_Step]:
    step: _Step | None = None
    margin = 0
    for line in lines:
        begins = None if line.is_code else step_line(line.bare)
        # What is indented further is a list inside of a step.
        if begins and (step is None or line.indent <= margin + 1):
            if step:
                yield step
            else:
                margin = line.indent
            step = _Step(line, begins)
        elif step:
            step.more.append(line)
        elif not line.is_blank:
            misplaced_text(line.number, line.text, label, findings)
    if step:
        yield step


def _check_forms(steps: Sequence[_Step], findings: Findings) -> None:
    numbers = [
        int(step.begins.number or 0) if step.begins.is_tidy else place
        for place, step in enumerate(steps, start=1)
    ]
    # Numbering a step must not put the others out of order.
    is_safe = all(before < number for before, number in pairwise(numbers))
    for place, step in enumerate(steps, start=1):
        if not step.begins.is_tidy:
            findings.add(
                "untidy-step",
                step.line.number,
                "This step is understood, though it is not written as usual.",
                f"Write it as: {place}. …",
                fix=_numbering(step, place) if is_safe else None,
            )


def _numbering(step: _Step, place: int) -> Fix | None:
    line = step.line
    if line.bare != line.text:
        return None  # A comment on the line would be lost.
    lead = line.text[: len(line.text) - len(line.text.lstrip())]
    text = f"{lead}{place}. {step.begins.text}".rstrip()
    return Fix(line.number, line.number, (text,), "numbered the step")


def _check_numbers(steps: Sequence[_Step], findings: Findings) -> None:
    """Numbers go up, or are all the same, as lazy writers have them."""
    numbered = [step for step in steps if step.begins.number is not None]
    numbers = [int(step.begins.number or 0) for step in numbered]
    if len(set(numbers)) < FEWEST_STEPS:
        return
    for (before, _), (number, step) in pairwise(zip(numbers, numbered, strict=True)):
        if number <= before:
            message = f"The number {number} comes after {before}, so the right order is unclear."
            tip = "Put the steps in the right order, and number them 1, 2, 3."
            findings.add("step-numbers", step.line.number, message, tip)
            return


def _check_texts(steps: Sequence[_Step], findings: Findings) -> None:
    texts = [step.text.markdown for step in steps]
    for step, text in zip(steps, texts, strict=True):
        if not normalized(text):
            message = "This step says nothing."
            findings.add(
                "empty-step", step.line.number, message, "Write its text after the number."
            )
    for place, first in twins(texts):
        message = (
            f"{quoted(texts[place])} stands twice; line {steps[first].line.number} has it first."
        )
        tip = "Change or delete one of the two."
        findings.add("equal-steps", steps[place].line.number, message, tip)


def _option(file: str, step: _Step) -> OptionDraft:
    text = step.text
    return OptionDraft(
        line=step.line.number,
        column=1,
        key=option_key(text.markdown),
        text=text.markdown,
        shown=inline_or_block(file, text),
        is_right=True,
        feedback=None,
        stays_last=False,
    )
