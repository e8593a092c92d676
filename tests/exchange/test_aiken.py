"""Aiken in: lettered answers become options."""

import pytest

from lms.domain.questions import Kind
from lms.exchange.texts import FileRefused
from tests.exchange.asked import imported, only, questions, said

TWO = """\
What does sex therapy consist of?
A. Touch
B. Talk
ANSWER: B

Is it [x] covered by <!-- insurance -->?
A) Yes
B) No
answer: a
"""


def test_each_question_has_its_options_and_its_right_one() -> None:
    found = imported(TWO)

    first, second = questions(found.text)
    assert found.losses == ()
    assert (first.kind, first.name) == (Kind.SINGLE, "What does sex therapy consist of?")
    assert [(o.html, o.is_right) for o in first.options] == [("Touch", False), ("Talk", True)]
    assert second.kind is Kind.TRUE_FALSE
    assert "[x] covered by &lt;!– insurance –&gt;?" in second.stem_html


def test_a_question_on_several_lines_is_asked_whole() -> None:
    question = only("Think of a couple.\nWhat comes first?\nA. Ask\nB. Touch\nANSWER: A\n")

    assert question.stem_html == "<p>Think of a couple.</p>\n<p>What comes first?</p>"


def test_several_letters_make_a_multiple_response() -> None:
    question = only("Which belong?\nA. Talk\nB. Touch\nC. Consent\nANSWER: A, C\n")

    assert question.kind is Kind.MULTIPLE
    assert [option.is_right for option in question.options] == [True, False, True]


def test_what_cannot_be_asked_is_told_with_its_line() -> None:
    found = imported("Lost?\nA. One\nB. Two\nANSWER: D\n\n" + TWO + "\nNo end\nA. x\n")

    assert found.questions == 2
    assert said(found.losses).splitlines() == [
        "line 1, “Lost?”: It has no answer D. The question is left out.",
        "line 16, “No end”: It has no line ANSWER. The question is left out.",
    ]


def test_a_file_without_a_question_is_refused() -> None:
    with pytest.raises(FileRefused, match="No question"):
        imported("Only words.\n")
