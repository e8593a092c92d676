"""The names that the tests use are worth using, and every floor keeps them (IN-12)."""

import unicodedata

import pytest

from lms.domain.errors import FieldRefusal
from lms.domain.names import NAME_LENGTH, clean_name
from tests.accounts import holder, new_account, new_cookie, signed_up
from tests.names import NAMES


def scripts() -> set[str]:
    letters = (letter for name in NAMES for letter in name if letter.isalpha())
    return {unicodedata.name(letter).partition(" ")[0] for letter in letters}


def test_in12_there_are_forty_different_names_in_twelve_scripts():
    assert len(set(NAMES)) >= 40
    assert len(scripts()) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_in12_a_real_name_is_kept_letter_by_letter(name):
    assert clean_name("name", name) == name


@pytest.mark.parametrize("name", NAMES)
def test_in12_a_name_typed_in_pieces_is_kept_composed(name):
    assert clean_name("name", unicodedata.normalize("NFD", name)) == name


def test_in12_the_database_gives_every_name_back_as_it_was(database):
    for number, name in enumerate(NAMES):
        person = signed_up(database, f"P{number} {name}")

        kept = holder(database, new_cookie(database, person))
        assert kept is not None
        assert kept.person.legal_name == f"P{number} {name}"


def test_in13_the_longest_name_fits_into_the_database(database):
    longest = f"Ada {'क्षि' * 49}"

    person = signed_up(database, longest)

    assert len(longest) == NAME_LENGTH
    assert new_account(longest).legal_name == person.legal_name


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "\u200b", "x" * 201, *(f"A{it}b" for it in "\0\x07\x1b\x7f\x9c\u202e\u2067\u200f")],
)
def test_in12_what_is_no_name_is_refused_beside_the_field(typed):
    with pytest.raises(FieldRefusal) as refused:
        clean_name("name", typed)

    assert refused.value.field == "name"
