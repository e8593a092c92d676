"""Requirements: which of one's hours count toward a set, each hour once and with its reason.

The body decides in the end, and the page says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from lms.domain.dates import last_day_of_months
from lms.domain.requirement_sets import Ceiling, Dimension, HoursGoal, RequirementSet
from lms.domain.transcripts import NO_AREA, NOTHING, Line, Standing

WHOLE = Decimal(1)


@dataclass(frozen=True)
class Window:
    """The days of a cycle, its first and its last one included."""

    first: date
    last: date


class Outcome(StrEnum):
    """What becomes of hours."""

    COUNTED = "counted"
    CAPPED = "capped"
    NOT_COUNTED = "not counted"


class Reason(StrEnum):
    """Why hours are counted, capped or not counted; pages have the sentence for each."""

    COUNTED = "counted"
    ABOVE_CEILING = "above the ceiling"
    WEIGHED = "weighed"
    VOIDED = "voided"
    REPLACED = "replaced"
    BEFORE_CYCLE = "before the cycle"
    AFTER_CYCLE = "after the cycle"
    NO_CREDIT = "no credit"
    WORDING_MISSING = "wording missing"
    NO_AREA = "no area"
    OTHER_AREA = "other area"
    OTHER_METHOD = "other method"


OUTCOMES = {Reason.COUNTED: Outcome.COUNTED, Reason.ABOVE_CEILING: Outcome.CAPPED}


@dataclass(frozen=True)
class Share:
    """Hours of one line in one area with one reason; `goal` is the place of the one they meet."""

    area: str
    hours: Decimal
    reason: Reason
    goal: int | None = None

    @property
    def outcome(self) -> Outcome:
        """Counted, capped or not counted."""
        return OUTCOMES.get(self.reason, Outcome.NOT_COUNTED)


@dataclass(frozen=True)
class Tallied:
    """A line of the transcript with what became of its hours, which the shares sum to."""

    line: Line
    is_approved: bool
    shares: tuple[Share, ...]

    def hours(self, outcome: Outcome) -> Decimal:
        """How many of its hours came to that."""
        return _sum(share for share in self.shares if share.outcome == outcome)

    @property
    def reasons(self) -> tuple[tuple[Reason, Decimal], ...]:
        """Why hours were capped or not counted, each reason once with its hours."""
        by_reason: dict[Reason, Decimal] = {}
        for share in self.shares:
            if share.outcome is not Outcome.COUNTED:
                by_reason[share.reason] = by_reason.get(share.reason, NOTHING) + share.hours
        return tuple(by_reason.items())


@dataclass(frozen=True)
class Reached:
    """How far a goal of hours is reached."""

    goal: HoursGoal
    hours: Decimal

    @property
    def left(self) -> Decimal:
        """The hours that are still asked for."""
        return max(NOTHING, self.goal.hours - self.hours)

    @property
    def is_met(self) -> bool:
        """True when nothing is left."""
        return self.hours >= self.goal.hours


@dataclass(frozen=True)
class Tracker:
    """What counts toward a set, each hour once and with its reason."""

    requirements: RequirementSet
    window: Window | None
    lines: tuple[Tallied, ...]

    def hours(self, outcome: Outcome) -> Decimal:
        """How many hours came to that; the three outcomes sum to the hours of all lines."""
        return sum((it.hours(outcome) for it in self.lines), NOTHING)

    @property
    def counted(self) -> Decimal:
        """The hours that count."""
        return self.hours(Outcome.COUNTED)

    @property
    def capped(self) -> Decimal:
        """The hours above a ceiling."""
        return self.hours(Outcome.CAPPED)

    @property
    def not_counted(self) -> Decimal:
        """The hours that do not count for another reason."""
        return self.hours(Outcome.NOT_COUNTED)

    @property
    def goals(self) -> tuple[Reached, ...]:
        """How far each goal of hours is reached; an hour counts in one of them."""
        return tuple(
            Reached(goal, _sum(share for share in self._shares() if share.goal == place))
            for place, goal in enumerate(self.requirements.goals)
        )

    @property
    def areas(self) -> tuple[tuple[str, Decimal], ...]:
        """The hours that count in each area of which some are asked for."""
        each = self.requirements.each_area
        return tuple((area, self.in_area(area)) for area in each.areas) if each else ()

    @property
    def areas_met(self) -> int:
        """How many areas have the hours that each needs."""
        each = self.requirements.each_area
        return sum(hours >= each.hours for _, hours in self.areas) if each else 0

    @property
    def approved(self) -> Decimal:
        """The counted hours that are approved as the set asks."""
        return sum((it.hours(Outcome.COUNTED) for it in self.lines if it.is_approved), NOTHING)

    @property
    def is_met(self) -> bool:
        """True when every rule that hours can meet is met."""
        each, approved = self.requirements.each_area, self.requirements.approved
        return (
            all(goal.is_met for goal in self.goals)
            and (each is None or self.areas_met >= each.count)
            and (approved is None or self.approved >= approved.hours)
        )

    def in_area(self, area: str) -> Decimal:
        """The counted hours of one area."""
        return self._by_area.get(area, NOTHING)

    @cached_property
    def _by_area(self) -> dict[str, Decimal]:
        hours: dict[str, Decimal] = {}
        for share in self._shares():
            hours[share.area] = hours.get(share.area, NOTHING) + share.hours
        return hours

    def _shares(self) -> Iterator[Share]:
        for tallied in self.lines:
            yield from (it for it in tallied.shares if it.outcome is Outcome.COUNTED)


def window_from(began_on: date, months: int) -> Window:
    """The cycle that begins on that day and lasts so many months."""
    return Window(began_on, last_day_of_months(began_on, months))


def names(statements: Iterable[str], sought: Iterable[str]) -> bool:
    """True when any statement holds one of the names as words of its own, in any case."""
    said = tuple(statements)
    patterns = (re.compile(rf"(?<!\w){re.escape(it)}(?!\w)", re.IGNORECASE) for it in sought)
    return any(pattern.search(text) for pattern in patterns for text in said)


def tally(requirements: RequirementSet, lines: Iterable[Line], window: Window | None) -> Tracker:
    """What counts of these lines: the oldest first, so that nothing later displaces it."""
    count = _Count(requirements, window)
    in_order = sorted(lines, key=lambda line: line.completed_on)
    return Tracker(requirements, window, tuple(map(count.tallied, in_order)))


class _Count:
    """A count in progress: how much of each ceiling is used up by the lines before."""

    def __init__(self, requirements: RequirementSet, window: Window | None) -> None:
        self._set = requirements
        self._window = window
        self._used: dict[str, Decimal] = {}

    def tallied(self, line: Line) -> Tallied:
        """The next line with what becomes of its hours."""
        approved = self._set.approved
        is_approved = approved is not None and names(line.approvals, approved.names)
        reason = self._reason_against(line)
        if reason is not None:
            shares = (Share(it.letter, it.hours, reason) for it in line.portions)
        else:
            ceiling = self._set.ceiling
            if is_approved and ceiling and not ceiling.is_for_approved:
                ceiling = None
            weight = WHOLE if is_approved or not approved else approved.others_weigh
            shares = (
                share
                for it in line.portions
                for share in self._shares(line, it.letter, it.hours, weight, ceiling)
            )
        return Tallied(line, is_approved, tuple(share for share in shares if share.hours))

    def _reason_against(self, line: Line) -> Reason | None:
        """Why a whole line does not count, or None."""
        window, wording = self._window, self._set.wording
        against = {
            Reason.VOIDED: line.standing is Standing.VOIDED,
            Reason.REPLACED: line.standing is Standing.REPLACED,
            Reason.BEFORE_CYCLE: window is not None and line.completed_on < window.first,
            Reason.AFTER_CYCLE: window is not None and line.completed_on > window.last,
            Reason.NO_CREDIT: not line.has_credit,
            Reason.WORDING_MISSING: wording is not None
            and not names(line.approvals, wording.words),
        }
        return next((reason for reason, is_so in against.items() if is_so), None)

    def _shares(
        self, line: Line, area: str, hours: Decimal, weight: Decimal, ceiling: Ceiling | None
    ) -> Iterator[Share]:
        """What becomes of a line's hours in one area."""
        goals = [it for it in enumerate(self._set.goals) if it[1].takes(area)]
        fitting = (it for it, goal in goals if not goal.methods or line.method in goal.methods)
        goal = next(fitting, None)
        if goal is None:
            missing = Reason.NO_AREA if area == NO_AREA else Reason.OTHER_AREA
            yield Share(area, hours, Reason.OTHER_METHOD if goals else missing)
            return
        weighed = hours * weight
        cell = area if ceiling and ceiling.dimension is Dimension.AREA else line.method.value
        counted = self._taken(weighed, cell, ceiling)
        yield Share(area, counted, Reason.COUNTED, goal)
        yield Share(area, weighed - counted, Reason.ABOVE_CEILING)
        yield Share(area, hours - weighed, Reason.WEIGHED)

    def _taken(self, hours: Decimal, cell: str, ceiling: Ceiling | None) -> Decimal:
        """How many of these hours the ceiling leaves room for; that room is used up then."""
        if ceiling is None or (ceiling.only and cell not in ceiling.only):
            return hours
        taken = min(hours, ceiling.hours - self._used.get(cell, NOTHING))
        self._used[cell] = self._used.get(cell, NOTHING) + taken
        return taken


def _sum(shares: Iterable[Share]) -> Decimal:
    return sum((share.hours for share in shares), NOTHING)
