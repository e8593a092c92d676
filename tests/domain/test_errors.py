"""Refusals: plain sentences that say what happened and what to do next."""

import inspect

import pytest

from lms.domain import errors
from lms.domain.errors import (
    AttemptClosed,
    AttemptsUsedUp,
    FieldRefusal,
    FormRefusal,
    MinutesMissing,
    NotFound,
    Refusal,
    SignInRefused,
    together,
)

OWN_WORDS = {
    FormRefusal,
    FieldRefusal,
    AttemptsUsedUp,
    MinutesMissing,
    AttemptClosed,
    errors.EditsInTheWay,
}
KINDS = [it for _, it in inspect.getmembers(errors, inspect.isclass) if issubclass(it, Refusal)]
PLAIN = [kind for kind in KINDS if kind not in OWN_WORDS]


def refuse(field: str) -> str:
    raise FieldRefusal(field, f"Enter the {field}.")


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


def test_questions_that_are_asked_together_are_answered_in_order():
    assert together(lambda: "Ada", lambda: "ada@example.org") == ("Ada", "ada@example.org")


def test_everything_that_is_wrong_is_said_together():
    def of_several() -> list[str]:
        return together(lambda: refuse("name"), lambda: refuse("email"))

    with pytest.raises(FormRefusal) as refused:
        together(of_several, lambda: "fine", lambda: refuse("password"))

    assert refused.value.problems == {
        "name": "Enter the name.",
        "email": "Enter the email.",
        "password": "Enter the password.",
    }
    assert str(refused.value) == "Enter the name. Enter the email. Enter the password."


def test_one_thing_that_is_wrong_keeps_its_own_refusal():
    with pytest.raises(FieldRefusal) as refused:
        together(lambda: refuse("name"), lambda: "fine")

    assert refused.value.field == "name"


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
