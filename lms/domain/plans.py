"""Plans: an edition that is published later, as it was reviewed, when its author chose."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lms.domain.editions import Change
from lms.domain.errors import FieldRefusal, together

FARTHEST, A_DAY = timedelta(days=366), timedelta(days=1)


class Outcome(StrEnum):
    """What became of a plan."""

    PUBLISHED = "published"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


@dataclass(frozen=True)
class Plan:
    """A draft as it was reviewed, and when it is to be published."""

    public_id: str
    draft_id: int
    upto: int
    """The newest save that its author had reviewed; what is saved later is not published by it."""
    base_id: int | None
    """The edition that it goes on from; None where it is to be the first."""
    content_hash: str
    change: Change | None
    """What kind of change its author called it against the proposal, or None."""
    reason: str
    planner_id: int
    planner: str
    planned_at: datetime
    due_at: datetime
    settled_at: datetime | None = None
    outcome: Outcome | None = None
    words: str = ""
    """Why it was refused, as one sentence."""

    @property
    def is_open(self) -> bool:
        """True while it is still to be carried out."""
        return self.settled_at is None


def why_not(plan: Plan, newest_id: int | None, *, may_plan: bool) -> str:
    """Why a plan is not carried out, as one sentence; empty where nothing is in its way.

    `newest_id` is the edition that learners see when the time has come, and `may_plan` whether
    whoever planned it may still publish the course.
    """
    if newest_id != plan.base_id:
        return "An edition was published meanwhile that the planned one does not go on from."
    if not may_plan:
        return f"{plan.planner}, who planned it, no longer teaches the course."
    return ""


def time_due(day: str, at: str, zone: tzinfo, now: datetime) -> datetime:
    """The moment that an author typed, in their own zone.

    FieldRefusal for what is no day or no time, is over, is farther off than a year, or is left out
    where clocks are put forward. Where they are put back, the earlier of two moments is meant.
    """
    on, clock = together(lambda: _day(day), lambda: _time(at))
    # A day at either end of all time has no moment in some zones.
    if on > (now + FARTHEST + A_DAY).date():
        raise FieldRefusal("day", "Choose a day within a year from now.")
    if on < (now - A_DAY).date():
        raise FieldRefusal("day", "That time is over. Choose one that is still to come.")
    local = datetime.combine(on, clock)
    due = local.replace(tzinfo=zone).astimezone(UTC)
    if due.astimezone(zone).replace(tzinfo=None) != local:
        raise FieldRefusal(
            "time", "There is no such time on that day: clocks are put forward. Choose another."
        )
    if due <= now:
        raise FieldRefusal("day", "That time is over. Choose one that is still to come.")
    if due > now + FARTHEST:
        raise FieldRefusal("day", "Choose a day within a year from now.")
    return due


def _day(typed: str) -> date:
    if not typed.strip():
        raise FieldRefusal("day", "Choose the day. Publishing later needs a day and a time.")
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise FieldRefusal("day", "Write the day as year-month-day, such as 2027-01-31.") from None


def _time(typed: str) -> time:
    if not typed.strip():
        raise FieldRefusal("time", "Choose the time. Publishing later needs a day and a time.")
    try:
        found = time.fromisoformat(typed.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise FieldRefusal("time", "Write the time as hour and minute, such as 08:30.")
    return found.replace(second=0, microsecond=0)
