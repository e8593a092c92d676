"""Our questions as a GIFT file (Moodle), strict enough that other readers agree about it."""

from collections.abc import Iterator

from lms.domain.questions import Block, Kind, Question, Quiz, Slot
from lms.exchange.gift_answers import answers_of, answers_of_gap
from lms.exchange.gift_escape import gift_text, gift_words
from lms.exchange.losses import Losses
from lms.exchange.plain_html import GAP, plain_html
from lms.exchange.quiz_losses import (
    unsaid_of_gift,
    unsaid_of_item,
    unsaid_of_question,
    unsaid_of_quiz,
)

_BLANK = "_____"
_NAMED = "GIFT"


def gift_file(quiz: Quiz, losses: Losses) -> bytes:
    """The whole quiz; its sections and pools are categories."""
    unsaid_of_quiz(quiz, _NAMED, losses)
    unsaid_of_gift(quiz, losses)
    chunks = [f"$CATEGORY: {_category(quiz.title)}"]
    number = 0
    for block in quiz.blocks:
        chunks += _opening(quiz, block, is_first=block is quiz.blocks[0], losses=losses)
        for question in block.questions:
            number += 1
            here = losses.at(f"question {number}", question.name)
            unsaid_of_question(question, _NAMED, here)
            unsaid_of_item(question, here)
            chunks += _question(question, here)
    return ("\n\n".join(chunks) + "\n").encode()


def _opening(quiz: Quiz, block: Block, *, is_first: bool, losses: Losses) -> Iterator[str]:
    """The category of a block, and the texts above its questions."""
    if is_first and quiz.instructions_html:
        yield _description("Instructions", quiz.instructions_html, losses)
    if block.title:
        yield f"$CATEGORY: {_category(quiz.title)}/{_category(block.title)}"
    if block.choose is not None:
        here = losses.at("", block.title)
        here.add(
            f"A pool that draws {block.choose} of its questions has no place in GIFT.",
            "It is a category with all of them.",
        )
    if block.intro_html:
        yield _description(block.title, block.intro_html, losses)


def _category(name: str) -> str:
    # A slash parts the levels of categories; two are one in a name.
    return " ".join(name.split()).replace("/", "//") or "Quiz"


def _description(name: str, html: str, losses: Losses) -> str:
    return f"{_head(name)}{gift_text(plain_html(html, losses.at('', name)))}"


def _head(name: str) -> str:
    flat = " ".join(name.split())
    return f"::{gift_words(flat)}::[html]" if flat else "[html]"


def _question(question: Question, losses: Losses) -> Iterator[str]:
    """The item, or one for each gap where there are several."""
    if question.kind is not Kind.CLOZE:
        stem = gift_text(plain_html(question.stem_html, losses))
        yield f"{_head(question.name)}{stem}{{{answers_of(question, losses)}}}"
        return
    if len(question.slots) > 1:
        losses.add(
            f"A text with {len(question.slots)} gaps has no place in GIFT.",
            "It is a question for each gap; the other gaps are blank.",
        )
    for slot in question.slots:
        yield _gap(question, slot, losses)


def _gap(question: Question, slot: Slot, losses: Losses) -> str:
    """The item that asks for one gap, in the place of the gap."""
    is_only = len(question.slots) == 1
    name = question.name if is_only else f"{question.name} ({slot.key})"
    before, after = _around(question, slot, losses)
    return f"{_head(name)}{before}{{{answers_of_gap(question, slot, losses)}}}{after}"


def _around(question: Question, slot: Slot, losses: Losses) -> tuple[str, str]:
    """The stem before a gap and after it, as GIFT has them."""
    html = plain_html(question.stem_html, losses)
    place = next((gap for gap in GAP.finditer(html) if gap[1] == slot.key), None)
    before, after = (html[: place.start()], html[place.end() :]) if place else (html, "")
    return gift_text(GAP.sub(_BLANK, before)), gift_text(GAP.sub(_BLANK, after))
