"""A GIFT file cut into its items, and an item into its name, its text and its answers.

A backslash before one of `~ = # { } :` makes it a letter of the text. While items are cut such
pairs are kept together, and `unescaped` takes the backslashes out at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lms.exchange.from_text import TextFormat
from lms.exchange.losses import Losses

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPABLE = frozenset("~=#{}:\\")
_CATEGORY = re.compile(r"\$CATEGORY:(.*)")
_COMMENT = re.compile(r"[ \t]*//")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_NAME = re.compile(r"::((?:\\.|[^\\])*?)::", re.DOTALL)
_MARK = re.compile(r"\\.|[=~]", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
# So many lines below may close a brace.
_FARTHEST = 100
_WEIGHT = re.compile(r"%([-+]?[0-9.]{1,20})%")


@dataclass(frozen=True)
class Category:
    """A line `$CATEGORY: a/b`; the last of its names is the section's."""

    line: int
    name: str
    is_top: bool


@dataclass(frozen=True)
class Item:
    """A question or, where `answers` is None, a text between questions.

    A question is broken whose brace is opened and never closed: where it ends, nobody can tell.
    """

    line: int
    name: str
    form: TextFormat
    before: str
    answers: str | None
    after: str
    is_broken: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer inside the braces: its mark, its weight as written, its text and feedback."""

    mark: str
    weight: str
    text: str
    feedback: str


def cut_file(text: str, losses: Losses) -> Iterator[Category | Item]:
    """The categories and items of a file, in their order."""
    for line, chunk in _chunks(_without_comments(text.split("\n"), losses)):
        category = _CATEGORY.match(chunk)
        if category:
            path = category[1].replace("//", "\0").split("/")
            name = path[-1].replace("\0", "/").strip()
            yield Category(line, name, is_top=len(path) == 1)
        rest = chunk[category.end() :].strip("\n") if category else chunk
        if rest.strip():
            yield _item(line + (category is not None), rest)


def _without_comments(lines: list[str], losses: Losses) -> list[str | None]:
    """The lines, None where a comment stands: it separates nothing."""
    kept = [None if _COMMENT.match(line) else line.rstrip() for line in lines]
    count = kept.count(None)
    if count:
        first = losses.at(f"line {kept.index(None) + 1}", "")
        said = "A comment is" if count == 1 else f"{count} lines of comments are"
        first.add(f"{said} not carried over.", "Learners never saw them.")
    return kept


def _chunks(lines: list[str | None]) -> Iterator[tuple[int, str]]:
    """Runs of lines up to an empty one, with the number of the first; open braces hold on."""
    closes_later = _closing(lines)
    start, rows, is_open = 0, list[str](), False
    for number, line in enumerate([*lines, ""], 1):
        if line is None:
            continue
        is_end = not line.strip() and not (is_open and closes_later[number - 1])
        if is_end and rows:
            yield start, "\n".join(rows)
            rows, is_open = [], False
        elif line.strip() or rows:
            start = start if rows else number
            rows.append(line)
            is_open = _is_open(line, is_open)


def _closing(lines: list[str | None]) -> list[bool]:
    """Of each line, and of the end, whether a brace is closed below it.

    It is none when another one opens before, or when it is too far away.
    """
    found = [False]
    closes, away = False, 0
    for line in reversed(lines):
        found.append(closes and away <= _FARTHEST)
        marks = _braces_in(line or "")
        closes, away = (marks[0] == "}", 1) if marks else (closes, away + 1)
    return found[::-1]


def _is_open(line: str, was_open: bool) -> bool:
    marks = _braces_in(line)
    return marks[-1] == "{" if marks else was_open


def _braces_in(line: str) -> list[str]:
    return [mark[0] for mark in _BRACE.finditer(line) if mark[0] in "{}"]


def _item(line: int, chunk: str) -> Item:
    name, rest = "", chunk.strip()
    if found := _NAME.match(rest):
        name, rest = " ".join(unescaped(found[1]).split()), rest[found.end() :].lstrip()
    form = TextFormat.AUTO
    if found := _FORMAT.match(rest):
        form, rest = TextFormat(found[1].lower()), rest[found.end() :].lstrip()
    start, end = _braces(rest)
    if end < 0:
        return Item(line, name, form, unescaped(rest), None, "", is_broken=start >= 0)
    before, after = unescaped(rest[:start]), unescaped(rest[end + 1 :])
    return Item(line, name, form, before, rest[start + 1 : end].strip(), after)


def _braces(text: str) -> tuple[int, int]:
    """Where the first brace opens and where one closes after it; -1 where none does."""
    start = -1
    for mark in _BRACE.finditer(text):
        if mark[0] == "{" and start < 0:
            start = mark.start()
        elif mark[0] == "}" and start >= 0:
            return start, mark.start()
    return start, -1


def without_general(answers: str) -> tuple[str, str]:
    """The answers without the general feedback, and the general feedback."""
    at = _find_last(answers, "####")
    return (answers, "") if at < 0 else (answers[:at].strip(), answers[at + 4 :].strip())


def count_answers(answers: str) -> int:
    """How many answers begin there."""
    return sum(mark[0] in "=~" for mark in _MARK.finditer(answers))


def cut_answers(answers: str) -> Iterator[Answer]:
    """Each answer that begins with `=` or `~`; text before the first is lost by all readers."""
    marks = [mark for mark in _MARK.finditer(answers) if mark[0] in "=~"]
    ends = [*(mark.start() for mark in marks), len(answers)][1:]
    for mark, end in zip(marks, ends, strict=True):
        yield read_answer(mark[0], answers[mark.end() : end])


def read_answer(mark: str, written: str) -> Answer:
    """One answer from what stands behind its mark; its text may still have escapes."""
    text, weight = written.strip(), ""
    if found := _WEIGHT.match(text):
        weight, text = found[1], text[found.end() :].lstrip()
    text, feedback = with_feedback(text)
    return Answer(mark, weight, text, feedback)


def with_feedback(text: str) -> tuple[str, str]:
    """What stands before the first `#`, and the feedback after it."""
    at = _find(text, "#")
    return (text, "") if at < 0 else (text[:at].strip(), text[at + 1 :].strip())


def formatted(written: str, usual: TextFormat) -> tuple[str, TextFormat]:
    """A text without its escapes, and the format that it names or that is usual."""
    text = written.strip()
    if found := _FORMAT.match(text):
        return unescaped(text[found.end() :].strip()), TextFormat(found[1].lower())
    return unescaped(text), usual


def unescaped(text: str) -> str:
    """The text that is meant: a backslash and n break the line."""
    return _ESCAPE.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    if found[1] == "n":
        return "\n"
    return found[1] if found[1] in _ESCAPABLE else found[0]


def _find(text: str, mark: str) -> int:
    """Where a mark first stands that is not escaped, or -1."""
    return next(_places(text, mark), -1)


def _find_last(text: str, mark: str) -> int:
    return max(_places(text, mark), default=-1)


def _places(text: str, mark: str) -> Iterator[int]:
    for found in re.finditer(rf"\\.|{mark}", text, re.DOTALL):
        if found[0] == mark:
            yield found.start()
