"""Active reading time, which some boards require: counted from what is posted (FORMAT 3, WB-08)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

# Longer pauses are counted as this much: somebody may have left the desk. Ours to choose, since
# no board says how; CE_RULES 6 asks for a cap per interval.
LONGEST_INTERVAL = timedelta(minutes=10)
# Whoever stays in a section, or comes back to one, is counted again after this.
BETWEEN_MOMENTS = timedelta(minutes=1)


def counts_again(read_at: Iterable[datetime], asked_minutes: int | None, now: datetime) -> bool:
    """Whether reading on in a section that was read before is kept as a moment of its own.

    Only where a module asks for minutes; without it, whoever skimmed once could never finish.
    """
    return asked_minutes is not None and now - max(read_at, default=now) >= BETWEEN_MOMENTS


def minutes_read(read_at: Iterable[datetime], longest: timedelta, now: datetime) -> int:
    """Whole minutes of active reading: the intervals from moment to moment and until now."""
    moments = [*sorted(read_at), now]
    intervals = (min(later - earlier, longest) for earlier, later in pairwise(moments))
    return int(sum(intervals, timedelta()).total_seconds() // 60)


def longest_interval(asked_minutes: int, sections: int) -> timedelta:
    """What one interval counts at most: ten minutes, or a section's share where that is more.

    Without the share a long module of few sections could never be finished.
    """
    share = -(-asked_minutes // max(1, sections))
    return max(LONGEST_INTERVAL, timedelta(minutes=share))
