"""Which passwords are good enough, and how they are kept (AS-05)."""

import re
import time
from threading import Thread

import pytest
from argon2 import PasswordHasher

from lms.domain.errors import FieldRefusal
from lms.services import passwords
from tests.accounts import PASSWORD, hash_of

COMMON = ("password", "12345678", "qwertyui", "aaaaaaaa", "passw0rd1", "iloveyou1", "letmein123")
GOOD = (
    PASSWORD,
    "demo-password",
    "дождь в октябре",
    "雨の日の図書館で読む本",
    "مطر في تشرين الأول",
    "🌧🌂🍂📚🕯🧣☕🌙",
    "kjwq7 tz",
)


def refusal(password: str, *about: str) -> str:
    with pytest.raises(FieldRefusal) as refused:
        passwords.check("password", password, *about)
    assert refused.value.field == "password"
    return str(refused.value)


@pytest.fixture
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when the slow hash is asked."""

    def refuse(*_args):
        raise AssertionError("hashed")

    monkeypatch.setattr(PasswordHasher, "hash", refuse)
    monkeypatch.setattr(PasswordHasher, "verify", refuse)


@pytest.mark.parametrize("password", GOOD)
def test_as05_any_script_will_do_and_no_mixture_is_asked_for(password):
    passwords.check("password", password, "Ada Marlowe", "ada@example.org")


@pytest.mark.parametrize("password", ["", "kjwq7tz", "雨の日の本を読"])
def test_as05_seven_characters_are_too_few(password):
    assert refusal(password) == "Use at least 8 characters for the password."


def test_as05_eight_characters_of_another_script_are_enough():
    passwords.check("password", "雨の日の本を読む")


def test_as05_256_characters_are_taken_and_one_more_is_not():
    longest = "The library was open, the rain was warm. " * 6 + "We stayed."

    passwords.check("password", longest)

    assert len(longest) == 256
    assert refusal(longest + "s") == "Shorten the password to 256 characters."


@pytest.mark.parametrize("password", COMMON)
def test_as05_common_passwords_are_refused_with_what_to_do(password):
    assert refusal(password).startswith("This password is easy to guess. Use a longer one")


def test_as05_a_common_password_in_wide_letters_is_common():
    assert "easy to guess" in refusal("\uff50\uff41\uff53\uff53word1")


def test_as05_their_own_name_and_address_are_easy_to_guess():
    about = ("Siobhan Quackenbush", "siobhan.quackenbush@example.org")

    assert "easy to guess" in refusal("siobhan quackenbush", *about)
    assert "easy to guess" in refusal("SiobhanQuackenbush", *about)
    assert "easy to guess" in refusal("quackenbush1", *about)
    assert "easy to guess" in refusal(about[1], *about)


def test_as05_judging_the_longest_password_is_quick():
    began = time.process_time()
    passwords.check("password", "".join(chr(0x61 + it * it % 26) for it in range(256)))

    assert time.process_time() - began < 0.3


@pytest.mark.usefixtures("no_hashing")
def test_as05_an_overlong_password_is_refused_before_hashing():
    assert passwords.verify(passwords.NOBODYS, "x" * 257) is False


def test_as05_the_hash_says_what_it_cost_and_nobodys_costs_the_same():
    cost = re.compile(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$")

    assert cost.match(hash_of(PASSWORD))
    assert cost.match(passwords.NOBODYS)
    assert len(hash_of(PASSWORD)) == len(passwords.NOBODYS)


def test_the_right_password_verifies_and_another_does_not():
    assert passwords.verify(hash_of(PASSWORD), PASSWORD)
    assert not passwords.verify(hash_of(PASSWORD), PASSWORD + "x")


def test_as05_a_password_fits_however_the_keyboard_composed_it():
    assert passwords.verify(hash_of("cafe\u0301 am Fluß"), "caf\u00e9 am Fluß")
    assert passwords.verify(hash_of("\uff4b\uff45\uff59\u3000ring"), "key ring")


@pytest.mark.parametrize("password", ["\0" * 9, "\udcff" * 9])
def test_in14_no_characters_break_the_hash(password):
    assert not passwords.verify(hash_of(PASSWORD), password)


@pytest.mark.parametrize("kept", ["", "another", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_a_hash_that_is_none_fits_no_password(kept):
    assert not passwords.verify(kept, PASSWORD)


def test_as05_at_most_three_are_hashed_at_once(monkeypatch):
    running, most = 0, 0

    def slow(_self, _password):
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1
        return "hash"

    monkeypatch.setattr(PasswordHasher, "hash", slow)
    threads = [Thread(target=passwords.hash, args=(PASSWORD,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most <= 3
