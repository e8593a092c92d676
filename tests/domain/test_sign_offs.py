"""Who may sign a draft off, and when that is enough to publish it."""

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.sign_offs import (
    Saved,
    SignOff,
    authors_of_changes,
    may_be_published,
    may_sign,
)
from tests import make

CLEO, RHEA, SOL = 1, 2, 3
NOW, OTHER = "a" * 64, "b" * 64


def by(person: int, digest: str = NOW) -> SignOff:
    return SignOff(person, f"Person {person}", digest, make.START)


def saved(author: int, content: str | None, path: str = "m.md", *, aside: bool = False) -> Saved:
    return Saved(path, content, author, aside)


def test_a_second_person_who_signed_these_files_off_is_enough() -> None:
    assert may_be_published([by(RHEA)], {CLEO}, NOW)
    assert may_be_published([by(CLEO), by(RHEA)], {CLEO}, NOW)


def test_nobody_signs_off_what_they_wrote_a_part_of() -> None:
    assert not may_sign(CLEO, {CLEO, RHEA})
    assert not may_be_published([by(CLEO), by(RHEA)], {CLEO, RHEA}, NOW)


def test_a_sign_off_of_other_files_is_none() -> None:
    assert not may_be_published([by(RHEA, OTHER)], {CLEO}, NOW)
    assert not may_be_published([], {CLEO}, NOW)


def test_whoever_saved_a_changed_file_is_an_author_of_the_changes() -> None:
    saves = [saved(CLEO, "1"), saved(RHEA, "2"), saved(SOL, "x", "new.md")]

    assert authors_of_changes({"m.md": "0"}, saves) == {CLEO, RHEA, SOL}


def test_who_saved_before_a_file_was_last_as_published_is_none() -> None:
    saves = [saved(CLEO, "1"), saved(SOL, "0"), saved(RHEA, "2")]

    assert authors_of_changes({"m.md": "0"}, saves) == {RHEA}


def test_a_file_that_is_as_published_again_has_no_authors() -> None:
    back = [saved(CLEO, "1"), saved(CLEO, "0"), saved(RHEA, "9", aside=True)]

    assert authors_of_changes({"m.md": "0"}, back) == frozenset()


def test_who_saved_beside_the_draft_is_an_author_where_the_file_is_changed() -> None:
    saves = [saved(CLEO, "1"), saved(RHEA, "2", aside=True)]

    assert authors_of_changes({"m.md": "0"}, saves) == {CLEO, RHEA}


def test_who_took_a_file_out_is_an_author_of_that() -> None:
    assert authors_of_changes({"m.md": "0"}, [saved(CLEO, None)]) == {CLEO}
    assert authors_of_changes({}, [saved(RHEA, "1"), saved(CLEO, None)]) == frozenset()


def test_words_stay_with_who_saved_them_under_another_name_too() -> None:
    added = [saved(RHEA, "1", "old.md"), saved(CLEO, "2", "old.md")]
    renamed = [*added, saved(SOL, None, "old.md"), saved(SOL, "2", "new.md")]

    assert authors_of_changes({}, renamed) == {RHEA, CLEO, SOL}


def test_words_stay_with_who_saved_them_when_somebody_else_brings_them_back() -> None:
    put_back = [saved(CLEO, "1"), saved(RHEA, None), saved(RHEA, "1")]
    restored = [saved(CLEO, "1"), saved(RHEA, "0"), saved(RHEA, "1")]

    assert authors_of_changes({}, put_back) == {CLEO, RHEA}
    assert authors_of_changes({"m.md": "0"}, restored) == {CLEO, RHEA}


PEOPLE = st.frozensets(st.integers(1, 5))


@given(signed=PEOPLE, authors=PEOPLE)
def test_what_may_be_published_was_signed_by_somebody_beside_its_authors(
    signed: frozenset[int], authors: frozenset[int]
) -> None:
    """The law, for everybody at once: exactly where someone signed who did not write."""
    assert may_be_published([by(it) for it in signed], authors, NOW) == bool(signed - authors)
