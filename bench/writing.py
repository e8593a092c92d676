"""Course folders of any size, made of text that says nothing: only its shape matters here."""

from pathlib import Path
from shutil import copyfile

from lms.paths import shipped_courses_folder

TALK = "the client and a therapist speak about pace consent worry or the week between"
WORDS = TALK.split()
WORDS_IN_PARAGRAPH, PARAGRAPHS_IN_SECTION = 80, 5
QUESTIONS, OPTIONS = 10, 4

COURSE = """\
---
title: {title}
summary: A course that is measured.
level: beginning
audience: Clinicians in training
format: Reading-based asynchronous non-interactive distance learning
authors:
  - name: The bench
    credentials: nobody
    disclosure: No relevant financial relationships in the past 24 months.
objectives:
  - O1: Distinguish one thing from another
areas: {{a: 100%}}
credit:
  method: lower
  difficulty: 3
  set by: The bench
  rounding: quarter down
pass mark: 80%
attempts: 3
released: 2026-11-01
reviewed: 2026-11-01
expires: 2029-10-31
---

What is measured here.

## Modules

{outline}
"""
EVALUATION = """\
---
title: Course evaluation
---

### The course met its objectives (required)
**Rate each objective**

### How much did you learn? (required)
**Scale:** 1 to 5 (Very little … A great deal)

### How useful is the course for your practice? (required)
**Scale:** 1 to 5 (Not useful … Very useful)
"""


def write_course(folder: Path, title: str, modules: int, words: int) -> None:
    """A course with so many modules of so many words, each with a quiz of ten questions."""
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(shipped_courses_folder() / "provider.md", folder.parent / "provider.md")
    names = [f"{number:02}-{slug(number)}" for number in range(1, modules + 1)]
    outline = "\n".join(f"{n}. [Module {n}]({name}.md)" for n, name in enumerate(names, 1))
    (folder / "course.md").write_text(COURSE.format(title=title, outline=outline))
    (folder / "evaluation.md").write_text(EVALUATION)
    for number, name in enumerate(names, 1):
        (folder / f"{name}.md").write_text(_module(number, words))
        (folder / f"{name}.quiz.md").write_text(_quiz(number))


def slug(number: int) -> str:
    """A module's slug."""
    return f"part-{number:02}"


def _module(number: int, words: int) -> str:
    sections = max(1, words // (WORDS_IN_PARAGRAPH * PARAGRAPHS_IN_SECTION))
    text = "\n\n".join(
        f"## Section {place}\n\n"
        + "\n\n".join(_paragraph(number, place, turn) for turn in range(PARAGRAPHS_IN_SECTION))
        for place in range(1, sections + 1)
    )
    return f"---\ntitle: Module {number}\nobjectives: [O1]\n---\n\nOpening words.\n\n{text}\n"


def _paragraph(number: int, place: int, turn: int) -> str:
    start = number + 3 * place + 5 * turn
    words = [WORDS[(start + at) % len(WORDS)] for at in range(WORDS_IN_PARAGRAPH)]
    return f"Here *{words[0]}* and **{words[1]}**: " + " ".join(words) + "."


def _quiz(number: int) -> str:
    items = "\n\n".join(_item(number, place) for place in range(1, QUESTIONS + 1))
    return f"---\ntitle: Quiz {number}\n---\n\n{items}\n"


def _item(number: int, place: int) -> str:
    stamp = f"{number:02}{place:02}"
    options = "\n".join(
        f"- [{'x' if turn == place % OPTIONS else ' '}] Answer {turn + 1} of {number} and {place}"
        for turn in range(OPTIONS)
    )
    return (
        f"### Which answer is right in case {place} of module {number}?\n<!-- q:b{stamp} -->\n\n"
        f"{options}\n\n**Explanation:** It is the one with the mark.\n\n**Objective:** O1"
    )
