"""Days as they are written out on pages and certificates."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def written_out(day: date) -> str:
    """November 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def day_in(time_zone: str, at: datetime) -> date:
    """The day on which something happened, in a zone such as America/New_York."""
    return at.astimezone(ZoneInfo(time_zone)).date()
