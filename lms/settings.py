"""Settings: one frozen value from the environment, refused by name where it makes no sense."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from lms.secret_files import write_once

PREFIX = "LMS_"
SHORTEST_SECRET = 32
# Of the three neighbors that begin at each character of a random secret nearly all are unlike;
# a letter held down, a word or a row of digits typed again and again has few.
NEIGHBORS, FEWEST_UNLIKE = 3, 16
MAKE_A_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
MOST_PROXIES = 9
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]")
SMTP_URL = re.compile(
    r"smtps?://([^\s/@:]+:[^\s/@:]*@)?([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?/?"
)
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+")
DATABASE_URL = re.compile(r"(sqlite|postgresql)(\+[a-z0-9]+)?://.*")


@dataclass(frozen=True)
class Setting:
    """One line of the table in docs/operating.md."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "LMS_ENV",
        "development",
        "`development` or `production`. Production refuses to start without its secrets and "
        "refuses `--demo`.",
    ),
    Setting(
        "LMS_HOME",
        "var/",
        "The folder for what the product keeps: the embedded database, the secret made at the "
        "first start, the keys that sign credentials and the audit log, the address it serves on, "
        "backups made before changes.",
    ),
    Setting(
        "LMS_DATABASE_URL",
        "a SQLite file in LMS_HOME",
        "`sqlite:///…` or `postgresql://…`: where everything is stored.",
    ),
    Setting(
        "LMS_SECRET_KEY",
        "made once in LMS_HOME outside production",
        "At least 32 random characters that sign the form cookie. Required in production, which "
        "refuses one that repeats a few.",
    ),
    Setting(
        "LMS_PUBLIC_URL",
        "the host and port it serves on",
        "The address readers use, such as `https://learn.example.org`: scheme and host, no path. "
        "In production https, but for this machine itself. Credentials name it as their issuer.",
    ),
    Setting(
        "LMS_TRUSTED_PROXIES",
        "0",
        "How many proxies stand in front and set `X-Forwarded-For` and `X-Forwarded-Proto`.",
    ),
    Setting(
        "LMS_ALLOWED_HOSTS",
        "the host of LMS_PUBLIC_URL; without one this machine's own names",
        "Further host names that requests may be addressed to, separated by commas.",
    ),
    Setting(
        "LMS_SMTP_URL",
        "none: no mail is sent",
        "The mail server that reminders of a renewal go through: `smtp://user:password@host:587` "
        "or `smtps://…`; what an address may not hold is written as in `%40`.",
    ),
    Setting(
        "LMS_MAIL_FROM",
        "none",
        "The address that mail comes from, such as `learn@example.org`. Required with "
        "LMS_SMTP_URL.",
    ),
)


class SettingsRefused(Exception):
    """A setting makes no sense; the text names it and says what to write instead."""


class Environment(StrEnum):
    """Where the product runs; nothing else changes what is required."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Settings:
    """Everything that is decided outside the code, complete and checked."""

    environment: Environment
    home: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    public_url: str
    trusted_proxies: int
    named_hosts: tuple[str, ...]
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    host: str = "127.0.0.1"
    port: int = 8000

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings that the environment asks for; SettingsRefused names what is wrong."""
        environment = _environment(environ)
        home = Path(environ.get("LMS_HOME") or "var").expanduser().absolute()
        return cls(
            environment=environment,
            home=home,
            database_url=_database_url(environ, home),
            secret_key=_secret_key(environ, environment, home),
            public_url=_public_url(environ, environment),
            trusted_proxies=_trusted_proxies(environ),
            named_hosts=_named_hosts(environ),
            smtp_url=_smtp_url(environ),
            mail_from=_mail_from(environ),
        )

    def serving_on(self, host: str, port: int) -> "Settings":
        """The same settings for a server at that host and port."""
        return replace(self, host=f"[{host}]" if ":" in host else host, port=port)

    @property
    def is_production(self) -> bool:
        """True in production."""
        return self.environment is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        """True when readers reach it over https."""
        return self.public_url.startswith("https://")

    @property
    def served_address(self) -> str:
        """Where it listens, which a proxy may stand in front of."""
        return f"http://{self.host}:{self.port}"

    @property
    def public_address(self) -> str:
        """The origin that links, certificates and keys name."""
        return self.public_url or self.served_address

    @cached_property
    def allowed_hosts(self) -> frozenset[str]:
        """The host names, without port, that a request may be addressed to (WB-07)."""
        own = [urlsplit(self.public_url).netloc] if self.public_url else [self.host, *LOOPBACK]
        return frozenset(host_name(host) for host in (*own, *self.named_hosts))


def unknown_names(environ: Mapping[str, str], *others: str) -> Mapping[str, str]:
    """The LMS_… names that are no settings and none of `others`, each with the nearest that is."""
    # Compared without the prefix, which makes any two of them look alike.
    read = {name.removeprefix(PREFIX): name for name in (*(it.name for it in SETTINGS), *others)}
    typed = {name.removeprefix(PREFIX): name for name in environ if name.startswith(PREFIX)}
    return {
        typed[name]: next((read[near] for near in get_close_matches(name, read, n=1)), "")
        for name in sorted(typed.keys() - read.keys())
    }


def host_name(host: str) -> str:
    """The name in a Host header or netloc, lower case and without its port."""
    return re.sub(r":[0-9]*\Z", "", host.lower())


def _environment(environ: Mapping[str, str]) -> Environment:
    asked = environ.get("LMS_ENV", Environment.DEVELOPMENT)
    if asked not in list(Environment):
        raise SettingsRefused(f"LMS_ENV is {asked!r}; write development or production.")
    return Environment(asked)


def _database_url(environ: Mapping[str, str], home: Path) -> str:
    url = environ.get("LMS_DATABASE_URL") or f"sqlite:///{home / 'lms.sqlite3'}"
    if not DATABASE_URL.fullmatch(url):
        # The URL may hold a password, so it is not repeated.
        raise SettingsRefused(
            "LMS_DATABASE_URL is not understood; it begins with sqlite:/// or postgresql://."
        )
    return url


def _secret_key(environ: Mapping[str, str], environment: Environment, home: Path) -> str:
    key = environ.get("LMS_SECRET_KEY", "")
    if not key and environment is Environment.PRODUCTION:
        raise SettingsRefused(
            f"LMS_SECRET_KEY is missing; production needs {SHORTEST_SECRET} or more random "
            f"characters that stay the same from start to start. Make one with {MAKE_A_SECRET}."
        )
    if not key:
        return _kept_secret(home)
    if len(key) < SHORTEST_SECRET:
        raise SettingsRefused(
            f"LMS_SECRET_KEY has {len(key)} characters; use {SHORTEST_SECRET} or more random ones. "
            f"Make them with {MAKE_A_SECRET}."
        )
    if environment is Environment.PRODUCTION and is_repetitive(key):
        raise SettingsRefused(
            "LMS_SECRET_KEY repeats a few characters and is easy to guess. "
            f"Make a random one with {MAKE_A_SECRET}."
        )
    return key


def is_repetitive(key: str) -> bool:
    """True for a secret that says the same few characters again and again."""
    unlike = {key[start : start + NEIGHBORS] for start in range(len(key) - NEIGHBORS + 1)}
    return len(unlike) < FEWEST_UNLIKE


def _kept_secret(home: Path) -> str:
    path = home / "secret-key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_once(path, secrets.token_urlsafe(48).encode())
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsRefused(
            f"LMS_HOME is {home}, where secret-key cannot be kept; name a folder that can be "
            "written to."
        ) from fault
    if len(key) < SHORTEST_SECRET:
        raise SettingsRefused(f"{path} is too short to be a secret; remove it to have one made.")
    return key


def _public_url(environ: Mapping[str, str], environment: Environment) -> str:
    url = environ.get("LMS_PUBLIC_URL", "").removesuffix("/")
    if url and not _is_origin(url):
        raise SettingsRefused(
            f"LMS_PUBLIC_URL is {url!r}; write an address such as https://learn.example.org, "
            "without a path."
        )
    url = url.lower()
    is_here = host_name(urlsplit(url).netloc) in LOOPBACK
    if environment is Environment.PRODUCTION and url.startswith("http://") and not is_here:
        raise SettingsRefused(
            f"LMS_PUBLIC_URL is {url!r}, over which passwords travel in the clear; production "
            f"needs https. Write https{url.removeprefix('http')} and let a proxy hold the "
            "certificate."
        )
    return url


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and parts.username is None
        and port != 0
        and HOST_NAME.fullmatch(host_name(parts.netloc)) is not None
        and url.lower() == f"{parts.scheme}://{parts.netloc.lower()}"
    )


def _trusted_proxies(environ: Mapping[str, str]) -> int:
    asked = environ.get("LMS_TRUSTED_PROXIES") or "0"
    if not re.fullmatch(r"[0-9]", asked):
        raise SettingsRefused(
            f"LMS_TRUSTED_PROXIES is {asked!r}; write how many proxies stand in front, "
            f"0 to {MOST_PROXIES}."
        )
    return int(asked)


def _named_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    asked = environ.get("LMS_ALLOWED_HOSTS", "").lower().split(",")
    hosts = tuple(host.strip() for host in asked if host.strip())
    for host in hosts:
        if not HOST_NAME.fullmatch(host):
            raise SettingsRefused(
                f"LMS_ALLOWED_HOSTS names {host!r}; write host names without scheme or port, "
                "separated by commas."
            )
    return hosts


def _smtp_url(environ: Mapping[str, str]) -> str:
    url = environ.get("LMS_SMTP_URL", "")
    if url and not SMTP_URL.fullmatch(url):
        # The URL may hold a password, so it is not repeated.
        raise SettingsRefused(
            "LMS_SMTP_URL is not understood; write smtp:// or smtps://, then user:password@ where "
            "the server asks for them, then host:port."
        )
    return url


def _mail_from(environ: Mapping[str, str]) -> str:
    address = environ.get("LMS_MAIL_FROM", "")
    if environ.get("LMS_SMTP_URL") and not MAIL_ADDRESS.fullmatch(address):
        raise SettingsRefused(
            f"LMS_MAIL_FROM is {address!r}; write the address that mail comes from, such as "
            "learn@example.org."
        )
    return address
