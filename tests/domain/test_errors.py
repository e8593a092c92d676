"""Refusals: plain sentences that say what happened and what to do next."""

import inspect

import pytest

from lms.domain import errors
from lms.domain.errors import (
    AttemptClosed,
    AttemptsUsedUp,
    FieldRefusal,
    MinutesMissing,
    NotFound,
    Refusal,
    SignInRefused,
)

OWN_WORDS = {FieldRefusal, AttemptsUsedUp, MinutesMissing, AttemptClosed}
KINDS = [it for _, it in inspect.getmembers(errors, inspect.isclass) if issubclass(it, Refusal)]
PLAIN = [kind for kind in KINDS if kind not in OWN_WORDS]


def sentences(text: str) -> list[str]:
    return [part for part in text.replace(";", ".").split(". ") if part.strip()]


@pytest.mark.parametrize("kind", PLAIN)
def test_a_refusal_says_what_happened_and_what_to_do_next(kind):
    said = str(kind())

    assert said.endswith(".")
    assert said[0].isupper()
    assert len(sentences(said)) >= 2 or kind is errors.FreshSignInNeeded
    assert "!" not in said


@pytest.mark.parametrize("kind", PLAIN)
def test_every_refusal_has_words_of_its_own(kind):
    assert [other for other in PLAIN if other.sentence == kind.sentence] == [kind]


def test_a_refusal_may_be_given_better_words():
    assert str(NotFound("No certificate has this serial.")) == "No certificate has this serial."


def test_a_refusal_of_a_field_names_the_field():
    refused = FieldRefusal("email", "Enter an e-mail address.")

    assert refused.field == "email"
    assert str(refused) == "Enter an e-mail address."


def test_minutes_that_are_missing_are_named() -> None:
    said = str(MinutesMissing(asked=30, counted=12))

    assert "30 minutes" in said
    assert "12 are counted" in said


@pytest.mark.parametrize(("limit", "used"), [(3, "All 3 attempts"), (1, "The one attempt")])
def test_used_up_attempts_are_no_dead_end(limit, used):
    refused = AttemptsUsedUp(limit, ask="office@example.org")

    assert used in str(refused)
    assert "office@example.org" in str(refused)
    assert refused.limit == limit


def test_as_06_a_refused_sign_in_never_says_which_part_was_wrong():
    said = str(SignInRefused()).casefold()

    assert "e-mail" in said
    assert "password" in said
    assert "unknown" not in said
    assert "no account" not in said
