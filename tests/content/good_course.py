"""A small course without a problem; tests put one file of their own into it."""

from collections.abc import Mapping
from pathlib import Path

from lms.domain.courses import SourceFile

SLUG = "foundations"

COURSE = """\
---
title: Foundations
summary: What the profession is.
level: beginning
audience: Clinicians in training
format: Reading-based asynchronous non-interactive distance learning
authors:
  - name: Cleo Ray
    credentials: PhD, LMFT
    disclosure: No relevant financial relationships in the past 24 months.
objectives:
  - O1: Distinguish sex therapy from other services
areas: {a: 60%, p: 40%}
credit:
  method: mergener
  difficulty: 3
  set by: Dora Park, PhD
  rounding: quarter down
pass mark: 80%
attempts: 3
released: 2026-11-01
reviewed: 2026-11-01
expires: 2029-10-31
---

What this course is about [@hall2020].

## First part

1. [What it is](01-what-it-is.md)
2. [History](02-history.md) (optional)
"""

EVALUATION = """\
---
title: Course evaluation
---

### The course met its objectives
**Rate each objective**

### I learned much (required)
**Scale:** 1 to 5 (Strongly disagree … Strongly agree)

### It is useful for my practice
**Scale:** 1 to 5 (Strongly disagree … Strongly agree)

### Anything else?
**Comment:**
"""

MODULE = """\
---
title: What it is
objectives: [O1]
---

Opening words.

## In words

Sex therapy is talk therapy [@hall2020].

### Check: The frame

What does sex therapy consist of?

- [x] Talk
  > Yes, talk alone.
- [ ] Touch

**Explanation:** It is talk therapy.

## At last

![A bench in a park](images/bench.png) and [the first section](#in-words).
"""

HISTORY = """\
---
title: History
objectives: [O1]
---

## Then

It began long ago [@hall2020], as [the first module](01-what-it-is.md#in-words) says.
"""

QUESTION = """\
### Question {n}
<!-- q:aaa{n} -->

What happens in session {n}?

- [{first}] Talk of number {n}
- [{second}] Work of number {n}

**Objective:** O1
**Explanation:** Because it is so.
"""

QUIZ = "---\ntitle: Quiz - What it is\n---\n\n" + "\n".join(
    QUESTION.format(n=n, first=" x"[n % 2], second="x "[n % 2]) for n in range(1, 7)
)

REFERENCES = '[\n {"id": "hall2020", "type": "book", "title": "Principles"}\n]\n'

GOOD: Mapping[str, bytes] = {
    "01-what-it-is.md": MODULE.encode(),
    "01-what-it-is.quiz.md": QUIZ.encode(),
    "02-history.md": HISTORY.encode(),
    "course.md": COURSE.encode(),
    "evaluation.md": EVALUATION.encode(),
    "images/bench.png": b"\x89PNG\r\n\x1a\n",
    "references.json": REFERENCES.encode(),
}

PROVIDER = """\
---
name: Example Education
address: 1 Example Street
email: office@example.org
website: https://www.example.org
time zone: America/New_York
signatory:
  name: Dora Park, PhD
  title: Director
refunds: Ask within 30 days.
grievances: Write to the office.
accommodations: Write to the office.
retention: Kept for seven years.
---
"""

PROGRAM = """\
---
title: First steps
summary: One course after the other.
---

1. [Foundations](../foundations/)
"""


def files(**changed: str | bytes | None) -> tuple[SourceFile, ...]:
    """The good course; keywords name files by their slot: `quiz=…`, `module=None` leaves it out."""
    return with_files({SLOTS[slot]: content for slot, content in changed.items()})


SLOTS = {
    "course": "course.md",
    "evaluation": "evaluation.md",
    "module": "01-what-it-is.md",
    "quiz": "01-what-it-is.quiz.md",
    "history": "02-history.md",
    "references": "references.json",
}


def with_files(changed: Mapping[str, str | bytes | None]) -> tuple[SourceFile, ...]:
    """The good course with some files changed, added or (None) left out."""
    merged = {**GOOD, **changed}
    return tuple(
        SourceFile(path, content.encode() if isinstance(content, str) else content)
        for path, content in sorted(merged.items())
        if content is not None
    )


def write_library(folder: Path, changed: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A folder of courses on the disk with the good course and a provider in it."""
    for file in with_files(changed or {}):
        path = folder / SLUG / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    (folder / "provider.md").write_text(PROVIDER)
    return folder / SLUG


def write_program(folder: Path) -> Path:
    """A program in a folder of courses."""
    path = folder / "programs" / "first-steps.md"
    path.parent.mkdir()
    path.write_text(PROGRAM)
    return path


GOOD_SET = """title: My board's renewal
body: My Board
source: Rule 12-3
version: "2026"
date: 2026-11-28
hours:
  - name: In all
    at least: 30
"""


def write_set(folder: Path, text: str = GOOD_SET, name: str = "my-board.yaml") -> Path:
    """A requirement set in a folder of courses."""
    path = folder / "requirements" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path
