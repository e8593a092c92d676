"""Study words, on which the credit of a course rests (FORMAT 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.citations import Name, Work
from lms.content.render import Fragment, Parser, Shape, check_line, render_here
from lms.content.render_words import count_text
from lms.content.render_works import labels

WORKS = {"a": Work("a", 1, "book", "Long title here", authors=(Name("Roe", "J."),), date=("1999",))}


def words(markdown: str, shape: Shape = Shape.MODULE) -> int:
    fragment = Fragment("c/f/01-m.md", 1, markdown, shape)
    return render_here(Parser(), fragment, labels(WORKS)).words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("one two", 2),
        ("It's the client’s well-being.", 4),
        ("1990s, 5-HT and 80%", 4),
        ("rock 'n' roll", 3),
        ("a - b – c — d -- e", 5),
        ("'quoted words'", 2),
        ("non\u2011breaking soft\u2010hyphen", 2),
        ("and/or e.g. 3.5", 6),
        ("snake_case", 2),
        ("Привет, мир", 2),
        ("यौन चिकित्सा क्या है", 4),
        ("cafe\u0301 cre\u0300me", 2),
        ("--- ' - ’", 0),
        ("🙂 ok", 1),
    ],
)
def test_a_word_is_a_run_of_letters_digits_apostrophes_and_hyphens(text: str, number: int):
    assert count_text(text) == number


@pytest.mark.parametrize(
    ("markdown", "number"),
    [
        ("Two words", 2),
        ("un*believ*able **well**-being", 2),
        ("## A heading\n\ntext", 3),
        ("### One\n\n#### Two", 2),
        ("one  \ntwo\nthree", 3),
        ("- one\n- two\n  - three\n\n1. four", 4),
        ("term\n:   its meaning", 3),
        ("> a quote", 2),
        ("> [!NOTE]\n> one two", 2),
        ("> [!CASE] Maya, 34\n> works", 3),
        ("Table: Two words\n| a | b |\n|---|---|\n| c d | |", 6),
        ('![not these](images/a.png "but these")', 2),
        ("one[^1] two\n\n[^1]: three four", 4),
        ("one\n\n[^1]: never named", 1),
        ("one [@a; @a, p. 12] two [@unknown]", 2),
        ("one `not this` two\n\n```\nnor this\n```\n\n    nor this", 2),
        ("one <!-- not this --> two", 2),
        ('[the text](https://example.org/not/this "nor this")', 2),
        ("the IELT and IELT\n\n*[IELT]: not its meaning", 4),
        (f"one\n\n{check_line(1)}\n\ntwo", 2),
        ("---\n\n***\n\n- [ ] one\n- [x] two", 2),
        ("\\*one\\* \\[two\\] &amp; caf&eacute;", 3),
    ],
)
def test_markup_code_citations_and_alternative_text_are_no_words(markdown: str, number: int):
    assert words(markdown) == number


def test_footnotes_count_once_however_often_they_are_named():
    assert words("## A\n\na[^1] b[^1]\n\n## B\n\nc[^1]\n\n[^1]: note\n") == 6


@pytest.mark.parametrize("shape", [Shape.BLOCK, Shape.INLINE])
def test_the_other_shapes_are_counted_too(shape: Shape):
    assert words("Two *words* [@a]", shape) == 2


@given(st.lists(st.sampled_from(["word", "well-being", "client’s", "*emphasis*", "5-HT", "`x`"])))
def test_text_in_two_paragraphs_has_the_words_of_both(pieces: list[str]):
    text = " ".join(pieces)

    assert words(f"{text}\n\n{text}") == 2 * words(text)
