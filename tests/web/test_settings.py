"""Settings: what the environment may ask for, and what is refused by name."""

import inspect
import os
import re
import secrets
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lms.settings
from lms.settings import (
    SETTINGS,
    Environment,
    Settings,
    SettingsRefused,
    is_repetitive,
    unknown_names,
)
from tests.web.frame import PUBLIC_URL, SECRET, settings_of


def test_a_first_start_needs_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    settings = Settings.from_environment({})

    assert settings.environment is Environment.DEVELOPMENT
    assert settings.home == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/lms.sqlite3"
    assert settings.public_address == "http://127.0.0.1:8000"
    assert settings.trusted_proxies == 0


def test_sk_04_a_missing_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path):
    first = Settings.from_environment({"LMS_HOME": str(tmp_path)})
    second = Settings.from_environment({"LMS_HOME": str(tmp_path)})

    kept = tmp_path / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.secret_key == second.secret_key == kept.read_text()
    assert len(first.secret_key) >= 32
    assert os.listdir(tmp_path) == ["secret-key"]


def test_sk_01_production_refuses_to_start_without_its_secret(tmp_path: Path):
    with pytest.raises(SettingsRefused, match="LMS_SECRET_KEY is missing"):
        Settings.from_environment({"LMS_ENV": "production", "LMS_HOME": str(tmp_path)})

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "weak",
    [
        "a" * 40,
        "ab" * 20,
        "changeme" * 5,
        "1234567890" * 4,
        "correct horse " * 3,
        "0" * 31 + "1",
        "short",
    ],
)
def test_sk_01_production_refuses_a_weak_secret_and_says_how_to_make_one(tmp_path: Path, weak: str):
    with pytest.raises(SettingsRefused, match=r"^LMS_SECRET_KEY .*secrets\.token") as refused:
        settings_of(tmp_path, LMS_ENV="production", LMS_SECRET_KEY=weak)

    assert weak not in str(refused.value)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "make",
    [secrets.token_hex, secrets.token_urlsafe, lambda _n: f"{secrets.randbelow(10**32):032}"],
)
def test_sk_01_a_random_secret_is_never_taken_for_a_weak_one(make):
    assert not any(is_repetitive(make(32)) for _ in range(300))


def test_sk_01_production_refuses_a_public_address_without_https(tmp_path: Path):
    with pytest.raises(SettingsRefused, match=r"Write https://learn\.example\.org and "):
        settings_of(tmp_path, LMS_ENV="production", LMS_PUBLIC_URL="http://Learn.example.org")


@pytest.mark.parametrize(
    "url",
    ["", PUBLIC_URL, "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"],
)
def test_production_takes_https_or_an_address_of_this_machine(tmp_path: Path, url: str):
    assert settings_of(tmp_path, LMS_ENV="production", LMS_PUBLIC_URL=url).public_url == url


@pytest.mark.parametrize(
    "url",
    ["http://localhost.example.org", "http://127.0.0.1.example.org", "http://learn-localhost"],
)
def test_what_only_looks_like_this_machine_needs_https(tmp_path: Path, url: str):
    with pytest.raises(SettingsRefused, match=r"^LMS_PUBLIC_URL is "):
        settings_of(tmp_path, LMS_ENV="production", LMS_PUBLIC_URL=url)


def test_names_that_are_no_settings_come_with_the_nearest_that_is():
    environ = {
        "LMS_SECRET": "",
        "LMS_DB_URL": "",
        "LMS_ZZZ": "",
        "LMS_HOME": "",
        "LMS_PASSWORD": "",
        "HOME": "",
    }

    assert unknown_names(environ, "LMS_PASSWORD") == {
        "LMS_DB_URL": "LMS_DATABASE_URL",
        "LMS_SECRET": "LMS_SECRET_KEY",
        "LMS_ZZZ": "",
    }
    assert unknown_names({setting.name: "" for setting in SETTINGS}) == {}


def test_sk_01_no_secret_stands_in_what_is_printed_of_the_settings(tmp_path: Path):
    settings = settings_of(tmp_path, LMS_DATABASE_URL="postgresql://lms:hunter2@db/lms")

    assert SECRET not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_ENV", "prod"),
        ("LMS_ENV", "Production"),
        ("LMS_ENV", "testing"),
        ("LMS_ENV", ""),
        ("LMS_SECRET_KEY", "short"),
        ("LMS_DATABASE_URL", "mysql://db/lms"),
        ("LMS_DATABASE_URL", "lms.sqlite3"),
        ("LMS_PUBLIC_URL", "learn.example.org"),
        ("LMS_PUBLIC_URL", "ftp://learn.example.org"),
        ("LMS_PUBLIC_URL", "https://learn.example.org/ce"),
        ("LMS_PUBLIC_URL", "https://learn.example.org?x"),
        ("LMS_PUBLIC_URL", "https://ada@learn.example.org"),
        ("LMS_PUBLIC_URL", "https://learn.example.org:port"),
        ("LMS_PUBLIC_URL", "https://learn.example.org:99999"),
        ("LMS_PUBLIC_URL", "https://"),
        ("LMS_PUBLIC_URL", "https://learn.example.org\n"),
        ("LMS_TRUSTED_PROXIES", "-1"),
        ("LMS_TRUSTED_PROXIES", "many"),
        ("LMS_TRUSTED_PROXIES", "٣"),
        ("LMS_ALLOWED_HOSTS", "https://learn.example.org"),
        ("LMS_ALLOWED_HOSTS", "*"),
    ],
)
def test_nonsense_is_refused_by_the_settings_name(tmp_path: Path, name: str, value: str):
    with pytest.raises(SettingsRefused, match=f"^{name} .*\\.$"):
        settings_of(tmp_path, **{name: value})


def test_a_home_that_cannot_be_written_to_is_refused_by_name(tmp_path: Path):
    taken = tmp_path / "file"
    taken.write_text("not a folder")

    with pytest.raises(SettingsRefused, match=r"^LMS_HOME is "):
        Settings.from_environment({"LMS_HOME": str(taken)})


def test_a_database_url_that_is_refused_is_not_repeated(tmp_path: Path):
    with pytest.raises(SettingsRefused) as refused:
        settings_of(tmp_path, LMS_DATABASE_URL="mysql://lms:hunter2@db/lms")

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "https://learn.example.org", "https://[2001:db8::1]:8443"]
)
def test_an_origin_is_taken_with_or_without_a_final_slash(tmp_path: Path, url: str):
    assert settings_of(tmp_path, LMS_PUBLIC_URL=url).public_address == url
    assert settings_of(tmp_path, LMS_PUBLIC_URL=f"{url}/").public_address == url


def test_without_a_public_url_the_address_is_where_it_serves(tmp_path: Path):
    settings = settings_of(tmp_path)

    assert settings.serving_on("127.0.0.1", 9000).public_address == "http://127.0.0.1:9000"
    assert settings.serving_on("::1", 9000).public_address == "http://[::1]:9000"
    assert "192.0.2.7" in settings.serving_on("192.0.2.7", 80).allowed_hosts


def test_with_a_public_url_only_its_host_and_the_named_ones_are_answered(tmp_path: Path):
    settings = settings_of(
        tmp_path, LMS_PUBLIC_URL=PUBLIC_URL, LMS_ALLOWED_HOSTS="ce.example.org, 10.0.0.7"
    )

    assert settings.allowed_hosts == {"learn.example.org", "ce.example.org", "10.0.0.7"}


def public_url_or_refusal(url: str) -> str:
    """What becomes of a public URL: the origin that is kept, or the sentence that refuses it."""
    try:
        return Settings.from_environment(
            {"LMS_SECRET_KEY": SECRET, "LMS_PUBLIC_URL": url}
        ).public_url
    except SettingsRefused as refusal:
        return str(refusal)


@given(st.text(max_size=60) | st.text(alphabet="htps:/.@[]-0123456789 ", max_size=30))
def test_any_public_url_is_an_origin_or_refused(url: str):
    answer = public_url_or_refusal(url)

    assert answer in ("", url.removesuffix("/").lower()) or answer.startswith("LMS_PUBLIC_URL is ")


def test_every_setting_that_is_read_stands_in_the_table():
    listed = [setting.name for setting in SETTINGS]

    assert set(re.findall(r"\bLMS_[A-Z_]+\b", inspect.getsource(lms.settings))) == set(listed)
    assert len(listed) == len(set(listed))
