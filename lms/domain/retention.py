"""Retention: how long what is kept about people is kept, why, and who deletes it then.

One table: `store/personal.py` names one of these rules for each table that an erasure leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.domain.accounts import KNOWN_ADDRESS_LIFE, SESSION_IDLE, TRIES_WINDOW

# A copy of a form that a browser still holds: a tab left open, a page gone back to.
FORM_REMEMBERED = timedelta(days=30)
ERASED_NAME = "Erased account"
# No domain name ends so: nothing can be sent there, and nobody can sign in with it.
ERASED_DOMAIN = "invalid"


@dataclass(frozen=True)
class Rule:
    """How long something is kept, from what on, why, and where that is written.

    `years` is 0 where there is no end. `is_by_hand`: the product reports what is past its time,
    and deletes nothing of it.
    """

    name: str
    years: int
    since: str
    why: str
    source: str
    is_by_hand: bool = True

    def until(self, since: date) -> date | None:
        """The first day on which it need not be kept any more; None where there is no end."""
        return years_after(since, self.years) if self.years else None


@dataclass(frozen=True)
class Passing:
    """What is of use for a while only, and deleted once it is older; `age` counts from `column`."""

    column: str
    age: timedelta
    why: str


def years_after(day: date, years: int) -> date:
    """The same day so many years later; after February 29 it is March 1, so never too early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(at: datetime, years: int) -> datetime:
    """The same moment so many years earlier; of February 29 it is the 28th, so never too late."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        return at.replace(year=at.year - years, day=28)


RECORD = Rule(
    name="The record",
    years=7,
    since="the completion",
    why="Boards check completions against the provider's record for years, and anybody may check "
    "a certificate at its address.",
    source="Bodies that approve continuing education ask for 4 to 6 years; the product keeps "
    "at least 7.",
)
WORK = Rule(
    name="Work for the provider",
    years=7,
    since="the erasure",
    why="What was approved, published, corrected or reported for the provider stands behind the "
    "records of others.",
    source="As long as the records that rest on it.",
)
LOG = Rule(
    name="The audit log",
    years=0,
    since="the event",
    why="The log shows that nothing was changed afterwards. It is one chain, from which nothing "
    "can be taken without showing. It holds numbers and no names.",
    source="The log can only be added to.",
)
UNFINISHED = Rule(
    name="Unfinished courses",
    years=3,
    since="the last activity",
    why="Somebody may come back to a course that they began.",
    source="The provider's own rule: no body asks for it.",
    is_by_hand=False,
)
RULES = (RECORD, WORK, LOG, UNFINISHED)

SESSIONS = Passing("seen_at", SESSION_IDLE, "Sessions that nobody uses any more.")
RESET_LINKS = Passing("expires_at", timedelta(0), "One-time links whose hour is over.")
ADDRESSES = Passing("seen_at", KNOWN_ADDRESS_LIFE, "Addresses that nobody came from for long.")
FAILURES = Passing("failed_at", TRIES_WINDOW, "Wrong passwords that no longer count.")
FORMS = Passing("sent_at", FORM_REMEMBERED, "Forms that nobody sends again.")


@dataclass(frozen=True)
class Kept:
    """What an erasure keeps by one rule: its name, what it is, why, and until when (PR-03)."""

    name: str
    what: str
    why: str
    until: date | None


@dataclass(frozen=True)
class Counted:
    """How much there is of something, the rule it is kept by, and the last day it counts from."""

    name: str
    count: int
    rule: Rule
    since: date


def kept(counted: Iterable[Counted]) -> tuple[Kept, ...]:
    """What is kept, one entry for each rule that keeps something."""
    found = [it for it in counted if it.count]
    return tuple(
        Kept(
            name=rule.name,
            what=", ".join(f"{it.name} ({it.count})" for it in ruled),
            why=f"{rule.why} {rule.source}",
            until=rule.until(max(it.since for it in ruled)),
        )
        for rule in RULES
        if (ruled := [it for it in found if it.rule == rule])
    )
