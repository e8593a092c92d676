"""Days as they are written out on pages and certificates."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = 12


def written_out(day: date) -> str:
    """November 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def day_in(time_zone: str, at: datetime) -> date:
    """The day on which something happened, in a zone such as America/New_York."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
