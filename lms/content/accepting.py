"""A quiz file in which another answer in words is accepted; only the line about it changes."""

from lms.content.body import BodyLine
from lms.content.drafts import QuestionDraft
from lms.content.headings import heading_of
from lms.content.labels import Label, bold_label
from lms.content.pages import Page, open_page
from lms.content.problems import Fix
from lms.content.quiz_page import read_quiz
from lms.content.write import with_fixes
from lms.domain.words import folded, says

# What Markdown, or the list itself, would read as something else.
_SPEAKING = frozenset(";*_[]<>\\`|#")
WHAT = "accepted another answer"


def may_be_written(words: str) -> bool:
    """True for words that stand in a line of Markdown as they are."""
    return bool(folded(words)) and _SPEAKING.isdisjoint(words) and "\n" not in words


def with_accepted(file: str, content: bytes, stamp: str, words: str) -> bytes | None:
    """The file with those words accepted by the question of that stamp.

    None where the file has no such question, or its words do not come out as accepted.
    """
    page = open_page(file, content)
    question = _find(page, stamp)
    if question is None or question.words is None or not may_be_written(words):
        return None
    changed, made = with_fixes(content, [_fix(page, question, " ".join(words.split()))])
    again = _find(open_page(file, changed), stamp)
    is_accepted = again is not None and again.words and says(again.words.accepted, words)
    return changed if made and is_accepted else None


def _find(page: Page, stamp: str) -> QuestionDraft | None:
    questions = (it for block in read_quiz(page).blocks for it in block.questions)
    return next((it for it in questions if stamp in (_stamp(it), it.identity)), None)


def _stamp(question: QuestionDraft) -> str:
    return question.stamp.text if question.stamp else ""


def _fix(page: Page, question: QuestionDraft, words: str) -> Fix:
    """A further answer on the line that lists them, or that line below the answer."""
    answer = question.words.line if question.words else 0
    listed = _listed(page, answer)
    if listed is not None:
        return Fix(listed.number, listed.number, (f"{listed.text.rstrip()}; {words}",), WHAT)
    above = next(line.text for line in page.body if line.number == answer)
    return Fix(answer, answer, (above, f"**{Label.ALSO_ACCEPT}:** {words}"), WHAT)


def _listed(page: Page, answer: int) -> BodyLine | None:
    for line in page.body:
        if line.number <= answer:
            continue
        if heading_of(line):
            return None
        label = bold_label(line.text)
        if label and label.name is Label.ALSO_ACCEPT:
            return line
    return None
