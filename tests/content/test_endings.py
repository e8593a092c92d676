"""A text that went through a form comes back with the line endings that its file had."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from lms.content.endings import as_before, shown
from tests.domain.alike import half_in_common

MARK = "\ufeff".encode()
ENDINGS = st.sampled_from([b"\n", b"\r\n", b"\r"])
LINES = st.lists(
    st.tuples(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\ufeff"), max_size=6
        ),
        ENDINGS,
    ),
    max_size=9,
)


@given(LINES, st.booleans(), st.booleans())
def test_law_a_form_that_changes_nothing_changes_no_byte(lines, has_mark, ends_bare) -> None:
    content = MARK * has_mark + b"".join(text.encode() + ending for text, ending in lines)
    content = content.rstrip(b"\r\n") if ends_bare else content
    text = shown(content)
    assert text is not None

    assert as_before(text.replace("\n", "\r\n"), content) == content


def test_a_new_line_ends_as_most_lines_of_its_file_do() -> None:
    assert as_before("one\ntwo\nthree", b"one\r\nthree") == b"one\r\ntwo\r\nthree"
    assert as_before("one\ntwo\n", b"") == b"one\ntwo\n"
    assert as_before("new\none\n", MARK + b"one\r\n") == MARK + b"new\r\none\r\n"


def test_bytes_that_are_no_text_are_not_shown() -> None:
    assert shown(b"caf\xe9") is None


def test_a_hostile_text_is_not_compared_for_ever() -> None:
    mixed = b"a\r\n" + b"a\n" * 100_000
    started = process_time()

    assert as_before("a\n" * 200_000, mixed).count(b"\r\n") == 200_000

    assert process_time() - started < 5


def test_an_edit_changes_no_ending_of_the_lines_about_it_where_many_are_empty() -> None:
    lines = [f"Paragraph {number}." if number % 2 else "" for number in range(1_300)]
    old = "".join(f"{line}\r\n" if number % 3 else f"{line}\n" for number, line in enumerate(lines))
    edited = [f"{line} Edited." if number % 65 == 1 else line for number, line in enumerate(lines)]

    new = as_before("".join(f"{line}\r\n" for line in edited), old.encode()).decode()

    pairs = zip(old.splitlines(keepends=True), new.splitlines(keepends=True), strict=True)
    assert sum(was != now for was, now in pairs) == 20


def test_where_lines_repeat_too_often_to_be_told_apart_all_end_as_most_do() -> None:
    old, new = half_in_common(1_900)
    mixed = "\n".join(old).encode() + b"\r\nend"

    assert as_before("\r\n".join([*new, "end"]), mixed) == "\n".join([*new, "end"]).encode()
