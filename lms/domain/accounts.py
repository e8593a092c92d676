"""Accounts: how long a session lives, how often a door may be tried, and which time zones exist."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from lms.domain.access import Person
from lms.domain.errors import FieldRefusal

DEFAULT_TIME_ZONE = "America/New_York"
# Most readers live here, so these stand first in the list.
FIRST_TIME_ZONES = (
    DEFAULT_TIME_ZONE,
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
LICENSES_MOST = 50

SESSION_IDLE = timedelta(hours=12)
SESSION_LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)
RESET_LINK_LIFE = timedelta(hours=1)

TRIES_WINDOW = timedelta(minutes=10)
# One address is shut out before it could use up what all strangers have together at an account.
TRIES_FROM_ONE_ADDRESS = 50
TRIES_FOR_ONE_ACCOUNT = 60
KNOWN_ADDRESS_LIFE = timedelta(days=180)


class Door(StrEnum):
    """A place that takes a secret; failures at each are counted apart (AS-07)."""

    SIGN_IN = "sign-in"
    SIGN_UP = "sign-up"
    CONFIRM = "confirm"
    RESET = "reset"


@dataclass(frozen=True)
class Tries:
    """Failures at a door within the window, and whether the account was opened from there before.

    An address is where somebody knocks from on the network, never an e-mail address.
    """

    from_the_address: int
    for_the_account: int
    is_known_address: bool


@dataclass(frozen=True)
class Account:
    """A person with what opens their account, and whether it is open."""

    person: Person
    password_hash: str
    created_at: datetime
    disabled_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True unless an administrator disabled the account."""
        return self.disabled_at is None


@dataclass(frozen=True)
class Applicant:
    """Somebody who wants an account and has yet to choose its password; every part looked at."""

    legal_name: str
    email: str
    time_zone: str


@dataclass(frozen=True)
class NewAccount:
    """An account before it is opened: every part looked at, the password hashed."""

    legal_name: str
    email: str
    time_zone: str
    password_hash: str


@dataclass(frozen=True)
class SignedIn:
    """A person in one browser: the session that a cookie opened."""

    session_id: int
    person: Person
    started_at: datetime
    seen_at: datetime
    confirmed_at: datetime


def is_alive(signed_in: SignedIn, now: datetime) -> bool:
    """True while a session is neither idle for too long nor too old (AS-03)."""
    is_idle = now - signed_in.seen_at > SESSION_IDLE
    is_old = now - signed_in.started_at > SESSION_LONGEST
    return not (is_idle or is_old)


def needs_touch(signed_in: SignedIn, now: datetime) -> bool:
    """True when the time last seen is a minute old: the one thing a GET may write (WB-01)."""
    return now - signed_in.seen_at >= SEEN_EVERY


def is_tried_too_often(tries: Tries) -> bool:
    """True when a door is shut to an address until failures are past (AS-07).

    Its own failures shut it out; those of others at the account do too, unless the account was
    opened from there before: so nobody keeps a person out of where they usually sign in.
    """
    by_its_own = tries.from_the_address >= TRIES_FROM_ONE_ADDRESS
    by_others = tries.for_the_account >= TRIES_FOR_ONE_ACCOUNT and not tries.is_known_address
    return by_its_own or by_others


@cache
def time_zones() -> tuple[str, ...]:
    """The time zones to choose from, each under one name, and UTC; the likely ones first."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    names = {name for _country, _coordinates, name, *_comments in rows}
    return (*FIRST_TIME_ZONES, *sorted(names - set(FIRST_TIME_ZONES)), "UTC")


@cache
def _time_zones_by_any_name() -> frozenset[str]:
    # A profile may hold an older name, such as Asia/Calcutta for Asia/Kolkata.
    somewhere = {it for it in available_timezones() if "/" in it and not it.startswith("Etc/")}
    return frozenset({*somewhere, *time_zones()})


def is_time_zone(name: str) -> bool:
    """True for a time zone that lies somewhere, and UTC; older names are names too."""
    return name in _time_zones_by_any_name()


def clean_time_zone(field: str, typed: str) -> str:
    """A time zone that exists."""
    name = typed.strip()
    if not name:
        raise FieldRefusal(field, "Choose your time zone.")
    if not is_time_zone(name):
        raise FieldRefusal(field, f"Choose a time zone from the list, such as {DEFAULT_TIME_ZONE}.")
    return name
