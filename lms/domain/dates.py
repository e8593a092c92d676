"""Days as they are written out on pages and certificates."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = 12


def written_out(day: date) -> str:
    """November 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def day_in(time_zone: str, at: datetime) -> date:
    """The day on which something happened, in a zone such as America/New_York."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter.

    What counts until then counts a day longer than so many months: to the end of that day.
    """
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_of_months(first: date, months: int) -> date:
    """The last of so many months that begin on a day: no day counts for the next ones as well."""
    later = months_later(first, months)
    # In a month that is too short for the day, the next ones begin on the first of the month after.
    return later - timedelta(days=1) if later.day == first.day else later
