"""What changed between two texts: every change is told, and nothing is told that is not one."""

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.differences import MOST_COMPARED, LineKind, differences

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
