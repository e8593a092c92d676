"""Out as GIFT and in again: the same questions, as far as no loss says otherwise."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.content.folder import LibraryReading, read_files
from lms.domain.questions import Kind, Mistake, Question, Quiz, WordsKey
from lms.exchange.gift_write import gift_file
from lms.exchange.losses import Losses
from tests import make
from tests.content.good_course import SLUG, files
from tests.content.question_sources import SOURCES, quiz_source
from tests.domain import laws
from tests.exchange.asked import compared, imported, questions
from tests.torture_size import every, examples

# What stands beside a question and is not compared here.
BESIDE = re.compile(
    r"(?:The (?:hint|objective|source|mark .*|unit .*)|“Keep order”|An option that stays last) has"
    r" no place in GIFT\.|The \d+ points have no place in GIFT\.|Forgiving accents.*"
    r"|“At least \d+ words” has no place in GIFT\."
)
# A question that was out as one and comes in as another, or as several.
TURNED = re.compile(r"Steps to put in order .*|A text with \d+ gaps .*")


def there_and_back(quiz: Quiz) -> tuple[list[Question], list[Question]]:
    """The questions about which no loss speaks, as they were and as they came back."""
    losses = Losses()
    found = imported(gift_file(quiz, losses), "quiz.gift")
    told = [loss for loss in losses.all if not BESIDE.fullmatch(loss.what)]
    lossy = {loss.name for loss in told if loss.at}
    back = [question for question in questions(found.text) if question.name not in lossy]
    turned = {loss.name for loss in told if TURNED.fullmatch(loss.what)}
    back = [it for it in back if re.sub(r" \(\d+\)$", "", it.name) not in turned]
    return [question for question in quiz.questions if question.name not in lossy], back


def assert_the_same(quiz: Quiz) -> int:
    before, after = there_and_back(quiz)
    assert [compared(question) for question in after] == [
        compared(replace(question, has_partial_credit=_comes_back(question))) for question in before
    ]
    return len(before)


def _comes_back(question: Question) -> bool:
    """Partial credit has no effect where one place is right, whatever its settings say."""
    return question.has_partial_credit and question.kind in {Kind.MULTIPLE, Kind.MATCHING}


def in_one(quizzes: Iterable[Quiz]) -> Quiz:
    """All their questions in one quiz, each with a name of its own."""
    found = [
        replace(question, name=f"{number}. {question.name}")
        for number, question in enumerate((q for quiz in quizzes for q in quiz.questions), 1)
    ]
    return make.a_quiz(make.a_section(*found))


def test_every_shipped_question_comes_back_but_those_of_which_a_loss_speaks(
    shipped_library: LibraryReading,
) -> None:
    courses = [it.course for it in shipped_library.courses if it.course is not None]
    quizzes = [quiz for course in courses for quiz in course.quizzes]
    quiz = in_one(quizzes[:: every(3)])

    assert assert_the_same(quiz) > 0.8 * len(quiz.questions)


def test_sections_and_texts_come_back() -> None:
    quiz = make.a_quiz(
        make.a_section(make.a_question("aaaa")),
        replace(make.a_section(make.a_question("bbbb"), title="Ethics"), intro_html="<p>Maya.</p>"),
        instructions_html="<p>Read this first.</p>",
    )

    found = imported(gift_file(quiz, Losses()), "quiz.gift")

    assert found.losses == ()
    assert f'title: "{quiz.title}"\n---\n\nRead this first.\n\n### Question aaaa' in found.text
    assert "## Ethics\n\nMaya.\n\n### Question bbbb" in found.text


def test_a_question_of_every_kind_comes_back() -> None:
    kept = [
        make.a_question(),
        make.a_multiple_question(),
        make.a_true_false_question(),
        make.a_numeric_question(unit=""),
        make.a_matching_question(has_partial_credit=True),
        make.a_words_question(),
        make.a_reflection(least_words=0),
    ]

    assert assert_the_same(in_one([make.a_quiz(make.a_section(*kept))])) == len(kept)


@pytest.mark.parametrize("text", ["a*b", "a\\*b", "*a*", "x ** 3", "a\\\\*"])
def test_a_star_that_is_typed_comes_back(text: str) -> None:
    key = WordsKey((text, "other"), (Mistake(f"no {text}", "<p>Not that.</p>"),))

    assert assert_the_same(make.a_quiz(make.a_section(make.a_words_question(words=key)))) == 1


def test_what_our_own_format_can_hold_comes_back() -> None:
    reading = read_files(SLUG, files(quiz=quiz_source(*SOURCES)))
    assert reading.course is not None

    assert assert_the_same(reading.course.quizzes[0]) == 3


@pytest.mark.slow
@settings(max_examples=examples(quick=4, full=200))
@given(st.lists(laws.quizzes(), min_size=2, max_size=6))
def test_every_quiz_that_we_can_make_comes_back(quizzes: list[Quiz]) -> None:
    quiz = in_one(quizzes)
    [block] = quiz.blocks
    # Whoever writes a choice needs something wrong to choose.
    askable = [it for it in block.questions if it.numeric or len(it.right_keys) < len(it.options)]
    assume(askable)

    assert_the_same(replace(quiz, blocks=(replace(block, questions=tuple(askable)),)))
