"""Two changes of one text: brought together where they do not touch, and never one lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.merging import MOST_MERGED, Together, brought_together, is_too_long, merged
from lms.domain.courses import SourceFile
from tests.domain.alike import half_in_common

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=6).map("".join)

PATH = "01-one.md"


def together(mine: str | None, newest: str | None, before: str | None) -> Together:
    """What a folder of one file lacks."""
    sides = [{} if it is None else {PATH: it.encode()} for it in (mine, newest, before)]
    return brought_together(*sides)


def test_changes_of_different_lines_come_together() -> None:
    assert merged("one\ntwo\nthree\n", "ONE\ntwo\nthree\n", "one\ntwo\nTHREE\n") == (
        "ONE\ntwo\nTHREE\n",
        True,
    )


def test_changes_of_the_same_line_stand_side_by_side() -> None:
    text, is_clean = merged("one\n", "mine\n", "theirs\n")

    assert not is_clean
    assert text == "<<<<<<< saved meanwhile\ntheirs\n=======\nmine\n>>>>>>> yours\n"


@pytest.mark.parametrize("yours", ["mine", "mine\n", "one\nmine"])
@pytest.mark.parametrize("now", ["theirs", "theirs\n", ""])
def test_each_mark_between_two_texts_has_a_line_of_its_own(yours: str, now: str) -> None:
    text, is_clean = merged("one\n", yours, now)

    assert not is_clean
    marks = [line for line in text.split("\n") if set(line[:7]) <= set("<=>")]
    assert marks == ["<<<<<<< saved meanwhile", "=======", ">>>>>>> yours", ""]


def test_a_separator_within_a_line_ends_none() -> None:
    text, is_clean = merged("a\u2028b\n", "a\u2028c\n", "a\u2028d\n")

    assert not is_clean
    assert text == "<<<<<<< saved meanwhile\na\u2028d\n=======\na\u2028c\n>>>>>>> yours\n"


def test_nobody_looks_which_lines_of_a_long_text_stayed() -> None:
    lines = [f"{number}\n" for number in range(MOST_MERGED)]
    began, yours, now = ("".join([*lines, end]) for end in ("", "mine", "theirs\n"))

    text, is_clean = merged(began, yours, now)

    assert not is_clean
    assert text == f"<<<<<<< saved meanwhile\n{now}=======\n{yours}\n>>>>>>> yours\n"
    assert merged(began, yours, began) == (yours, True)
    assert merged(began, yours, yours) == (yours, True)
    first, last, both = (
        "".join([*start, *lines[1:-1], *end])
        for start, end in ((["A\n"], lines[-1:]), (lines[:1], ["Z\n"]), (["A\n"], ["Z\n"]))
    )
    assert merged(began, first, last) == (both, True)


def test_nobody_looks_for_ever_among_lines_that_repeat() -> None:
    began, yours = ("".join(f"{it}\n" for it in side) for side in half_in_common(1_900))

    text, is_clean = merged(began, yours, f"{began}end\n")

    assert not is_clean
    assert text == f"<<<<<<< saved meanwhile\n{began}end\n=======\n{yours}>>>>>>> yours\n"
    assert is_too_long(began, yours, f"{began}end\n")
    assert merged(began, f"{began}mine\n", f"theirs\n{began}") == (
        f"theirs\n{began}mine\n",
        True,
    )


def test_a_folder_that_has_a_change_lacks_nothing() -> None:
    assert together(mine="ONE\ntwo\nmore\n", newest="ONE\ntwo\n", before="one\ntwo\n").paths == ()


def test_a_folder_that_lacks_a_change_gets_it_beside_its_own() -> None:
    found = together(mine="one\ntwo\nmore\n", newest="ONE\ntwo\n", before="one\ntwo\n")

    assert found.is_clean
    assert found.files == (SourceFile(PATH, b"ONE\ntwo\nmore\n"),)


def test_a_folder_that_changed_the_same_line_is_left_to_people() -> None:
    found = together(mine="One\ntwo\n", newest="ONE\ntwo\n", before="one\ntwo\n")

    assert (found.files, found.touching) == ((), (PATH,))


def test_line_endings_stay_those_of_the_folder() -> None:
    found = together(mine="one\r\ntwo\r\nmore\r\n", newest="ONE\ntwo\n", before="one\ntwo\n")

    assert found.files == (SourceFile(PATH, b"ONE\r\ntwo\r\nmore\r\n"),)


@pytest.mark.parametrize(
    ("mine", "newest", "before", "files", "gone", "touching"),
    [
        pytest.param(None, "new\n", None, (PATH,), (), (), id="made in the browser"),
        pytest.param("a\n", None, "a\n", (), (PATH,), (), id="taken out in the browser"),
        pytest.param("A\n", None, "a\n", (), (), (PATH,), id="taken out, and changed in files"),
        pytest.param(None, "A\n", "a\n", (), (), (PATH,), id="changed, and taken out of files"),
        pytest.param("x\n", "y\n", None, (), (), (PATH,), id="made twice"),
        pytest.param(None, None, "a\n", (), (), (), id="taken out of both"),
    ],
)
def test_files_that_one_side_has(mine, newest, before, files, gone, touching) -> None:
    found = together(mine, newest, before)

    assert tuple(it.path for it in found.files) == files
    assert (found.gone, found.touching) == (gone, touching)


def test_bytes_that_are_no_text_are_left_to_people() -> None:
    found = brought_together({PATH: b"\xff1"}, {PATH: b"\xff2"}, {PATH: b"\xff"})

    assert found.touching == (PATH,)


@given(LINES, LINES, LINES)
def test_law_a_folder_that_was_brought_together_lacks_nothing(mine, newest, before) -> None:
    found = together(mine, newest, before)

    for file in found.files:
        assert together(file.content.decode(), newest, before).paths == ()


@given(LINES, LINES, LINES)
def test_law_no_line_of_either_side_is_lost_where_they_touch(began, yours, now) -> None:
    text, is_clean = merged(began, yours, now)

    if not is_clean:
        assert set(yours.splitlines()) - set(began.splitlines()) <= set(text.splitlines())
        assert set(now.splitlines()) - set(began.splitlines()) <= set(text.splitlines())


@given(LINES, LINES)
def test_law_one_change_alone_is_what_comes_out(began, yours) -> None:
    assert merged(began, yours, began) == (yours, True)
    assert merged(began, began, yours) == (yours, True)
