"""The gallery of docs/authoring.md: the blocks that it shows, and the course that they make."""

import re
from collections.abc import Mapping
from pathlib import Path

from lms.content.folder import CourseReading, read_files
from lms.domain.courses import SourceFile
from lms.domain.questions import Kind
from tests.content.good_course import COURSE, HISTORY, SLUG, with_files

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "authoring.md").read_text("utf-8")

# The questions of every block of a quiz, by the name that stands behind its fence.
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "single": (Kind.SINGLE,),
    "multiple": (Kind.MULTIPLE,),
    "multiple-partial": (Kind.MULTIPLE,),
    "true-false": (Kind.TRUE_FALSE,),
    "ordering": (Kind.ORDERING,),
    "matching": (Kind.MATCHING,),
    "numeric": (Kind.NUMERIC,),
    "words": (Kind.WORDS,),
    "cloze": (Kind.CLOZE,),
    "cloze-synonyms": (Kind.CLOZE,),
    "cloze-list": (Kind.CLOZE,),
    "reflection": (Kind.REFLECTION,),
    "pool": (Kind.SINGLE, Kind.SINGLE),
    "case": (Kind.SINGLE, Kind.MULTIPLE),
}
# What is asked and told elsewhere than in that quiz.
CHECK, LATER, EVALUATION = "check", "case-later", "evaluation"
SCENARIO, PRACTICE = "scenario", "practice"

_BLOCK = re.compile(r"^```markdown (?P<name>[a-z-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES: Mapping[str, str] = {it["name"]: it["text"] for it in _BLOCK.finditer(PAGE)}


def picture_of(name: str) -> str:
    """The file of an example's picture, beside the pages."""
    return f"pictures/question-{name}.png"


def the_files() -> tuple[SourceFile, ...]:
    """A course whose first quiz asks every kind of question; a case goes on in its third module."""
    return with_files(
        {
            "course.md": f"{COURSE}3. [A case](03-a-case.md) (optional)\n",
            "01-what-it-is.quiz.md": _quiz("Gallery", *KINDS),
            "02-history.md": f"{HISTORY}\n{EXAMPLES[CHECK]}",
            "02-history.quiz.md": EXAMPLES[PRACTICE],
            "03-a-case.md": HISTORY.replace("History", "A case"),
            "03-a-case.quiz.md": _quiz("A case", LATER, SCENARIO),
            "evaluation.md": f"---\ntitle: Course evaluation\n---\n\n{EXAMPLES[EVALUATION]}",
        }
    )


def _quiz(title: str, *names: str) -> str:
    return f"---\ntitle: Quiz - {title}\n---\n\n" + "\n".join(EXAMPLES[it] for it in names)


def read_gallery() -> CourseReading:
    """That course, as our own reader reads it."""
    return read_files(SLUG, the_files())
