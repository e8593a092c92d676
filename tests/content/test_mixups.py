"""A slip that is forgiven makes one word of another: their author is told."""

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.problems import Problem
from lms.content.reading import text_problems
from lms.domain.words import says
from tests.content.good_course import SLUG, files
from tests.content.question_sources import quiz_source

WORDS = st.text("abs", min_size=5, max_size=7)


def mixups(*questions: str) -> list[Problem]:
    """What is said of words that pass for others in a quiz."""
    found = text_problems(SLUG, files(quiz=quiz_source(*questions)))
    return [problem for problem in found if problem.code == "within-a-slip"]


def gaps(words: list[str]) -> str:
    """A question with each of these words in a line and a gap of its own."""
    return "### Gaps\n\n" + "".join(f"Then [[{word}]]\n" for word in words)


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_a_gap_is_warned_of_when_another_word_of_the_quiz_passes_in_it(words: list[str]) -> None:
    mixed = [
        line
        for line, word in enumerate(words, start=7)
        if any(
            other != word and says([word], other) and other.rstrip("sd") != word.rstrip("sd")
            for other in words
        )
    ]

    assert [problem.line for problem in mixups(gaps(words))] == mixed


def test_the_author_of_a_gap_is_told_to_let_learners_choose() -> None:
    (first, second) = mixups(gaps(["efferent", "afferent"]))

    assert first.message == (
        "“afferent”, which line 8 names, is taken for “efferent”: "
        "one slip in a long word is forgiven."
    )
    assert first.suggestion == "Let learners choose: [[*efferent* | afferent]]"
    assert (second.line, second.column) == (8, 6)


def test_the_author_of_an_answer_in_words_is_told_to_name_the_mistake() -> None:
    words = "### Outward\n\nWhich nerve leads outward?\n\n**Answer:** efferent\n"
    mistake = "**Common mistake:** Afferent\n> It leads inward.\n"

    (found,) = mixups(words, gaps(["afferent"]).replace("Gaps", "Inward"))[:1]

    assert (found.line, found.suggestion) == (
        9,
        "Tell it apart with a line **Common mistake:** afferent",
    )
    assert [each.line for each in mixups(words + mistake)] == []


def test_what_one_question_accepts_for_the_same_is_the_same_in_all_of_them() -> None:
    both = "### Both\n\nIt is the [[oestrogen / estrogen]].\n"

    assert mixups(gaps(["estrogen"]), both) == []


def test_a_thousand_words_that_are_near_each_other_take_no_time() -> None:
    many = [f"abcde{chr(0x4E00 + number)}f" for number in range(2000)]

    begun = process_time()
    found = mixups(gaps(many))

    assert len(found) == len(many)
    assert process_time() - begun < 4
