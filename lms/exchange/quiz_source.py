"""A quiz as its author would type it (FORMAT 4), made of what another system's file says."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lms.exchange import escaping
from lms.exchange.quiz_values import (
    GAP,
    Choice,
    Choices,
    Free,
    Gaps,
    Key,
    Number,
    Pairs,
    Part,
    Steps,
    Words,
    Written,
    Wrong,
)


@dataclass(frozen=True)
class Stretch:
    """Lines of the text, and the question or the section that they are written from."""

    first: int
    text: str
    about: Written | Part | None

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + self.text.count("\n")


def quiz_text(title: str, parts: Iterable[Part]) -> str:
    """The text of a `NAME.quiz.md`; parts without a question are left out."""
    return "\n\n".join(each.text for each in stretches(title, parts)) + "\n"


def stretches(title: str, parts: Iterable[Part]) -> Iterator[Stretch]:
    """The text in its stretches; an empty line stands between two of them."""
    line = 1
    for text, about in _stretches(title, parts):
        yield Stretch(line, text, about)
        line += text.count("\n") + 2


def _stretches(title: str, parts: Iterable[Part]) -> Iterator[tuple[str, Written | Part | None]]:
    yield f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---", None
    for part in parts:
        if not part.questions:
            continue
        heading = f"## {escaping.section(part.title)}" if part.title else ""
        if opening := "\n\n".join(filter(None, [heading, part.text])):
            yield opening, part
        for question in part.questions:
            yield question_text(question), question


def question_text(question: Written) -> str:
    """A question from its heading to its last label."""
    heading, stem = escaping.heading(question.name), _stem(question)
    # Without a text below it the heading is the question.
    blocks = [f"### {heading}", stem if stem != heading else "", _answer(question.key)]
    return "\n\n".join(filter(None, [*blocks, _labels(question)]))


def _stem(question: Written) -> str:
    """The stem with its gaps filled in."""
    stem = question.stem
    if isinstance(question.key, Gaps):
        for inside in question.key.insides:
            stem = stem.replace(GAP, f"[[{inside}]]", 1)
    return stem


def _answer(key: Key) -> str:
    match key:
        case Choices(options):
            return "\n".join(map(_option, options))
        case Number(_, mistakes) | Words(_, mistakes):
            return "\n\n".join([_typed(key), *map(_mistake, mistakes)])
        case Pairs(lines):
            return "\n".join(["**Correct pairs:**", "", *_table(lines)])
        case Steps(texts):
            steps = (indented(f"{n}. ", text) for n, text in enumerate(texts, 1))
            return "\n".join(["**Correct order:**", "", *steps])
        case Free(least):
            return f"**Reflection:** (at least {least} words)" if least else "**Reflection:**"
    return ""


def _option(option: Choice) -> str:
    first, *others = option.text.split("\n")
    lines = [f"- [{'x' if option.is_right else ' '}] {first}"]
    lines += [f"  {line}" if line else "" for line in others]
    return "\n".join([*lines, quoted(option.feedback, "  ")] if option.feedback else lines)


def _typed(key: Number | Words) -> str:
    if isinstance(key, Number):
        return f"**Answer:** {key.shown}"
    answer, *others = map(escaping.in_words, key.accepted)
    lines = [f"**Answer:** {answer}"]
    return "\n".join([*lines, f"**Also accept:** {'; '.join(others)}"] if others else lines)


def _mistake(mistake: Wrong) -> str:
    label = f"**Common mistake:** {escaping.in_words(mistake.value)}"
    return f"{label}\n{quoted(mistake.feedback)}" if mistake.feedback else label


def _table(lines: tuple[tuple[str, str], ...]) -> list[str]:
    rows = [f"| {escaping.cell(left)} | {escaping.cell(right)} |" for left, right in lines]
    return ["| Item | Match |", "| --- | --- |", *rows]


def _labels(question: Written) -> str:
    settings = f"**Settings:** {'; '.join(question.settings)}" if question.settings else ""
    labels = [_long("Hint", question.hint), settings, _long("Explanation", question.explanation)]
    return "\n".join(filter(None, labels))


def _long(label: str, markdown: str) -> str:
    """A label with a text that may have paragraphs; what is no paragraph begins below it."""
    if not markdown:
        return ""
    begins_apart = markdown.startswith(("  ", "```", "> ", "|"))
    return f"**{label}:**{chr(10) * 2 if begins_apart else ' '}{markdown}"


def quoted(markdown: str, indent: str = "") -> str:
    """The text as a quote."""
    return "\n".join(f"{indent}> {line}".rstrip() for line in markdown.split("\n"))


def indented(mark: str, markdown: str) -> str:
    """The text as a list item: its further lines stand below the first."""
    first, *others = markdown.split("\n")
    room = " " * len(mark)
    return "\n".join([f"{mark}{first}", *(f"{room}{line}" if line else "" for line in others)])
