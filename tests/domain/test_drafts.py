"""The line of a draft: who goes on with it, and how its files stand beside the edition."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.drafts import (
    AS_PUBLISHED,
    LONGEST_NAME,
    FileState,
    Save,
    descended_from,
    hashes_now,
    is_aside,
    list_touched,
    newest_on_line,
    save_name,
    states,
    undecided,
)

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HASHES = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["h1", "h2", "h3"]))


def a_save(number: int, path: str, hash_: str | None = "h", *, is_aside: bool = False) -> Save:
    return Save(number, path, number - 1, hash_, 1, "Cleo Ray", AT, is_aside)


def test_whoever_began_from_the_newest_save_goes_on_and_nobody_else() -> None:
    assert not is_aside(AS_PUBLISHED, AS_PUBLISHED)
    assert not is_aside(4, 4)
    assert is_aside(AS_PUBLISHED, 4)
    assert is_aside(3, 4)


def test_a_path_stands_at_its_newest_save_that_is_not_aside() -> None:
    saves = [
        a_save(3, "b.md"),
        a_save(1, "a.md"),
        a_save(2, "a.md", "other"),
        a_save(4, "a.md", is_aside=True),
    ]

    assert {path: it.number for path, it in newest_on_line(saves).items()} == {"a.md": 2, "b.md": 3}


def test_a_text_beside_is_undecided_until_its_file_is_saved_again() -> None:
    beside = a_save(2, "a.md", "other", is_aside=True)
    newer, alone = a_save(5, "a.md", is_aside=True), a_save(4, "b.md", is_aside=True)

    assert undecided([a_save(1, "a.md"), beside]) == (beside,)
    assert undecided([a_save(1, "a.md"), beside, a_save(3, "a.md")]) == ()
    assert undecided([a_save(3, "a.md"), alone, newer, beside]) == (newer, alone)


def test_a_file_is_what_its_newest_save_says_and_gone_where_that_took_it_out() -> None:
    line = newest_on_line([a_save(1, "a.md", "new"), a_save(2, "b.md", None), a_save(3, "c.md")])

    now = hashes_now({"a.md": "old", "b.md": "old", "d.md": "old"}, line)

    assert now == {"a.md": "new", "c.md": "h", "d.md": "old"}
    assert states({"a.md": "old", "b.md": "old", "d.md": "old"}, now) == {
        "a.md": FileState.CHANGED,
        "b.md": FileState.REMOVED,
        "c.md": FileState.NEW,
        "d.md": FileState.SAME,
    }


@pytest.mark.parametrize(
    ("folder", "edition"),
    [
        ({"a": "2", "b": "1"}, 2),  # exactly as one was
        ({"a": "2", "b": "7"}, 2),  # with a file written anew
        ({"a": "1", "b": "7", "c": "1"}, 1),  # the first of two that could be it
        ({}, 1),
    ],
)
def test_a_folder_descends_from_the_edition_that_it_has_most_files_of(
    folder: dict[str, str], edition: int
) -> None:
    editions = {1: {"a": "1", "b": "1"}, 2: {"a": "2", "b": "1"}, 3: {"a": "1", "b": "3"}}

    assert descended_from(folder, editions) == edition


def test_a_save_has_one_name_for_one_request() -> None:
    assert save_name("form", "1") == save_name("form", "1") != save_name("form", "2")
    assert len(save_name("form" * 100)) == LONGEST_NAME


@given(HASHES, HASHES)
def test_law_every_file_of_either_side_has_one_state(before, after) -> None:
    found = states(before, after)

    assert found.keys() == before.keys() | after.keys()
    same = {path for path, state in found.items() if state is FileState.SAME}
    assert same == {path for path in before if before[path] == after.get(path)}


def test_what_a_folder_has_otherwise_is_looked_into_where_it_was_written_here() -> None:
    before, newest = {"a.md": b"1", "b.md": b"1"}, {"a.md": b"2", "b.md": b"1", "c.md": b"1"}

    assert list_touched(newest, newest, before) == ()
    assert list_touched(newest | {"b.md": b"7"}, newest, before) == ()
    assert list_touched(before, newest, before) == ("a.md", "c.md")
    assert list_touched(newest | {"a.md": b"7"}, newest, before) == ("a.md",)
