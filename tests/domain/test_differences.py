"""What changed between two texts: every change is told, and nothing is told that is not one."""

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.differences import (
    MOST_COMPARED,
    MOST_SHOWN,
    LineKind,
    differences,
    shown_differences,
)
from tests.domain.alike import half_in_common

TEXTS = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


def told(before: str, after: str) -> list[tuple[str, str]]:
    """Every line that is shown, with what became of it."""
    return [(line.kind, line.text) for it in differences(before, after) for line in it.lines]


def test_one_changed_line_stands_among_three_on_each_side() -> None:
    before = "".join(f"{n}\n" for n in range(1, 21))

    (stretch,) = differences(before, before.replace("10\n", "ten\n"))

    assert stretch.first == 7
    assert [(it.kind, it.text) for it in stretch.lines] == [
        *(("same", text) for text in ("7", "8", "9")),
        ("removed", "10"),
        ("added", "ten"),
        *(("same", text) for text in ("11", "12", "13")),
    ]


def test_a_new_text_is_all_added_and_an_old_one_all_removed() -> None:
    assert told("", "a\nb\n") == [("added", "a"), ("added", "b")]
    assert told("a\nb", "") == [("removed", "a"), ("removed", "b")]


def test_texts_that_differ_in_very_many_lines_are_told_whole() -> None:
    before = "same\n" + "x\n" * (MOST_COMPARED + 1) + "end\n"

    lines = told(before, "same\ny\nx\ny\nend\n")

    assert [it for it in lines if it[0] == "added"] == [("added", it) for it in "yxy"]
    assert len([it for it in lines if it[0] == "removed"]) == MOST_COMPARED + 1
    assert ("same", "same") not in lines


@given(TEXTS, TEXTS)
def test_the_lines_added_and_removed_make_one_text_of_the_other(before: str, after: str) -> None:
    lines = told(before, after)

    gone = sum(kind == LineKind.REMOVED for kind, _ in lines)
    came = sum(kind == LineKind.ADDED for kind, _ in lines)
    assert came - gone == after.count("\n") - before.count("\n")
    assert (lines == []) == (before == after)


def test_of_very_many_lines_the_first_are_shown_and_the_others_counted() -> None:
    lines = [str(number) for number in range(3 * MOST_SHOWN)]
    changed = [f"{it}." if int(it) % 20 == 0 and int(it) < 100 else it for it in lines]

    new = shown_differences("", "\n".join(lines))
    edited = shown_differences("\n".join(lines), "\n".join(changed))

    assert [line.text for it in new.stretches for line in it.lines] == lines[:MOST_SHOWN]
    assert new.further == 2 * MOST_SHOWN
    assert edited.stretches == differences("\n".join(lines), "\n".join(changed))
    assert edited.further == 0


def test_where_lines_repeat_too_often_both_texts_are_shown_whole() -> None:
    old, new = half_in_common(1_900)

    lines = told("\n".join(["first", *old]), "\n".join(["first", *new]))

    assert lines == [*(("removed", it) for it in old[1:]), *(("added", it) for it in new[1:])]


def test_a_stretch_that_has_no_room_any_more_is_left_out_whole() -> None:
    before = "\n".join(f"a{n}" if n % 20 else "b" for n in range(20 * MOST_SHOWN // 10))

    found = shown_differences(before, before.replace("b", "c"))

    assert sum(len(it.lines) for it in found.stretches) == MOST_SHOWN
    assert all(it.lines for it in found.stretches)
    assert found.further > 0
