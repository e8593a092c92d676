"""The provider's facts for every page, asked for at most every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from lms.domain.courses import Provider
from lms.services import courses
from lms.web.requests import now, reading

KEPT_FOR = timedelta(seconds=5)

NOBODY_YET = Provider(
    name="Continuing education",
    address="",
    email="",
    website="",
    time_zone="UTC",
    signatory_name="",
    signatory_title="",
    refunds="",
    grievances="",
    accommodations="",
    retention="",
    approvals=(),
)


@dataclass(frozen=True)
class _Known:
    """What was found, and when; only a copy, so that hot pages do not ask the database again."""

    facts: Provider
    found_at: datetime


def find_facts() -> Provider:
    """The provider's facts in force; a stand-in without promises before the first publishing."""
    known: _Known | None = current_app.extensions.get("lms_provider")
    if known is None or not timedelta(0) <= now() - known.found_at < KEPT_FOR:
        with reading() as session:
            known = _Known(courses.find_provider(session) or NOBODY_YET, now())
        current_app.extensions["lms_provider"] = known
    return known.facts


def forget_facts() -> None:
    """Let the next page ask the database again, since the facts were just changed here."""
    current_app.extensions.pop("lms_provider", None)
