"""Two changes of one text: brought together where they do not touch, and never one lost."""

from hypothesis import given
from hypothesis import strategies as st

from lms.content.merging import has_all_of, merged

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=6).map("".join)


def test_changes_of_different_lines_come_together() -> None:
    assert merged("one\ntwo\nthree\n", "ONE\ntwo\nthree\n", "one\ntwo\nTHREE\n") == (
        "ONE\ntwo\nTHREE\n",
        True,
    )


def test_changes_of_the_same_line_stand_side_by_side() -> None:
    text, is_clean = merged("one\n", "mine\n", "theirs\n")

    assert not is_clean
    assert text == "<<<<<<< saved meanwhile\ntheirs\n=======\nmine\n>>>>>>> yours\n"


def test_a_text_has_a_change_or_lacks_it() -> None:
    assert has_all_of("ONE\ntwo\nmore\n", newer="ONE\ntwo\n", began="one\ntwo\n")
    assert not has_all_of("one\ntwo\nmore\n", newer="ONE\ntwo\n", began="one\ntwo\n")
    assert not has_all_of("One\ntwo\n", newer="ONE\ntwo\n", began="one\ntwo\n")


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
