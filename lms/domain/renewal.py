"""Certificates that count for a time: until when, from when to renew, when to remind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.domain.certificates import Certificate, Snapshot
from lms.domain.dates import day_in


@dataclass(frozen=True)
class RenewalCustoms:
    """How long before its end a certificate may be renewed, and when its holder is reminded."""

    window_days: int
    reminder_days: tuple[int, ...]
    reminded_at: time


RENEWAL = RenewalCustoms(
    window_days=90,
    reminder_days=(90, 60, 30, 7),
    reminded_at=time(9),
)


@dataclass(frozen=True)
class Term:
    """The time for which a certificate counts; `last_on` still counts."""

    serial: str
    course: str
    title: str
    issued_at: datetime
    last_on: date
    time_zone: str
    customs: RenewalCustoms = RENEWAL

    @property
    def opens_on(self) -> date:
        """The first day on which a new cycle may begin."""
        return self.last_on - timedelta(days=self.customs.window_days)

    def is_open_on(self, day: date) -> bool:
        """True from the first day of the window on, and after the end as well."""
        return day >= self.opens_on

    def has_ended_on(self, day: date) -> bool:
        """True after the last day."""
        return day > self.last_on

    def has_ended_at(self, at: datetime) -> bool:
        """True once the last day is over where the provider is."""
        return self.has_ended_on(day_in(self.time_zone, at))

    def is_told_on(self, day: date) -> bool:
        """True when its holder is to be told: as long after the end as before it."""
        return abs((self.last_on - day).days) <= self.customs.window_days

    def days_left_on(self, day: date) -> int:
        """Days on which it still counts after that one; below zero when it has ended."""
        return (self.last_on - day).days

    def days_left_at(self, at: datetime) -> int:
        """The same, at a moment."""
        return self.days_left_on(day_in(self.time_zone, at))

    @property
    def reminders(self) -> Mapping[int, datetime]:
        """When to remind, by days before the end: in the morning, where the provider is."""
        zone = ZoneInfo(self.time_zone)
        return {
            days: datetime.combine(
                self.last_on - timedelta(days=days), self.customs.reminded_at, zone
            )
            for days in self.customs.reminder_days
        }

    def is_due(self, days: int, at: datetime) -> bool:
        """True from a reminder's time until the next one's; the last one's until the end."""
        passed = [it for it, due_at in self.reminders.items() if due_at <= at]
        return not self.has_ended_at(at) and days == min(passed, default=None)


def term_of(certificate: Certificate) -> Term | None:
    """For how long a certificate counts; None for one that counts for good, or not any more."""
    if not certificate.is_valid:
        return None
    return term_for(certificate.serial, certificate.snapshot, certificate.issued_at)


def term_for(serial: str, frozen: Snapshot, issued_at: datetime) -> Term | None:
    """The same, for a certificate that is about to be issued."""
    if frozen.valid_until is None:
        return None
    return Term(
        serial=serial,
        course=frozen.course_slug,
        title=frozen.course_title,
        issued_at=issued_at,
        last_on=frozen.valid_until,
        time_zone=frozen.time_zone,
    )


def newest_terms(certificates: Iterable[Certificate]) -> tuple[Term, ...]:
    """The term of the newest completion of each course, of those that stand; the next end first.

    A newer completion takes the place of an older one, even one that counts for good.
    """
    standing = sorted(
        (it for it in certificates if it.is_valid), key=lambda it: it.snapshot.completed_at
    )
    newest = {it.snapshot.course_slug: it for it in standing}
    terms = (term_of(it) for it in newest.values())
    return tuple(sorted((it for it in terms if it), key=lambda it: (it.last_on, it.serial)))
