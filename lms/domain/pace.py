"""Active reading time, which some boards require: counted from what is posted (FORMAT 3, WB-08)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

# Longer pauses are counted as this much: somebody may have left the desk. Ours to choose, since
# no board says how; CE_RULES 6 asks for a cap per interval.
LONGEST_INTERVAL = timedelta(minutes=10)


def minutes_read(sections_read_at: Iterable[datetime], longest: timedelta, now: datetime) -> int:
    """Whole minutes of active reading: the intervals from section to section and until now."""
    moments = [*sorted(sections_read_at), now]
    intervals = (min(later - earlier, longest) for earlier, later in pairwise(moments))
    return int(sum(intervals, timedelta()).total_seconds() // 60)


def longest_interval(asked_minutes: int, sections: int) -> timedelta:
    """What one interval counts at most: ten minutes, or a section's share where that is more.

    Without the share a long module of few sections could never be finished.
    """
    share = -(-asked_minutes // max(1, sections))
    return max(LONGEST_INTERVAL, timedelta(minutes=share))
