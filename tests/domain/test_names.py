"""Names, lines and addresses that people type: what is kept and what is refused."""

import unicodedata

import pytest
from hypothesis import strategies as st

from lms.domain.errors import FieldRefusal
from lms.domain.names import (
    BIDI_CONTROLS,
    EMAIL_LENGTH,
    LINE_LENGTH,
    NAME_LENGTH,
    clean_email,
    clean_line,
    clean_name,
)
from tests.domain.laws import law
from tests.names import NAMES


def refusal(clean, typed) -> FieldRefusal:
    """The refusal that this text meets."""
    with pytest.raises(FieldRefusal) as refused:
        clean("field", typed)
    return refused.value


# Names


@pytest.mark.parametrize("name", NAMES)
def test_in_12_a_real_name_of_any_script_is_kept_as_it_is_written(name):
    assert clean_name("legal_name", name) == name


def test_in_12_a_name_is_kept_in_one_form_however_its_accents_were_typed():
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Ánh Tuyết")

    assert clean_name("legal_name", decomposed) == "Nguyễn Thị Ánh Tuyết"


def test_spaces_around_and_within_a_name_are_made_single():
    assert clean_name("legal_name", "\t Ada \u00a0\u3000 Marlowe\r\n") == "Ada Marlowe"


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u00a0", "\u200b", "\u200d\ufeff", "\u0301", "- . -"]
)
def test_in_12_what_shows_no_letter_is_no_name(typed):
    assert "certificates" in str(refusal(clean_name, typed))


@pytest.mark.parametrize(
    "control", [*sorted(BIDI_CONTROLS), "\x00", "\x07", "\x7f", "\x9b", "\ud800"]
)
def test_in_12_controls_that_turn_text_around_are_refused(control):
    assert refusal(clean_name, f"Ada{control}Marlowe").field == "field"


def test_in_13_a_name_has_up_to_two_hundred_characters():
    assert len(clean_name("legal_name", "å" * NAME_LENGTH)) == NAME_LENGTH
    assert "200" in str(refusal(clean_name, "å" * (NAME_LENGTH + 1)))
    # Two hundred letters in the form that some telephones send, twice as long.
    assert clean_name("legal_name", "a\u030a" * NAME_LENGTH) == "å" * NAME_LENGTH


@law(st.text(max_size=40))
def test_law_cleaning_a_name_twice_is_cleaning_it_once(typed):
    try:
        name = clean_name("legal_name", typed)
    except FieldRefusal:
        return

    assert clean_name("legal_name", name) == name
    assert unicodedata.is_normalized("NFC", name)


# Lines


def test_a_line_may_be_empty_and_has_its_own_limit():
    assert clean_line("number", "  ") == ""
    assert len(clean_line("number", "9" * LINE_LENGTH)) == LINE_LENGTH
    assert "120" in str(refusal(clean_line, "9" * (LINE_LENGTH + 1)))
    assert clean_line("number", "12345", longest=5) == "12345"


def test_a_line_break_never_stays_in_a_line():
    assert clean_line("number", "MH\r\n12\u2028345\x0b6\x856") == "MH 12 345 6 6"


# Addresses


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG ", "ada@example.org"),
        ("o'neil+ce@mail.example.co.uk", "o'neil+ce@mail.example.co.uk"),
        ("STRAßE@example.de", "straße@example.de"),
        ("ольга@пример.рф", "ольга@пример.рф"),
        ("I\u0307@example.org", "i\u0307@example.org"),
    ],
)
def test_an_address_is_kept_in_the_one_form_that_accounts_are_found_by(typed, address):
    assert clean_email("email", typed) == address


NO_ADDRESSES = (
    "ada @example.org ada@ ada@example ada@.org ada@example. ada@a..org ada@b@example.org "
    '<ada@example.org> ada@example.org,ben@example.org "ada"@example.org '
    "ada\u200b@example.org ada@exam\u00adple.org"
)
IN_WORDS = ("", "Ada <ada@example.org>", "ada lovelace@example.org", "a@b.org\nBcc: c@d.org")


@pytest.mark.parametrize("typed", [*NO_ADDRESSES.split(), *IN_WORDS])
def test_what_is_no_plain_address_is_refused_with_an_example(typed):
    assert "name@example.org" in str(refusal(clean_email, typed))


def test_in_13_an_address_has_a_limit():
    longest = "a" * (EMAIL_LENGTH - len("@example.org")) + "@example.org"

    assert clean_email("email", longest) == longest
    assert "254" in str(refusal(clean_email, f"a{longest}"))


def test_two_people_whose_addresses_differ_never_share_one():
    assert clean_email("email", "strasse@example.de") != clean_email("email", "straße@example.de")


@law(st.text(max_size=12), st.sampled_from(["example.org", "EXÄMPLE.DE", "İ.org", "a.b"]))
def test_law_cleaning_an_address_twice_is_cleaning_it_once(local, domain):
    try:
        address = clean_email("email", f"{local}@{domain}")
    except FieldRefusal:
        return

    assert clean_email("email", address) == address
