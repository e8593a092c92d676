"""Days as they are written out on pages and certificates."""

from datetime import date


def written_out(day: date) -> str:
    """November 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"
