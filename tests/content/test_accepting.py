"""Accepting an answer that people gave changes the line about it and no other byte."""

import pytest

from lms.content.accepting import may_be_written, with_accepted

QUIZ = """---
title: Quiz - Words
---

### The observer
<!-- q:w3d6 -->

What did Masters and Johnson call watching oneself?

**Answer:** spectatoring
{also}**Objective:** O1
**Explanation:** They named it so.

### Another
<!-- q:k7m2 -->

- [x] Yes, that
- [ ] No, this
"""
PLAIN = QUIZ.format(also="")
LISTED = QUIZ.format(also="**Also accept:** self-watching\n")


def accepted(source: str, words: str, stamp: str = "w3d6") -> str | None:
    changed = with_accepted("01-words.quiz.md", source.encode(), stamp, words)
    return None if changed is None else changed.decode()


def test_the_first_further_answer_gets_a_line_of_its_own() -> None:
    assert accepted(PLAIN, "being an onlooker") == QUIZ.format(
        also="**Also accept:** being an onlooker\n"
    )


def test_another_one_stands_beside_those_that_are_listed() -> None:
    assert accepted(LISTED, "onlooking") == QUIZ.format(
        also="**Also accept:** self-watching; onlooking\n"
    )


def test_a_file_with_the_line_ends_of_windows_keeps_them() -> None:
    changed = accepted(PLAIN.replace("\n", "\r\n"), "onlooking")

    assert changed is not None
    assert changed.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize("words", ["", "  ", "…", "one; two", "*loud*", "[[gap]]", "a\nb"])
def test_words_that_would_be_read_as_something_else_are_refused(words: str) -> None:
    assert accepted(PLAIN, words) is None
    assert not may_be_written(words)


@pytest.mark.parametrize("stamp", ["k7m2", "nobody"])
def test_a_question_that_asks_for_no_words_takes_none(stamp: str) -> None:
    assert accepted(PLAIN, "onlooking", stamp) is None
