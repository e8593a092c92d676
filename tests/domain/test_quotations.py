"""A quotation is found again as its text changes, or its passage is gone."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.errors import FieldRefusal
from lms.domain.quotations import (
    ALIKE,
    AROUND,
    QUOTE_LENGTH,
    SURE_LENGTH,
    Found,
    Quotation,
    blocks,
    find,
    quoted,
)

TEXT = """# Desire

Low desire is *not* a disorder of one partner. It is a
difference between two people [@basson2000].

- Ask what each of them hopes for.
- Ask what has changed since last year.

Responsive desire follows arousal; spontaneous desire comes before it.
"""
SENTENCE = "It is a difference between two people"


def line_of(text: str, quotation: Quotation) -> int | None:
    found = find(text, quotation)
    return found.line if found else None


def test_words_of_the_page_are_found_in_their_source_and_the_other_way_round() -> None:
    from_page = quoted(TEXT, "Low desire is not a disorder of one partner.")
    from_source = quoted(TEXT, "Low desire is *not* a disorder of one partner.")

    assert from_page == from_source
    found = find(TEXT, from_page)
    assert found is not None
    assert found.found is Found.EXACT
    assert TEXT[found.start : found.end] == "Low desire is *not* a disorder of one partner."


def test_curly_signs_of_the_page_are_the_straight_ones_of_the_source() -> None:
    source = 'She said "not tonight" -- and he didn\'t ask.'

    assert line_of(source, quoted(source, "\u201cnot tonight\u201d \u2014 and he didn\u2019t")) == 1


def test_list_marks_and_hidden_stamps_are_no_words() -> None:
    source = "### History <!-- q:k7m2 -->\n\n- [ ] One\n- [x] Two\n\n1. Three\n"

    assert quoted(source, "History One Two Three").exact == "History One Two Three"


def test_lines_count_from_the_top_of_the_source() -> None:
    assert line_of(TEXT, quoted(TEXT, SENTENCE)) == 3
    assert line_of(TEXT, quoted(TEXT, "Responsive desire")) == 9


@pytest.mark.parametrize(
    "edited",
    [
        TEXT.replace("# Desire", "# Desire\n\nA new beginning.\n\nAnd more of it."),
        TEXT.replace("Low desire is *not* a disorder of one partner.", "It was once thought so."),
        TEXT.replace("- Ask what each of them hopes for.\n", ""),
        TEXT.replace("is a\ndifference", "is **a difference**"),
        SENTENCE,
    ],
)
def test_what_is_edited_around_a_passage_leaves_its_comment_at_it(edited: str) -> None:
    found = find(edited, quoted(TEXT, SENTENCE))

    assert found is not None
    assert found.found is Found.EXACT
    assert "difference" in edited[found.start : found.end]


def test_words_that_were_rewritten_between_the_same_neighbors_are_found_by_them() -> None:
    edited = TEXT.replace("Ask what has changed", "Find out together what is new")

    found = find(edited, quoted(TEXT, "Ask what has changed"))

    assert found is not None
    assert found.found is Found.AROUND
    assert edited[found.start : found.end] == "Find out together what is new"


def test_words_that_changed_a_little_where_all_around_changed_are_found_by_their_likeness() -> None:
    quotation = quoted(TEXT, "Responsive desire follows arousal; spontaneous desire comes before")
    edited = "Anew.\n\nResponsive desires follow the arousal, spontaneous desire comes first."

    found = find(edited, quotation)

    assert found is not None
    assert (found.found, found.line) == (Found.ALIKE, 3)


@pytest.mark.parametrize("words", [SENTENCE, "hopes", "Ask what has changed since last year."])
def test_a_passage_that_was_taken_out_with_all_around_it_is_gone(words: str) -> None:
    other = "# Arousal\n\nSomething else altogether is told here, of hopes too, and at length.\n"

    assert find(other, quoted(TEXT, words)) is None


def test_few_words_count_only_where_their_neighbors_are_as_well() -> None:
    """The word stands in the new text, and is another passage's."""
    quotation = quoted(TEXT, "hopes")

    assert len(quotation.exact) < SURE_LENGTH
    assert find("A garden of hopes.", quotation) is None
    assert line_of("New.\n\n" + TEXT, quotation) == 8


def test_of_equal_words_those_are_meant_whose_neighbors_are_the_same() -> None:
    source = "First: ask again.\n\nSecond: ask again.\n\nThird: ask again.\n"
    second = quoted(source, "ask again.", before="Second: ", after=" Third:")

    assert line_of(source, second) == 3
    assert line_of("Zeroth: ask again.\n\n" + source, second) == 5


def test_equal_words_without_neighbors_are_refused_with_how_often_they_stand_there() -> None:
    with pytest.raises(FieldRefusal, match="3 times"):
        quoted("Ask. Ask. Ask.", "Ask.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ** ", "Quote the words"),
        ("words of nobody", "do not stand in the text"),
        ("a" * (QUOTE_LENGTH + 1), f"at most {QUOTE_LENGTH} characters"),
    ],
)
def test_words_that_are_no_quotation_are_refused_plainly(typed: str, sentence: str) -> None:
    with pytest.raises(FieldRefusal, match=sentence) as refusal:
        quoted(TEXT, typed)

    assert refusal.value.field == "quote"


def test_every_block_has_its_line_and_a_quotation_that_leads_to_it() -> None:
    found = blocks(TEXT)

    assert [it.line for it in found] == [1, 3, 6, 9]
    assert [it.quotation and line_of(TEXT, it.quotation) for it in found] == [1, 3, 6, 9]


def test_blocks_end_at_lines_of_blanks_and_hold_their_text() -> None:
    found = blocks("\n  one\ntwo \n \t \n\nthree")

    assert [(it.line, it.text) for it in found] == [(2, "  one\ntwo "), (6, "three")]


def test_the_longest_blank_line_is_read_once() -> None:
    """From each of its places anew it would take half an hour, and hold up the whole server."""
    assert [it.line for it in blocks(f"one\n{' ' * 500_000}\ntwo")] == [1, 3]


def test_a_block_without_words_has_no_quotation() -> None:
    assert blocks("***\n\nWords.\n")[0].quotation is None


WORDS = st.lists(st.sampled_from(["ask", "desire", "*touch*", "two", "why?", "\n\n"]), min_size=1)


@given(before=WORDS, passage=st.integers(0, 99), after=WORDS)
def test_every_passage_is_found_in_its_own_text(
    before: list[str], passage: int, after: list[str]
) -> None:
    """The law: what was just quoted is there, where it was quoted from or where it reads alike."""
    text = f"{' '.join(before)} passage number {passage} of all. {' '.join(after)}"
    quotation = quoted(text, f"passage number {passage} of all.")

    found = find(text, quotation)

    assert found is not None
    assert f"passage number {passage} of all." in text[found.start : found.end]
    assert len(quotation.prefix) <= AROUND >= len(quotation.suffix)


@given(text=st.text(max_size=300), exact=st.text(min_size=1, max_size=60), around=st.text())
def test_looking_never_fails_and_what_is_found_is_in_the_text(
    text: str, exact: str, around: str
) -> None:
    found = find(text, Quotation(exact, around[:AROUND], around[-AROUND:]))

    assert found is None or 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "text", ["ab" * 250_000, "](" * 250_000, "- " * 250_000, "\n    " * 100_000, TEXT * 1500]
)
def test_the_longest_text_takes_no_more_looks_than_a_short_one(text: str) -> None:
    """It takes about a second; without bounds it would be minutes."""
    quotation = Quotation(("ab" * 250)[: QUOTE_LENGTH - 1] + "c", "x" * AROUND, "y" * AROUND)
    began = process_time()

    find(text[:500_000], quotation)
    blocks(text[:500_000])

    assert process_time() - began < 12


def test_the_threshold_of_likeness_is_a_share() -> None:
    assert 0.5 < ALIKE < 1
